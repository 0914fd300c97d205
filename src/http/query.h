#ifndef HTTP_QUERY_H
#define HTTP_QUERY_H

#include "base/attr.h"
#include "base/err.h"
#include "http/request.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Query parameters as handlers ask for them.  ERR_PARAMETER names the
 * parameter and the bad value.
 */

/*
 * ERR_PARAMETER for a malformed query string or a parameter that is not among
 * names (ended by NULL).
 */
enum err_kind query_only(const struct request *req, const char *const *names,
	struct err *err) MUST_USE;

/* *value is empty (at == NULL) when absent; ERR_PARAMETER when given twice. */
enum err_kind query_str(const struct request *req, const char *name,
	struct str *value, struct err *err) MUST_USE;

/* fallback when absent. */
enum err_kind
query_int(const struct request *req, const char *name, int64_t min, int64_t max,
	int64_t fallback, int64_t *value, struct err *err) MUST_USE;

/*
 * A time: RFC 3339 with an offset, epoch seconds, or "-24h" / "-7d" before
 * now.  fallback when absent.  Milliseconds or, rounded down, seconds since
 * 1970 UTC.
 */
enum err_kind
query_time_ms(const struct request *req, const char *name, int64_t now_ms,
	int64_t fallback, int64_t *ms, struct err *err) MUST_USE;
enum err_kind
query_time(const struct request *req, const char *name, int64_t now,
	int64_t fallback, int64_t *value, struct err *err) MUST_USE;

/* Whether any parameter is a time before now such as -24h: what is answered
 * then depends on the clock. */
bool query_looks_back(const struct request *req);

#endif
