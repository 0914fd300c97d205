#include "weather/current.h"

#include "base/json_write.h"
#include "weather/derived.h"

enum { MAIN_MAX = 1024 };

void
current_begin(struct current *current, int64_t now)
{
	*current = (struct current){
		.now = now, .until = INT64_MAX, .newest = INT64_MIN};
	for (int i = 0; i < FIELD_COUNT; i++)
		current->observed_at[i] = INT64_MIN;
	current->last_observer = INT64_MIN;
	current->precip_interval_s = -1;
}

static bool
is_fresh(const struct current *current, int64_t observed_at)
{
	return current->now - observed_at <= CURRENT_FRESH_S;
}

static void
widen_spread(struct current *current, int32_t temp)
{
	if (!current->has_spread || temp < current->temp_min)
		current->temp_min = temp;
	if (!current->has_spread || temp > current->temp_max)
		current->temp_max = temp;
	current->has_spread = true;
}

static void
use_value(struct current *current, enum observation_field field,
	const struct observation *observation)
{
	if (!current->observer_counted)
		current->observers++;
	current->observer_counted = true;
	if (field == FIELD_TEMP && !current->observer_has_temp) {
		current->observer_has_temp = true;
		if (is_fresh(current, observation->observed_at))
			widen_spread(current, observation->values[field]);
	}
	if (observation->observed_at > current->observed_at[field]) {
		current->observed_at[field] = observation->observed_at;
		current->values[field] = observation->values[field];
		current->observer[field] = current->last_observer;
		if (field == FIELD_PRECIP)
			current->precip_interval_s = observation->interval_s;
	}
	if (observation->observed_at > current->newest) {
		current->newest = observation->observed_at;
		current->source = observation->source;
	}
}

static void
note_until(struct current *current, int64_t observed_at)
{
	const int64_t moments[] = {observed_at - CURRENT_AHEAD_S,
		observed_at + CURRENT_FRESH_S + 1,
		observed_at + CURRENT_STALE_S + 1};

	for (size_t i = 0; i < COUNT(moments); i++)
		if (moments[i] > current->now && moments[i] < current->until)
			current->until = moments[i];
}

void
current_add(struct current *current, int64_t observer,
	const struct observation *observation)
{
	if (observer != current->last_observer) {
		current->last_observer = observer;
		current->observer_counted = false;
		current->observer_has_temp = false;
	}
	note_until(current, observation->observed_at);
	if (observation->observed_at > current->now + CURRENT_AHEAD_S ||
		observation->observed_at < current->now - CURRENT_STALE_S)
		return;
	for (int i = 0; i < FIELD_COUNT; i++) {
		enum observation_field field = (enum observation_field)i;

		if (observation_plausible(observation, field))
			use_value(current, field, observation);
	}
}

bool
current_has(const struct current *current, enum observation_field field)
{
	return current->observed_at[field] != INT64_MIN;
}

bool
current_precip_rate(const struct current *current, int32_t *rate)
{
	int64_t fell = current->values[FIELD_PRECIP];

	*rate = current->values[FIELD_PRECIP_RATE];
	if (current_has(current, FIELD_PRECIP_RATE))
		return true;
	if (!current_has(current, FIELD_PRECIP) ||
		current->precip_interval_s <= 0)
		return false;
	*rate = (int32_t)(fell * 3600 / current->precip_interval_s);
	return true;
}

enum err_kind
current_finish(struct current *current, struct err *err)
{
	if (current->newest == INT64_MIN)
		return fail(err, ERR_NO_DATA, "current/none",
			"no plausible value within %d s", (int)CURRENT_STALE_S);
	if (!current->has_spread && current_has(current, FIELD_TEMP))
		widen_spread(current, current->values[FIELD_TEMP]);
	return OK;
}

void
current_from_reading(struct current *current, int64_t now,
	const struct reading *reading, const char *provider, bool is_stale)
{
	const struct observation *observation = &reading->observation;

	current_begin(current, now);
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (!observation_has(observation, (enum observation_field)i))
			continue;
		current->values[i] = observation->values[i];
		current->observed_at[i] = observation->observed_at;
	}
	current->precip_interval_s = observation->interval_s;
	current->newest = observation->observed_at;
	current->temp_min = reading->temp_min;
	current->temp_max = reading->temp_max;
	current->has_spread = true;
	current->reading = reading;
	current->provider = provider;
	current->reading_is_stale = is_stale;
}

