#include "cli/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err_kind
read_all(int fd, const char *path, struct buf *content, struct err *err)
{
	char piece[16384];

	for (;;) {
		ssize_t got = read(fd, piece, sizeof(piece));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(err, ERR_INTERNAL, "file/read", "%s: %s",
				path, strerror(errno));
		if (got == 0)
			return OK;
		if ((size_t)got > content->max - content->len)
			return fail(err, ERR_TOO_LARGE, "file/size",
				"%s is larger than %zu bytes", path,
				content->max);
		buf_add(content, piece, (size_t)got);
		if (content->failed)
			return fail_memory(err);
	}
}

enum err_kind
files_read(const char *path, size_t max, struct buf *content, struct err *err)
{
	struct stat st;
	enum err_kind kind;
	int fd;

	buf_init(content, max);
	if (!strcmp(path, "-"))
		return read_all(STDIN_FILENO, "standard input", content, err);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail(err, ERR_NOT_FOUND,
			errno == EACCES ? "permission" : "file/missing",
			"%s: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0)
		kind = fail(err, ERR_INTERNAL, "file/read", "%s: %s", path,
			strerror(errno));
	else if (S_ISDIR(st.st_mode))
		kind = fail(err, ERR_NOT_FOUND, "file/missing",
			"%s is a directory, not a file", path);
	else
		kind = read_all(fd, path, content, err);
	close(fd);
	return kind;
}

/* All of in into a file without a name. */
static enum err_kind
copy_nameless(FILE *in, const char *path, FILE **out, struct err *err)
{
	char piece[16384];
	size_t got;

	*out = tmpfile();
	if (!*out)
		return fail(err, ERR_INTERNAL, "file/create",
			"no temporary file: %s", strerror(errno));
	while ((got = fread(piece, 1, sizeof(piece), in)) > 0)
		if (fwrite(piece, 1, got, *out) != got)
			break;
	if (ferror(in))
		return fail(err, ERR_INTERNAL, "file/read", "%s: %s", path,
			strerror(errno));
	if (got || fflush(*out) != 0)
		return fail(err, ERR_INTERNAL, "file/write",
			"a temporary file: %s", strerror(errno));
	rewind(*out);
	return OK;
}

enum err_kind
files_open(const char *path, FILE **out, struct err *err)
{
	bool is_input = !strcmp(path, "-");
	FILE *in = is_input ? stdin : fopen(path, "re");
	enum err_kind kind = OK;
	struct stat st;

	*out = NULL;
	if (!in)
		return fail(err, ERR_NOT_FOUND,
			errno == EACCES ? "permission" : "file/missing",
			"%s: %s", path, strerror(errno));
	if (fstat(fileno(in), &st) != 0)
		kind = fail(err, ERR_INTERNAL, "file/read", "%s: %s", path,
			strerror(errno));
	else if (S_ISDIR(st.st_mode))
		kind = fail(err, ERR_NOT_FOUND, "file/missing",
			"%s is a directory, not a file", path);
	else if (is_input || !S_ISREG(st.st_mode))
		kind = copy_nameless(in, path, out, err);
	else
		*out = in;
	if (in != *out && !is_input)
		fclose(in);
	if (kind != OK && *out) {
		fclose(*out);
		*out = NULL;
	}
	return kind;
}

static bool
write_all(int fd, struct str content)
{
	while (content.len) {
		ssize_t put = write(fd, content.at, content.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		content.at += put;
		content.len -= (size_t)put;
	}
	return fsync(fd) == 0;
}

/* A name that lasts through a power cut needs its folder on disk, too. */
static bool
sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good;

	if (fd < 0)
		return false;
	good = fsync(fd) == 0 || errno == EINVAL;
	close(fd);
	return good;
}

enum err_kind
files_write(const char *dir, const char *name, struct str content, bool keep,
	bool *made, struct err *err)
{
	char path[PATH_MAX], temporary[PATH_MAX];
	bool written;
	int fd, failed;

	*made = false;
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >=
			(int)sizeof(path) ||
		snprintf(temporary, sizeof(temporary), "%s/.%s.XXXXXX", dir,
			name) >= (int)sizeof(temporary))
		return fail(err, ERR_INTERNAL, "file/create",
			"%.100s/%s: the name is too long", dir, name);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return fail(err, ERR_INTERNAL, "file/create",
			"cannot create files in %s: %s", dir, strerror(errno));
	written = write_all(fd, content);
	failed = errno;
	if (close(fd) < 0 && written) {
		written = false;
		failed = errno;
	}
	/* link() refuses an existing name, rename() replaces it */
	if (written &&
		(keep ? link(temporary, path) : rename(temporary, path)) < 0) {
		failed = errno;
		if (keep && failed == EEXIST)
			failed = 0;
		written = failed == 0;
	} else if (written) {
		*made = true;
	}
	if (keep || !written)
		unlink(temporary);
	if (!written || (*made && !sync_folder(dir)))
		return fail(err, ERR_INTERNAL, "file/write", "%s: %s", path,
			strerror(written ? errno : failed));
	return OK;
}
