#ifndef BASE_EIGHT_H
#define BASE_EIGHT_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Eight bytes of ASCII text at a time, for what every request has much of.  Of
 * a word whose bytes are all below 0x80 these have the highest bit of a byte
 * set where that byte is the one that is looked for; a word with other bytes
 * is odd itself, so a test ors it to them.  Only whether there is any counts:
 * a byte that is found may borrow from the next.
 */
#define EIGHT_ONES UINT64_C(0x0101010101010101)

static inline uint64_t
eight_is(uint64_t word, unsigned char c)
{
	return (word ^ EIGHT_ONES * c) - EIGHT_ONES;
}

static inline uint64_t
eight_below(uint64_t word, unsigned char c)
{
	return word - EIGHT_ONES * c;
}

/* False when odd() finds something in text; it finds nothing in filler. */
static inline bool
eight_all(struct str text, unsigned char filler, uint64_t (*odd)(uint64_t word))
{
	uint64_t found = 0, word;

	for (; text.len >= sizeof(word);
		text.at += sizeof(word), text.len -= sizeof(word)) {
		memcpy(&word, text.at, sizeof(word));
		found |= odd(word);
	}
	word = EIGHT_ONES * filler;
	if (text.len)
		memcpy(&word, text.at, text.len);
	return !((found | odd(word)) & EIGHT_ONES << 7);
}

#endif
