#ifndef WEATHER_EXTRA_H
#define WEATHER_EXTRA_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "weather/units.h"

#include <stdbool.h>

/*
 * The further numbers of an observation, which are kept and shown but not
 * computed with: soil_temp_1 to 8, soil_moisture_1 to 8, leaf_wetness_1 and
 * 2, pm2_5, pm10, temp_2 to 8, humidity_2 to 8, indoor_temp, indoor_humidity,
 * lightning_count, lightning_distance (km), battery_*.
 */
enum { EXTRA_MAX = 64, EXTRA_DECIMALS = 3 };

/*
 * Checks value, the member "extra" of a body, and prints it into *out in base
 * units, sorted by name, so that equal content is equal text; empty when
 * there is no number.  Adds to err's fields.  False when memory is gone.
 */
bool extra_from_json(json_t *value, enum units units, struct arena *arena,
	struct str *out, struct err *err) MUST_USE;

/* Such a text as an object in units; NULL when it is none or memory is gone. */
json_t *extra_to_json(struct str extra, enum units units) MUST_USE;

#endif
