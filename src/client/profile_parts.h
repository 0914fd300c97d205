#ifndef CLIENT_PROFILE_PARTS_H
#define CLIENT_PROFILE_PARTS_H

#include "base/attr.h"
#include "client/profile.h"
#include "config/ini_lines.h"
#include "config/source.h"

/* What profile.c and profile_keys.c share. */

/* One setting of the section.  ERR_CONFIG. */
enum err_kind profile_set(const struct source *source, struct profile *profile,
	const struct ini_line *line, struct err *err) MUST_USE;

/* After the last one: what is missing, what contradicts, what follows. */
enum err_kind profile_finish(const struct source *source,
	struct profile *profile, struct err *err) MUST_USE;

#endif
