#ifndef STORE_UPSTREAM_H
#define STORE_UPSTREAM_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"
#include "weather/reading.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What weather providers said of places, and the right to ask them, which
 * all processes share: rows of weather.db for STORE_CACHE.  Times in seconds
 * since 1970.
 */
enum {
	UPSTREAM_ROWS_MAX = 4096,    /* the last asked for stay ... */
	UPSTREAM_KEEP_S = 2 * 86400, /* ... for so long */
	UPSTREAM_FRESH_S = 3600,
	UPSTREAM_LEASE_S = 15,
	UPSTREAM_COOLDOWN_S = 60, /* doubled per failure in a row up to ... */
	UPSTREAM_COOLDOWN_MAX_S = 600,
	UPSTREAM_PLACE_S = 600,      /* a place's bad answer is remembered */
	UPSTREAM_RETRY_MAX_S = 3600, /* what a provider may ask for */
	UPSTREAM_HORIZON_S = 7200,   /* no time here reaches further ahead */
};

/* Why there is no reading; what keeps the provider from being asked about
 * any place, and, the last two, about one. */
enum upstream_problem {
	PROBLEM_NONE = 0,
	PROBLEM_FAILED,      /* no answer, or none that can be used */
	PROBLEM_TIMEOUT,     /* no answer in time */
	PROBLEM_CREDENTIALS, /* the key is refused */
	PROBLEM_QUOTA,       /* too many requests, says the provider */
	PROBLEM_UNKNOWN,     /* the provider knows no such place */
	PROBLEM_OTHER_PLACE, /* it answered about another one */
};

struct upstream_place {
	struct str provider;
	struct str country, city_key, state; /* state may be empty */
};

struct upstream_row {
	int64_t fetched_at; /* of the reading; 0: there is none */
	struct reading reading;
	int64_t lease_until, not_before;
	enum upstream_problem problem;
};

/* *found false without a row. */
enum err_kind upstream_find(struct store *store,
	const struct upstream_place *place, struct arena *arena,
	struct upstream_row *row, bool *found, struct err *err) MUST_USE;

/* The state of the right to ask a provider; all 0 when it was never asked. */
struct upstream_right {
	int64_t minute, minute_count, day, day_count; /* since 1970 */
	int64_t not_before;
	int failures;
	enum upstream_problem problem;
	struct str last_error;
};
enum err_kind
upstream_right(struct store *store, struct str provider, struct arena *arena,
	struct upstream_right *right, struct err *err) MUST_USE;

/* How often a provider may be asked. */
struct upstream_limits {
	int64_t per_minute, per_day;
};

/*
 * In one transaction: *granted to one process of all when nobody asks about
 * this place, its reading is not fresh, place and provider may be asked, and
 * the limits leave room for requests more, which are spent at once.  owner: a
 * random text of this question, not empty.  A store that is read-only, busy or
 * full grants nothing, with OK.
 */
enum err_kind
upstream_claim(struct store *store, const struct upstream_place *place,
	struct str owner, int requests, const struct upstream_limits *limits,
	int64_t now, bool *granted, struct err *err) MUST_USE;

/* Ends the lease of owner with a reading; *stored false when it had ended. */
enum err_kind
upstream_store(struct store *store, const struct upstream_place *place,
	struct str owner, const struct reading *reading, int64_t now,
	bool *stored, struct err *err) MUST_USE;

/* How a question ended that brought no reading. */
struct upstream_failure {
	enum upstream_problem problem;
	int64_t began;      /* when it was granted */
	int64_t not_before; /* the provider's wish; 0: none */
	struct str error;   /* for the operator */
};

/* Ends the lease of owner.  A problem of the place keeps it from being asked
 * about for UPSTREAM_PLACE_S, any other keeps the provider from being asked. */
enum err_kind
upstream_fail(struct store *store, const struct upstream_place *place,
	struct str owner, const struct upstream_failure *failure, int64_t now,
	struct err *err) MUST_USE;

/* Visits every row, the last asked for first; for weatherctl. */
struct upstream_entry {
	struct upstream_place place;
	int64_t asked_at, fetched_at, observed_at;
	enum upstream_problem problem;
};
typedef void upstream_visitor(void *ctx, const struct upstream_entry *entry);
enum err_kind upstream_each(struct store *store, upstream_visitor *each,
	void *ctx, struct err *err) MUST_USE;

/* Forgets all answers and failures, not what was spent; *count rows. */
enum err_kind
upstream_clear(struct store *store, int64_t *count, struct err *err) MUST_USE;

#endif
