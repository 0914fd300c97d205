#ifndef CLI_ENTRA_NAME_H
#define CLI_ENTRA_NAME_H

#include "base/str.h"

#include <stdbool.h>

/*
 * What an issuer of Microsoft's says by its name alone, for people who
 * configured another one than their tokens come from:
 * https://HOST/[tfp/]TENANT/[POLICY/][v2.0[/]].  Loans of the text.
 */
struct entra_name {
	struct str host, tenant;
	struct str policy; /* empty: none */
	int version;       /* 1 or 2 */
};

bool entra_name_from(struct str iss, struct entra_name *name);

#endif
