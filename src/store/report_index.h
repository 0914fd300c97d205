#ifndef STORE_REPORT_INDEX_H
#define STORE_REPORT_INDEX_H

#include "base/attr.h"
#include "base/err.h"
#include "store/db.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * What is derived from reports: the index of their words, and how many each
 * owner has.  To write both for every single report costs twice the report
 * itself, and hardly more for a few together; so the newest reports wait in
 * their table.  A search looks at those one by one (reports_pages.c), and the
 * number of an owner's reports is that of the counted ones and of his that
 * wait.  Writing wants a transaction of the caller.
 */
enum { REPORTS_WAITING_MAX = 32 };

struct report_index {
	int64_t end;     /* row up to which reports do not wait */
	int64_t waiting; /* how many are behind it, as far as is known */
	int64_t newest;  /* row; with has_newest */
	bool has_newest;
};

/*
 * Only those that are newer than the last look of this connection are counted:
 * all of them would be 6 thousand instructions of some 90 of an insert.  What
 * others put among older ones or delete meanwhile it does not see; then those
 * that wait become so many more or fewer.
 */
enum err_kind report_index_look(struct store *store, struct report_index *index,
	struct err *err) MUST_USE;

/* Its member end alone. */
enum err_kind
report_index_end(struct store *store, int64_t *end, struct err *err) MUST_USE;

/* After the insert of row, with what report_index_look() saw before it. */
enum err_kind
report_index_insert(struct store *store, const struct report_index *before,
	int64_t row, struct err *err) MUST_USE;

/* Before and after the words or marks of a report change. */
enum err_kind
report_index_drop(struct store *store, int64_t row, struct err *err) MUST_USE;
enum err_kind
report_index_add(struct store *store, int64_t row, struct err *err) MUST_USE;

/* Before the reports before a row are deleted, or (INT64_MAX) all. */
enum err_kind report_index_drop_before(
	struct store *store, int64_t row, struct err *err) MUST_USE;

#endif
