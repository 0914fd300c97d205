#include "unit/tap.h"

#include "weather/report.h"

#include <stdlib.h>

static struct arena *arena;

static enum err_kind
parse(const char *body, struct report *report, struct err *err)
{
	*err = (struct err){0};
	return report_from_json(str_from(body), arena, report, err);
}

static void
the_courses_body_is_a_report(void)
{
	struct report report;
	struct err err;

	CHECK_INT(
		parse("{\"description\":\" Misty sunrise\\n\\tbeautiful! \","
		      "\"location\":{\"city\":\" Portland \",\"state\":\"or\"}"
		      "}",
			&report, &err),
		OK);
	CHECK(str_is(report.description, "Misty sunrise\n\tbeautiful!"));
	CHECK(str_is(report.location.city, "Portland"));
	CHECK(str_is(report.location.state, "OR"));
	CHECK(str_is(report.location.country, "US"));
	CHECK_INT(report.id.len, 0);
	CHECK_INT(report.created_ms, 0);
	CHECK_INT(report.version, 0);
	CHECK_INT(report.owner, 0);
}

static void
null_counts_as_not_given(void)
{
	struct report report;
	struct err err;

	CHECK_INT(parse("{\"description\":\"x\",\"location\":{\"city\":\"y\","
			"\"state\":null,\"country\":null}}",
			  &report, &err),
		OK);
	CHECK_INT(report.location.state.len, 0);
	CHECK(str_is(report.location.country, "US"));
}

static void
what_is_no_object_is_malformed(void)
{
	static const char *const bodies[] = {"", "[]", "null", "\"x\"", "{",
		"{\"description\":\"x\"} x", "{\"description\":\"\xFF\"}",
		"{\"description\":\"a\",\"description\":\"b\",\"location\":"
		"{\"city\":\"c\"}}",
		"{\"description\":\"a\",\"location\":{\"city\":\"c\","
		"\"city\":\"c\"}}",
		"{\"description\":\"a\\u0000\",\"location\":{\"city\":\"c\"}}"};
	struct report report;
	struct err err;

	for (size_t i = 0; i < COUNT(bodies); i++)
		CHECK_INT(parse(bodies[i], &report, &err), ERR_JSON);
}

static void
each_bad_member_is_named_once(void)
{
	static const struct {
		const char *body, *pointer, *code;
	} cases[] = {
		{"{\"location\":{\"city\":\"y\"}}", "/description", "missing"},
		{"{\"description\":null,\"location\":{\"city\":\"y\"}}",
			"/description", "missing"},
		{"{\"description\":\" \",\"location\":{\"city\":\"y\"}}",
			"/description", "empty"},
		{"{\"description\":7,\"location\":{\"city\":\"y\"}}",
			"/description", "wrong-type"},
		{"{\"description\":\"a\\rb\",\"location\":{\"city\":\"y\"}}",
			"/description", "control-character"},
		{"{\"description\":\"a\\u0085b\",\"location\":{\"city\":\"y\"}"
		 "}",
			"/description", "control-character"},
		{"{\"description\":\"x\"}", "/location", "missing"},
		{"{\"description\":\"x\",\"location\":null}", "/location",
			"missing"},
		{"{\"description\":\"x\",\"location\":\"Rome\"}", "/location",
			"wrong-type"},
		{"{\"description\":\"x\",\"location\":{}}", "/location/city",
			"missing"},
		{"{\"description\":\"x\",\"location\":{\"city\":[]}}",
			"/location/city", "wrong-type"},
		{"{\"description\":\"x\",\"location\":{\"city\":\"\"}}",
			"/location/city", "empty"},
		{"{\"description\":\"x\",\"location\":{\"city\":\"y\","
		 "\"state\":\"Ore\"}}",
			"/location/state", "not-two-letters"},
		{"{\"description\":\"x\",\"location\":{\"city\":\"y\","
		 "\"state\":1}}",
			"/location/state", "wrong-type"},
		{"{\"description\":\"x\",\"location\":{\"city\":\"y\","
		 "\"country\":true}}",
			"/location/country", "wrong-type"},
		{"{\"description\":\"x\",\"location\":{\"city\":\"y\","
		 "\"zip\":1}}",
			"/location/zip", "unknown-field"},
		{"{\"description\":\"x\",\"location\":{\"city\":\"y\"},"
		 "\"id\":\"z\"}",
			"/id", "read-only-field"},
		{"{\"description\":\"x\",\"location\":{\"city\":\"y\"},"
		 "\"a/b~c\":1}",
			"/a~1b~0c", "unknown-field"},
	};
	struct report report;
	struct err err;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(parse(cases[i].body, &report, &err), ERR_INVALID);
		CHECK_INT(err.field_count, 1);
		CHECK_STR(err.fields[0].name, cases[i].pointer);
		CHECK_STR(err.fields[0].code, cases[i].code);
	}
}

