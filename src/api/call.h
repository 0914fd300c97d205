#ifndef API_CALL_H
#define API_CALL_H

#include "auth/issuer.h"
#include "auth/policy.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/counters.h"
#include "base/err.h"
#include "base/uuid.h"
#include "config/config.h"
#include "http/request.h"
#include "http/response.h"
#include "store/db.h"
#include "store/principals.h"

#include <stdbool.h>
#include <stdint.h>

struct provider;
struct known_places;

/*
 * What an answer may be given again for, while the data is the same: to
 * nobody, to everybody who may ask, or to the same caller alone.  Zero is to
 * nobody.  tagged_count and etag are set by call_etag().
 */
enum keep_for { KEEP_NOT = 0, KEEP_FOR_ALL, KEEP_FOR_CALLER };
struct keep {
	enum keep_for keep_for;
	int64_t until_ms;    /* from then on the clock makes another answer */
	size_t tagged_count; /* headers of a 304 */
	const char *etag;
};

/* All that a handler can see and touch. */
enum { PATH_PARAMETERS_MAX = 4 };

struct call {
	const struct request *req;
	struct str path[PATH_PARAMETERS_MAX]; /* values of {…}, in order */
	const struct principal *who;          /* NULL on a public route only */
	struct store *store;                  /* of the role the route names */
	/* of weather.db when the request came; NULL: it cannot be told */
	const struct store_versions *versions;
	struct known_places *known_places; /* NULL: none */
	struct provider *provider; /* STORE_CACHE, with [upstream]; else NULL */
	const struct config *config;
	const struct issuer_set *issuers;
	struct counters *counters; /* NULL: no metrics */
	struct arena *arena;
	struct uuid_pool *ids; /* for new ones */
	int64_t now, now_ms;   /* read once per request */
	char **openapi;        /* the document, once it was made: malloc'ed */
	struct response *res;
	struct str made; /* id of the report that a POST made */
	struct keep keep;
};

/*
 * A handler fills call->res and returns OK, or fails with *err and leaves the
 * rest to the caller.  Those of STORE_WRITE routes run inside a transaction
 * that is committed after them and before anything is sent.
 */
typedef enum err_kind handler(struct call *call, struct err *err);

/* A strong entity tag, with its quotes, for the version that text names. */
enum err_kind call_make_etag(struct call *call, struct str text,
	const char **etag, struct err *err) MUST_USE;

/*
 * Sets ETag.  *finished tells that If-None-Match of a GET names it: then the
 * answer is a complete 304 and the handler returns without rendering.
 */
enum err_kind call_etag(struct call *call, struct str text, bool *finished,
	struct err *err) MUST_USE;

/*
 * Says that the answer at hand depends on nothing but address and query,
 * weather.db, the configuration and, for KEEP_FOR_CALLER, on who asks (never on
 * what he may), and until when it holds whatever the clock says; a query such
 * as from=-24h is looked at by itself.
 */
void call_keep(struct call *call, enum keep_for keep_for, int64_t until_ms);

/* A header whose value is made by fmt in the arena. */
enum err_kind call_header(struct call *call, const char *name, struct err *err,
	const char *fmt, ...) PRINTF_LIKE(4, 5) MUST_USE;

/* The caller's row of principal; made when it is new (STORE_WRITE). */
enum err_kind
call_owner(struct call *call, int64_t *owner, struct err *err) MUST_USE;

/* ERR_STALE when a request that changes the row at etag has an If-Match that
 * does not name it, or an If-None-Match that does (RFC 9110 13.1). */
enum err_kind call_preconditions(
	const struct call *call, const char *etag, struct err *err) MUST_USE;

#endif
