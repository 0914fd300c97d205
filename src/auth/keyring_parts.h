#ifndef AUTH_KEYRING_PARTS_H
#define AUTH_KEYRING_PARTS_H

#include "auth/held_keys.h"
#include "auth/keyring.h"
#include "auth/refresh.h"
#include "store/keys.h"

#include <stdbool.h>
#include <stdint.h>

/* What keyring.c, which finds keys, and keyring_refresh.c, which gets newer
 * ones, share. */

/* What was waited for others, in slices of time so that the sum over any
 * KEYS_WAIT_WINDOW_S can be told: one slice more than it has. */
enum { WAIT_SLICE_S = 5, WAIT_SLICES = KEYS_WAIT_WINDOW_S / WAIT_SLICE_S + 1 };

struct wait {
	int64_t slice; /* the time of its end / WAIT_SLICE_S */
	int64_t ms;
};

/* One source, with what this process remembers of it. */
struct place {
	struct held_keys held;
	bool is_changed; /* the row may be another than the one held */
	bool is_used;    /* a token asked for it since its last refresh */
	bool told_old;
	struct wait waits[WAIT_SLICES];
};

struct keyring {
	struct keyring_setup setup;
	int64_t generation;
	uint64_t version; /* of keys.db when it was read last; 0: unknown */
	enum err_kind store_failed; /* OK: keys.db could be read */
	bool is_offline;
	struct place *places; /* as many as there are sources */
	struct refresh *ahead;
	size_t ahead_source;
};

int64_t keyring_now(const struct keyring *keys);
/* NULL where keys.db could not be read. */
struct store *keyring_store(const struct keyring *keys);

/* Takes over what changed in keys.db or in the file; logs what is wrong. */
void keyring_follow(struct keyring *keys, struct place *place);

/* What came of trying to get newer keys. */
enum attempt {
	ATTEMPT_THROTTLED = 0,
	ATTEMPT_STARVED, /* memory is gone, which tells nothing of the key */
	ATTEMPT_FAILED,
	ATTEMPT_DONE,
};

/* Fetches if that is granted, or waits for whoever does. */
enum attempt keyring_get_newer(
	struct keyring *keys, struct place *place, enum fetch_budget budget);

#endif
