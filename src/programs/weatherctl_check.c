/* weatherctl check: what is wrong, and what to do about it. */

#include "auth/keyring.h"
#include "auth/url.h"
#include "base/clock.h"
#include "base/rfc3339.h"
#include "cli/dev_key.h"
#include "cli/exits.h"
#include "cli/files.h"
#include "cli/owner.h"
#include "cli/show.h"
#include "net/fetch.h"
#include "programs/weatherctl.h"
#include "store/keys.h"
#include "store/migrate.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHECK_ARENA = 64 * 1024 * 1024 };

/* 2026-01-01: older than this program no right clock can be. */
static const int64_t earliest = 1767225600;

struct check {
	const struct settings *settings;
	const struct config *config;
	struct arena *arena;
	size_t errors, warnings;
};

enum finding { FINDING_OK = 0, FINDING_WARNING, FINDING_ERROR };

static void find(struct check *check, enum finding finding, const char *fmt,
	...) PRINTF_LIKE(3, 4);

static void
find(struct check *check, enum finding finding, const char *fmt, ...)
{
	static const char *const words[] = {
		[FINDING_OK] = "ok",
		[FINDING_WARNING] = "warning",
		[FINDING_ERROR] = "error",
	};
	char text[1024];
	va_list args;

	check->warnings += finding == FINDING_WARNING;
	check->errors += finding == FINDING_ERROR;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	printf("%s: ", words[finding]);
	show_text(stdout, str_from(text));
	printf("\n");
}

static void
check_public_url(struct check *check)
{
	const char *text = check->config->public_url;
	struct url url;

	if (!url_split(str_from(text), &url))
		find(check, FINDING_ERROR, "public_url %s is no http(s) URL",
			text);
	else if (str_is_nocase(url.scheme, "https"))
		find(check, FINDING_OK, "public_url %s", text);
	else if (url_host_is_loopback(url.host))
		find(check, FINDING_OK, "public_url %s, this machine only",
			text);
	else
		find(check, FINDING_WARNING,
			"public_url %s is not encrypted, whoever is on the way "
			"can take the tokens; serve https and write it there",
			text);
}

static void
check_clock(struct check *check)
{
	int64_t now = clock_now(clock_system());
	char text[RFC3339_MAX];

	rfc3339_print(now, text);
	if (now < earliest)
		find(check, FINDING_ERROR,
			"the clock says %s, so that no token can be judged; "
			"set it (NTP)",
			text);
	else
		find(check, FINDING_OK, "the clock says %s", text);
}

/* Others may neither read what is private nor write what is trusted. */
static void
check_mode(struct check *check, const char *path, const struct stat *st,
	const char *remedy)
{
	unsigned mode = st->st_mode & 07777;

	if (mode & (S_IWGRP | S_IWOTH))
		find(check, FINDING_ERROR,
			"%s: others can write to it (mode %04o), keys "
			"included; %s",
			path, mode, remedy);
	else if (mode & (S_IRWXG | S_IRWXO))
		find(check, FINDING_WARNING,
			"%s: others can read it (mode %04o); %s", path, mode,
			remedy);
	else
		find(check, FINDING_OK, "%s, mode %04o, user %lld", path, mode,
			(long long)st->st_uid);
}

static bool
check_state_dir(struct check *check)
{
	const char *dir = check->config->state_dir;
	struct owner owner;
	struct err err = {0};
	struct stat st;
	enum storage storage;

	if (owner_of(dir, &owner, &err) != OK || stat(dir, &st) < 0) {
		find(check, FINDING_ERROR, "%s", err.detail);
		return false;
	}
	check_mode(check, dir, &st, "chmod 700 it");
	if (geteuid() == 0 && owner.uid == 0)
		find(check, FINDING_WARNING,
			"%s belongs to root; if the web server runs the "
			"responder as another user, chown -R it to that user",
			dir);
	else if (geteuid() != 0 && owner.uid != geteuid())
		find(check, FINDING_ERROR,
			"%s belongs to user %lld and this is user %lld; run "
			"the check as root or as that user",
			dir, (long long)owner.uid, (long long)geteuid());
	if (owner_become(&owner, &err) != OK) {
		find(check, FINDING_ERROR, "%s", err.detail);
		return false;
	}
	if (storage_detect(dir, &storage, &err) != OK)
		find(check, FINDING_ERROR, "%s", err.detail);
	else if (storage == STORAGE_NETWORK)
		find(check, FINDING_WARNING,
			"%s is on a network file system; only one host may "
			"use it, and local storage is faster and safer",
			dir);
	return true;
}

