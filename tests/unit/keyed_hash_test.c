#include "base/keyed_hash.h"

#include "unit/tap.h"

/* 00 01 02 ..., as the authors' vectors have it */
static const struct hash_key key = {{0x0706050403020100u, 0x0f0e0d0c0b0a0908u}};

static uint64_t
hash_of_first(size_t len)
{
	static char text[64];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)i;
	return keyed_hash(&key, (struct str){text, len});
}

static void
it_is_siphash_2_4(void)
{
	CHECK(hash_of_first(0) == 0x726fdb47dd0e0e31u);
	CHECK(hash_of_first(1) == 0x74f839c593dc67fdu);
	CHECK(hash_of_first(8) == 0x93f5f5799a932462u);
	CHECK(hash_of_first(15) == 0xa129ca6149be45e5u);
}

static void
another_key_or_text_gives_another_number(void)
{
	struct hash_key other = key;
	struct str text = STR_LIT("the same text");

	other.at[1] ^= 1;
	CHECK(keyed_hash(&key, text) == keyed_hash(&key, text));
	CHECK(keyed_hash(&key, text) != keyed_hash(&other, text));
	CHECK(keyed_hash(&key, text) !=
		keyed_hash(&key, STR_LIT("the same texu")));
	/* a zero at the end is not what was not there */
	CHECK(keyed_hash(&key, (struct str){"a\0", 2}) !=
		keyed_hash(&key, (struct str){"a\0", 1}));
	CHECK(keyed_hash(&key, (struct str){NULL, 0}) ==
		keyed_hash(&key, (struct str){"", 0}));
}

int
main(void)
{
	RUN(it_is_siphash_2_4);
	RUN(another_key_or_text_gives_another_number);
	DONE();
}
