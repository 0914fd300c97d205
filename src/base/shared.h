#ifndef BASE_SHARED_H
#define BASE_SHARED_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/*
 * A file of one size that processes map and change together.  All of its room
 * is taken when it is made: a full disk would otherwise end whoever writes.
 * It never shrinks, since somebody may have mapped it.
 */
struct shared {
	void *image; /* NULL: not open */
	size_t size;
	dev_t device;
	ino_t inode;
};

/* What kind of file it is, which its first bytes say, and its size. */
struct shared_format {
	const char *mark; /* with the NUL at its end */
	size_t size;
};

/*
 * Maps path, made if it is missing: 0600, or like a file that it belongs to,
 * which may be NULL.  Who is neither root nor the owner of that file does not
 * make it.  Zero or an errno: EINVAL for a file of something else, EPERM for
 * one that does not belong to whom like does or has another mode.
 */
int shared_open(struct shared *shared, const char *path,
	const struct shared_format *format, const struct stat *like) MUST_USE;
/* Takes a zeroed one as well. */
void shared_close(struct shared *shared);

/* Whether path still leads to the file that is mapped. */
bool shared_is_at(const struct shared *shared, const char *path);

#endif
