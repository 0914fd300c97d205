#ifndef AUTH_REFRESH_TELL_H
#define AUTH_REFRESH_TELL_H

#include "auth/keyring.h"

/* What the log and the metrics learn of a refresh that is over. */
struct refresh_end {
	size_t count, skipped;
	char first_skip[sizeof(((struct key_set *)NULL)->first_skip)];
};

/* err->kind OK: the keys are in keys.db.  A part of refresh.c. */
void
refresh_tell(const struct keyring_setup *setup, const struct key_source *source,
	const struct refresh_end *end, int64_t ms, const struct err *err);

#endif
