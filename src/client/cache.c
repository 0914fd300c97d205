#include "client/cache_parts.h"

#include "base/uuid.h"
#include "client/secret.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_SIZE = 96, LOCK_TRIES = 1200, LOCK_PAUSE_MS = 50 };

struct cache {
	int folder, lock; /* -1: not open */
	const char *path; /* of the folder, for messages */
	struct cache_key key;
	char name[NAME_SIZE], prefix[NAME_SIZE];
};

enum err_kind
cache_open(struct cache **out, const struct session *session, struct err *err)
{
	struct cache *cache = calloc(1, sizeof(*cache));
	const char *name = session->profile->name;

	*out = cache;
	if (!cache)
		return fail_memory(err);
	cache->lock = -1;
	cache_key_of(session->profile, &cache->key);
	snprintf(cache->prefix, sizeof(cache->prefix), "%s-", name);
	snprintf(cache->name, sizeof(cache->name), "%s-%.32s.json", name,
		cache->key.all);
	return cache_folder_open(&session->around, session->arena,
		&cache->folder, &cache->path, err);
}

void
cache_close(struct cache *cache)
{
	if (!cache)
		return;
	cache_unlock(cache);
	if (cache->folder >= 0)
		close(cache->folder);
	free(cache);
}

/* A file of ours that nobody else can read or write. */
static enum err_kind
check_file(const struct cache *cache, const char *name, int fd, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fail(err, ERR_INTERNAL, "cache/read", "%.80s/%.80s: %s",
			cache->path, name, strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
		(st.st_mode & (S_IRWXG | S_IRWXO)))
		return fail(err, ERR_INTERNAL, "cache/owner",
			"%.80s/%.60s is not a file that only you can read; "
			"remove it",
			cache->path, name);
	return OK;
}

