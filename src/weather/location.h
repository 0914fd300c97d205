#ifndef WEATHER_LOCATION_H
#define WEATHER_LOCATION_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

/* A named place as people write it; state is empty when not said. */
struct location {
	struct str city, state, country;
};

/*
 * Checks and normalises in place, adding to err's fields: city trimmed, 1 to
 * 100 characters, no control characters; state and country trimmed, two
 * ASCII letters, made upper case; country defaults to US.  prefix stands
 * before the field names: "/location/" or "".  False when memory is gone.
 */
bool location_check(struct location *location, struct arena *arena,
	const char *prefix, struct err *err) MUST_USE;

/* The parts of it: a city that must be there. */
void location_city(struct str *city, const char *name, struct err *err);
/* A state or country, by the last part of name.  False when memory is gone. */
bool location_code(struct str *code, const char *name, struct arena *arena,
	struct err *err) MUST_USE;

#endif
