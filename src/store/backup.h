#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

/*
 * A backup is one file: weather.db as it was at one moment, and the deny-list
 * of keys.db in a table of its own.  Keys are not in
 * it, they can be fetched again.  Used by weatherctl only, while the service
 * runs.  folder is an empty one of the caller's on a disk with room for all
 * of weather.db; the backup in it is called weather.db as well.
 */

/* Makes folder/weather.db (0600). */
enum err_kind backup_write(
	const char *state_dir, const char *folder, struct err *err) MUST_USE;

struct backup_content {
	int from; /* schema version it had */
	int64_t reports, observations, denied;
};

/*
 * Looks at all of folder/weather.db and brings its schema to the newest
 * version.  ERR_DATABASE for anything but a sound backup.
 */
enum err_kind backup_verify(const char *folder, struct backup_content *content,
	struct err *err) MUST_USE;

/*
 * Makes weather.db of state_dir what folder/weather.db is after
 * backup_verify(): in one transaction, which running processes see at once.
 * Before that its deny-list is added to that of keys.db: what was revoked
 * since stays revoked.  ERR_BUSY when others keep weather.db locked for 10 s;
 * then only the deny-list has changed.
 */
enum err_kind backup_restore(
	const char *state_dir, const char *folder, struct err *err) MUST_USE;

#endif
