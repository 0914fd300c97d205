/*
 * A merge patch on a report.  The outcome is as valid as a new report, what
 * is refused changes nothing, and the same patch again changes nothing more.
 */
#include "fuzz/fuzz.h"
#include "weather/report.h"
#include "weather/text.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct report before = {.id = STR_LIT("id"),
		.description = STR_LIT("Rain"),
		.location = {STR_LIT("Bend"), STR_LIT("OR"), STR_LIT("US")},
		.created_ms = 5,
		.version = 3,
		.owner = 7};
	struct str patch = {(const char *)data, size};
	struct arena *arena = arena_new(64 * size + 65536);
	struct report report = before, again;
	struct err err = {0};
	enum err_kind kind;

	PROMISE(arena);
	kind = report_merge(patch, arena, &report, &err);
	PROMISE(kind == OK || kind == ERR_JSON || kind == ERR_INVALID);
	PROMISE((kind != OK) == (err.field_count > 0));
	PROMISE(kind == OK || report_same(&report, &before));
	PROMISE(str_eq(report.id, before.id) && report.version == 3 &&
		report.owner == 7 && report.created_ms == 5);
	if (kind == OK) {
		again = report;
		PROMISE(report_check(&again, arena, &err) == OK);
		PROMISE(report_same(&again, &report));
		PROMISE(text_is_visible(report.description));
		PROMISE(report_merge(patch, arena, &again, &err) == OK);
		PROMISE(report_same(&again, &report));
	}
	arena_free(arena);
	return 0;
}
