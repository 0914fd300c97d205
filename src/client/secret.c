#include "client/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
secret_free(struct buf *content)
{
	if (content->at)
		OPENSSL_cleanse(content->at, content->room);
	buf_free(content);
}

/* One piece of memory for all of it: what grows leaves copies behind. */
static enum err_kind
read_all(int fd, const char *path, struct buf *content, struct err *err)
{
	char piece[SECRET_MAX];
	enum err_kind kind = OK;
	ssize_t got;

	do {
		got = read(fd, piece, sizeof(piece));
		if (got > 0)
			buf_add(content, piece, (size_t)got);
	} while ((got > 0 && !content->failed) || (got < 0 && errno == EINTR));
	OPENSSL_cleanse(piece, sizeof(piece));
	if (got < 0)
		kind = fail(err, ERR_CONFIG, "secret/missing", "%.150s: %s",
			path, strerror(errno));
	else if (content->failed)
		kind = fail(err, ERR_CONFIG, "secret/missing",
			"%.150s is larger than %zu bytes: not the right file",
			path, content->max);
	return kind;
}

enum err_kind
secret_read(const char *path, size_t max, struct buf *content, struct err *err)
{
	enum err_kind kind;
	struct stat st;
	int fd;

	buf_init(content, max);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return fail(err, ERR_CONFIG, "secret/missing", "%.150s: %s",
			path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		kind = fail(err, ERR_CONFIG, "secret/missing",
			"%.150s is no file", path);
	else if (st.st_mode & (S_IRWXG | S_IRWXO))
		kind = fail(err, ERR_CONFIG, "secret/mode",
			"others can read %.80s; run: chmod 600 %.80s", path,
			path);
	else
		kind = read_all(fd, path, content, err);
	close(fd);
	return kind;
}

enum err_kind
secret_trim(struct buf *content, const char *where, struct err *err)
{
	while (content->len && (content->at[content->len - 1] == '\n' ||
				       content->at[content->len - 1] == '\r'))
		content->at[--content->len] = '\0';
	if (!content->len)
		return fail(err, ERR_CONFIG, "secret/empty",
			"%.150s holds no secret", where);
	for (size_t i = 0; i < content->len; i++)
		if ((unsigned char)content->at[i] < ' ')
			return fail(err, ERR_CONFIG, "secret/empty",
				"%.120s holds more than one line; a secret "
				"stands there alone",
				where);
	return OK;
}
