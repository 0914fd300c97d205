#ifndef WEATHER_OBSERVATION_H
#define WEATHER_OBSERVATION_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "weather/units.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One reading of instruments at one time.  Values are scaled integers in
 * SI-like units: exact sums, exact round trips.  The rows of
 * observation_fields are the one place that knows names, scales and limits.
 */
enum observation_field {
	FIELD_TEMP = 0,
	FIELD_DEW_POINT,
	FIELD_HUMIDITY,
	FIELD_PRESSURE_STATION,
	FIELD_PRESSURE_MSL,
	FIELD_WIND_SPEED,
	FIELD_WIND_DIR,
	FIELD_WIND_GUST,
	FIELD_WIND_GUST_DIR,
	FIELD_PRECIP,
	FIELD_PRECIP_RATE,
	FIELD_SNOW_DEPTH,
	FIELD_SNOWFALL,
	FIELD_VISIBILITY,
	FIELD_CLOUD_COVER,
	FIELD_UV_INDEX,
	FIELD_SOLAR,
	FIELD_WEATHER_CODE,
	FIELD_COUNT,
};

struct observation_field_rule {
	const char *name;  /* JSON member, CSV column, SQL column */
	const char *alias; /* second JSON name, or NULL ("pressure") */
	const char *unit;  /* CF/UCUM-like text of the base unit: "degC" */
	int decimals;      /* stored value = base unit * 10^decimals */
	int32_t hard_min, hard_max; /* stored units; outside: refused */
	int32_t soft_min, soft_max; /* outside: stored and flagged */
	enum quantity quantity;
};
extern const struct observation_field_rule observation_fields[FIELD_COUNT];
/* Wet sensors read up to 104 %, which is stored as 100. */
enum { HUMIDITY_FORGIVEN = 1040 };

enum observation_source {
	SOURCE_NONE = 0,
	SOURCE_API,
	SOURCE_IMPORT,
	SOURCE_DEMO,
};
/* "none", "api", "import", "demo". */
const char *observation_source_name(enum observation_source source);
bool observation_source_from(struct str word, enum observation_source *source);

struct observation {
	int64_t observed_at; /* seconds since 1970 UTC; INT64_MIN: not said */
	int64_t received_at;
	enum observation_source source;
	int32_t values[FIELD_COUNT];
	uint32_t present;   /* bit 1u << field: the value was measured */
	uint32_t flagged;   /* bit: outside the soft limits, kept out of use */
	int32_t interval_s; /* averaging period that ends at observed_at; -1 */
	struct str extra;   /* weather/extra.h's JSON object; empty: none */
};

bool observation_has(
	const struct observation *observation, enum observation_field field);
/* observed_at, nothing measured, interval not said. */
void observation_init(struct observation *observation, int64_t observed_at);

/* Measured and not flagged. */
bool observation_plausible(
	const struct observation *observation, enum observation_field field);

/* The field called name (or its alias), or FIELD_COUNT. */
enum observation_field observation_field_find(struct str name);

/*
 * Sets a field from a number in units; adds to err's fields when it is
 * outside the hard limits or no finite number.  name is what err calls it.
 */
void
observation_set(struct observation *observation, enum observation_field field,
	double value, enum units units, const char *name, struct err *err);

/* Sets observed_at from RFC 3339 text, rounded down to seconds, as above. */
void observation_set_time(struct observation *observation, struct str text,
	const char *name, struct err *err);
/* Sets interval_s from seconds, whole and at most a day, as above. */
void observation_set_interval(struct observation *observation, double seconds,
	const char *name, struct err *err);

/*
 * What needs several fields or the time: at least one measured field, not
 * before 1900 nor more than 10 minutes after now, rain against interval,
 * soft limits (sets flagged); calm has no direction, so wind_dir becomes not
 * measured.  Adds to err's fields, named as JSON pointers.
 */
void observation_check(
	struct observation *observation, int64_t now, struct err *err);

/* One member of an object that describes an observation: observed_at,
 * interval, extra or a measured field; null is as if it were not there. */
enum observation_member {
	MEMBER_UNKNOWN = 0, /* none of these; nothing was done */
	MEMBER_TAKEN,       /* or refused: then err has a field more */
	MEMBER_NO_MEMORY,
};
enum observation_member
observation_take(struct observation *observation, const char *member,
	json_t *value, enum units units, struct arena *arena, struct err *err);

/*
 * The body of POST /api/weather/{city}.  Missing observed_at is now, in whole
 * seconds, and *timed false.  ERR_JSON, or ERR_INVALID with every bad field.
 */
enum err_kind observation_from_json(struct str body, enum units units,
	int64_t now, struct arena *arena, struct observation *observation,
	bool *timed, struct err *err) MUST_USE;

/*
 * One object: observed_at, city, state, country, observer, source,
 * received_at, interval, every field in units, extra, flagged (an array of
 * names); null for what is not known.  owners adds issuer and tenant.
 */
struct observation_row;
enum err_kind observation_to_json(const struct observation_row *row,
	bool owners, enum units units, struct arena *arena, struct str *out,
	struct err *err) MUST_USE;

/* The stored value in units, by the field's decimals. */
int64_t observation_scaled(const struct observation *observation,
	enum observation_field field, enum units units);

/* Same time, values, interval and extra (not source, received_at). */
bool
observation_equal(const struct observation *a, const struct observation *b);

#endif
