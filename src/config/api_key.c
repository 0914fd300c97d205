#include "config/api_key.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err_kind
check_file(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return fail(err, ERR_CREDENTIALS, "api-key/file",
			"%.100s is not a file; write the key into a file and "
			"its name as api_key_file",
			path);
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return fail(err, ERR_CREDENTIALS, "api-key/owner",
			"%.80s belongs to user %u, who could change the key; "
			"run `chown %u` on it",
			path, (unsigned)st.st_uid, (unsigned)geteuid());
	/* a group that root chose is the way to a key that the service may
	 * read and not write */
	if (st.st_mode & (st.st_uid == 0 && geteuid() != 0 ? 0037 : 0077))
		return fail(err, ERR_CREDENTIALS, "api-key/mode",
			"%.100s can be read or changed by others (mode "
			"%04o); run `chmod 600` on it",
			path, (unsigned)st.st_mode & 07777);
	return OK;
}

static bool
is_key(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= ' ' || text.at[i] > '~')
			return false;
	return text.len >= 1 && text.len <= API_KEY_MAX;
}

static enum err_kind
read_key(int fd, const char *path, char key[API_KEY_MAX + 1], struct err *err)
{
	/* room for a line that ends as lines do elsewhere */
	char text[API_KEY_MAX + 64];
	enum err_kind kind = OK;
	ssize_t len = 0, got;
	struct str trimmed;

	do {
		got = read(fd, text + len, sizeof(text) - (size_t)len);
		len += got > 0 ? got : 0;
	} while (got > 0 || (got < 0 && errno == EINTR));
	trimmed = str_trim((struct str){text, (size_t)len});
	if (got < 0) {
		kind = fail(err, ERR_CREDENTIALS, "api-key/read",
			"%.100s cannot be read: %s", path, strerror(errno));
	} else if (!is_key(trimmed)) {
		kind = fail(err, ERR_CREDENTIALS, "api-key/content",
			"%.100s does not hold a key; write one line with the "
			"key and nothing else",
			path);
	} else {
		memcpy(key, trimmed.at, trimmed.len);
		key[trimmed.len] = '\0';
	}
	explicit_bzero(text, sizeof(text));
	return kind;
}

enum err_kind
api_key_read(const char *path, char key[API_KEY_MAX + 1], struct err *err)
{
	/* a fifo would keep us waiting */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum err_kind kind;

	key[0] = '\0';
	if (fd < 0)
		return fail(err, ERR_CREDENTIALS, "api-key/open",
			"%.100s cannot be opened by user %u: %s; write the "
			"key there, readable by that user alone",
			path, (unsigned)geteuid(), strerror(errno));
	kind = check_file(fd, path, err);
	if (kind == OK)
		kind = read_key(fd, path, key, err);
	close(fd);
	return kind;
}
