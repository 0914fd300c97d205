#ifndef PROGRAMS_WEATHER_CLIENT_PLACE_H
#define PROGRAMS_WEATHER_CLIENT_PLACE_H

#include "programs/weather_client.h"
#include "weather/units.h"

/* What the commands about a place share. */

enum { PLACE_STATE = 0, PLACE_COUNTRY, PLACE_UNITS, WEATHER_OPTIONS };
#define UNITS_OPTION                                                    \
	{                                                               \
		"units", "SYSTEM",                                      \
			"metric, imperial or standard, instead of the " \
			"profile's",                                    \
			false                                           \
	}

/* How people write what tables of the service call degC. */
const char *
place_unit_sign(const char *base, enum quantity quantity, enum units units);

enum err_kind place_units(struct app *app, const struct arguments *args,
	const struct option_rule *rules, enum units *units,
	struct err *err) MUST_USE;

/* /api/weather/CITY[tail]?...; where a city has a slash, which servers treat
 * in their own ways, the query carries it. */
void place_add(struct buf *path, const struct arguments *args,
	const struct option_rule *rules, const char *tail, enum units units);

#endif
