#ifndef WEATHER_ALIASES_H
#define WEATHER_ALIASES_H

#include <stddef.h>

/* data/aliases.txt: other names of places.  state is "" where it names none;
 * name is the gazetteer's. */
struct alias {
	const char *country, *state, *name, *alias;
};

extern const struct alias aliases[];
extern const size_t alias_count;

#endif
