#ifndef WEATHER_CURRENT_FULL_H
#define WEATHER_CURRENT_FULL_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "weather/current.h"
#include "weather/place.h"
#include "weather/units.h"

#include <stddef.h>
#include <stdint.h>

/* One of current->observer, and the public id of who measures there. */
struct current_observer {
	int64_t id;
	struct str name;
};

struct current_full {
	const struct current *current;
	const struct place *place;
	const char *provider;    /* "stations" for observers of our own */
	const char *attribution; /* whom to name beside the values, or NULL */
	const struct current_observer *observers;
	size_t observer_count;
};

/*
 * OpenWeatherMap's object of /data/2.5/weather, so that its parsers work,
 * with null for what nobody measured: rain and snow are there while it falls,
 * as there.  Beyond it: in main what is computed (dew_point, wet_bulb,
 * heat_index, wind_chill; null where a formula does not apply), condition
 * (Home Assistant's word), and source: whose values these are, from when, and
 * which are derived.  timezone is 0 and dt in UTC, for nobody here knows the
 * zones of places; id is that of GeoNames, 0 where there is none.
 */
enum err_kind
current_full_to_json(const struct current_full *full, enum units units,
	struct arena *arena, struct str *out, struct err *err) MUST_USE;

/* Whether it is day there: by the sun's altitude, else by what its radiation
 * is, else yes. */
bool current_full_is_day(const struct current_full *full);

#endif
