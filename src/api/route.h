#ifndef API_ROUTE_H
#define API_ROUTE_H

#include "api/call.h"
#include "auth/policy.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "http/request.h"
#include "store/db.h"

#include <stddef.h>

/*
 * The whole authorization story is the table of api/routes.c: which method
 * and path leads to which handler, the permission it needs (a set of bits of
 * enum permission) and the role of the store it gets.
 */
struct route {
	enum http_method method;
	const char *path; /* segments; {name} takes any one segment */
	unsigned need;
	enum store_role store;
	handler *run;
	const char *id; /* of the handler, for log and documents */
};

extern const struct route routes[];
extern const size_t route_count;

/* "GET" for HTTP_GET. */
const char *route_method_name(enum http_method method);

/*
 * The row for a request; HEAD finds GET.  ERR_NOT_FOUND for an unknown path;
 * ERR_METHOD for a known one, whose methods allow lists then.
 * values gets what stands at {…}.
 */
enum { ALLOW_MAX = 64 };
enum err_kind route_find(const struct request *req, const struct route **route,
	struct str values[PATH_PARAMETERS_MAX], char allow[ALLOW_MAX],
	struct err *err) MUST_USE;

/*
 * Refuses a table with a row that nobody could rely on: no permission, no
 * handler, a public row beside other bits, a writable store without the write
 * permission, a row twice.  The program does not start with such a table.
 */
enum err_kind route_check_table(
	const struct route *table, size_t count, struct err *err) MUST_USE;

#endif
