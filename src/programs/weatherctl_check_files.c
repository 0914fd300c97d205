/* weatherctl check: files, their owners and modes, databases. */

#include "cli/owner.h"
#include "cli/room.h"
#include "programs/weatherctl_check.h"
#include "store/db.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Others may neither read what is private nor write what is trusted. */
static void
check_mode(struct check *check, const char *path, const struct stat *st,
	const char *remedy)
{
	unsigned mode = st->st_mode & 07777;

	if (mode & (S_IWGRP | S_IWOTH))
		find(check, FINDING_ERROR, "check/others-write",
			"%s: others can write to it (mode %04o), keys "
			"included; %s",
			path, mode, remedy);
	else if (mode & (S_IRWXG | S_IRWXO))
		find(check, FINDING_WARNING, "check/others-read",
			"%s: others can read it (mode %04o); %s", path, mode,
			remedy);
	else
		find(check, FINDING_OK, NULL, "%s, mode %04o, user %lld", path,
			mode, (long long)st->st_uid);
}

/* Room for a backup's second weather.db, and for what is written anyway. */
static void
check_room(struct check *check, const char *dir)
{
	static const long long mebibyte = 1024 * 1024;
	long long least = 16 * mebibyte, wanted = 64 * mebibyte;
	char path[PATH_MAX];
	struct stat st;
	struct err err = {0};

	if (room_check_kind(dir, statfs, &err) != OK)
		find_err(check, FINDING_WARNING, &err);
	snprintf(path, sizeof(path), "%s/weather.db", dir);
	if (stat(path, &st) == 0)
		wanted += st.st_size;
	if (room_check_space(dir, least, statfs, &err) != OK)
		find_err(check, FINDING_ERROR, &err);
	else if (room_check_space(dir, wanted, statfs, &err) != OK)
		find_err(check, FINDING_WARNING, &err);
}

/* SQLite makes files beside its databases, whoever may write those. */
static void
check_writable(struct check *check, const char *dir)
{
	if (access(dir, W_OK | X_OK) < 0)
		find(check, FINDING_ERROR, "check/not-writable",
			"%s: its owner cannot write to it (%s), so that "
			"nothing can be stored or read; chmod 700 it, and see "
			"that its disk is not mounted read-only",
			dir, strerror(errno));
}

bool
check_state_dir(struct check *check)
{
	const char *dir = check->config->state_dir;
	struct owner owner;
	struct err err = {0};
	struct stat st;

	if (owner_of(dir, &owner, &err) != OK || stat(dir, &st) < 0) {
		find_err(check, FINDING_ERROR, &err);
		return false;
	}
	check_mode(check, dir, &st, "chmod 700 it");
	if (geteuid() == 0 && owner.uid == 0)
		find(check, FINDING_WARNING, "check/root-owns",
			"%s belongs to root; if the web server runs the "
			"responder as another user, chown -R it to that user",
			dir);
	else if (geteuid() != 0 && owner.uid != geteuid())
		find(check, FINDING_ERROR, "check/other-user",
			"%s belongs to user %lld and this is user %lld; run "
			"the check as root or as that user",
			dir, (long long)owner.uid, (long long)geteuid());
	if (owner_become(&owner, &err) != OK) {
		find_err(check, FINDING_ERROR, &err);
		return false;
	}
	check_room(check, dir);
	check_writable(check, dir);
	return true;
}

void
check_config_file(struct check *check)
{
	const char *path = check->config->path;
	struct stat st;

	if (access(path, R_OK) < 0 || stat(path, &st) < 0)
		find(check, FINDING_ERROR, "check/config-unreadable",
			"%s: the owner of state_dir cannot read it (%s), so "
			"that the responder cannot either; change its mode or "
			"group",
			path, strerror(errno));
	else if (st.st_mode & (S_IWGRP | S_IWOTH))
		find(check, FINDING_ERROR, "check/others-write",
			"%s: others can write to it and so decide who is "
			"trusted; chmod go-w it",
			path);
	else
		find(check, FINDING_OK, NULL, "%s", path);
}

static enum err_kind
try_role(
	const char *dir, enum store_role role, bool *read_only, struct err *err)
{
	struct store *store = NULL;
	enum err_kind kind;

	if ((kind = store_open(&store, dir, role, err)) == OK &&
		(kind = store_ping(store, err)) == OK &&
		(role == STORE_READ || role == STORE_KEYS))
		kind = store_check(store, err);
	*read_only =
		kind == OK && role == STORE_KEYS && store_is_read_only(store);
	store_close(store);
	return kind;
}

/* As every role that a program uses. */
static void
check_database(
	struct check *check, const char *name, const enum store_role roles[2])
{
	const char *dir = check->config->state_dir;
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	for (size_t i = 0; i < 2; i++) {
		struct err err = {0};
		bool read_only;

		if (try_role(dir, roles[i], &read_only, &err) != OK) {
			find_err(check, FINDING_ERROR, &err);
			return;
		}
		if (read_only)
			find(check, FINDING_ERROR, "check/not-writable",
				"%s cannot be written, so that new signing "
				"keys are not kept; give it to the owner of %s",
				path, dir);
	}
	if (stat(path, &st) == 0)
		check_mode(check, path, &st, "chmod 600 it");
}

void
check_databases(struct check *check)
{
	static const enum store_role weather[2] = {STORE_READ, STORE_WRITE};
	static const enum store_role keys[2] = {STORE_KEYS, STORE_KEYS_ADMIN};

	check_database(check, "weather.db", weather);
	check_database(check, "keys.db", keys);
}

/* Whether it can be run. */
static bool
try_fetch_program(
	struct check *check, const char *program, enum finding finding)
{
	struct stat st;
	bool runs = false;

	if (!program)
		find(check, finding, "check/fetch-program",
			"fetch_program is not set, so that nothing can be "
			"fetched; write the path of weather-fetch");
	else if (stat(program, &st) < 0)
		find(check, finding, "check/fetch-program",
			"fetch_program %s: %s; write the path of weather-fetch",
			program, strerror(errno));
	else if (!S_ISREG(st.st_mode) || access(program, X_OK) < 0)
		find(check, finding, "check/fetch-program",
			"fetch_program %s is not a program that this user can "
			"run; chmod 755 it",
			program);
	else
		runs = true;
	if (runs && st.st_mode & (S_IWGRP | S_IWOTH))
		find(check, FINDING_ERROR, "check/others-write",
			"fetch_program %s: others can write to it; chmod go-w "
			"it",
			program);
	else if (runs)
		find(check, FINDING_OK, NULL, "fetch_program %s", program);
	return runs;
}

void
check_fetch_program(struct check *check)
{
	const struct issuer_set *set = &check->settings->issuers;
	size_t remote = check->config->upstream.provider != PROVIDER_NONE;

	for (size_t i = 0; i < set->source_count; i++)
		remote += set->sources[i].jwks_file == NULL;
	if (!remote && check->offline)
		return;
	/* Nobody else is asked either, nor blamed for not answering. */
	if (!try_fetch_program(check, check->config->fetch_program,
		    remote ? FINDING_ERROR : FINDING_WARNING))
		check->offline = true;
}
