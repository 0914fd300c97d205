#ifndef TESTS_CHANGES_H
#define TESTS_CHANGES_H

/* Commits whose traces store_version() must see. */
#include "unit/store_rows.h"

static const int64_t start_ms = INT64_C(1790000000000);

static inline int64_t
count_reports(struct store *store)
{
	struct err err = {0};
	int64_t count = -1;

	CHECK_INT(reports_count(store, 1, &count, &err), OK);
	return count;
}

/* One more, within a transaction. */
static inline void
add_one(struct store *store)
{
	int64_t owner = owner_of(store, "me");
	struct err err = {0};

	insert_report(store, owner, (int)count_reports(store) + 1, &err);
}

/* A commit of ours. */
static inline void
commit_report(struct store *store)
{
	struct err err = {0};

	CHECK_INT(store_begin(store, &err), OK);
	add_one(store);
	CHECK_INT(store_commit(store, &err), OK);
}

#endif
