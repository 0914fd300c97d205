#ifndef STORE_EXPORT_H
#define STORE_EXPORT_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"
#include "weather/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Everything that is stored, in an order that is the same again in a database
 * that was made of it: observations by observer and time, reports by time.  In
 * runs: nothing of SQLite stays open between two calls.
 */
struct export_filter {
	struct str country, city_key, state; /* empty: any */
	int64_t from_ms, to_ms;              /* from <= time < to */
};

/* Where a walk is; zeroed it is at the beginning. */
struct export_walk {
	struct export_filter filter;
	int64_t observer; /* 0: before the first one */
	int64_t next_at;  /* of its observations */
	int64_t next_report;
	bool begun;
	struct observation_row row; /* the observer at hand */
};

/* What they are called with is a loan for the call. */
typedef enum err_kind export_observation_visitor(
	void *ctx, const struct observation_row *row, struct err *err);
typedef enum err_kind
export_report_visitor(void *ctx, const struct report_row *row, struct err *err);

/* Calls each for the next rows, at most limit; *more false at the end.  arena
 * keeps what is known of observers. */
enum err_kind export_observations(struct export_walk *walk, struct store *store,
	size_t limit, struct arena *arena, export_observation_visitor *each,
	void *ctx, bool *more, struct err *err) MUST_USE;
enum err_kind export_reports(struct export_walk *walk, struct store *store,
	size_t limit, export_report_visitor *each, void *ctx, bool *more,
	struct err *err) MUST_USE;

#endif
