#include "base/err.h"
#include "base/str.h"
#include "unit/tap.h"

static void
failing_fills_everything_and_returns_the_kind(void)
{
	struct err err = {0};

	CHECK_INT(fail(&err, ERR_BAD_TOKEN, "token/expired", "%d s ago", 90),
		ERR_BAD_TOKEN);
	CHECK_INT(err.kind, ERR_BAD_TOKEN);
	CHECK_STR(err.reason, "token/expired");
	CHECK_STR(err.detail, "90 s ago");
	CHECK_INT(fail_memory(&err), ERR_INTERNAL);
	CHECK_STR(err.reason, "memory");
}

static void
zero_is_ok_and_everything_else_is_an_error(void)
{
#define LOOK(kind, status, type, sentence)       \
	CHECK_INT(err_status(kind), status);     \
	CHECK_STR(err_type(kind), type);         \
	CHECK_STR(err_sentence(kind), sentence); \
	CHECK_STR(err_name(kind), #kind);        \
	CHECK((kind) == OK ? (status) == 200     \
			   : (status) >= 400 && (status) < 600);
	ERR_KINDS(LOOK)
#undef LOOK
	CHECK_INT(OK, 0);
}

static void
a_detail_may_be_built_from_the_one_before(void)
{
	struct err err = {0};

	(void)fail(&err, ERR_CONFIG, "config", "no such file");
	(void)fail(&err, ERR_CONFIG, "config", "a.conf: %s", err.detail);
	CHECK_STR(err.detail, "a.conf: no such file");
}

static void
long_details_are_cut_between_characters(void)
{
	char text[400];
	struct err err = {0};

	for (size_t shift = 0; shift < 4; shift++) {
		size_t len = shift;

		memset(text, 'x', shift);
		for (; len + 4 < sizeof(text); len += 4)
			memcpy(text + len, "\xF0\x9F\x8C\xA6", 4);
		text[len] = '\0';
		(void)fail(&err, ERR_REQUEST, "long", "%s", text);
		CHECK(strlen(err.detail) >= sizeof(err.detail) - 4);
		CHECK(str_is_utf8(str_from(err.detail)));
		CHECK(strncmp(text, err.detail, strlen(err.detail)) == 0);
		err_field(&err, text, "long", "%s", text);
		CHECK(str_is_utf8(str_from(err.fields[shift].name)));
		CHECK(str_is_utf8(str_from(err.fields[shift].detail)));
	}
}

static void
what_is_not_utf8_becomes_question_marks(void)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{"S\xC3\xA3o", "S\xC3\xA3o"},
		{"a\xFF"
		 "b",
			"a?b"},
		{"\xC0\xAF..", "??.."},
		{"\xED\xA0\x80.", "???."},
		{"\xE2\x82 end", "?? end"},
		{"cut \xE2\x82", "cut "},
		{"\xFF\xFF\xFF\xFF\xC3", "??"},
		{"\xFF", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err err = {0};

		err_field(&err, "/text", "bad", "%s", cases[i].text);
		CHECK_STR(err.fields[0].detail, cases[i].shown);
	}
}

static void
bad_fields_gather_until_settled(void)
{
	struct err err = {0};

	CHECK_INT(err_settle(&err, ERR_INVALID, "validation"), OK);
	err_field(&err, "/temp", "out-of-range", "temp is %d", 900);
	err_field(&err, "/city", "required", "city is missing");
	CHECK_INT(err.kind, OK);
	CHECK_INT(err_settle(&err, ERR_INVALID, "validation"), ERR_INVALID);
	CHECK_INT(err.field_count, 2);
	CHECK_STR(err.fields[0].name, "/temp");
	CHECK_STR(err.fields[0].code, "out-of-range");
	CHECK_STR(err.fields[1].detail, "city is missing");
	CHECK_STR(err.detail, "/temp: temp is 900");
	CHECK_STR(err.reason, "validation");
}

static void
fields_beyond_the_maximum_are_counted_only(void)
{
	struct err err = {0};

	for (int i = 0; i < ERR_FIELDS_MAX + 5; i++)
		err_field(&err, "/x", "bad", "%d", i);
	CHECK_INT(err.field_count, ERR_FIELDS_MAX + 5);
	CHECK_STR(err.fields[ERR_FIELDS_MAX - 1].detail, "23");
	CHECK_INT(err_settle(&err, ERR_INVALID, "validation"), ERR_INVALID);
}

static void
a_single_bad_field_is_one_call(void)
{
	struct err err = {0};

	CHECK_INT(fail_field(&err, ERR_PARAMETER, "query", "units", "unknown",
			  "units is %s", "kelvin"),
		ERR_PARAMETER);
	CHECK_INT(err.field_count, 1);
	CHECK_STR(err.fields[0].name, "units");
	CHECK_STR(err.detail, "units: units is kelvin");

	err = (struct err){0};
	fail_field(&err, ERR_JSON, "body/json", "", "malformed", "no JSON");
	CHECK_STR(err.detail, "no JSON");
}

int
main(void)
{
	RUN(failing_fills_everything_and_returns_the_kind);
	RUN(zero_is_ok_and_everything_else_is_an_error);
	RUN(a_detail_may_be_built_from_the_one_before);
	RUN(long_details_are_cut_between_characters);
	RUN(what_is_not_utf8_becomes_question_marks);
	RUN(bad_fields_gather_until_settled);
	RUN(fields_beyond_the_maximum_are_counted_only);
	RUN(a_single_bad_field_is_one_call);
	DONE();
}
