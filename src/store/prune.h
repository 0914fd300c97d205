#ifndef STORE_PRUNE_H
#define STORE_PRUNE_H

#include "base/attr.h"
#include "base/err.h"
#include "store/db.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Rows that an operator does not keep any longer go in batches, each a
 * transaction of its own that others do not notice.  What is derived from
 * them follows: newest values, counts, the index of words, observers and own
 * places without an observation.
 */
enum { PRUNE_BATCH = 200 }; /* rows, where there may be many */

enum prune_topic {
	PRUNE_REPORTS = 0,  /* created before a time */
	PRUNE_OBSERVATIONS, /* of before a time */
	PRUNE_ANSWERS,      /* kept for Idempotency-Key until a time */
	PRUNE_UPSTREAM,     /* of providers, of no use at a time */
	PRUNE_VERIFIED,     /* signatures, of no use at a time */
	/* What was denied before a time, of tokens of before that time.  The
	 * caller knows that no token lives so long; one that does is accepted
	 * again. */
	PRUNE_DENIED,
	PRUNE_TOPICS,
};

/* Which store a topic is for. */
enum store_role prune_role(enum prune_topic topic);

/* time in seconds since 1970, of the years 0 to 9999; what is of that very
 * second stays, where the topic says "before". */
enum err_kind prune_count(struct store *store, enum prune_topic topic,
	int64_t time, int64_t *count, struct err *err) MUST_USE;

struct prune {
	struct store *store;
	enum prune_topic topic;
	int64_t time;
	int64_t pruned;          /* so far */
	bool done;               /* nothing is left */
	int64_t observer, place; /* the next to look at, and where it is */
};

/* One batch, while not done.  ERR_BUSY changes nothing and may be repeated. */
enum err_kind prune_batch(struct prune *prune, struct err *err) MUST_USE;

#endif
