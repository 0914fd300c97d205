#include "base/buf.h"
#include "base/json.h"
#include "unit/tap.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(name) 0
#endif

static enum json_verdict
parse(struct str text, int depth)
{
	json_t *value = NULL;
	enum json_verdict verdict;

	verdict = json_parse_object(text, depth, &value, NULL, 0);
	CHECK((verdict == JSON_GOOD) == json_is_object(value));
	json_decref(value);
	return verdict;
}

static void
objects_are_read(void)
{
	static const struct str cases[] = {
		STR_INIT("{}"),
		STR_INIT(" \t\r\n{ } \n"),
		STR_INIT(
			"{\"a\":null,\"b\":true,\"c\":[],\"d\":{},\"e\":\"\"}"),
		STR_INIT("{\"a\":-0,\"b\":1e3,\"c\":1.5E-7}"),
		STR_INIT("{\"\":1}"),
		STR_INIT("{\"a\":\"\\u00e9\\ud83c\\udf26\\/\\\"\\\\\\b\"}"),
		STR_INIT("{\"a\":\"\xF0\x9F\x8C\xA6\"}"),
		STR_INIT("{\"a\":9223372036854775807}"),
		STR_INIT("{\"a\":{\"b\":1},\"b\":{\"b\":1}}"),
		/* the same name in two cases is two names */
		STR_INIT("{\"iss\":1,\"ISS\":2}"),
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(parse(cases[i], 4), JSON_GOOD);
}

static void
everything_else_is_refused(void)
{
	static const struct str cases[] = {
		STR_INIT(""),
		STR_INIT(" "),
		STR_INIT("[]"),
		STR_INIT("null"),
		STR_INIT("\"a\""),
		STR_INIT("1"),
		STR_INIT("{"),
		STR_INIT("}"),
		STR_INIT("{}}"),
		STR_INIT("{}{}"),
		STR_INIT("{} x"),
		STR_INIT("{},"),
		STR_INIT("{\"a\"}"),
		STR_INIT("{\"a\":}"),
		STR_INIT("{\"a\":1,}"),
		STR_INIT("{,\"a\":1}"),
		STR_INIT("{\"a\":[1,]}"),
		STR_INIT("{\"a\" 1}"),
		STR_INIT("{a:1}"),
		STR_INIT("{'a':1}"),
		STR_INIT("{1:1}"),
		STR_INIT("{\"a\":01}"),
		STR_INIT("{\"a\":+1}"),
		STR_INIT("{\"a\":.5}"),
		STR_INIT("{\"a\":1.}"),
		STR_INIT("{\"a\":0x10}"),
		STR_INIT("{\"a\":NaN}"),
		STR_INIT("{\"a\":Infinity}"),
		STR_INIT("{\"a\":1e999}"),
		STR_INIT("{\"a\":9223372036854775808}"),
		STR_INIT("{\"a\":True}"),
		STR_INIT("{\"a\":truee}"),
		STR_INIT("{\"a\":1}//"),
		STR_INIT("{/**/\"a\":1}"),
		STR_INIT("{\"a\":\"\n\"}"),
		STR_INIT("{\"a\":\"\\x41\"}"),
		STR_INIT("{\"a\":\"\\ud83c\"}"),
		STR_INIT("{\"a\":\"\\udf26\\ud83c\"}"),
		STR_INIT("{\"a\":\"unended}"),
		STR_INIT("{\"a\":1]"),
		STR_INIT("{\"a\":]]]]1}"),
		/* blanks that are none in JSON */
		STR_INIT("\f{}"),
		STR_INIT("\xC2\xA0{}"),
		STR_INIT("{}\v"),
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		if (parse(cases[i], 4) != JSON_MALFORMED)
			printf("# %.*s\n", STR_ARG(cases[i]));
		CHECK_INT(parse(cases[i], 4), JSON_MALFORMED);
	}
}

static void
duplicate_members_are_refused_at_any_level_and_in_any_spelling(void)
{
	CHECK_INT(parse(STR_LIT("{\"a\":1,\"b\":2}"), 4), JSON_GOOD);
	CHECK_INT(parse(STR_LIT("{\"a\":1,\"a\":1}"), 4), JSON_MALFORMED);
	CHECK_INT(parse(STR_LIT("{\"a\":1,\"\\u0061\":2}"), 4), JSON_MALFORMED);
	CHECK_INT(parse(STR_LIT("{\"b\":[{\"a\":1,\"a\":2}]}"), 4),
		JSON_MALFORMED);
	CHECK_INT(parse(STR_LIT("{\"\":1,\"\":2}"), 4), JSON_MALFORMED);
}

static void
nul_is_refused_wherever_it_stands(void)
{
	static const char text[] = " {\"ab\": [\"cd\", -1.5e3, true, 10]} ";
	static const struct str escaped[] = {
		STR_INIT("{\"a\":\"\\u0000\"}"),
		STR_INIT("{\"a\":\"b\\u0000c\"}"),
		STR_INIT("{\"\\u0000\":1}"),
		STR_INIT("{\"a\\u0000b\":1}"),
	};
	char with[sizeof(text) + 1];
	size_t len = sizeof(text) - 1;

	CHECK_INT(parse((struct str){text, len}, 2), JSON_GOOD);
	for (size_t at = 0; at <= len; at++) {
		memcpy(with, text, at);
		with[at] = '\0';
		memcpy(with + at + 1, text + at, len - at);
		CHECK_INT(
			parse((struct str){with, len + 1}, 2), JSON_MALFORMED);
		if (at < len) {
			memcpy(with, text, len);
			with[at] = '\0';
			CHECK_INT(parse((struct str){with, len}, 2),
				JSON_MALFORMED);
		}
	}
	for (size_t i = 0; i < COUNT(escaped); i++)
		CHECK_INT(parse(escaped[i], 2), JSON_MALFORMED);
}

/* covers: B13 */
static void
other_encodings_are_refused(void)
{
	static const struct str cases[] = {
		STR_INIT("\xEF\xBB\xBF{}"),
		STR_INIT("\xFF\xFE{\0}\0"),
		STR_INIT("\xFE\xFF\0{\0}"),
		STR_INIT("{\0}\0"),
		STR_INIT("\0{\0}"),
		STR_INIT("{\0\0\0}\0\0\0"),
		STR_INIT("{\"a\":\"\xE9\"}"),
		STR_INIT("{\"a\":\"\xC0\xAF\"}"),
		STR_INIT("{\"a\":\"\xED\xA0\xBC\xED\xBC\xA6\"}"),
		STR_INIT("{\"a\":\"\xF4\x90\x80\x80\"}"),
		STR_INIT("{\"a\xFF\":1}"),
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(parse(cases[i], 4), JSON_MALFORMED);
}

static void
depth_ends_where_it_should(void)
{
	static const struct {
		const char *text;
		int depth;
	} cases[] = {
		{"{}", 1},
		{"{\"a\":1,\"b\":\"[[[[{{{{\"}", 1},
		{"{\"a\":\"\\\"[[[[\"}", 1},
		{"{\"a\":\"\\\\\",\"b\":[]}", 2},
		{"{\"a\":[],\"b\":[],\"c\":{}}", 2},
		{"{\"a\":[[{\"b\":[]}]]}", 5},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str text = str_from(cases[i].text);

		CHECK_INT(parse(text, cases[i].depth), JSON_GOOD);
		CHECK_INT(parse(text, cases[i].depth - 1), JSON_MALFORMED);
		CHECK_INT(parse(text, cases[i].depth + 1), JSON_GOOD);
	}
}

/* covers: B14 */
static void
hostile_text_costs_no_stack(void)
{
	enum { LEN = 1 << 20 };
	static const char *const units[] = {
		"[", "{\"a\":", "[]", "{}", "\"", "\\", "]", "{\"\\\""};
	char *text = malloc(LEN + 16);

	for (size_t i = 0; i < COUNT(units); i++) {
		size_t len = 5;

		memcpy(text, "{\"a\":", 5);
		while (len < LEN) {
			memcpy(text + len, units[i], strlen(units[i]));
			len += strlen(units[i]);
		}
		CHECK_INT(parse((struct str){text, len}, 32), JSON_MALFORMED);
	}
	free(text);
}

static void
ten_thousand_members_are_read(void)
{
	struct buf buf;

	buf_init(&buf, 1 << 20);
	for (int i = 0; i < 10000; i++)
		buf_printf(&buf, "%c\"%d\":%d", i ? ',' : '{', i, i);
	buf_z(&buf, "}");
	CHECK_INT(parse(buf_as_str(&buf), 1), JSON_GOOD);
	buf.len--;
	buf_z(&buf, ",\"5000\":0}");
	CHECK_INT(parse(buf_as_str(&buf), 1), JSON_MALFORMED);
	buf_free(&buf);
}

static void
why_says_what_is_wrong_and_nothing_of_the_text(void)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"[secret]", "does not start with {"},
		{"{\"a\":[[]]}", "is nested too deep"},
		{"{\"secret\":", "ends too early"},
		{"{} secret", "goes on after its end"},
		{"{\"a\":\"secret\xFF\"}", "is not UTF-8"},
		{"{\"a\":\"secret\\u0000\"}", "has a string with NUL"},
		{"{\"secret\\u0000\":1}", "has a string with NUL"},
		{"{\"secret\":1,\"secret\":2}", "has a duplicate member"},
		{"{\"secret\":1e999}", "has a number out of range"},
		{"{\"secret\":99999999999999999999}",
			"has a number out of range"},
		{"{\"a\":secret}", "is not JSON near byte 11"},
		{" \n{\"a\":1,}", "is not JSON near byte 10"},
		{"{\"a\":1 \"b\":2}", "is not JSON near byte 10"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char why[64] = "";
		json_t *value;

		CHECK_INT(json_parse_object(str_from(cases[i].text), 2, &value,
				  why, sizeof(why)),
			JSON_MALFORMED);
		CHECK_STR(why, cases[i].why);
	}
}

