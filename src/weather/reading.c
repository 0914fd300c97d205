#include "weather/reading.h"

#include "base/json.h"
#include "weather/current.h"
#include "weather/text.h"

enum { AHEAD_MAX_S = 600, NAME_MAX_LEN = 100, DEGREE = 100000 };

void
reading_take(struct reading *reading, enum observation_field field,
	const json_t *value, enum units units)
{
	struct err refused = {0};

	if (json_is_number(value))
		observation_set(&reading->observation, field,
			json_number_value(value), units, "", &refused);
}

bool
reading_temperature(const json_t *value, enum units units, int32_t *scaled)
{
	struct observation observation;
	struct err refused = {0};

	observation_init(&observation, 0);
	if (json_is_number(value))
		observation_set(&observation, FIELD_TEMP,
			json_number_value(value), units, "", &refused);
	*scaled = observation.values[FIELD_TEMP];
	return observation_has(&observation, FIELD_TEMP);
}

static bool
take_degrees(const json_t *value, int limit, int32_t *degrees)
{
	double number = json_number_value(value);

	if (!json_is_number(value) || !(number >= -limit && number <= limit))
		return false;
	*degrees = (int32_t)units_scale(number, 5);
	return true;
}

bool
reading_position(
	const json_t *lat, const json_t *lon, struct position *position)
{
	return take_degrees(lat, 90, &position->lat) &&
	       take_degrees(lon, 180, &position->lon);
}

enum err_kind
reading_name(const json_t *value, struct arena *arena, struct str *name,
	struct err *err)
{
	struct str text = str_trim(json_str(value));

	*name = (struct str){0};
	if (text_check(text, TEXT_ONE_LINE) ||
		str_utf8_length(text) > NAME_MAX_LEN)
		return OK;
	return arena_str(arena, text, name) ? OK : fail_memory(err);
}

static void
take_out(struct observation *observation, uint32_t fields)
{
	observation->present &= ~fields;
	observation->flagged = 0;
	for (int i = 0; i < FIELD_COUNT; i++)
		if (!(observation->present & 1u << i))
			observation->values[i] = 0;
}

enum err_kind
reading_finish(struct reading *reading, const json_t *time, int64_t now,
	struct err *err)
{
	struct observation *observation = &reading->observation;
	int64_t at = json_integer_value(time);
	int32_t temp = observation->values[FIELD_TEMP];
	struct err rain = {0};

	if (!json_is_integer(time) || at > now + AHEAD_MAX_S ||
		at < now - CURRENT_STALE_S)
		return fail(err, ERR_FETCH, "upstream/time",
			"the answer is of another time than now");
	observation->observed_at = at;
	observation->received_at = now;
	observation_check(observation, now, &rain);
	if (rain.field_count)
		observation->flagged |= 1u << FIELD_PRECIP;
	take_out(observation, observation->flagged);
	if (!observation_has(observation, FIELD_PRECIP))
		observation->interval_s = -1;
	if (!observation_has(observation, FIELD_TEMP))
		return fail(err, ERR_FETCH, "upstream/temp",
			"the answer has no plausible temperature");
	if (reading->temp_min > temp || reading->temp_max < temp)
		reading->has_spread = false;
	if (!reading->has_spread)
		reading->temp_min = reading->temp_max = temp;
	return OK;
}
