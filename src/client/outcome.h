#ifndef CLIENT_OUTCOME_H
#define CLIENT_OUTCOME_H

#include "base/err.h"
#include "base/str.h"

#include <stdio.h>
#include <sysexits.h>

/*
 * How a command ends: for each reason of an error the code to leave with and
 * what the person who reads it can do.  One table for the program, the manual
 * page and their test.
 */
struct outcome {
	const char *reason; /* of struct err */
	int code;
	const char *advice; /* a sentence or two; NULL: the detail says it */
};

/* Parts of the table, each ended by a row without a reason. */
extern const struct outcome outcome_local[]; /* files, network, the API */
extern const struct outcome outcome_oauth[]; /* "oauth/ERROR" */
extern const struct outcome outcome_entra[]; /* "aadsts/NUMBER" */

/* The code for "sign in, and try again", which sysexits(3) lacks. */
#define OUTCOME_SIGN_IN EX_NOUSER

/* NULL when there is no such row. */
const struct outcome *outcome_find(const char *reason);

/* The kind of an error that leaves with code. */
enum err_kind outcome_kind(int code);

/* A class of failures: every code, once, for documents. */
struct outcome_class {
	int code;
	const char *meaning;
};
extern const struct outcome_class outcome_classes[]; /* ends with a NULL */

/*
 * Says on out what went wrong (escaped), the fields that are wrong, and what
 * to do; returns the code to leave with.
 */
int outcome_complain(const char *program, const struct err *err, FILE *out);

#endif
