#include "base/keyed_hash.h"

#include <endian.h>
#include <string.h>

struct sip {
	uint64_t a, b, c, d;
};

static inline uint64_t
turn(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

/* Inline, so that all four stay in registers. */
static inline void
round_of(struct sip *sip)
{
	sip->a += sip->b;
	sip->b = turn(sip->b, 13) ^ sip->a;
	sip->a = turn(sip->a, 32);
	sip->c += sip->d;
	sip->d = turn(sip->d, 16) ^ sip->c;
	sip->a += sip->d;
	sip->d = turn(sip->d, 21) ^ sip->a;
	sip->c += sip->b;
	sip->b = turn(sip->b, 17) ^ sip->c;
	sip->c = turn(sip->c, 32);
}

static inline void
take(struct sip *sip, uint64_t word)
{
	sip->d ^= word;
	round_of(sip);
	sip->a ^= word;
}

/* Up to eight bytes, the first one lowest. */
static inline uint64_t
word_at(const char *at, size_t len)
{
	uint64_t word = 0;

	memcpy(&word, at, len);
	return le64toh(word);
}

uint64_t
keyed_hash(const struct hash_key *key, struct str text)
{
	struct sip sip = {
		.a = key->at[0] ^ 0x736f6d6570736575u,
		.b = key->at[1] ^ 0x646f72616e646f6du,
		.c = key->at[0] ^ 0x6c7967656e657261u,
		.d = key->at[1] ^ 0x7465646279746573u,
	};
	uint64_t last = (uint64_t)text.len << 56;

	for (; text.len >= 8; text.at += 8, text.len -= 8)
		take(&sip, word_at(text.at, 8));
	if (text.len)
		last |= word_at(text.at, text.len);
	take(&sip, last);
	sip.c ^= 0xff;
	for (int i = 0; i < 3; i++)
		round_of(&sip);
	return sip.a ^ sip.b ^ sip.c ^ sip.d;
}
