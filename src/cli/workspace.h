#ifndef CLI_WORKSPACE_H
#define CLI_WORKSPACE_H

#include "base/attr.h"
#include "base/err.h"

#include <limits.h>

/*
 * A folder in state_dir for the large files of one command, one process at a
 * time.  What a killed process left there goes when the next one begins.
 */
struct workspace {
	int lock; /* a file in the folder */
	char path[PATH_MAX];
	char file[PATH_MAX]; /* weather.db in it: the only one */
};

/* ERR_BUSY when another process uses it; ERR_DATABASE workspace/make. */
enum err_kind workspace_open(struct workspace *workspace, const char *state_dir,
	struct err *err) MUST_USE;
/* Removes everything; takes a zeroed one. */
void workspace_close(struct workspace *workspace);

/* Everything that from gives goes to to; ERR_DATABASE workspace/copy names
 * what failed, ERR_FULL a full disk.  *bytes: how many. */
enum err_kind
workspace_copy(int from, int to, long long *bytes, struct err *err) MUST_USE;

#endif
