#ifndef CLI_DIAGNOSIS_H
#define CLI_DIAGNOSIS_H

#include "auth/exam.h"
#include "cli/seen.h"

#include <stdio.h>

/* A token that was looked at, and what it says of itself. */
struct patient {
	const struct exam *exam;
	struct seen header, payload;
};

/* What is wrong and what to do about it, in plain words, a line each; err is
 * what refused the token.  Prints claims, escaped, and never the token. */
void diagnose(const struct patient *patient, const struct err *err, FILE *out);

#endif