/*
 * Any limit of memory leads to a verdict, never to a crash: Jansson alone does
 * not promise that.  The child's exit status is the verdict.
 */
static void
memory_that_runs_out_is_told(void)
{
	enum { LEN = 400000, STEP = 1 << 21, STEPS = 40 };
	int seen[3] = {0};
	char *text = malloc(LEN);

#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
	printf("# not under the address sanitizer, which reserves terabytes\n");
	free(text);
	return;
#endif
	memset(text, 'x', LEN);
	memcpy(text, "{\"a\":\"", 6);
	memcpy(text + LEN - 2, "\"}", 2);
	for (int i = 1; i <= STEPS; i++) {
		struct str whole = {text, LEN};
		int status = -1;
		pid_t child = fork();

		if (child == 0) {
			struct rlimit limit;

			limit.rlim_cur = limit.rlim_max = (rlim_t)i * STEP;
			setrlimit(RLIMIT_AS, &limit);
			_exit((int)parse(whole, 1));
		}
		CHECK(child > 0 && waitpid(child, &status, 0) == child);
		CHECK(WIFEXITED(status));
		if (WIFEXITED(status) && WEXITSTATUS(status) < 3)
			seen[WEXITSTATUS(status)]++;
	}
	CHECK_INT(seen[JSON_MALFORMED], 0);
	CHECK(seen[JSON_NO_MEMORY] > 0);
	CHECK(seen[JSON_GOOD] > 0);
	free(text);
}

