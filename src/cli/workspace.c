#include "cli/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

static void
remove_files(const struct workspace *workspace)
{
	static const char *const ends[] = {"", "-journal", "-wal", "-shm"};
	char name[PATH_MAX + 16];

	for (size_t i = 0; i < COUNT(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", workspace->file, ends[i]);
		unlink(name);
	}
}

enum err_kind
workspace_open(
	struct workspace *workspace, const char *state_dir, struct err *err)
{
	char lock[PATH_MAX + 8];
	int len = snprintf(workspace->path, sizeof(workspace->path),
		"%s/backup.tmp", state_dir);

	workspace->lock = 0;
	if (len < 0 || len >= PATH_MAX - 16)
		return fail(err, ERR_DATABASE, "workspace/make",
			"the path of state_dir is too long");
	snprintf(workspace->file, sizeof(workspace->file), "%.*s/weather.db",
		PATH_MAX - 16, workspace->path);
	if (mkdir(workspace->path, 0700) != 0 && errno != EEXIST)
		return fail(err, ERR_DATABASE, "workspace/make",
			"%.110s: %s; correct state_dir or its owner",
			workspace->path, strerror(errno));
	snprintf(lock, sizeof(lock), "%s/lock", workspace->path);
	workspace->lock =
		open(lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (workspace->lock < 0 ||
		flock(workspace->lock, LOCK_EX | LOCK_NB) != 0) {
		enum err_kind kind =
			workspace->lock >= 0 && errno == EWOULDBLOCK
				? ERR_BUSY
				: ERR_DATABASE;

		if (workspace->lock >= 0)
			close(workspace->lock);
		workspace->lock = 0;
		return fail(err, kind, "workspace/make",
			"%.110s: %s; wait for the other backup or restore",
			workspace->path, strerror(errno));
	}
	remove_files(workspace);
	return OK;
}

void
workspace_close(struct workspace *workspace)
{
	char lock[PATH_MAX + 8];

	if (workspace->lock <= 0)
		return;
	remove_files(workspace);
	snprintf(lock, sizeof(lock), "%s/lock", workspace->path);
	unlink(lock);
	rmdir(workspace->path);
	close(workspace->lock);
	workspace->lock = 0;
}

static enum err_kind
copy_fails(const char *what, struct err *err)
{
	bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

	return fail(err, full ? ERR_FULL : ERR_DATABASE, "workspace/copy",
		"%s: %s", what, strerror(errno));
}

enum err_kind
workspace_copy(int from, int to, long long *bytes, struct err *err)
{
	char piece[PIECE];
	ssize_t got, put;

	*bytes = 0;
	while ((got = read(from, piece, sizeof(piece))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return copy_fails("cannot be read", err);
		for (ssize_t at = 0; at < got; at += put) {
			put = write(to, piece + at, (size_t)(got - at));
			if (put < 0 && errno == EINTR)
				put = 0;
			if (put < 0)
				return copy_fails("cannot be written", err);
		}
		*bytes += got;
	}
	/* a pipe cannot be synced, and need not */
	if (fsync(to) != 0 && errno != EINVAL && errno != EROFS)
		return copy_fails("cannot be written", err);
	return OK;
}
