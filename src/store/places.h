#ifndef STORE_PLACES_H
#define STORE_PLACES_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"
#include "weather/location.h"
#include "weather/place.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Places by the names that people give them.  A name is looked for as
 * fold_name() made its key, within a country; state is empty for any.
 */

/* The place that is meant where it does not matter who measured: of several
 * the biggest.  *found false when nobody knows one. */
enum err_kind places_find(struct store *store, struct str name_key,
	struct str state, struct str country, struct arena *arena,
	struct place *place, bool *found, struct err *err) MUST_USE;

/*
 * The place whose weather is asked for: of those where somebody measured
 * since since the biggest, and of own places, whose size nobody knows, the
 * one measured last.  *found false when nobody measured.  *only: no other place
 * has that name.
 */
enum err_kind
places_observed(struct store *store, struct str name_key, struct str state,
	struct str country, int64_t since, struct arena *arena,
	struct place *place, bool *found, bool *only, struct err *err) MUST_USE;

/*
 * The places whose history place, found by these names, has: itself; or, of
 * own places, all of the name, for a place named without a state may be one
 * of those named with it.
 */
enum err_kind places_alike(struct store *store, const struct place *place,
	struct str name_key, struct str state, struct str country,
	struct arena *arena, const int64_t **ids, size_t *count,
	struct err *err) MUST_USE;

/*
 * Where an observation of location is filed: the biggest place of the
 * gazetteer with this name, and state unless it is empty; else the own place
 * of exactly this name and state, made when it is new.  Wants a transaction.
 */
enum err_kind places_file(struct store *store, const struct location *location,
	struct str name_key, struct arena *arena, int64_t *id,
	struct err *err) MUST_USE;

struct place_page {
	struct place_hit *at;
	size_t count;
};

/* Places of which a name begins with prefix, which is folded: those where
 * somebody measures first, then by population.  country empty for any. */
enum err_kind places_search(struct store *store, struct str prefix,
	struct str country, size_t limit, struct arena *arena,
	struct place_page *page, struct err *err) MUST_USE;

/* A number that names one state of what a search finds; and how many imports
 * of a gazetteer there were. */
enum err_kind places_revision(struct store *store, int64_t *revision,
	int64_t *gazetteer, struct err *err) MUST_USE;

#endif