static void
check_config_file(struct check *check)
{
	const char *path = check->config->path;
	struct stat st;

	if (access(path, R_OK) < 0 || stat(path, &st) < 0)
		find(check, FINDING_ERROR,
			"%s: the owner of state_dir cannot read it (%s), so "
			"that the responder cannot either; change its mode or "
			"group",
			path, strerror(errno));
	else if (st.st_mode & (S_IWGRP | S_IWOTH))
		find(check, FINDING_ERROR,
			"%s: others can write to it and so decide who is "
			"trusted; chmod go-w it",
			path);
	else
		find(check, FINDING_OK, "%s", path);
}

static void
check_database(
	struct check *check, const char *name, const enum store_role roles[2])
{
	const char *dir = check->config->state_dir;
	char path[PATH_MAX];
	bool read_only = false;
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	for (size_t i = 0; i < 2; i++) {
		struct store *store = NULL;
		struct err err = {0};

		if (store_open(&store, dir, roles[i], &err) != OK ||
			store_ping(store, &err) != OK) {
			find(check, FINDING_ERROR, "%s", err.detail);
			store_close(store);
			return;
		}
		read_only = read_only || (roles[i] == STORE_KEYS &&
						 store_is_read_only(store));
		store_close(store);
	}
	if (read_only)
		find(check, FINDING_ERROR,
			"%s: cannot be written, so that new signing keys are "
			"not kept; give it to the owner of %s",
			path, dir);
	if (stat(path, &st) == 0)
		check_mode(check, path, &st, "chmod 600 it");
}

static void
check_fetch_program(struct check *check)
{
	const struct issuer_set *set = &check->settings->issuers;
	const char *program = check->config->fetch_program;
	size_t remote = 0;
	struct stat st;

	for (size_t i = 0; i < set->source_count; i++)
		remote += set->sources[i].jwks_file == NULL;
	if (!remote)
		return;
	if (!program)
		find(check, FINDING_ERROR,
			"fetch_program is not set, so that no signing keys can "
			"be fetched; write the path of weather-fetch");
	else if (stat(program, &st) < 0)
		find(check, FINDING_ERROR,
			"fetch_program %s: %s; write the path of weather-fetch",
			program, strerror(errno));
	else if (!S_ISREG(st.st_mode) || access(program, X_OK) < 0)
		find(check, FINDING_ERROR,
			"fetch_program %s is not a program that this user can "
			"run; chmod 755 it",
			program);
	else if (st.st_mode & (S_IWGRP | S_IWOTH))
		find(check, FINDING_ERROR,
			"fetch_program %s: others can write to it; chmod go-w "
			"it",
			program);
	else
		find(check, FINDING_OK, "fetch_program %s", program);
}

static void
check_dev(struct check *check)
{
	const char *dir = check->config->state_dir;
	const struct issuer *dev;
	struct err err = {0};
	struct dev_key *key = NULL;

	if (settings_dev_issuer(check->settings, &dev, &err) != OK)
		return;
	find(check, FINDING_WARNING,
		"THE DEV ISSUER IS ON: whoever can run \"weatherctl token "
		"mint\" or read %s/" DEV_KEY_FILE
		" has every permission; remove [issuer %s] before strangers "
		"can reach this host",
		dir, dev->name);
	if (dev_key_open(&key, dir, &err) != OK)
		find(check, FINDING_ERROR, "%s", err.detail);
	else if (!dev_key_set_fits(key, dir))
		find(check, FINDING_ERROR,
			"%s/" DEV_KEY_SET_FILE
			" does not fit the key; run `weatherctl init`",
			dir);
	dev_key_close(key);
}

