#ifndef WEATHER_REPORT_H
#define WEATHER_REPORT_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "weather/location.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a person saw, in words. */
struct report {
	struct str id; /* UUIDv7 text */
	struct str description;
	struct location location;
	int64_t created_ms; /* since 1970 UTC */
	int64_t updated_ms; /* of the last change */
	int64_t version;    /* 1 at first, one more with every change */
	int64_t owner;      /* row of principal */
	struct str author;  /* the owner's public id */
	int64_t row;        /* place in time, and of the row */
};

/*
 * The body of POST /api/reports: {"description","location":{"city","state"?,
 * "country"?}}.  ERR_JSON or ERR_INVALID with every bad field; id, created,
 * version and owner stay zero.  Description: 1 to 4000 characters after trim,
 * no control characters but newline and tab; kept verbatim otherwise.
 */
enum err_kind report_from_json(struct str body, struct arena *arena,
	struct report *report, struct err *err) MUST_USE;

/*
 * A merge patch (RFC 7396) of *report, which is checked as a new one would
 * be: members that are null are as if they were not said, others stay as they
 * are.  ERR_INVALID also for members that are not the client's to write.
 */
enum err_kind report_merge(struct str body, struct arena *arena,
	struct report *report, struct err *err) MUST_USE;

/* True when what people write of them is the same. */
bool report_same(const struct report *a, const struct report *b);

/* The checks of report_from_json() alone, for imports; field names as in
 * JSON pointers. */
enum err_kind report_check(
	struct report *report, struct arena *arena, struct err *err) MUST_USE;

/* Main: the course's object, description, location, id, created_date.  Full:
 * author, updated_date, version besides. */
enum report_view { REPORT_MAIN = 0, REPORT_FULL };
enum err_kind report_to_json(const struct report *report, enum report_view view,
	struct arena *arena, struct str *out, struct err *err) MUST_USE;
/* A bare array of them. */
enum err_kind reports_to_json(const struct report *reports, size_t count,
	enum report_view view, struct arena *arena, struct str *out,
	struct err *err) MUST_USE;

#endif