static void
all_bad_members_are_listed(void)
{
	struct report report;
	struct err err;

	CHECK_INT(parse("{\"description\":\"\",\"location\":{\"state\":\"x\","
			"\"country\":\"y\"},\"more\":0}",
			  &report, &err),
		ERR_INVALID);
	CHECK_INT(err.field_count, 5);
	CHECK_STR(err.reason, "report/invalid");
}

static void
a_description_has_at_most_4000_characters(void)
{
	char body[8100];
	struct report report;
	struct err err;

	for (int extra = 0; extra < 2; extra++) {
		size_t len = (size_t)snprintf(
			body, sizeof(body), "{\"description\":\"");

		for (int i = 0; i < 4000 + extra; i++, len += 2)
			memcpy(body + len, "\xC3\xA9", 2);
		snprintf(body + len, sizeof(body) - len,
			"\",\"location\":{\"city\":\"y\"}}");
		CHECK_INT(parse(body, &report, &err), extra ? ERR_INVALID : OK);
	}
	CHECK_STR(err.fields[0].code, "too-long");
}

static void
a_report_prints_as_the_course_does(void)
{
	struct report reports[2] = {
		{.id = STR_LIT("0193514e-7c1a-7b7e-9a55-0d5be6a3a1c2"),
			.description = STR_LIT("Misty \"sunrise\"\n"),
			.location = {STR_LIT("Portland"), STR_LIT("OR"),
				STR_LIT("US")},
			.created_ms = 1795310431482},
		{.id = STR_LIT("b"),
			.description = STR_LIT("\xC3\xA9"),
			.location = {STR_LIT("Rome"), {NULL, 0}, STR_LIT("IT")},
			.created_ms = 0},
	};
	struct err err = {0};
	struct str out;
	const char *first =
		"{\"description\":\"Misty \\\"sunrise\\\"\\n\",\"location\":{"
		"\"city\":\"Portland\",\"state\":\"OR\",\"country\":\"US\"},"
		"\"id\":\"0193514e-7c1a-7b7e-9a55-0d5be6a3a1c2\","
		"\"created_date\":\"2026-11-22T01:20:31.482Z\"}";

	CHECK_INT(report_to_json(&reports[0], REPORT_MAIN, arena, &out, &err),
		OK);
	CHECK_STR(out.at, first);
	CHECK_INT(reports_to_json(reports, 2, REPORT_MAIN, arena, &out, &err),
		OK);
	CHECK(str_starts(out, "[{\"description\":\"Misty"));
	CHECK(str_ends(out, ",{\"description\":\"\xC3\xA9\",\"location\":{"
			    "\"city\":\"Rome\","
			    "\"state\":null,\"country\":\"IT\"},\"id\":\"b\","
			    "\"created_date\":\"1970-01-01T00:00:00.000Z\"}]"));
	CHECK_INT(reports_to_json(NULL, 0, REPORT_MAIN, arena, &out, &err), OK);
	CHECK_STR(out.at, "[]");
}

static void
text_that_is_not_utf8_cannot_pass_the_check(void)
{
	struct report report = {.description = STR_LIT("a\xC3"),
		.location.city = STR_LIT("Rome")};
	struct err err = {0};

	CHECK_INT(report_check(&report, arena, &err), ERR_INVALID);
	CHECK_STR(err.fields[0].code, "not-utf8");
}

static void
without_memory_it_is_an_internal_error(void)
{
	for (size_t limit = 1; limit <= 4096; limit *= 4096) {
		struct arena *tiny = arena_new(limit);
		struct report report;
		struct err err = {0};

		CHECK_INT(report_from_json(
				  STR_LIT("{\"description\":\"abcd\","
					  "\"location\":{\"city\":\"ef\"}}"),
				  tiny, &report, &err),
			limit == 1 ? ERR_INTERNAL : OK);
		arena_free(tiny);
	}
}

int
main(void)
{
	arena = arena_new(1 << 20);
	if (!arena)
		return EXIT_FAILURE;
	RUN(the_courses_body_is_a_report);
	RUN(null_counts_as_not_given);
	RUN(what_is_no_object_is_malformed);
	RUN(each_bad_member_is_named_once);
	RUN(all_bad_members_are_listed);
	RUN(a_description_has_at_most_4000_characters);
	RUN(a_report_prints_as_the_course_does);
	RUN(text_that_is_not_utf8_cannot_pass_the_check);
	RUN(without_memory_it_is_an_internal_error);
	arena_free(arena);
	DONE();
}
