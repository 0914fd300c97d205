#ifndef BASE_KEYED_HASH_H
#define BASE_KEYED_HASH_H

#include "base/str.h"

#include <stdint.h>

/*
 * SipHash-1-3 (Aumasson and Bernstein, 2012, with the rounds that suffice for
 * tables and that Python and Rust have for theirs): 64 bits of which nobody can
 * tell anything who does not have the key, so that nobody can choose texts that
 * share a place of a table.  It names places; whoever asks whether two texts
 * are the same compares them.
 */
struct hash_key {
	uint64_t at[2]; /* random, of one process */
};

uint64_t keyed_hash(const struct hash_key *key, struct str text);

#endif
