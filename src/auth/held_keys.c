#include "auth/held_keys.h"

#include "auth/keyring.h"
#include "auth/refresh.h"
#include "base/buf.h"
#include "net/fetch.h"
#include "store/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct jwk_rules
held_keys_rules(const struct key_source *source)
{
	return (struct jwk_rules){
		.allowed = source->algorithms,
		.rsa_default = source->rsa_default,
	};
}

enum keys_age
held_keys_age(const struct held_keys *held, int64_t now)
{
	int64_t age = now - held->fetched_at;

	if (!held->set)
		return KEYS_AGE_NONE;
	if (held->source->jwks_file)
		return KEYS_AGE_FRESH;
	if (age >= KEYS_STALE_S || age <= -KEYS_STALE_S)
		return KEYS_AGE_TOO_OLD;
	/* No row of ours promises more; one that does was tampered with. */
	if (age < 0 || now >= held->fresh_until ||
		held->fresh_until - held->fetched_at > KEYS_FRESH_MAX_S)
		return KEYS_AGE_OLD;
	return KEYS_AGE_FRESH;
}

static enum err_kind
take_over(struct held_keys *held, struct str body, struct err *err)
{
	struct jwk_rules rules = held_keys_rules(held->source);
	struct key_set *set;
	enum err_kind kind = jwks_parse(body, &rules, &set, err);

	if (kind != OK)
		return kind;
	key_set_free(held->set);
	held->set = set;
	return OK;
}

static enum err_kind
take_row(struct held_keys *held, const struct key_set_row *row,
	const struct log *log, struct err *err)
{
	enum err_kind kind = OK;

	if (held->set && held->generation == row->generation)
		return OK;
	if (row->fetched_at < 0 || row->fresh_until < 0)
		kind = fail(err, ERR_KEYS, "keys/times",
			"%s is stored with a time before 1970",
			held->source->id);
	if (kind == OK)
		kind = take_over(held, row->body, err);
	/* Without memory the row is as good as it was. */
	if (kind == ERR_INTERNAL)
		return kind;
	if (kind != OK) {
		log_err(log, LOG_ERROR, "keys-stored-unusable", err);
		*err = (struct err){0};
		held->fresh_until = 0;
		return OK;
	}
	held->generation = row->generation;
	held->fetched_at = row->fetched_at;
	held->fresh_until = row->fresh_until;
	return OK;
}

enum err_kind
held_keys_from_store(struct held_keys *held, struct store *store,
	const struct log *log, struct err *err)
{
	struct arena *arena = arena_new(KEYS_ROW_MAX);
	struct key_set_row row;
	bool found, damaged;
	enum err_kind kind;

	if (!arena)
		return fail_memory(err);
	kind = keys_load(store, str_from(held->source->id), arena, &found,
		&damaged, &row, err);
	if (kind == OK && found) {
		kind = take_row(held, &row, log, err);
	} else if (kind == OK && damaged) {
		log_event(log, LOG_ERROR, "keys-stored-damaged", "%s",
			held->source->id);
		held->fresh_until = 0;
	} else if (kind == OK) {
		held_keys_free(held);
	}
	arena_free(arena);
	return kind;
}

static bool
is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev &&
	       a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static enum err_kind
read_file(struct held_keys *held, int fd, struct buf *text, struct err *err)
{
	const char *path = held->source->jwks_file;
	char piece[4096];
	enum err_kind kind;
	ssize_t got;

	if (fd < 0 || fstat(fd, &held->file) != 0)
		return fail(err, ERR_KEYS, "keys/file", "%s: %s", path,
			strerror(errno));
	if (!S_ISREG(held->file.st_mode))
		return fail(err, ERR_KEYS, "keys/file",
			"%s is not a regular file", path);
	while ((got = read(fd, piece, sizeof(piece))) > 0 && !text->failed)
		buf_add(text, piece, (size_t)got);
	if (got < 0)
		return fail(err, ERR_KEYS, "keys/file", "%s: %s", path,
			strerror(errno));
	if (text->starved)
		return fail_memory(err);
	if (text->failed)
		return fail(err, ERR_KEYS, "keys/file",
			"%s is larger than 512 KiB", path);
	kind = take_over(held, buf_as_str(text), err);
	return kind == OK ? OK
			  : fail(err, kind, err->reason, "%s: %s", path,
				    err->detail);
}

enum err_kind
held_keys_from_file(struct held_keys *held, struct err *err)
{
	const char *path = held->source->jwks_file;
	enum err_kind kind;
	struct stat now;
	struct buf text;
	int fd;

	if (stat(path, &now) != 0)
		now = (struct stat){0};
	if (held->file_was_read && is_same_file(&now, &held->file))
		return OK;
	held->file_was_read = true;
	held->file = now;
	buf_init(&text, FETCH_BODY_MAX);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	kind = read_file(held, fd, &text, err);
	if (fd >= 0)
		close(fd);
	buf_free(&text);
	return kind;
}

void
held_keys_free(struct held_keys *held)
{
	key_set_free(held->set);
	*held = (struct held_keys){.source = held->source};
}
