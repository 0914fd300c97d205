/*
 * What is accepted is clean text within its limits, prints, and its printed
 * description and location are accepted again as the same report.
 */
#include "base/json.h"
#include "fuzz/fuzz.h"
#include "weather/report.h"
#include "weather/text.h"

static void
check_location(const struct location *location)
{
	PROMISE(location->city.len);
	PROMISE(str_utf8_length(location->city) <= 100);
	PROMISE(!text_check(location->city, TEXT_ONE_LINE));
	PROMISE(location->state.len == 0 || location->state.len == 2);
	PROMISE(location->country.len == 2);
}

static void
check_again(
	const struct report *report, struct str printed, struct arena *arena)
{
	struct err err = {0};
	struct report again;
	struct str body;
	json_t *value;

	PROMISE(json_parse_object(printed, 2, &value, NULL, 0) == JSON_GOOD);
	PROMISE(json_object_size(value) == 4);
	PROMISE(!json_object_del(value, "id"));
	PROMISE(!json_object_del(value, "created_date"));
	PROMISE(json_print(value, arena, &body, &err) == OK);
	json_decref(value);
	PROMISE(report_from_json(body, arena, &again, &err) == OK);
	PROMISE(str_eq(report->description, again.description));
	PROMISE(str_eq(report->location.city, again.location.city));
	PROMISE(str_eq(report->location.state, again.location.state));
	PROMISE(str_eq(report->location.country, again.location.country));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str body = {(const char *)data, size}, printed;
	struct arena *arena = arena_new(64 * size + 65536);
	struct report report;
	struct err err = {0};
	enum err_kind kind;

	PROMISE(arena);
	kind = report_from_json(body, arena, &report, &err);
	PROMISE(kind == OK || kind == ERR_JSON || kind == ERR_INVALID);
	PROMISE((kind != OK) == (err.field_count > 0));
	for (size_t i = 0; i < err.field_count && i < ERR_FIELDS_MAX; i++) {
		PROMISE(str_is_utf8(str_from(err.fields[i].name)));
		PROMISE(str_is_utf8(str_from(err.fields[i].detail)));
	}
	if (kind == OK) {
		PROMISE(report.description.len);
		PROMISE(str_utf8_length(report.description) <= 4000);
		PROMISE(!text_check(report.description, TEXT_MANY_LINES));
		check_location(&report.location);
		PROMISE(report_to_json(&report, REPORT_MAIN, arena, &printed,
				&err) == OK);
		check_again(&report, printed, arena);
	}
	arena_free(arena);
	return 0;
}
