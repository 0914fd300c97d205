#include "base/str.h"
#include "unit/prop.h"
#include "unit/tap.h"

static void
equality_looks_at_length_and_bytes(void)
{
	CHECK(str_eq(STR_LIT("abc"), STR_LIT("abc")));
	CHECK(!str_eq(STR_LIT("abc"), STR_LIT("abd")));
	CHECK(!str_eq(STR_LIT("abc"), STR_LIT("ab")));
	CHECK(!str_eq(STR_LIT("a\0b"), STR_LIT("a\0c")));
	CHECK(!str_eq(STR_LIT("a\0"), STR_LIT("a")));
	CHECK(str_eq(STR_LIT(""), (struct str){NULL, 0}));
	CHECK(str_is(STR_LIT("abc"), "abc"));
	CHECK(!str_is(STR_LIT("abc\0"), "abc"));
	CHECK(str_is(str_from(NULL), ""));
}

static void
case_is_ignored_only_where_asked(void)
{
	CHECK(str_is_nocase(STR_LIT("BeArEr"), "bearer"));
	CHECK(!str_is(STR_LIT("BeArEr"), "bearer"));
	CHECK(!str_is_nocase(STR_LIT("bearers"), "bearer"));
	CHECK(!str_is_nocase(STR_LIT("beare"), "bearer"));
	CHECK(!str_is_nocase(STR_LIT("\0earer"), "bearer"));
	/* not even one that Latin 1 would fold */
	CHECK(!str_is_nocase(STR_LIT("\xC4"), "\xE4"));
	CHECK(str_is_nocase(str_from(NULL), ""));
}

static void
starts_and_ends_are_whole_prefixes(void)
{
	CHECK(str_starts(STR_LIT("/api/weather"), "/api"));
	CHECK(!str_starts(STR_LIT("/ap"), "/api"));
	CHECK(!str_starts(STR_LIT("/Api"), "/api"));
	CHECK(str_starts(STR_LIT("x"), ""));
	CHECK(str_starts(str_from(NULL), ""));
	CHECK(str_ends(STR_LIT("a.json"), ".json"));
	CHECK(!str_ends(STR_LIT("json"), ".json"));
	CHECK(!str_ends(STR_LIT("a.jso"), ".json"));
	CHECK(str_ends(str_from(NULL), ""));
}

