#ifndef WEATHER_REPORT_H
#define WEATHER_REPORT_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "weather/location.h"

#include <stddef.h>
#include <stdint.h>

/* What a person saw, in words. */
struct report {
	struct str id; /* UUIDv7 text */
	struct str description;
	struct location location;
	int64_t created_ms; /* since 1970 UTC */
	int64_t version;    /* 1 at first, one more with every change */
	int64_t owner;      /* row of principal */
};

/*
 * The body of POST /api/reports: {"description","location":{"city","state"?,
 * "country"?}}.  ERR_JSON or ERR_INVALID with every bad field; id, created,
 * version and owner stay zero.  Description: 1 to 4000 characters after trim,
 * no control characters but newline and tab; kept verbatim otherwise.
 */
enum err_kind report_from_json(struct str body, struct arena *arena,
	struct report *report, struct err *err) MUST_USE;

/* The checks of report_from_json() alone, for imports; field names as in
 * JSON pointers. */
enum err_kind report_check(
	struct report *report, struct arena *arena, struct err *err) MUST_USE;

/* The course's object: description, location, id, created_date. */
enum err_kind report_to_json(const struct report *report, struct arena *arena,
	struct str *out, struct err *err) MUST_USE;
/* A bare array of them. */
enum err_kind reports_to_json(const struct report *reports, size_t count,
	struct arena *arena, struct str *out, struct err *err) MUST_USE;

#endif