static void
find_keys(struct check *check, const struct key_source *source, struct str body)
{
	struct key_set *set = NULL;
	struct err err = {0};

	if (source_parse(source, body, &set, &err) != OK)
		find(check, FINDING_ERROR,
			"[issuer %s] %s: %s; no token of this issuer can be "
			"accepted",
			source->name, source_url(source), err.detail);
	else if (set->skipped)
		find(check, FINDING_OK,
			"[issuer %s] %s: %zu usable keys, %zu skipped, the "
			"first because: %s",
			source->name, source_url(source), set->count,
			set->skipped, set->first_skip);
	else
		find(check, FINDING_OK, "[issuer %s] %s: %zu usable keys",
			source->name, source_url(source), set->count);
	key_set_free(set);
}

static void
check_file_keys(struct check *check, const struct key_source *source)
{
	struct err err = {0};
	struct buf body;

	if (files_read(source->jwks_file, FETCH_BODY_MAX, &body, &err) == OK)
		find_keys(check, source, buf_as_str(&body));
	else
		find(check, FINDING_ERROR,
			"[issuer %s] jwks_file %s; no token of this issuer can "
			"be accepted",
			source->name, err.detail);
	buf_free(&body);
}

static void
check_remote_keys(struct check *check, struct keyring *keys,
	struct store *store, size_t index)
{
	const struct key_source *source =
		&check->settings->issuers.sources[index];
	struct err err = {0}, failure = {0};
	struct key_set_row row = {0};
	bool found = false, damaged, fetched;

	fetched = keyring_refresh_now(keys, index, &failure) == OK;
	if (keys_load(store, str_from(source->id), check->arena, &found,
		    &damaged, &row, &err) != OK) {
		find(check, FINDING_ERROR, "%s", err.detail);
		return;
	}
	if (!fetched && found &&
		clock_now(clock_system()) < row.fetched_at + KEYS_STALE_S)
		find(check, FINDING_WARNING,
			"[issuer %s] %s: %s; the stored keys serve up to 24 h "
			"after they were fetched",
			source->name, source_url(source), failure.detail);
	else if (!fetched)
		find(check, FINDING_ERROR,
			"[issuer %s] %s: %s; without keys every token of this "
			"issuer gets 503: check the address, proxy and "
			"ca_file, or use `weatherctl keys import`",
			source->name, source_url(source), failure.detail);
	if (found)
		find_keys(check, source, row.body);
}

static void
drop_line(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
}

static void
check_keys(struct check *check)
{
	const struct issuer_set *set = &check->settings->issuers;
	/* what it would log is printed as findings */
	struct log silent = {LOG_ERROR, drop_line, NULL};
	struct keyring *keys = NULL;
	struct store *store = NULL;
	struct err err = {0};

	if (store_open(&store, check->config->state_dir, STORE_KEYS, &err) ==
		OK)
		err.kind = keyring_open(&keys,
			&(struct keyring_setup){set, store,
				check->config->fetch_program, clock_system(),
				&silent},
			&err);
	for (size_t i = 0; i < set->source_count; i++) {
		if (set->sources[i].jwks_file)
			check_file_keys(check, &set->sources[i]);
		else if (keys)
			check_remote_keys(check, keys, store, i);
		arena_reset(check->arena);
	}
	keyring_close(keys);
	store_close(store);
}

static void
check_all(struct check *check)
{
	static const enum store_role weather[2] = {STORE_READ, STORE_WRITE},
				     keys[2] = {STORE_KEYS, STORE_KEYS_ADMIN};

	check_clock(check);
	check_public_url(check);
	if (check_state_dir(check)) {
		check_config_file(check);
		check_database(check, "weather.db", weather);
		check_database(check, "keys.db", keys);
		check_fetch_program(check);
		check_dev(check);
		check_keys(check);
	}
	if (check->errors || check->warnings)
		printf("%zu errors, %zu warnings\n", check->errors,
			check->warnings);
	else
		printf("everything is fine\n");
}

int
command_check(const struct arguments *args)
{
	struct settings settings = {0};
	struct check check = {.settings = &settings};
	struct err err = {0};
	int code;

	check.config = &settings.config;
	check.arena = arena_new(CHECK_ARENA);
	if (!check.arena)
		err.kind = fail_memory(&err);
	else if (settings_open(&settings, args, &err) == OK)
		check_all(&check);
	settings_close(&settings);
	arena_free(check.arena);
	code = weatherctl_end(&err);
	return code == EX_OK && check.errors ? 1 : code;
}
