#ifndef API_PARAMETERS_H
#define API_PARAMETERS_H

#include "api/route.h"
#include "base/attr.h"
#include "base/err.h"
#include "http/request.h"

#include <stdint.h>

/*
 * The query parameters of every route, one table.  Its names decide what a
 * request may carry, the other columns are what the OpenAPI document says;
 * handlers read the values by http/query.h.
 */
enum parameter_kind {
	PARAMETER_NONE = 0,
	PARAMETER_TEXT,    /* min to max characters */
	PARAMETER_NEEDED,  /* the same, and an error without it */
	PARAMETER_WORD,    /* one of words, exactly */
	PARAMETER_INTEGER, /* min to max */
	PARAMETER_TIME,    /* as query_time() takes it */
	PARAMETER_CODE,    /* two letters of any case; with min 0 or empty */
	PARAMETER_ANY,     /* with the name "*": unknown ones are ignored */
};

struct parameter_rule {
	const char *routes; /* ids of their handlers, blanks between them */
	const char *name;
	enum parameter_kind kind;
	int64_t min, max;
	const char *words;    /* blanks between them; for TEXT an ECMA 262
				 pattern, NULL: any text */
	const char *fallback; /* what counts without it; NULL: nothing */
	const char *meaning;  /* sentences, Markdown */
};

extern const struct parameter_rule parameter_rules[];
extern const size_t parameter_rule_count;

/* Whether the row is one of route's. */
bool
parameter_is_of(const struct parameter_rule *rule, const struct route *route);

/*
 * ERR_PARAMETER for a malformed query, a parameter twice or one that the
 * route does not know.  Where the route ignores unknown ones (the course's
 * endpoints), only for what it knows.
 */
enum err_kind parameters_check(const struct route *route,
	const struct request *req, struct err *err) MUST_USE;

#endif
