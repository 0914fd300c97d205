#ifndef STORE_OBSERVATIONS_H
#define STORE_OBSERVATIONS_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"
#include "weather/location.h"
#include "weather/observation.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Rows of observer (somebody who measures at a place) and observation (keyed
 * by observer and time).  Writing wants a transaction of the caller.
 */

/* The observer of owner at the place where location is filed
 * (places_file()); made when it is new. */
enum err_kind observers_ensure(struct store *store, int64_t owner,
	const struct location *location, struct str city_key, int64_t now,
	struct arena *arena, int64_t *id, struct err *err) MUST_USE;

/* The public id of whose observer this is; empty when there is none. */
enum err_kind observers_owner(struct store *store, int64_t observer,
	struct arena *arena, struct str *public_id, struct err *err) MUST_USE;

/* What becomes of an observation at whose time there is another one. */
enum observation_conflict {
	CONFLICT_REFUSE = 0,
	CONFLICT_REPLACE,
	/* for a time that nobody said: it is stored as of the next second
	 * that is free, CONFLICT_LATER_S ahead at most */
	CONFLICT_LATER,
};
enum { CONFLICT_LATER_S = 60 };

enum observation_outcome {
	OUTCOME_NONE = 0,
	OUTCOME_NEW,
	OUTCOME_SAME,
	OUTCOME_REPLACED
};

/*
 * Stores observation, unless the same is there already.  ERR_EXISTS when
 * another content is, and conflict knows no way.  With CONFLICT_LATER
 * observed_at becomes what it is stored with.
 */
enum err_kind observations_put(struct store *store, int64_t observer,
	struct observation *observation, enum observation_conflict conflict,
	enum observation_outcome *outcome, struct err *err) MUST_USE;

/*
 * Calls each for those rows of a place from since to last, without extra, that
 * hold the newest plausible value of a field, grouped by observer, newest first
 * in each; and before them for the first row behind last, if there is any with
 * a value.  They are found without reading others, except for what was replaced
 * or deleted since or is behind last, and of more than OBSERVERS_CONSIDERED
 * observers those count that were heard last: the weather of a place takes the
 * same time however much was ever measured.
 */
enum { OBSERVERS_CONSIDERED = 100 };
typedef void observation_visitor(
	void *ctx, int64_t observer, const struct observation *observation);
enum err_kind observations_recent(struct store *store, int64_t place,
	int64_t since, int64_t last, observation_visitor *each, void *ctx,
	struct err *err) MUST_USE;

#endif
