#ifndef WEATHER_CURRENT_H
#define WEATHER_CURRENT_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "weather/location.h"
#include "weather/observation.h"
#include "weather/reading.h"
#include "weather/units.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The weather of a place from what its observers measured: per field the
 * newest plausible value, fresh for 1 h, usable as stale for 24 h.  Pure:
 * rows in, answer out.
 */
enum {
	CURRENT_FRESH_S = 3600,
	CURRENT_STALE_S = 86400,
	CURRENT_AHEAD_S = 600,
};

struct current {
	int64_t now;
	int64_t until; /* rows alone say the same before that: see below */
	int32_t values[FIELD_COUNT];
	int64_t observed_at[FIELD_COUNT]; /* of the value; INT64_MIN: none */
	int64_t observer[FIELD_COUNT];    /* who measured it */
	int32_t precip_interval_s;        /* of precip; -1: not said */
	int64_t newest;                   /* of all used; INT64_MIN: none */
	int32_t temp_min, temp_max; /* over each observer's newest fresh temp */
	bool has_spread;
	size_t observers; /* whose values were used */
	/* NULL: of own observers; else what a provider said, and its name */
	const struct reading *reading;
	const char *provider;
	bool reading_is_stale;
	enum observation_source source;           /* of the newest value */
	int64_t last_observer;                    /* internal */
	bool observer_counted, observer_has_temp; /* internal */
};

void current_begin(struct current *current, int64_t now);

/*
 * until: the first moment after now at which a row that was added is no
 * longer fresh, too old, or no longer too far in the future; INT64_MAX without
 * rows.  It says nothing of a reading.
 */

/*
 * One row of observer.  Rows come grouped by observer, newest first within
 * each; rows older than CURRENT_STALE_S or in the future by more than ten
 * minutes are ignored.
 */
void current_add(struct current *current, int64_t observer,
	const struct observation *observation);

/* ERR_NO_DATA when nothing was usable. */
enum err_kind current_finish(struct current *current, struct err *err) MUST_USE;

/* The weather as a provider says it: instead of the functions above.  reading
 * and provider are loans for the life of current. */
void current_from_reading(struct current *current, int64_t now,
	const struct reading *reading, const char *provider, bool is_stale);

/* True when the newest value used is no longer fresh. */
bool current_is_stale(const struct current *current);

/* True when somebody measured the temperature within CURRENT_FRESH_S. */
bool current_has_fresh_temp(const struct current *current);

/* Whether there is a value of field. */
bool current_has(const struct current *current, enum observation_field field);

/* Rain or melted snow in 0.01 mm/h: as measured, else from what fell in an
 * interval.  False when nobody knows. */
bool current_precip_rate(const struct current *current, int32_t *rate);

/* OpenWeatherMap's `main`: temp, feels_like, temp_min, temp_max, pressure,
 * humidity; null where nobody measured. */
enum err_kind current_to_json(const struct current *current, enum units units,
	struct arena *arena, struct str *out, struct err *err) MUST_USE;

/* The same as a value, and a field in whole numbers of its unit or null; NULL
 * when memory is gone. */
json_t *current_main(const struct current *current, enum units units) MUST_USE;
json_t *current_whole(
	const struct current *current, enum observation_field field) MUST_USE;

/* Whether feels_like of main is computed here. */
bool current_computes_feels_like(const struct current *current);

#endif
