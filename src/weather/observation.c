#include "weather/observation.h"

#include "base/rfc3339.h"
#include "weather/text.h"

#include <math.h>

enum {
	INTERVAL_MAX_S = 86400,
	AHEAD_MAX_S = 600,
	HUMIDITY_FULL = 1000,
	DEW_POINT_SLACK = 50,
	PRECIP_HARD_PER_MINUTE = 4000,
	PRECIP_SOFT_PER_MINUTE = 1000,
};
static const int64_t YEAR_1900 = -2208988800;

static const char *const source_names[] = {
	[SOURCE_NONE] = "none",
	[SOURCE_API] = "api",
	[SOURCE_IMPORT] = "import",
	[SOURCE_DEMO] = "demo",
};

const char *
observation_source_name(enum observation_source source)
{
	return (size_t)source < COUNT(source_names) ? source_names[source]
						    : source_names[SOURCE_NONE];
}

bool
observation_source_from(struct str word, enum observation_source *source)
{
	for (size_t i = SOURCE_API; i < COUNT(source_names); i++) {
		if (str_is(word, source_names[i])) {
			*source = (enum observation_source)i;
			return true;
		}
	}
	return false;
}

void
observation_init(struct observation *observation, int64_t observed_at)
{
	*observation = (struct observation){
		.observed_at = observed_at, .interval_s = -1};
}

static uint32_t
bit(enum observation_field field)
{
	return 1u << field;
}

bool
observation_has(
	const struct observation *observation, enum observation_field field)
{
	return observation->present & bit(field);
}

bool
observation_plausible(
	const struct observation *observation, enum observation_field field)
{
	return observation->present & ~observation->flagged & bit(field);
}

enum observation_field
observation_field_find(struct str name)
{
	int i = 0;

	while (i < FIELD_COUNT && !str_is(name, observation_fields[i].name) &&
		!(observation_fields[i].alias &&
			str_is(name, observation_fields[i].alias)))
		i++;
	return (enum observation_field)i;
}

int64_t
observation_scaled(const struct observation *observation,
	enum observation_field field, enum units units)
{
	const struct observation_field_rule *rule = &observation_fields[field];

	return units_convert(observation->values[field], rule->decimals,
		rule->quantity, units);
}

/* A stored limit as the caller would write it. */
static double
limit_in(const struct observation_field_rule *rule, int32_t limit,
	enum units units)
{
	return units_unscale(
		units_convert(limit, rule->decimals, rule->quantity, units),
		rule->decimals);
}

static const char *
label(const char *name)
{
	return name[0] == '/' ? name + 1 : name;
}

void
observation_set(struct observation *observation, enum observation_field field,
	double value, enum units units, const char *name, struct err *err)
{
	const struct observation_field_rule *rule = &observation_fields[field];
	const char *unit = units_name(rule->unit, rule->quantity, units);
	double scaled;

	if (!isfinite(value)) {
		err_field(err, name, "not-a-number", "%s must be a number",
			label(name));
		return;
	}
	if (field == FIELD_WEATHER_CODE && value != units_scale(value, 0)) {
		err_field(err, name, "not-whole",
			"%s must be a whole number, not %.15g", label(name),
			value);
		return;
	}
	scaled = units_scale(
		units_to_base(value, rule->quantity, units), rule->decimals);
	if (field == FIELD_HUMIDITY && scaled > HUMIDITY_FULL &&
		scaled <= HUMIDITY_FORGIVEN)
		scaled = HUMIDITY_FULL;
	if (scaled < rule->hard_min || scaled > rule->hard_max) {
		err_field(err, name, "out-of-range",
			"%s must be between %.15g and %.15g%s%s, not %.15g",
			label(name), limit_in(rule, rule->hard_min, units),
			limit_in(rule, rule->hard_max, units),
			unit[0] == '1' ? "" : " ", unit[0] == '1' ? "" : unit,
			value);
		return;
	}
	observation->values[field] = (int32_t)scaled;
	observation->present |= bit(field);
}

void
observation_set_time(struct observation *observation, struct str text,
	const char *name, struct err *err)
{
	int64_t ms;

	if (text_time(text, name, &ms, err))
		observation->observed_at = ms / 1000 - (ms % 1000 < 0);
}

