#include "base/b64url.h"
#include "unit/prop.h"
#include "unit/tap.h"

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* RFC 4648 10, without padding, and RFC 7515 C. */
static const struct {
	struct str bytes;
	const char *text;
} pairs[] = {
	{{"", 0}, ""},
	{{"f", 1}, "Zg"},
	{{"fo", 2}, "Zm8"},
	{{"foo", 3}, "Zm9v"},
	{{"foob", 4}, "Zm9vYg"},
	{{"fooba", 5}, "Zm9vYmE"},
	{{"foobar", 6}, "Zm9vYmFy"},
	{{"\x03\xEC\xFF\xE0\xC1", 5}, "A-z_4ME"},
	{{"\0\0\0", 3}, "AAAA"},
	{{"\xFF\xFF\xFF", 3}, "____"},
	{{"\xFB\xEF\xBE", 3}, "----"},
};

static void
known_pairs_go_both_ways(void)
{
	struct arena *arena = arena_new(10000);
	struct str bytes;
	char text[32];

	for (size_t i = 0; i < COUNT(pairs); i++) {
		CHECK_INT(b64url_decode(str_from(pairs[i].text), arena, &bytes),
			B64URL_GOOD);
		CHECK(str_eq(bytes, pairs[i].bytes));
		CHECK(bytes.at && bytes.at[bytes.len] == '\0');
		b64url_encode(pairs[i].bytes.at, pairs[i].bytes.len, text);
		CHECK_STR(text, pairs[i].text);
		CHECK_INT(b64url_length(pairs[i].bytes.len), strlen(text));
	}
	arena_free(arena);
}

/* covers: B9 */
static void
every_other_spelling_is_refused(void)
{
	static const struct str cases[] = {
		/* length */
		STR_INIT("A"),
		STR_INIT("Zm9vA"),
		/* loose bits */
		STR_INIT("Zh"),
		STR_INIT("Zm9"),
		STR_INIT("Z_"),
		/* padding */
		STR_INIT("Zg=="),
		STR_INIT("Zm8="),
		STR_INIT("Zg="),
		STR_INIT("="),
		STR_INIT("===="),
		/* the other alphabet */
		STR_INIT("+A"),
		STR_INIT("/A"),
		STR_INIT("A+z/"),
		/* blanks and what C or a terminal would skip */
		STR_INIT("Zg\n"),
		STR_INIT("\nZg"),
		STR_INIT("Z g"),
		STR_INIT("Zm9v\r\nYg"),
		STR_INIT("Zg\0"),
		STR_INIT("Zg\0A"),
		/* neighbours */
		STR_INIT("Z.g"),
		STR_INIT("Zm9\xC3"),
		STR_INIT("\xFF\xFF"),
		STR_INIT("Zm9,"),
		STR_INIT("Zm9@"),
		STR_INIT("Zm9["),
		STR_INIT("Zm9`"),
		STR_INIT("Zm9{"),
		STR_INIT("Zm9:"),
	};
	struct arena *arena = arena_new(10000);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str bytes = STR_LIT("old");

		CHECK_INT(b64url_decode(cases[i], arena, &bytes),
			B64URL_MALFORMED);
		CHECK_INT(bytes.len, 0);
	}
	arena_free(arena);
}

static void
every_byte_is_a_digit_or_refused(void)
{
	struct arena *arena = arena_new(100000);
	struct str bytes;

	for (int c = 0; c < 256; c++) {
		char text[4] = {'A', 'A', 'A', (char)c};
		bool good = c && strchr(alphabet, c);

		CHECK_INT(b64url_decode((struct str){text, 4}, arena, &bytes),
			good ? B64URL_GOOD : B64URL_MALFORMED);
	}
	arena_free(arena);
}

static void
no_memory_is_told_from_malformed(void)
{
	struct arena *arena = arena_new(10);
	struct str bytes;

	CHECK_INT(b64url_decode(STR_LIT("Zm9vYmFy"), arena, &bytes),
		B64URL_NO_MEMORY);
	CHECK_INT(bytes.len, 0);
	arena_free(arena);
}

static void
any_bytes_survive_the_way_there_and_back(void)
{
	FOR_ALL(2000)
	{
		struct arena *arena = arena_new(4096);
		char bytes[200], text[300];
		size_t len = prop_below(sizeof(bytes));
		struct str back;

		prop_bytes(bytes, len);
		b64url_encode(bytes, len, text);
		CHECK_INT(strlen(text), b64url_length(len));
		CHECK_INT(strspn(text, alphabet), strlen(text));
		CHECK_INT(b64url_decode(str_from(text), arena, &back),
			B64URL_GOOD);
		CHECK(str_eq(back, (struct str){bytes, len}));
		arena_free(arena);
	}
}

static void
any_text_that_decodes_is_the_only_spelling(void)
{
	int good = 0;

	FOR_ALL(5000)
	{
		struct arena *arena = arena_new(4096);
		char text[64], again[64];
		struct str bytes;

		prop_text(text, prop_below(40), alphabet);
		if (b64url_decode(str_from(text), arena, &bytes) ==
			B64URL_GOOD) {
			good++;
			b64url_encode(bytes.at, bytes.len, again);
			CHECK_STR(again, text);
		}
		arena_free(arena);
	}
	CHECK(good > 500);
}

int
main(void)
{
	RUN(known_pairs_go_both_ways);
	RUN(every_other_spelling_is_refused);
	RUN(every_byte_is_a_digit_or_refused);
	RUN(no_memory_is_told_from_malformed);
	RUN(any_bytes_survive_the_way_there_and_back);
	RUN(any_text_that_decodes_is_the_only_spelling);
	DONE();
}
