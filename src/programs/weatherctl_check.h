#ifndef PROGRAMS_WEATHERCTL_CHECK_H
#define PROGRAMS_WEATHERCTL_CHECK_H

#include "base/arena.h"
#include "base/attr.h"
#include "programs/weatherctl.h"

#include <stdbool.h>
#include <stddef.h>

/* What `weatherctl check` found so far, and its parts. */
struct check {
	const struct settings *settings;
	const struct config *config;
	struct arena *arena;
	size_t errors, warnings;
};

enum finding { FINDING_OK = 0, FINDING_WARNING, FINDING_ERROR };

/* Prints and counts one: `what; what to do about it`. */
void find(struct check *check, enum finding finding, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* As root becomes the owner of state_dir, as whom all other parts look; false
 * when there is nobody to become. */
bool check_state_dir(struct check *check);
void check_config_file(struct check *check);
void check_databases(struct check *check);
void check_fetch_program(struct check *check);

/* The dev issuer's key pair, and every issuer's keys. */
void check_dev(struct check *check);
void check_keys(struct check *check);

/* The weather provider's key, and one question to it. */
void check_upstream(struct check *check);

#endif
