#ifndef STORE_ROLE_H
#define STORE_ROLE_H

#include "store/db.h"

#include <stdbool.h>

/*
 * What a connection may touch, one row per role.  role_authorizer() is
 * SQLite's authorizer: it is asked about every table, function and command
 * of every statement while that is prepared, and says no to all that the
 * role's row does not name.
 */
struct role {
	const char *file;            /* in state_dir */
	bool writes;                 /* opens the file for writing */
	const char *const *readable; /* tables, ended by NULL */
	const char *const *writable;
};

const struct role *role_find(enum store_role role);

/* For sqlite3_set_authorizer(); ctx is the struct store. */
int role_authorizer(void *ctx, int action, const char *first,
	const char *second, const char *database, const char *trigger);

#endif