bool
current_is_stale(const struct current *current)
{
	return current->reading ? current->reading_is_stale
				: !is_fresh(current, current->newest);
}

bool
current_has_fresh_temp(const struct current *current)
{
	return current_has(current, FIELD_TEMP) &&
	       is_fresh(current, current->observed_at[FIELD_TEMP]);
}

static json_t *
temperature(bool known, int64_t scaled, enum units units)
{
	if (!known)
		return json_null();
	return json_from_scaled(
		units_convert(scaled, 2, QUANTITY_TEMPERATURE, units), 2);
}

static int64_t
whole(const struct current *current, enum observation_field field)
{
	int64_t one = 1;

	for (int i = 0; i < observation_fields[field].decimals; i++)
		one *= 10;
	return (current->values[field] + one / 2) / one;
}

json_t *
current_whole(const struct current *current, enum observation_field field)
{
	return current_has(current, field) ? json_integer(whole(current, field))
					   : json_null();
}

static int64_t
feels_like(const struct current *current)
{
	const int32_t *value = current->values;

	/* a provider knows more of it than our formulas ask for */
	if (current->reading && current->reading->has_feels_like)
		return current->reading->feels_like;
	return (int64_t)units_scale(
		derived_feels_like(value[FIELD_TEMP] / 100.0,
			current_has(current, FIELD_HUMIDITY),
			value[FIELD_HUMIDITY] / 10.0,
			current_has(current, FIELD_WIND_SPEED),
			value[FIELD_WIND_SPEED] / 100.0),
		2);
}

bool
current_computes_feels_like(const struct current *current)
{
	return current_has(current, FIELD_TEMP) &&
	       !(current->reading && current->reading->has_feels_like);
}

json_t *
current_main(const struct current *current, enum units units)
{
	bool known = current_has(current, FIELD_TEMP);
	json_t *root = json_object();
	int bad = !root;

	bad |= json_object_set_new(root, "temp",
		temperature(known, current->values[FIELD_TEMP], units));
	bad |= json_object_set_new(root, "feels_like",
		temperature(known, known ? feels_like(current) : 0, units));
	bad |= json_object_set_new(
		root, "temp_min", temperature(known, current->temp_min, units));
	bad |= json_object_set_new(
		root, "temp_max", temperature(known, current->temp_max, units));
	bad |= json_object_set_new(
		root, "pressure", current_whole(current, FIELD_PRESSURE_MSL));
	bad |= json_object_set_new(
		root, "humidity", current_whole(current, FIELD_HUMIDITY));
	if (!bad)
		return root;
	json_decref(root);
	return NULL;
}

/* As current_main() makes it. */
static void
write_temperature(struct buf *out, const char *member, bool known,
	int64_t scaled, enum units units)
{
	buf_z(out, member);
	if (known)
		json_write_scaled(out,
			units_convert(scaled, 2, QUANTITY_TEMPERATURE, units),
			2);
	else
		buf_z(out, "null");
}

static void
write_whole(struct buf *out, const char *member, const struct current *current,
	enum observation_field field)
{
	buf_z(out, member);
	if (current_has(current, field))
		buf_int(out, whole(current, field));
	else
		buf_z(out, "null");
}

enum err_kind
current_to_json(const struct current *current, enum units units,
	struct arena *arena, struct str *out, struct err *err)
{
	bool known = current_has(current, FIELD_TEMP);
	enum err_kind kind = OK;
	struct buf text;

	buf_init(&text, MAIN_MAX);
	write_temperature(
		&text, "{\"temp\":", known, current->values[FIELD_TEMP], units);
	write_temperature(&text, ",\"feels_like\":", known,
		known ? feels_like(current) : 0, units);
	write_temperature(
		&text, ",\"temp_min\":", known, current->temp_min, units);
	write_temperature(
		&text, ",\"temp_max\":", known, current->temp_max, units);
	write_whole(&text, ",\"pressure\":", current, FIELD_PRESSURE_MSL);
	write_whole(&text, ",\"humidity\":", current, FIELD_HUMIDITY);
	buf_z(&text, "}");
	if (text.failed || !arena_str(arena, buf_as_str(&text), out))
		kind = fail_memory(err);
	buf_free(&text);
	return kind;
}