static void
characters_are_counted_wherever_they_stand(void)
{
	static const struct {
		const char *text;
		size_t count;
	} cases[] = {{"", 0}, {"a", 0}, {".", 1}, {"a.", 1}, {".a", 1},
		{"..", 2}, {"a.b.c", 2}, {",;:", 0}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK(str_count(str_from(cases[i].text), '.') ==
			cases[i].count);
	CHECK(str_count((struct str){NULL, 0}, '.') == 0);
	CHECK(str_count((struct str){"a.b.c", 3}, '.') == 1);
}

/* The pieces of text, joined by '|'. */
static void
cut_all(struct str text, char sep, char *out, size_t size)
{
	struct str piece;
	size_t len = 0;

	*out = '\0';
	while (str_cut(&text, sep, &piece))
		len += (size_t)snprintf(
			out + len, size - len, "%.*s|", STR_ARG(piece));
}

static void
cutting_gives_every_piece_once(void)
{
	static const struct {
		const char *text, *pieces;
	} cases[] = {
		{"a b c", "a|b|c|"},
		{"a", "a|"},
		{"", "|"},
		{" ", "||"},
		{"a ", "a||"},
		{" a", "|a|"},
		{"a  b", "a||b|"},
	};
	char out[64];

	for (size_t i = 0; i < COUNT(cases); i++) {
		cut_all(str_from(cases[i].text), ' ', out, sizeof(out));
		CHECK_STR(out, cases[i].pieces);
	}
	cut_all((struct str){NULL, 0}, ' ', out, sizeof(out));
	CHECK_STR(out, "");
}

static void
trimming_takes_ascii_blanks_at_both_ends_only(void)
{
	CHECK(str_is(str_trim(STR_LIT(" \t\r\na b\n")), "a b"));
	CHECK(str_is(str_trim(STR_LIT(" \t ")), ""));
	CHECK(str_is(str_trim(STR_LIT("\va")), "\va"));
	CHECK(str_is(str_trim(STR_LIT("\xC2\xA0")), "\xC2\xA0"));
	CHECK(str_is(str_trim(str_from(NULL)), ""));
}

static void
numbers_are_decimal_and_nothing_else(void)
{
	static const struct {
		const char *text;
		bool good;
		long long value;
	} cases[] = {
		{"0", true, 0},
		{"-0", true, 0},
		{"42", true, 42},
		{"-42", true, -42},
		{"007", true, 7},
		{"9223372036854775807", true, INT64_MAX},
		{"-9223372036854775808", true, INT64_MIN},
		{"9223372036854775808", false, 0},
		{"-9223372036854775809", false, 0},
		{"99999999999999999999999999", false, 0},
		{"", false, 0},
		{"-", false, 0},
		{"+1", false, 0},
		{" 1", false, 0},
		{"1 ", false, 0},
		{"1.0", false, 0},
		{"1e3", false, 0},
		{"0x10", false, 0},
		{"--1", false, 0},
		{"\xD9\xA1", false, 0},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		long long value = 0;

		CHECK_INT(str_to_int64(str_from(cases[i].text), INT64_MIN,
				  INT64_MAX, &value),
			cases[i].good);
		CHECK_INT(value, cases[i].value);
	}
}

static void
numbers_end_at_their_range_and_not_at_a_nul(void)
{
	long long value = -1;

	CHECK(str_to_int64(STR_LIT("1000"), 1, 1000, &value));
	CHECK(str_to_int64(STR_LIT("1"), 1, 1000, &value));
	CHECK_INT(value, 1);
	CHECK(!str_to_int64(STR_LIT("1001"), 1, 1000, &value));
	CHECK(!str_to_int64(STR_LIT("0"), 1, 1000, &value));
	CHECK(!str_to_int64(STR_LIT("1\0002"), 1, 1000, &value));
	CHECK(!str_to_int64(STR_LIT("1\0"), 1, 1000, &value));
	CHECK_INT(value, 1);
}

static void
any_number_that_is_printed_is_read_again(void)
{
	FOR_ALL(2000)
	{
		int64_t want =
			prop_between(INT64_MIN, INT64_MAX) >> prop_below(64);
		long long got = 0;
		char text[32];

		snprintf(text, sizeof(text), "%" PRId64, want);
		CHECK(str_to_int64(str_from(text), INT64_MIN, INT64_MAX, &got));
		CHECK_INT(got, want);
	}
}

static void
utf8_is_well_formed_or_refused(void)
{
	static const struct {
		struct str text;
		bool good;
	} cases[] = {
		{{"", 0}, true},
		{{"a\0b", 3}, true},
		{{"S\xC3\xA3o", 4}, true},
		{{"\xE2\x82\xAC", 3}, true},
		{{"\xF0\x9F\x8C\xA6", 4}, true},
		{{"\xED\x9F\xBF", 3}, true},
		{{"\xEE\x80\x80", 3}, true},
		{{"\xF4\x8F\xBF\xBF", 4}, true},
		/* cut short */
		{{"\xC3", 1}, false},
		{{"\xE2\x82", 2}, false},
		{{"\xF0\x9F\x8C", 3}, false},
		/* longer than needed */
		{{"\xC0\xAF", 2}, false},
		{{"\xC1\xBF", 2}, false},
		{{"\xE0\x80\xAF", 3}, false},
		{{"\xF0\x80\x80\xAF", 4}, false},
		/* surrogates, beyond Unicode */
		{{"\xED\xA0\x80", 3}, false},
		{{"\xED\xBF\xBF", 3}, false},
		{{"\xF4\x90\x80\x80", 4}, false},
		{{"\xF5\x80\x80\x80", 4}, false},
		{{"\xFF", 1}, false},
		/* continuations where none belong, none where one belongs */
		{{"\x80", 1}, false},
		{{"\xC3\x28", 2}, false},
		{{"\xE2\x28\xA1", 3}, false},
		{{"\xE2\x82\x28", 3}, false},
		{{"\xF0\x9F\x8C\x28", 4}, false},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(str_is_utf8(cases[i].text), cases[i].good);
	CHECK(str_is_utf8(str_from(NULL)));
}

/* The encoding of a code point, straight from the table of RFC 3629 3. */
static size_t
encode(uint32_t c, char out[4])
{
	size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned lead[] = {0, 0, 0xC0, 0xE0, 0xF0};

	for (size_t i = len - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)(lead[len] | c);
	return len;
}

static void
every_code_point_but_surrogates_is_good_utf8(void)
{
	char text[4];
	int wrong = 0;

	for (uint32_t c = 0; c <= 0x110000; c++) {
		bool want = c < 0x110000 && (c < 0xD800 || c > 0xDFFF);
		struct str s = {text, encode(c, text)};

		wrong += str_is_utf8(s) != want;
		wrong += str_utf8_next(s) != (want ? s.len : 0);
		wrong += want && str_utf8_length(s) != 1;
	}
	CHECK_INT(wrong, 0);
}

static void
length_counts_code_points(void)
{
	CHECK_INT(str_utf8_length(STR_LIT("S\xC3\xA3o")), 3);
	CHECK_INT(str_utf8_length(STR_LIT("\xF0\x9F\x8C\xA6!")), 2);
	CHECK_INT(str_utf8_length(str_from(NULL)), 0);
	CHECK_INT(str_utf8_next(str_from(NULL)), 0);
}

/* Of the authors of FNV-1a. */
static void
a_hash_goes_on_where_it_was(void)
{
	CHECK(str_hash(STR_HASH, str_from(NULL)) == STR_HASH);
	CHECK(str_hash(STR_HASH, STR_LIT("a")) == 0xaf63dc4c8601ec8c);
	CHECK(str_hash(STR_HASH, STR_LIT("foobar")) == 0x85944171f73967e8);
	CHECK(str_hash(str_hash(STR_HASH, STR_LIT("foo")), STR_LIT("bar")) ==
		0x85944171f73967e8);
}

int
main(void)
{
	RUN(equality_looks_at_length_and_bytes);
	RUN(case_is_ignored_only_where_asked);
	RUN(starts_and_ends_are_whole_prefixes);
	RUN(characters_are_counted_wherever_they_stand);
	RUN(a_hash_goes_on_where_it_was);
	RUN(cutting_gives_every_piece_once);
	RUN(trimming_takes_ascii_blanks_at_both_ends_only);
	RUN(numbers_are_decimal_and_nothing_else);
	RUN(numbers_end_at_their_range_and_not_at_a_nul);
	RUN(any_number_that_is_printed_is_read_again);
	RUN(utf8_is_well_formed_or_refused);
	RUN(every_code_point_but_surrogates_is_good_utf8);
	RUN(length_counts_code_points);
	DONE();
}
