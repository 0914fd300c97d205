#ifndef AUTH_REFRESH_H
#define AUTH_REFRESH_H

#include "auth/keyring.h"
#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * One fetch of a source's keys, metadata first where that is needed, from the
 * first exchange to the row in keys.db: a part of keyring.c.  It changes
 * either the whole key set or nothing, and writes one line to the log.
 */
struct refresh;

/* Memory for a row of keys.db. */
enum { KEYS_ROW_MAX = 2 * 1024 * 1024 };

/*
 * Starts the first exchange.  owner is the text that keys_claim() was granted
 * with.  setup and source must outlive the refresh.  With an error the lease
 * has been given back.
 */
enum err_kind refresh_start(struct refresh **out,
	const struct keyring_setup *setup, const struct key_source *source,
	const char *owner, struct err *err) MUST_USE;

/* To be polled as net/fetch.h says; over after at most KEYS_FETCH_MS. */
int refresh_descriptor(const struct refresh *refresh);
int refresh_time_left_ms(const struct refresh *refresh);

/* *done tells that it is over: OK when the new keys are in keys.db. */
enum err_kind
refresh_step(struct refresh *refresh, bool *done, struct err *err) MUST_USE;

/* One that is not over gives its lease back; takes NULL. */
void refresh_close(struct refresh *refresh);

#endif
