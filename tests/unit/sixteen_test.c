/* Sixteen bytes at a time find what one at a time would. */
#include "base/sixteen.h"
#include "unit/tap.h"

static inline struct sixteen
odd(struct sixteen bytes)
{
	bytes.at = (bytes.at < '!') | (bytes.at == 0x7f) | (bytes.at == '=');
	return bytes;
}

static bool
is_odd(unsigned char c)
{
	return c >= 0x80 || c < '!' || c == 0x7f || c == '=';
}

static void
every_byte_is_found_wherever_it_is(void)
{
	for (size_t len = 1; len <= 34; len++)
		for (size_t at = 0; at < len; at++)
			for (int c = 0; c < 256; c++) {
				char text[34];

				memset(text, 'x', sizeof(text));
				text[at] = (char)c;
				CHECK(sixteen_all((struct str){text, len}, 'x',
					      odd) != is_odd((unsigned char)c));
			}
}

static void
text_is_blanks_and_what_is_visible(void)
{
	for (int c = 0; c < 256; c++) {
		char byte = (char)c;

		CHECK(sixteen_all((struct str){&byte, 1}, 'x',
			      sixteen_no_text) == (c >= ' ' && c < 0x7f));
	}
}

static void
what_stands_behind_is_not_looked_at(void)
{
	char text[34];

	memset(text, '=', sizeof(text));
	for (size_t len = 0; len < sizeof(text); len++) {
		CHECK(sixteen_all((struct str){text, len}, 'x', odd));
		CHECK(!sixteen_all((struct str){text, len + 1}, 'x', odd));
		text[len] = 'x';
	}
}

static void
nothing_has_nothing(void)
{
	CHECK(sixteen_all((struct str){NULL, 0}, 'x', odd));
}

int
main(void)
{
	RUN(every_byte_is_found_wherever_it_is);
	RUN(text_is_blanks_and_what_is_visible);
	RUN(what_stands_behind_is_not_looked_at);
	RUN(nothing_has_nothing);
	DONE();
}
