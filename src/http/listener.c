#include "http/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

bool
listener_is(int fd)
{
	int yes = 0;
	socklen_t len = sizeof(yes);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &len) == 0 &&
	       yes;
}

static enum err_kind
fail_listen(struct err *err, const char *path, const char *what)
{
	return fail(err, ERR_CONFIG, "fcgi/listen", "%s: %s: %s", path, what,
		strerror(errno));
}

static bool
descriptor_0_is(const struct sockaddr_un *address)
{
	struct sockaddr_un own = {0};
	socklen_t len = sizeof(own);

	return listener_is(STDIN_FILENO) &&
	       getsockname(STDIN_FILENO, (struct sockaddr *)&own, &len) == 0 &&
	       own.sun_family == AF_UNIX &&
	       strncmp(own.sun_path, address->sun_path, sizeof(own.sun_path)) ==
		       0;
}

/* Removes a socket that nobody listens on; leaves anything else alone. */
static enum err_kind
remove_stale(const struct sockaddr_un *address, struct err *err)
{
	const char *path = address->sun_path;
	struct stat file;
	int fd, rc, reason;

	if (lstat(path, &file) != 0)
		return errno == ENOENT ? OK : fail_listen(err, path, "stat");
	if (!S_ISSOCK(file.st_mode))
		return fail(err, ERR_CONFIG, "fcgi/listen",
			"%s exists and is not a socket", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return fail_listen(err, path, "socket");
	rc = connect(fd, (const struct sockaddr *)address, sizeof(*address));
	reason = errno;
	close(fd);
	/* EAGAIN: somebody listens and is overwhelmed */
	if (rc == 0 || reason == EAGAIN)
		return fail(err, ERR_CONFIG, "fcgi/listen",
			"%s: another process listens there", path);
	errno = reason;
	if (reason != ECONNREFUSED)
		return fail_listen(err, path, "connect");
	if (unlink(path) != 0)
		return fail_listen(err, path, "remove");
	return OK;
}

static enum err_kind
bind_listener(int fd, const struct sockaddr_un *address, struct err *err)
{
	mode_t mask = umask(0117);
	int rc = bind(fd, (const struct sockaddr *)address, sizeof(*address));
	int reason = errno;

	umask(mask);
	errno = reason;
	if (rc != 0)
		return fail_listen(err, address->sun_path, "bind");
	if (listen(fd, SOMAXCONN) != 0)
		return fail_listen(err, address->sun_path, "listen");
	return OK;
}

enum err_kind
listener_open(const char *path, int *listener, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char folder[sizeof(address.sun_path)];
	enum err_kind kind;
	int fd, lock;

	/* an empty name would be a socket that no file stands for, unix(7) */
	if (!*path || strlen(path) >= sizeof(address.sun_path))
		return fail(err, ERR_CONFIG, "fcgi/listen",
			"\"%s\": a path of 1 to %zu bytes is needed", path,
			sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (descriptor_0_is(&address)) {
		*listener = STDIN_FILENO;
		return OK;
	}

	/* two that start at once must not remove each other's socket */
	memcpy(folder, path, strlen(path) + 1);
	lock = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0 || flock(lock, LOCK_EX) != 0) {
		kind = fail_listen(err, path, "folder");
		if (lock >= 0)
			close(lock);
		return kind;
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	kind = fd < 0 ? fail_listen(err, path, "socket")
		      : remove_stale(&address, err);
	if (kind == OK)
		kind = bind_listener(fd, &address, err);
	close(lock);
	if (kind == OK)
		*listener = fd;
	else if (fd >= 0)
		close(fd);
	return kind;
}
