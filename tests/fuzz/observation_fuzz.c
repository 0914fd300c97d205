/*
 * What is accepted is within the hard limits and prints in every system of
 * units; what it prints in its own is accepted again as the same observation.
 * The first byte chooses the units sent.
 */
#include "base/json.h"
#include "fuzz/fuzz.h"
#include "weather/row.h"

static const int64_t now = 1795310100;
static const struct location place = {
	STR_INIT("Rome"), STR_INIT(""), STR_INIT("IT")};

static void
check_values(const struct observation *observation)
{
	PROMISE(observation->present);
	PROMISE(!(observation->flagged & ~observation->present));
	PROMISE(observation->observed_at <= now + 600);
	PROMISE(observation->interval_s >= -1 &&
		observation->interval_s <= 86400);
	for (int i = 0; i < FIELD_COUNT; i++) {
		const struct observation_field_rule *rule =
			&observation_fields[i];
		int32_t value = observation->values[i];

		if (observation_has(observation, (enum observation_field)i))
			PROMISE(value >= rule->hard_min &&
				value <= rule->hard_max);
	}
}

static void
check_again(const struct observation *observation, struct arena *arena)
{
	static const char *const answer_only[] = {"flagged", "city", "state",
		"country", "observer", "source", "received_at"};
	const struct observation_row row = {
		.observation = *observation, .location = place};
	struct observation again;
	bool timed;
	struct err err = {0};
	struct str printed, body;
	json_t *value;

	PROMISE(observation_to_json(&row, false, UNITS_METRIC, arena, &printed,
			&err) == OK);
	PROMISE(json_parse_object(printed, 2, &value, NULL, 0) == JSON_GOOD);
	for (size_t i = 0; i < COUNT(answer_only); i++)
		json_object_del(value, answer_only[i]);
	PROMISE(json_print(value, arena, &body, &err) == OK);
	json_decref(value);
	PROMISE(observation_from_json(body, UNITS_METRIC, now, arena, &again,
			&timed, &err) == OK);
	PROMISE(observation_equal(observation, &again));
	PROMISE(observation->flagged == again.flagged);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(64 * size + 65536);
	struct observation observation;
	bool timed;
	struct err err = {0};
	struct str body, printed;
	enum units units;
	enum err_kind kind;

	PROMISE(arena);
	if (!size) {
		arena_free(arena);
		return 0;
	}
	units = (enum units)(data[0] % 3);
	body = (struct str){(const char *)data + 1, size - 1};
	kind = observation_from_json(
		body, units, now, arena, &observation, &timed, &err);
	PROMISE(kind == OK || kind == ERR_JSON || kind == ERR_INVALID);
	PROMISE((kind != OK) == (err.field_count > 0));
	for (size_t i = 0; i < err.field_count && i < ERR_FIELDS_MAX; i++) {
		PROMISE(str_is_utf8(str_from(err.fields[i].name)));
		PROMISE(str_is_utf8(str_from(err.fields[i].detail)));
	}
	if (kind == OK) {
		const struct observation_row row = {
			.observation = observation, .location = place};

		check_values(&observation);
		PROMISE(observation_to_json(&row, false, units, arena, &printed,
				&err) == OK);
		check_again(&observation, arena);
	}
	arena_free(arena);
	return 0;
}
