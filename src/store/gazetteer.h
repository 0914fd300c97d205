#ifndef STORE_GAZETTEER_H
#define STORE_GAZETTEER_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "store/db.h"
#include "weather/place.h"

#include <stddef.h>
#include <stdint.h>

/*
 * One import of the gazetteer, within one transaction of the caller: begin,
 * put every place, finish.  Ids are those of GeoNames, so that importing
 * again changes only what has changed.
 */
struct gazetteer {
	struct store *store;
	int64_t edition;    /* number of this import */
	size_t added, kept; /* places put */
	int64_t dropped;    /* places no longer there, where nobody measured */
	int64_t adopted;    /* observers of own places that are known now */
	size_t aliases;     /* other names of data/aliases.txt put */
	size_t unplaced;    /* those whose place is not there */
};

enum err_kind gazetteer_begin(struct gazetteer *gazetteer, struct store *store,
	struct err *err) MUST_USE;

/* ERR_INVALID when its id was put already, or its name has no letter. */
enum err_kind
gazetteer_put(struct gazetteer *gazetteer, const struct place *place,
	struct arena *arena, struct err *err) MUST_USE;

/* Adds the aliases, drops what this import did not put, and gives observers
 * of own places to the place of the gazetteer that has their name. */
enum err_kind gazetteer_finish(struct gazetteer *gazetteer, struct arena *arena,
	struct err *err) MUST_USE;

#endif
