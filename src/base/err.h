#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/attr.h"

#include <stddef.h>
#include <string.h>

/*
 * What can go wrong, once: kind, HTTP status, problem type (RFC 9457; the
 * last part of /problems/<type>), and the sentence that a stranger may read.
 */
/* clang-format off */
#define ERR_KINDS(X)                                                           \
	X(OK, 200, "ok", "Everything is fine.")                                \
	X(ERR_INTERNAL, 500, "internal",                                       \
	  "The service met a fault of its own; its log has the details.")     \
	X(ERR_CONFIG, 500, "misconfigured",                                    \
	  "The service is not configured; its log says what to do.")          \
	X(ERR_REQUEST, 400, "invalid-request",                                 \
	  "The request is malformed.")                                        \
	X(ERR_PARAMETER, 400, "bad-parameter",                                 \
	  "A query parameter or path segment has a value that is not allowed.")\
	X(ERR_JSON, 400, "malformed-json",                                     \
	  "The body is not a JSON object without duplicate members.")         \
	X(ERR_NO_TOKEN, 401, "missing-token",                                  \
	  "This resource needs an access token in the Authorization header.") \
	X(ERR_BAD_TOKEN, 401, "invalid-token",                                 \
	  "The access token is not acceptable here.")                         \
	X(ERR_SCOPE, 403, "insufficient-scope",                                \
	  "The access token is valid but does not grant this permission.")    \
	X(ERR_NOT_OWNER, 403, "not-owner",                                     \
	  "Only the owner or an administrator may change this.")              \
	X(ERR_NOT_FOUND, 404, "not-found", "There is nothing at this address.")\
	X(ERR_PLACE, 404, "place-not-found",                                   \
	  "No place of this name is known there.")                            \
	X(ERR_NO_DATA, 404, "no-data",                                         \
	  "Nobody has reported weather for this place in the last 24 hours.") \
	X(ERR_METHOD, 405, "method-not-allowed",                               \
	  "This resource does not know this method; Allow lists those it does.")\
	X(ERR_EXISTS, 409, "observation-exists",                               \
	  "A different observation is stored for this observer and time.")    \
	X(ERR_GONE, 410, "gone",                                               \
	  "What this request once made has been deleted since.")              \
	X(ERR_STALE, 412, "version-mismatch",                                  \
	  "The row has changed since the version named in If-Match.")         \
	X(ERR_TOO_LARGE, 413, "too-large", "The request body is too large.")   \
	X(ERR_MEDIA_TYPE, 415, "unsupported-media-type",                       \
	  "The body has a Content-Type that is not taken here.")                       \
	X(ERR_INVALID, 422, "validation",                                      \
	  "The request has missing or invalid fields.")                       \
	X(ERR_KEY_REUSED, 422, "idempotency-key-reused",                       \
	  "This Idempotency-Key was used for a different request.")           \
	X(ERR_FETCH, 502, "upstream-failed",                                   \
	  "Another service that is needed here did not answer properly.")     \
	X(ERR_CREDENTIALS, 502, "upstream-credentials",                        \
	  "The weather provider refuses this service; its operator must act.")\
	X(ERR_QUOTA, 503, "upstream-busy",                                     \
	  "The weather provider may not be asked again yet; try later.")      \
	X(ERR_TIMEOUT, 504, "upstream-timeout",                                \
	  "Another service that is needed here did not answer in time.")      \
	X(ERR_KEYS, 503, "keys-unavailable",                                   \
	  "The identity provider's signing keys are unavailable; try later.") \
	X(ERR_BUSY, 503, "busy", "The database is busy; try again.")           \
	X(ERR_READ_ONLY, 503, "read-only",                                     \
	  "The service cannot store anything at the moment.")                 \
	X(ERR_DATABASE, 503, "database-unavailable",                           \
	  "The service cannot read its database.")                            \
	X(ERR_FULL, 507, "storage-full", "The service's storage is full.")
/* clang-format on */

enum err_kind {
#define ERR_ENUM(kind, status, type, sentence) kind,
	ERR_KINDS(ERR_ENUM)
#undef ERR_ENUM
};

/* One bad field: public, shown in the problem document's "errors". */
struct err_field {
	char name[64];    /* RFC 6901 pointer, or a parameter's name */
	const char *code; /* stable id, a literal: "out-of-range" */
	char detail[160]; /* one sentence, may quote the caller's value */
};

enum { ERR_FIELDS_MAX = 24 };

struct err {
	enum err_kind kind;
	const char *reason; /* stable id for log and tests, a literal */
	char detail[200];   /* for the log only */
	int retry_after_s;  /* 0: none */
	size_t field_count; /* may exceed ERR_FIELDS_MAX: the rest is cut */
	struct err_field fields[ERR_FIELDS_MAX];
};

/* As good as zeroing 6 kB, which costs as much as looking up an answer that
 * is remembered: the fields behind field_count are nobody's. */
static inline void
err_clear(struct err *err)
{
	memset(err, 0, offsetof(struct err, fields));
}

int err_status(enum err_kind kind);
const char *err_type(enum err_kind kind);
const char *err_sentence(enum err_kind kind);
/* "ERR_BAD_TOKEN", for the log. */
const char *err_name(enum err_kind kind);

/*
 * Fills *err and returns kind, so that failing is one line.  Whoever notices
 * calls it; everybody else passes the kind on.  reason must be a literal.
 */
enum err_kind fail(struct err *err, enum err_kind kind, const char *reason,
	const char *fmt, ...) PRINTF_LIKE(4, 5);

/* ERR_INTERNAL for an allocation that failed. */
enum err_kind fail_memory(struct err *err);

/*
 * Adds a bad field to *err, whose kind stays what it is; use err_settle()
 * when all fields were looked at.
 */
void err_field(struct err *err, const char *name, const char *code,
	const char *fmt, ...) PRINTF_LIKE(4, 5);

/* OK without bad fields, else kind with the given reason. */
enum err_kind
err_settle(struct err *err, enum err_kind kind, const char *reason);

/* err_field() and err_settle() in one, for a single bad value. */
enum err_kind fail_field(struct err *err, enum err_kind kind,
	const char *reason, const char *name, const char *code, const char *fmt,
	...) PRINTF_LIKE(6, 7);

#endif
