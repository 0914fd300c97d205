#ifndef BASE_COUNTERS_H
#define BASE_COUNTERS_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Numbers that all processes count together, each under a name, in a file
 * that each of them maps: no lock, no system call for a count.  A name keeps
 * its place for as long as there is the file.
 */
struct counters;

enum { COUNTER_NAME_MAX = 243 };

/*
 * Makes the file, 0600, when it is missing.  All of its room is taken at once,
 * for a full disk would otherwise end whoever counts.  ERR_DATABASE
 * counters/open, also for a file that holds something else.
 */
enum err_kind counters_open(
	struct counters **out, const char *path, struct err *err) MUST_USE;
/* Takes NULL, as the others do. */
void counters_close(struct counters *counters);

/* A name that is too long or finds no room is not counted. */
void counters_add(struct counters *counters, const char *name, uint64_t n);
void counters_set(struct counters *counters, const char *name, uint64_t value);

/*
 * Every name once, in the order of strcmp(); the caller frees it.  NULL when
 * memory is gone.
 */
struct counter {
	char name[COUNTER_NAME_MAX + 1];
	uint64_t value;
};
struct counter *
counters_copy(const struct counters *counters, size_t *count) MUST_USE;

#endif