enum err_kind
cache_lock(struct cache *cache, const struct session *session, struct err *err)
{
	char name[NAME_SIZE + 8];
	enum err_kind kind;

	snprintf(name, sizeof(name), "%s.lock", cache->name);
	cache->lock = openat(cache->folder, name,
		O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (cache->lock < 0)
		return fail(err, ERR_INTERNAL, "cache/write", "%.80s/%.60s: %s",
			cache->path, name, strerror(errno));
	kind = check_file(cache, name, cache->lock, err);
	for (int i = 0; kind == OK && i < LOCK_TRIES; i++) {
		if (flock(cache->lock, LOCK_EX | LOCK_NB) == 0)
			return OK;
		if (errno != EWOULDBLOCK && errno != EINTR)
			break;
		session->waiting.pass(session->waiting.ctx, LOCK_PAUSE_MS);
	}
	cache_unlock(cache);
	if (kind != OK)
		return kind;
	return fail(err, ERR_BUSY, "cache/busy",
		"%.80s/%.60s is locked by another process", cache->path, name);
}

void
cache_unlock(struct cache *cache)
{
	if (cache->lock >= 0)
		close(cache->lock);
	cache->lock = -1;
}

static enum err_kind
read_file(const struct cache *cache, const char *name, struct buf *text,
	struct err *err)
{
	enum err_kind kind;
	struct stat st;
	ssize_t got;
	int fd;

	buf_init(text, CACHE_FILE_MAX);
	fd = openat(cache->folder, name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return OK;
	if (fd < 0)
		return fail(err, ERR_INTERNAL,
			errno == ELOOP ? "cache/owner" : "cache/read",
			"%.80s/%.60s: %s", cache->path, name, strerror(errno));
	kind = check_file(cache, name, fd, err);
	if (kind == OK && fstat(fd, &st) == 0 && st.st_size > 0 &&
		st.st_size < CACHE_FILE_MAX) {
		buf_reserve(text, (size_t)st.st_size);
		do {
			got = text->failed
				      ? 0
				      : read(fd, text->at + text->len,
						(size_t)st.st_size - text->len);
			text->len += got > 0 ? (size_t)got : 0;
		} while (got > 0 && text->len < (size_t)st.st_size);
		if (text->failed)
			kind = fail_memory(err);
		else if (got < 0)
			kind = fail(err, ERR_INTERNAL, "cache/read",
				"%.80s/%.60s: %s", cache->path, name,
				strerror(errno));
	}
	close(fd);
	return kind;
}

enum err_kind
cache_load(struct cache *cache, struct arena *arena, struct cache_entry *entry,
	struct err *err)
{
	bool same_client, same;
	struct buf text;
	enum err_kind kind = read_file(cache, cache->name, &text, err);

	*entry = (struct cache_entry){0};
	if (kind == OK && text.len &&
		(!cache_entry_parse(buf_as_str(&text), &cache->key, arena,
			 entry, &same_client, &same) ||
			!same))
		*entry = (struct cache_entry){0};
	secret_free(&text);
	return kind;
}

static enum err_kind
write_file(const struct cache *cache, const char *temporary, struct str text,
	struct err *err)
{
	int fd = openat(cache->folder, temporary,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		S_IRUSR | S_IWUSR);
	bool good = fd >= 0;

	while (good && text.len) {
		ssize_t put = write(fd, text.at, text.len);

		good = put > 0 || (put < 0 && errno == EINTR);
		if (put > 0) {
			text.at += put;
			text.len -= (size_t)put;
		}
	}
	good = good && fsync(fd) == 0;
	if (fd >= 0 && close(fd) != 0)
		good = false;
	if (good && renameat(cache->folder, temporary, cache->folder,
			    cache->name) == 0)
		return OK;
	fail(err, ERR_INTERNAL, "cache/write", "%.100s/%.60s: %s", cache->path,
		cache->name, strerror(errno));
	if (fd >= 0)
		unlinkat(cache->folder, temporary, 0);
	return err->kind;
}

enum err_kind
cache_save(
	struct cache *cache, const struct cache_entry *entry, struct err *err)
{
	char temporary[NAME_SIZE + UUID_LEN];
	unsigned char random[8];
	struct buf text;
	enum err_kind kind;

	buf_init(&text, CACHE_FILE_MAX - 1);
	if ((kind = random_bytes(random, sizeof(random), err)) != OK ||
		(kind = cache_entry_print(entry, &cache->key, &text, err)) !=
			OK)
		goto done;
	snprintf(temporary, sizeof(temporary),
		"%s.%02x%02x%02x%02x%02x%02x%02x%02x.new", cache->name,
		random[0], random[1], random[2], random[3], random[4],
		random[5], random[6], random[7]);
	kind = write_file(cache, temporary, buf_as_str(&text), err);
done:
	secret_free(&text);
	return kind;
}

/* PREFIX followed by 32 hexadecimal digits, so that "a" spares "a-b". */
static bool
is_ours(const struct cache *cache, const char *name)
{
	struct str text = str_from(name);
	size_t before = strlen(cache->prefix);

	return str_starts(text, cache->prefix) &&
	       strspn(name + before, "0123456789abcdef") == 32 &&
	       name[before + 32] == '.';
}

/* Locks stay: one that is removed could be held by somebody. */
static void
clear_one(struct cache *cache, const char *name, struct arena *arena,
	cache_visitor *visit, void *ctx, size_t *removed)
{
	bool is_entry = str_ends(str_from(name), ".json");
	bool same_client = false, same;
	struct cache_entry entry = {0};
	struct err ignored = {0};
	struct buf text;

	if (str_ends(str_from(name), ".lock"))
		return;
	if (is_entry) {
		if (read_file(cache, name, &text, &ignored) == OK &&
			cache_entry_parse(buf_as_str(&text), &cache->key, arena,
				&entry, &same_client, &same) &&
			same_client)
			visit(ctx, &entry);
		secret_free(&text);
	}
	if (unlinkat(cache->folder, name, 0) == 0 && is_entry)
		++*removed;
}

enum err_kind
cache_clear(struct cache *cache, struct arena *arena, cache_visitor *visit,
	void *ctx, size_t *removed, struct err *err)
{
	struct dirent **names = NULL;
	int count;

	*removed = 0;
	count = scandirat(cache->folder, ".", &names, NULL, alphasort);
	if (count < 0)
		return fail(err, ERR_INTERNAL, "cache/read", "%.120s: %s",
			cache->path, strerror(errno));
	for (int i = 0; i < count; i++) {
		if (is_ours(cache, names[i]->d_name))
			clear_one(cache, names[i]->d_name, arena, visit, ctx,
				removed);
		free(names[i]);
	}
	free(names);
	return OK;
}
