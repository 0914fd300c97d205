#ifndef CLIENT_PROBLEM_H
#define CLIENT_PROBLEM_H

#include "base/err.h"
#include "base/str.h"
#include "client/wire.h"

#include <stdbool.h>

/*
 * An answer of the service that is no success, as an error with a reason of
 * outcome.h: the problem document's own sentence (RFC 9457), every field that
 * it names, and for a 403 the scope that WWW-Authenticate asks for.  who is
 * the service, for messages.  Never OK.
 */
enum err_kind problem_explain(
	const struct wire_answer *answer, struct str who, struct err *err);

/* The value of a parameter of a challenge (RFC 9110 11.6.1), unquoted without
 * its escapes; false when there is none. */
bool
problem_challenge(struct str challenge, const char *name, struct str *value);

#endif
