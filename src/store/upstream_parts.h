#ifndef STORE_UPSTREAM_PARTS_H
#define STORE_UPSTREAM_PARTS_H

#include "store/statement.h"
#include "store/upstream.h"

/* What upstream.c, the rows, and upstream_claim.c, the right, share. */

void upstream_bind_place(
	struct statement *statement, const struct upstream_place *place);

/* The provider answered, whatever it said; inside a transaction. */
enum err_kind upstream_note_answered(
	struct store *store, struct str provider, struct err *err) MUST_USE;

#endif
