#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"
#include "weather/location.h"
#include "weather/observation.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What was ever measured at a place or some places, newest first, of all
 * observers together.  It is read in runs: nothing of SQLite stays open between
 * two calls of history_read(), however slowly somebody takes what was read.
 * Rows that are written meanwhile may be missed, but none comes twice.
 */
struct history_filter {
	const int64_t *places;
	size_t place_count;
	int64_t from, to; /* from <= observed_at < to */
};

/* The order: by time, then by observer, both descending. */
struct history_position {
	int64_t observed_at, observer;
};

struct history_observer {
	int64_t id;
	int64_t revision; /* another one after every change of what it said */
	struct location location;
	struct str owner; /* its public id */
	/* the newest and oldest that are still to be read; INT64_MIN: none */
	int64_t newest, oldest;
};

/* Lives as long as the arena. */
struct history {
	struct history_filter filter;
	struct history_observer *observers; /* the last heard first */
	size_t observer_count;
	size_t *heap; /* those with something to read, the next one first */
	size_t heap_count;
};

/*
 * What filter finds, behind after, unless that is NULL.  The places of filter
 * are a loan for as long as history is used.  Equal observers, by id, revision,
 * newest and oldest, mean an equal history.
 */
enum err_kind history_open(struct history *history, struct store *store,
	const struct history_filter *filter,
	const struct history_position *after, struct arena *arena,
	struct err *err) MUST_USE;

/* extra of observation is a loan for the call.  Its error ends the reading. */
typedef enum err_kind
history_visitor(void *ctx, const struct history_observer *observer,
	const struct observation *observation, struct err *err);

/* Calls each for at most limit further rows; *last, unless it is NULL, is
 * where the last of them stands.  *more tells whether there are others. */
enum err_kind history_read(struct history *history, struct store *store,
	size_t limit, history_visitor *each, void *ctx,
	struct history_position *last, bool *more, struct err *err) MUST_USE;

#endif
