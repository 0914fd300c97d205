#ifndef AUTH_KEYRING_H
#define AUTH_KEYRING_H

#include "auth/issuer.h"
#include "auth/jwk.h"
#include "base/attr.h"
#include "base/clock.h"
#include "base/counters.h"
#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "store/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The keys of every source: from keys.db (shared by all processes), from a
 * file, or, when a look-up fails and the budget allows it, from one fetch of
 * this process.  A bad signature never fetches.  A key handed out is a loan
 * until the next call of any keyring function.
 */
struct keyring;

struct keyring_setup {
	const struct issuer_set *issuers;
	struct store *store; /* STORE_KEYS; NULL: files only */
	const char *fetch_program;
	struct clock clock;
	const struct log *log;
	struct counters *counters; /* of fetches; NULL: not counted */
};

enum {
	KEYS_FRESH_S = 3600,
	KEYS_FRESH_MIN_S = 300,
	KEYS_FRESH_MAX_S = 86400,
	KEYS_STALE_S = 86400, /* after the last success: then 503 */
	KEYS_METADATA_S = 86400,
	KEYS_FETCH_MS = 8000,    /* metadata and key set together */
	KEYS_WAIT_MS = 2000,     /* for another's fetch, ... */
	KEYS_WAIT_WINDOW_S = 60, /* ... per source, in any time so long */
};

enum err_kind keyring_open(struct keyring **out,
	const struct keyring_setup *setup, struct err *err) MUST_USE;
void keyring_close(struct keyring *keys);

/*
 * Goes on with another connection to keys.db, or none: what a process does
 * around a fork, since nothing of SQLite may cross one.  Keys and the memory
 * of what is due stay.  A refresh that runs belongs to the process that began
 * it.
 */
void keyring_set_store(struct keyring *keys, struct store *store);

/* From now on keyring_find() takes what is stored, and neither fetches nor
 * writes: a key that is not stored is keys/unknown-kid. */
void keyring_stay_offline(struct keyring *keys);

/*
 * The key of kid (at NULL: the token has none) and alg.  ERR_BAD_TOKEN:
 * keys/alg-mismatch, keys/no-kid, keys/unknown-kid (the keys were just
 * fetched, or come from a file), keys/unknown-kid-throttled; ERR_KEYS with
 * retry_after_s: keys/none, keys/too-old.  *old tells that keys past their
 * fresh time were used.
 */
enum err_kind keyring_find(struct keyring *keys, size_t source, struct str kid,
	enum algorithm alg, const struct key **key, bool *old,
	struct err *err) MUST_USE;

/*
 * Refreshing ahead, after an answer was sent.  keyring_refresh_begin() starts
 * one granted fetch of a source that was used and is past its fresh time;
 * false when there is none to do.  Then poll keyring_descriptor() and call
 * keyring_refresh_step() when it is readable or keyring_time_left_ms() is 0;
 * both are -1 while no fetch runs.  keyring_refresh_wait() does it to the end.
 */
bool keyring_refresh_begin(struct keyring *keys);
int keyring_descriptor(const struct keyring *keys);
int keyring_time_left_ms(const struct keyring *keys);
void keyring_refresh_step(struct keyring *keys);
void keyring_refresh_wait(struct keyring *keys);

/* True when a source that was used is past its fresh time: what a CGI
 * process asks before it leaves a grandchild behind. */
bool keyring_refresh_is_due(const struct keyring *keys);

/* One fetch of a source now, whatever its age (weatherctl); the lease counts,
 * the budgets do not. */
enum err_kind keyring_refresh_now(
	struct keyring *keys, size_t source, struct err *err) MUST_USE;

#endif
