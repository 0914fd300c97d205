#include "base/buf.h"
#include "base/json.h"
#include "base/json_plain.h"
#include "unit/prop.h"

enum { MAX = 4 };

static size_t
count_of(const char *text)
{
	struct json_text texts[MAX];

	return json_plain(str_from(text), texts, MAX);
}

static void
texts_are_read_where_they_are(void)
{
	const char *text = " {\n\"description\" : \"Hail \xC3\xA9 /\x7F\",\t"
			   "\"location\":{\"city\":\"\",\"description\":"
			   "\"x\"}\r} ";
	struct json_text texts[MAX];

	CHECK_INT(json_plain(str_from(text), texts, MAX), 3);
	CHECK(!texts[0].object.at);
	CHECK(str_is(texts[0].name, "description"));
	CHECK(str_is(texts[0].value, "Hail \xC3\xA9 /\x7F"));
	CHECK(texts[0].value.at > text && texts[0].value.at < text + 30);
	CHECK(str_is(texts[1].object, "location"));
	CHECK(str_is(texts[1].name, "city"));
	CHECK(texts[1].value.at && !texts[1].value.len);
	CHECK(str_is(texts[2].object, "location"));
	CHECK(str_is(texts[2].name, "description"));
	CHECK(str_is(texts[2].value, "x"));
	CHECK_INT(count_of("{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\",\"d\":\"\"}"),
		4);
}

static void
all_else_is_left_to_the_parser(void)
{
	static const char *const cases[] = {"", " ", "{", "}", "{}", "[]",
		"\"a\"", "{\"a\"}", "{\"a\":}", "{\"a\":\"b}", "{\"a\":\"b\"",
		"{\"a\":\"b\"}}", "{\"a\":\"b\"}x", "{\"a\":\"b\"}{}",
		"{\"a\":\"b\",}", "{,\"a\":\"b\"}", "{\"a\":\"b\" \"c\":\"d\"}",
		"{\"a\" \"b\"}", "{\"a\"=\"b\"}", "{'a':'b'}", "{a:\"b\"}",
		"{\"a\":1}", "{\"a\":null}", "{\"a\":true}", "{\"a\":[\"b\"]}",
		"{\"a\":{}}", "{\"a\":{\"b\":{\"c\":\"d\"}}}",
		"{\"a\":{\"b\":\"c\"}", "{\"a\":{\"b\":\"c\"},}",
		"{\"a\":{\"b\":\"c\",}}", "{\"\":\"b\"}",
		"{\"a\":{\"\":\"b\"}}", "{\"\":{\"a\":\"b\"}}",
		/* what is escaped, and what would have to be */
		"{\"a\":\"\\n\"}", "{\"\\u0061\":\"b\"}", "{\"a\":\"b\\\"}",
		"{\"a\":\"\n\"}", "{\"a\":\" \n\"}", "{\"a\n\":\"b\"}",
		"{\"a\":\"\x01\"}", "{\"a\n\":\"b\"}",
		/* no UTF-8 */
		"{\"a\":\"\xC3\"}", "{\"a\":\"\xED\xA0\x80\"}",
		"{\"\xFF\":\"b\"}", "{\"a\":\"\xC0\xAF\"}",
		/* twice */
		"{\"a\":\"b\",\"a\":\"b\"}",
		"{\"a\":{\"b\":\"c\",\"b\":\"d\"}}",
		"{\"a\":{\"b\":\"c\"},\"a\":{\"d\":\"e\"}}",
		"{\"a\":{\"b\":\"c\"},\"a\":\"d\"}",
		"{\"a\":\"d\",\"a\":{\"b\":\"c\"}}",
		/* other blanks */
		"{\"a\":\f\"b\"}", "\xEF\xBB\xBF{\"a\":\"b\"}",
		"{\"a\":\"b\"}\xC2\xA0",
		/* one more than there is room for */
		"{\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\",\"e\":\"\"}"};

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(count_of(cases[i]), 0);
		if (tap_failed_facts)
			printf("# %s\n", cases[i]);
	}
	CHECK_INT(json_plain(STR_LIT("{\"a\":\"\0\"}"),
			  (struct json_text[MAX]){{.name = {0}}}, MAX),
		0);
}

/* As the parser does, whatever is cut off, put in or left out. */
static void
it_reads_what_the_parser_reads(void)
{
	static const char *const pieces[] = {"{", "}", "\"", ",", ":", "\"a\"",
		"\"b\"", "\n", "\"a\":\"b\"", "\"b\":{\"a\":\"\"}", " ", "\\",
		"\xC3", "\xA9", "1", "{\"c\":\"d\",", "\"e\":{\"a\":\"b\"}"};
	size_t read = 0, good = 0;

	FOR_ALL(200000)
	{
		struct json_text texts[MAX];
		struct buf text;
		json_t *whole = NULL;
		size_t count, wanted = 1 + prop_below(6);

		buf_init(&text, 256);
		buf_z(&text, "{");
		while (wanted--)
			buf_z(&text, pieces[prop_below(COUNT(pieces))]);
		buf_z(&text, "}");
		count = json_plain(buf_as_str(&text), texts, MAX);
		good += json_parse_object(buf_as_str(&text), 4, &whole, NULL,
				0) == JSON_GOOD;
		CHECK(!count || whole);
		read += count > 0;
		for (size_t i = 0; whole && i < count; i++) {
			const json_t *in = whole;

			if (texts[i].object.len)
				in = json_object_getn(whole, texts[i].object.at,
					texts[i].object.len);
			CHECK(str_eq(
				json_str(json_object_getn(in, texts[i].name.at,
					texts[i].name.len)),
				texts[i].value));
		}
		json_decref(whole);
		buf_free(&text);
	}
	CHECK(read > 100);
	CHECK(good > read);
}

int
main(void)
{
	RUN(texts_are_read_where_they_are);
	RUN(all_else_is_left_to_the_parser);
	RUN(it_reads_what_the_parser_reads);
	DONE();
}
