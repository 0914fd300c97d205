#ifndef HTTP_VARIABLES_H
#define HTTP_VARIABLES_H

#include "base/str.h"

/*
 * What the web server says of a request (RFC 3875 4.1).  Values are loans of
 * envp (NAME=value, ended by NULL) and empty when unset.  Where a name is there
 * twice the first counts, though it be empty: it cannot be overridden from
 * behind.
 */
enum { VARIABLES_ROOTS = 2 };

/* Those that every request is made of. */
struct variables {
	struct str method, type, length, remote_addr, if_none_match, if_match,
		origin, method_wanted, idempotency_key, authorization, carried,
		target, script, info, query, roots[VARIABLES_ROOTS];
};

/* All of them, with one look at each of the server's, of which there are
 * dozens; *variables is zero before. */
void variables_read(struct variables *variables, const char *const *envp);

/* Any single one. */
struct str variables_find(const char *const *envp, const char *name);

#endif
