#ifndef STORE_REPORTS_H
#define STORE_REPORTS_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "store/db.h"
#include "weather/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows of report.  Writing wants a transaction of the caller. */

/*
 * city_key from fold_name().  The row's place is after all of the same
 * millisecond; where 32768 of them are there already, the report is put into
 * the next millisecond.  *report gets its row, time and version.
 */
enum err_kind reports_insert(struct store *store, struct report *report,
	struct str city_key, struct err *err) MUST_USE;

/* The same for a report that has an update and a version already. */
enum err_kind reports_restore(struct store *store, struct report *report,
	struct str city_key, struct err *err) MUST_USE;

/* The place of the first report that is not before ms. */
int64_t reports_first_row(int64_t ms);

/* ERR_NOT_FOUND. */
enum err_kind reports_get(struct store *store, struct str id,
	struct arena *arena, struct report *report, struct err *err) MUST_USE;

/* Description, location, updated_ms and version of its row.
 * ERR_NOT_FOUND. */
enum err_kind reports_update(struct store *store, const struct report *report,
	struct str city_key, struct err *err) MUST_USE;

/* ERR_NOT_FOUND. */
enum err_kind
reports_delete(struct store *store, int64_t row, struct err *err) MUST_USE;

/* All, or those created before before_ms (INT64_MAX: all). */
enum err_kind reports_delete_before(struct store *store, int64_t before_ms,
	int64_t *deleted, struct err *err) MUST_USE;

/*
 * Which reports: of owner unless that is 0, of the place as far as it is
 * said, created within [from_ms, to_ms), with all of words, which come from
 * fold_words().  Zero stands for none; REPORTS_ALL for all.
 */
enum { REPORT_WORDS_MAX = 20 };
struct reports_filter {
	int64_t owner;
	struct str city_key, state, country;
	int64_t from_ms, to_ms;
	struct str words[REPORT_WORDS_MAX];
	size_t word_count;
};
#define REPORTS_ALL \
	((struct reports_filter){.from_ms = INT64_MIN, .to_ms = INT64_MAX})

/* Newest first; after: the last row of the page before, of which only row
 * counts, or NULL.  At most limit rows. */
struct report_page {
	struct report *at;
	size_t count;
	bool more; /* at least one row follows */
};
enum err_kind
reports_page(struct store *store, const struct reports_filter *filter,
	const struct report *after, size_t limit, struct arena *arena,
	struct report_page *page, struct err *err) MUST_USE;

enum err_kind reports_count(struct store *store, int64_t owner, int64_t *count,
	struct err *err) MUST_USE;

/* A text that is another one after every change of any report; for ETags. */
enum err_kind reports_revision(struct store *store, struct arena *arena,
	const char **revision, struct err *err) MUST_USE;

#endif
