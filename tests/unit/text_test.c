#include "weather/text.h"

#include "unit/prop.h"

static void
white_space_of_unicode_is_trimmed(void)
{
	static const struct {
		const char *text, *trimmed;
	} cases[] = {
		{"", ""},
		{" a ", "a"},
		{"\t\n\v\f\r a b \r\n", "a b"},
		{"\xC2\xA0"
		 "a\xC2\x85",
			"a"},
		{"\xE1\x9A\x80\xE2\x80\x80\xE2\x80\x8A"
		 "a\xE2\x80\xA8\xE2\x80\xA9",
			"a"},
		{"\xE2\x80\xAF\xE2\x81\x9F"
		 "a\xE3\x80\x80",
			"a"},
		{"\xC2\xA0\xE3\x80\x80", ""},
		{"\xE2\x80\x8B"
		 "a\xE2\x80\x8B",
			"\xE2\x80\x8B"
			"a\xE2\x80\x8B"},
		{"\xFF a \xFF", "\xFF a \xFF"},
		{" \x80 ", "\x80"},
		{"a\xA0", "a\xA0"},
		{"\xC2", "\xC2"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str got = text_trim(str_from(cases[i].text));

		CHECK(str_is(got, cases[i].trimmed));
		if (tap_failed_facts)
			printf("# case %zu\n", i);
	}
	CHECK_INT(text_trim((struct str){NULL, 0}).len, 0);
}

static void
what_is_trimmed_once_is_trimmed(void)
{
	FOR_ALL(20000)
	{
		char bytes[12];
		struct str text = {bytes, prop_below(sizeof(bytes))};
		struct str trimmed;

		prop_text(bytes, text.len, " \n\xC2\xA0\xE2\x80\x8A\x85\xE3z");
		trimmed = text_trim(text);
		CHECK(trimmed.at >= bytes &&
			trimmed.at + trimmed.len <= bytes + text.len);
		CHECK(str_eq(text_trim(trimmed), trimmed));
	}
}

static void
text_is_visible_when_something_of_it_is_seen(void)
{
	static const char *const visible[] = {"a", " .", "\xE2\x80\x8B!",
		"\xF0\x9F\x8C\xA7\xEF\xB8\x8F", "\xE2\x98\x82", "\xCC\x81",
		"\xE4\xBA\xBA"};
	static const char *const invisible[] = {"", " ", "\xC2\xAD",
		"\xE2\x80\x8B", "\xE2\x80\x8D\xE2\x80\x8E", "\xEF\xBB\xBF",
		"\xE2\x81\xA0", "\xE3\x85\xA4", "\xEF\xB8\x8F", "\xE2\xA0\x80",
		"\xF3\xA0\x80\xA0", "\xE1\x85\x9F \xEF\xBE\xA0"};

	for (size_t i = 0; i < COUNT(visible); i++)
		CHECK(text_is_visible(str_from(visible[i])));
	for (size_t i = 0; i < COUNT(invisible); i++)
		CHECK(!text_is_visible(str_from(invisible[i])));
}

int
main(void)
{
	RUN(white_space_of_unicode_is_trimmed);
	RUN(what_is_trimmed_once_is_trimmed);
	RUN(text_is_visible_when_something_of_it_is_seen);
	DONE();
}