static void
strings_are_borrowed_and_nothing_else_is_one(void)
{
	json_t *object;
	struct str s;

	CHECK_INT(json_parse_object(
			  STR_LIT("{\"s\":\"text\",\"n\":1,\"e\":\"\"}"), 1,
			  &object, NULL, 0),
		JSON_GOOD);
	CHECK(json_get_str(object, "s", &s) && str_is(s, "text"));
	CHECK(json_get_str(object, "e", &s) && s.len == 0);
	CHECK(!json_get_str(object, "n", &s) && s.len == 0);
	CHECK(!json_get_str(object, "S", &s));
	CHECK(!json_get_str(NULL, "s", &s));
	CHECK(str_is(json_str(json_object_get(object, "s")), "text"));
	CHECK_INT(json_str(json_object_get(object, "n")).len, 0);
	CHECK_INT(json_str(NULL).len, 0);
	json_decref(object);
}

static void
arrays_are_read_by_their_own_name_only(void)
{
	static const char *const bad[] = {
		"{}", "", "[1,]", "[1]x", "[{\"a\":1,\"a\":2}]", "[[[[1]]]]"};
	json_t *value;

	CHECK_INT(json_parse_array(
			  STR_LIT(" [1, {\"a\":2}] "), 3, &value, NULL, 0),
		JSON_GOOD);
	CHECK_INT(json_array_size(value), 2);
	json_decref(value);
	for (size_t i = 0; i < COUNT(bad); i++) {
		CHECK_INT(
			json_parse_array(str_from(bad[i]), 3, &value, NULL, 0),
			JSON_MALFORMED);
		CHECK(!value);
	}
	CHECK_INT(json_parse_object(STR_LIT("[]"), 3, &value, NULL, 0),
		JSON_MALFORMED);
}

int
main(void)
{
	RUN(objects_are_read);
	RUN(everything_else_is_refused);
	RUN(duplicate_members_are_refused_at_any_level_and_in_any_spelling);
	RUN(nul_is_refused_wherever_it_stands);
	RUN(other_encodings_are_refused);
	RUN(depth_ends_where_it_should);
	RUN(hostile_text_costs_no_stack);
	RUN(ten_thousand_members_are_read);
	RUN(why_says_what_is_wrong_and_nothing_of_the_text);
	RUN(memory_that_runs_out_is_told);
	RUN(strings_are_borrowed_and_nothing_else_is_one);
	RUN(arrays_are_read_by_their_own_name_only);
	DONE();
}
