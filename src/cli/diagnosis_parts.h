#ifndef CLI_DIAGNOSIS_PARTS_H
#define CLI_DIAGNOSIS_PARTS_H

#include "base/attr.h"
#include "cli/diagnosis.h"

/* What diagnosis.c and diagnosis_issuer.c share. */

/* One diagnosis in the making. */
struct diagnosis {
	const struct patient *patient;
	const struct issuer *issuer; /* NULL: not found */
	const struct err *err;
	bool is_further; /* of a check that was not reached */
	FILE *out;
};

/* A sentence; what strangers wrote in it is made harmless with the rest. */
void diagnosis_say(const struct diagnosis *d, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

/* A claim, or "(none)". */
struct str diagnosis_claim(const struct diagnosis *d, const char *name);

void diagnosis_of_issuer(const struct diagnosis *d);
void diagnosis_of_policy(const struct diagnosis *d);

#endif
