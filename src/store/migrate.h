#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

/* Makes and upgrades the two databases; used by weatherctl only. */

/* WAL corrupts on network file systems (sqlite.org/wal.html). */
enum storage { STORAGE_LOCAL = 0, STORAGE_NETWORK };

/* From statfs f_type; the pure part of storage_detect(). */
enum storage storage_from_type(long f_type);
enum err_kind storage_detect(
	const char *dir, enum storage *storage, struct err *err) MUST_USE;

struct migrate_result {
	int from, to; /* user_version before (0: new file) and after */
	bool wal;
};

/*
 * Creates name ("weather.db" or "keys.db") in state_dir, mode 0600, or brings
 * its schema to the newest known version in one transaction.  Journal: WAL on
 * local storage, TRUNCATE on network storage.  ERR_DATABASE as store_open().
 */
enum err_kind
migrate(const char *state_dir, const char *name, enum storage storage,
	struct migrate_result *result, struct err *err) MUST_USE;

#endif
