#ifndef BASE_SIXTEEN_H
#define BASE_SIXTEEN_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Sixteen bytes of text at a time, for what every request has much of: one or
 * two instructions for what would be sixteen or thirty-two.  Comparing them
 * with a byte gives -1 where it is so and 0 elsewhere; bytes from 0x80 on are
 * below 0.  Compilers know the vectors of each processor, or do without.
 */
struct sixteen {
	signed char at __attribute__((vector_size(16)));
};

static inline bool
sixteen_is_zero(struct sixteen bytes)
{
	uint64_t halves[2];

	memcpy(halves, &bytes, sizeof(halves));
	return !(halves[0] | halves[1]);
}

/* The rest of text, with filler where it is shorter. */
static inline struct sixteen
sixteen_from(struct str text, char filler)
{
	struct sixteen bytes;

	if (text.len >= sizeof(bytes)) {
		memcpy(&bytes, text.at, sizeof(bytes));
		return bytes;
	}
	memset(&bytes, filler, sizeof(bytes));
	if (text.len)
		memcpy(&bytes, text.at, text.len);
	return bytes;
}

/* -1 for what is neither a blank nor visible in ASCII. */
static inline struct sixteen
sixteen_no_text(struct sixteen bytes)
{
	bytes.at = (bytes.at < ' ') | (bytes.at == 0x7f);
	return bytes;
}

/* False when odd() finds something in text; it finds nothing in filler. */
static inline bool
sixteen_all(struct str text, char filler,
	struct sixteen (*odd)(struct sixteen bytes))
{
	struct sixteen found = {0};

	while (text.len >= sizeof(found)) {
		found.at |= odd(sixteen_from(text, filler)).at;
		text.at += sizeof(found);
		text.len -= sizeof(found);
	}
	found.at |= odd(sixteen_from(text, filler)).at;
	return sixteen_is_zero(found);
}

#endif
