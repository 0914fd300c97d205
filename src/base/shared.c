#include "base/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MARK_MAX = 64, ACCESS_BITS = 0666 };

/* A lock that stands for one lies in the memory of each process alone. */
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2,
	"processes share atomic numbers of 64 bits, which must need no lock");

/*
 * Makes an empty file, or one whose maker was killed over it, complete; under
 * a lock, so that nobody maps half a file.
 */
static int
complete(int fd, const struct shared_format *format)
{
	size_t len = strlen(format->mark) + 1;
	char found[MARK_MAX] = "";
	struct stat st;
	int bad;

	if (fstat(fd, &st) != 0 || pread(fd, found, len, 0) < 0)
		return errno;
	if (memcmp(found, format->mark, len) == 0)
		return st.st_size == (off_t)format->size ? 0 : EINVAL;
	if (!S_ISREG(st.st_mode) || found[0] ||
		st.st_size > (off_t)format->size)
		return EINVAL;
	bad = posix_fallocate(fd, 0, (off_t)format->size);
	if (!bad && pwrite(fd, format->mark, len, 0) != (ssize_t)len)
		bad = EIO;
	return bad;
}

static bool
is_alike(const struct stat *a, const struct stat *b)
{
	return a->st_uid == b->st_uid && a->st_gid == b->st_gid &&
	       (a->st_mode & ACCESS_BITS) == (b->st_mode & ACCESS_BITS);
}

/* Whoever may write the one may write the other, or nobody uses it. */
static int
fit(int fd, const struct stat *like)
{
	struct stat st;

	if (!like)
		return 0;
	if (fstat(fd, &st) != 0)
		return errno;
	if (is_alike(&st, like))
		return 0;
	/* just made by us, perhaps; else it fails */
	if (fchown(fd, like->st_uid, like->st_gid) != 0 ||
		fchmod(fd, like->st_mode & ACCESS_BITS) != 0)
		return EPERM;
	return 0;
}

static int
open_file(const char *path, const struct shared_format *format,
	const struct stat *like, int *fd)
{
	bool may_make = !like || !geteuid() || geteuid() == like->st_uid;
	int bad;

	*fd = open(path,
		O_RDWR | (may_make ? O_CREAT : 0) | O_CLOEXEC | O_NOFOLLOW,
		0600);
	if (*fd < 0)
		return errno;
	bad = flock(*fd, LOCK_EX) == 0 ? fit(*fd, like) : errno;
	if (!bad)
		bad = complete(*fd, format);
	flock(*fd, LOCK_UN);
	if (bad)
		close(*fd);
	return bad;
}

int
shared_open(struct shared *shared, const char *path,
	const struct shared_format *format, const struct stat *like)
{
	struct stat st;
	int fd, bad;

	*shared = (struct shared){.size = format->size};
	bad = open_file(path, format, like, &fd);
	if (bad)
		return bad;
	shared->image = mmap(
		NULL, format->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (shared->image == MAP_FAILED || fstat(fd, &st) != 0) {
		bad = errno;
		if (shared->image != MAP_FAILED)
			munmap(shared->image, format->size);
		shared->image = NULL;
	} else {
		shared->device = st.st_dev;
		shared->inode = st.st_ino;
	}
	close(fd);
	return bad;
}

void
shared_close(struct shared *shared)
{
	if (shared->image)
		munmap(shared->image, shared->size);
	*shared = (struct shared){0};
}

bool
shared_is_at(const struct shared *shared, const char *path)
{
	struct stat st;

	return shared->image && stat(path, &st) == 0 &&
	       st.st_dev == shared->device && st.st_ino == shared->inode;
}
