/* Eight bytes at a time find what one at a time would. */
#include "base/eight.h"
#include "unit/tap.h"

static inline uint64_t
odd(uint64_t word)
{
	return word | eight_below(word, '!') | eight_is(word, '=');
}

static bool
is_odd(unsigned char c)
{
	return c >= 0x80 || c < '!' || c == '=';
}

static void
every_byte_is_found_wherever_it_is(void)
{
	for (size_t len = 1; len <= 17; len++)
		for (size_t at = 0; at < len; at++)
			for (int c = 0; c < 256; c++) {
				char text[17];

				memset(text, 'x', sizeof(text));
				text[at] = (char)c;
				CHECK(eight_all((struct str){text, len}, 'x',
					      odd) != is_odd((unsigned char)c));
			}
}

static void
neighbours_are_not_taken_for_it(void)
{
	for (int c = 0; c < 0x80; c++)
		for (int d = 0; d < 0x80; d++) {
			char text[8];

			for (size_t i = 0; i < sizeof(text); i++)
				text[i] = (char)(i % 2 ? c : d);
			CHECK(eight_all((struct str){text, sizeof(text)}, 'x',
				      odd) ==
				(!is_odd((unsigned char)c) &&
					!is_odd((unsigned char)d)));
		}
}

static void
nothing_has_nothing(void)
{
	CHECK(eight_all((struct str){NULL, 0}, 'x', odd));
}

int
main(void)
{
	RUN(every_byte_is_found_wherever_it_is);
	RUN(neighbours_are_not_taken_for_it);
	RUN(nothing_has_nothing);
	DONE();
}