void
observation_set_interval(struct observation *observation, double seconds,
	const char *name, struct err *err)
{
	if (!isfinite(seconds) || seconds != units_scale(seconds, 0))
		err_field(err, name, "not-whole",
			"%s must be a whole number of seconds", label(name));
	else if (seconds < 0 || seconds > INTERVAL_MAX_S)
		err_field(err, name, "out-of-range",
			"%s must be between 0 and %d s, not %.15g", label(name),
			(int)INTERVAL_MAX_S, seconds);
	else
		observation->interval_s = (int32_t)seconds;
}

static void
check_time(const struct observation *observation, int64_t now, struct err *err)
{
	char clock[RFC3339_MAX];

	if (observation->observed_at < YEAR_1900) {
		err_field(err, "/observed_at", "too-old",
			"observed_at must not be before 1900");
	} else if (observation->observed_at > now + AHEAD_MAX_S) {
		rfc3339_print(now, clock);
		err_field(err, "/observed_at", "in-the-future",
			"observed_at is more than 10 minutes ahead of this "
			"clock, which shows %s",
			clock);
	}
}

/* The most rain that can fall in the interval at so much per minute. */
static int64_t
rain_limit(const struct observation *observation, int64_t per_minute)
{
	return per_minute * observation->interval_s / 60;
}

static void
check_rain(const struct observation *observation, struct err *err)
{
	int64_t limit = rain_limit(observation, PRECIP_HARD_PER_MINUTE);

	if (observation_has(observation, FIELD_PRECIP) &&
		observation->interval_s >= 0 &&
		observation->values[FIELD_PRECIP] > limit)
		err_field(err, "/precip", "out-of-range",
			"precip must be at most %.15g mm in an interval of "
			"%d s, not %.15g",
			(double)limit / 100, (int)observation->interval_s,
			(double)observation->values[FIELD_PRECIP] / 100);
}

/* Facts between fields that no instrument in order would report. */
static uint32_t
contradictions(const struct observation *observation)
{
	const int32_t *value = observation->values;
	uint32_t flagged = 0;

	if (observation_has(observation, FIELD_TEMP) &&
		value[FIELD_DEW_POINT] > value[FIELD_TEMP] + DEW_POINT_SLACK)
		flagged |= bit(FIELD_DEW_POINT);
	if (observation_has(observation, FIELD_WIND_SPEED) &&
		value[FIELD_WIND_GUST] < value[FIELD_WIND_SPEED])
		flagged |= bit(FIELD_WIND_GUST);
	if (observation->interval_s >= 0 &&
		value[FIELD_PRECIP] >
			rain_limit(observation, PRECIP_SOFT_PER_MINUTE))
		flagged |= bit(FIELD_PRECIP);
	return flagged & observation->present;
}

void
observation_check(struct observation *observation, int64_t now, struct err *err)
{
	/* A refused value is no reason to ask for a value. */
	if (!observation->present && !err->field_count)
		err_field(err, "", "missing",
			"at least one measured field is needed, such as temp, "
			"humidity or pressure");
	check_time(observation, now, err);
	check_rain(observation, err);

	if (observation_has(observation, FIELD_WIND_SPEED) &&
		!observation->values[FIELD_WIND_SPEED]) {
		observation->present &= ~bit(FIELD_WIND_DIR);
		observation->values[FIELD_WIND_DIR] = 0;
	}
	observation->flagged = contradictions(observation);
	for (int i = 0; i < FIELD_COUNT; i++) {
		const struct observation_field_rule *rule =
			&observation_fields[i];
		int32_t value = observation->values[i];

		if (observation_has(observation, (enum observation_field)i) &&
			(value < rule->soft_min || value > rule->soft_max))
			observation->flagged |= bit((enum observation_field)i);
	}
}

bool
observation_equal(const struct observation *a, const struct observation *b)
{
	if (a->observed_at != b->observed_at || a->present != b->present ||
		a->interval_s != b->interval_s || !str_eq(a->extra, b->extra))
		return false;
	for (int i = 0; i < FIELD_COUNT; i++)
		if (observation_has(a, (enum observation_field)i) &&
			a->values[i] != b->values[i])
			return false;
	return true;
}
