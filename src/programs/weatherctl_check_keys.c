/* weatherctl check: the keys that decide which tokens are believed. */

#include "auth/keyring.h"
#include "base/clock.h"
#include "cli/dev_key.h"
#include "cli/files.h"
#include "net/fetch.h"
#include "programs/weatherctl_check.h"
#include "store/keys.h"

#include <string.h>

void
check_dev(struct check *check)
{
	const char *dir = check->config->state_dir;
	const struct issuer *dev;
	struct err err = {0};
	struct dev_key *key = NULL;

	if (settings_dev_issuer(check->settings, &dev, &err) != OK)
		return;
	find(check, FINDING_WARNING, "check/dev-issuer",
		"THE DEV ISSUER IS ON: whoever can run \"weatherctl token "
		"mint\" or read %s/" DEV_KEY_FILE
		" has every permission; remove [issuer %s] before strangers "
		"can reach this host",
		dir, dev->name);
	if (dev_key_open(&key, dir, &err) != OK)
		find_err(check, FINDING_ERROR, &err);
	else if (!dev_key_set_fits(key, dir))
		find(check, FINDING_ERROR, "check/dev-keys",
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
		find(check, FINDING_ERROR, err.reason,
			"[issuer %s] %s: %s; no token of this issuer can be "
			"accepted",
			source->name, source_url(source), err.detail);
	else if (set->skipped)
		find(check, FINDING_OK, NULL,
			"[issuer %s] %s: %zu usable, %zu skipped, the "
			"first because: %s",
			source->name, source_url(source), set->count,
			set->skipped, set->first_skip);
	else
		find(check, FINDING_OK, NULL, "[issuer %s] %s: %zu usable",
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
		find(check, FINDING_ERROR, err.reason,
			"[issuer %s] jwks_file %s; no token of this issuer can "
			"be accepted",
			source->name, err.detail);
	buf_free(&body);
}

/* What helps against a fetch that failed. */
static const char *
remedy(const char *reason)
{
	if (!strcmp(reason, "metadata/issuer"))
		return "write in issuer what the provider says, where it is "
		       "yours (a final slash counts), or correct tenant_id";
	if (!strcmp(reason, "fetch/no-answer"))
		return "install that, or let cron run `weatherctl keys "
		       "import`";
	return "check the address, proxy and ca_file, or use `weatherctl keys "
	       "import`";
}

static void
check_remote_keys(struct check *check, struct keyring *keys,
	struct store *store, size_t index)
{
	const struct key_source *source =
		&check->settings->issuers.sources[index];
	struct err err = {0}, failure = {0};
	struct key_set_row row = {0};
	bool found = false, damaged, fetched, serve;
	int64_t age;

	fetched = !check->offline &&
		  check_issuer(check, source, &failure) == OK &&
		  keyring_refresh_now(keys, index, &failure) == OK;
	if (keys_load(store, str_from(source->id), check->arena, &found,
		    &damaged, &row, &err) != OK) {
		find_err(check, FINDING_ERROR, &err);
		return;
	}
	age = clock_now(clock_system()) - row.fetched_at;
	serve = found && age < KEYS_STALE_S;
	if (!fetched && !check->offline)
		find(check,
			serve && strcmp(failure.reason, "metadata/issuer") != 0
				? FINDING_WARNING
				: FINDING_ERROR,
			failure.reason, "[issuer %s] %s: %s; %s; %s",
			source->name, source_url(source), failure.detail,
			remedy(failure.reason),
			serve ? "the stored keys serve up to 24 h after they "
				"were fetched"
			      : "without keys every token of this issuer gets "
				"503");
	if (check->offline && !found)
		find(check, FINDING_ERROR, "keys/none",
			"[issuer %s] %s: there are no keys yet, and without "
			"them every token of this issuer gets 503; use "
			"`weatherctl keys refresh` or `weatherctl keys import`",
			source->name, source_url(source));
	if (!fetched && found && !serve)
		find(check, FINDING_ERROR, "keys/too-old",
			"[issuer %s] %s: the stored keys were fetched %lld h "
			"ago and serve for %d, so that every token of this "
			"issuer gets 503; let cron run `weatherctl keys "
			"import` where they cannot be fetched",
			source->name, source_url(source),
			(long long)(age / 3600), KEYS_STALE_S / 3600);
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

void
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
			&(struct keyring_setup){.issuers = set,
				.store = store,
				.fetch_program = check->config->fetch_program,
				.clock = clock_system(),
				.log = &silent},
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
