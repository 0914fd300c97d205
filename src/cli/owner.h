#ifndef CLI_OWNER_H
#define CLI_OWNER_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <sys/types.h>

/*
 * Root never touches the databases as root: files that it made there would
 * shut out the responder.  It becomes whoever state_dir belongs to.
 */
struct owner {
	uid_t uid;
	gid_t gid;
};

/* A name of /etc/passwd, UID or UID:GID.  ERR_PARAMETER. */
enum err_kind
owner_find(const char *user, struct owner *owner, struct err *err) MUST_USE;

/* Who dir belongs to.  ERR_DATABASE (file/missing: run init first). */
enum err_kind
owner_of(const char *dir, struct owner *owner, struct err *err) MUST_USE;

/* Makes dir with mode 0700 for owner; *made false where it exists.  Its
 * parent must exist. */
enum err_kind owner_make_folder(const char *dir, const struct owner *owner,
	bool *made, struct err *err) MUST_USE;

/* Gives up root for good, supplementary groups included; does nothing for
 * anybody else, nor when owner is root. */
enum err_kind owner_become(const struct owner *owner, struct err *err) MUST_USE;

#endif
