#ifndef WEATHER_READING_H
#define WEATHER_READING_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "weather/observation.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* On the globe, in 0.00001 degrees. */
struct position {
	int32_t lat, lon;
};

/*
 * What a weather provider says of a place: one observation with nothing
 * implausible left in it, and what only providers know.
 */
struct reading {
	struct observation observation; /* always has FIELD_TEMP */
	bool has_feels_like, has_spread;
	int32_t feels_like;         /* 0.01 degC, as the next two */
	int32_t temp_min, temp_max; /* over the place, now */
	struct str city, country;   /* in the provider's words; may be empty */
	bool has_position;
	struct position position;
};

/*
 * For the parsers of providers.  Members that are missing, null, of another
 * type or outside the hard limits count as not measured: one instrument out
 * of order does not hide the others.
 */
void reading_take(struct reading *reading, enum observation_field field,
	const json_t *value, enum units units);
/* A temperature that is no field; false when there is none. */
bool
reading_temperature(const json_t *value, enum units units, int32_t *scaled);
/* Both numbers of degrees, within the globe. */
bool reading_position(
	const json_t *lat, const json_t *lon, struct position *position);
/* One line of text of at most 100 characters; else empty. */
enum err_kind reading_name(const json_t *value, struct arena *arena,
	struct str *name, struct err *err) MUST_USE;

/*
 * The last step: the time is an integer of the last 24 hours, soft limits
 * and contradictions take their values out, and a temperature is there.
 * ERR_FETCH upstream/time, upstream/temp.
 */
enum err_kind reading_finish(struct reading *reading, const json_t *time,
	int64_t now, struct err *err) MUST_USE;

#endif
