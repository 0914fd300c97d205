#ifndef STORE_PLACE_NAMES_H
#define STORE_PLACE_NAMES_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"
#include "weather/place.h"

#include <stdint.h>

/* Rows of place and place_name.  Wants a transaction. */

/* Inserts the place or replaces the one of its id.  edition: of the import
 * that has it; 0 for an own place. */
enum err_kind place_put(struct store *store, const struct place *place,
	struct str name_key, int64_t edition, struct err *err) MUST_USE;

/* Its name in all spellings (weather/spelling.h). */
enum err_kind place_names_put(struct store *store, const struct place *place,
	struct str name_key, struct arena *arena, struct err *err) MUST_USE;

/* Another name in all spellings, as alias of the place. */
enum err_kind place_alias_put(struct store *store, int64_t place,
	struct str alias, struct arena *arena, struct err *err) MUST_USE;

#endif
