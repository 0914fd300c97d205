/* weatherctl keys: the signing keys of the issuers. */

#include "auth/keyring.h"
#include "base/clock.h"
#include "cli/files.h"
#include "cli/show.h"
#include "net/fetch.h"
#include "programs/weatherctl.h"
#include "store/keys.h"

#include <stdio.h>
#include <string.h>

enum { KEYS_ARENA = 64 * 1024 * 1024, KEYS_SOURCE = 0 };

const struct option_rule keys_import_options[] = {
	{"source", "URL",
		"only for this URL of \"keys list\" (an entra issuer has two, "
		"entra-b2c one for each policy)",
		false},
	{0},
};

const char *
source_url(const struct key_source *source)
{
	if (source->jwks_file)
		return source->jwks_file;
	return source->metadata_url ? source->metadata_url : source->jwks_uri;
}

static const char *
type_name(enum algorithm alg)
{
	static const char *const names[] = {
		[KEY_NONE] = "?",
		[KEY_RSA] = "RSA",
		[KEY_EC] = "EC",
		[KEY_OKP] = "OKP",
	};

	return names[algorithm_rule(alg)->type];
}

enum err_kind
source_parse(const struct key_source *source, struct str body,
	struct key_set **set, struct err *err)
{
	struct jwk_rules rules = {source->algorithms, source->rsa_default};

	return jwks_parse(body, &rules, set, err);
}

static void
show_keys(const struct key_source *source, struct str body)
{
	struct key_set *set = NULL;
	struct err err = {0};

	if (source_parse(source, body, &set, &err) != OK) {
		printf("  unusable: ");
		show_text(stdout, str_from(err.detail));
		printf("\n");
		return;
	}
	for (size_t i = 0; i < set->count; i++) {
		const struct key *key = &set->keys[i];

		printf("  key: ");
		if (key->kid.at)
			show_text(stdout, key->kid);
		else
			printf("(no kid)");
		printf(" %s %s\n", algorithm_rule(key->alg)->name,
			type_name(key->alg));
	}
	if (set->skipped) {
		printf("  skipped: %zu, the first because: ", set->skipped);
		show_text(stdout, str_from(set->first_skip));
		printf("\n");
	}
	key_set_free(set);
}

static void
show_moment(const char *what, int64_t seconds, int64_t now)
{
	printf("  %s: ", what);
	show_time(stdout, seconds, now);
	printf("\n");
}

static enum err_kind
show_stored(struct store *store, const struct key_source *source, int64_t now,
	struct arena *arena, struct err *err)
{
	struct str id = str_from(source->id);
	struct key_refresh state;
	struct key_set_row row;
	bool found, damaged;
	enum err_kind kind;

	if ((kind = keys_load(store, id, arena, &found, &damaged, &row, err)) !=
			OK ||
		(kind = keys_refresh_state(store, id, arena, &state, err)) !=
			OK)
		return kind;
	if (found) {
		show_keys(source, row.body);
		show_moment("fetched", row.fetched_at, now);
		show_moment("fresh until", row.fresh_until, now);
	} else {
		printf(damaged ? "  damaged; \"keys refresh\" replaces it\n"
			       : "  no keys yet\n");
	}
	printf("  failures in a row: %d\n", state.failures);
	if (state.last_error.len) {
		printf("  last error: ");
		show_text(stdout, state.last_error);
		printf("\n");
	}
	show_moment("last attempt", state.last_attempt, now);
	show_moment("next scheduled fetch not before", state.refresh_next, now);
	show_moment("next fetch for an unknown kid not before",
		state.unknown_next, now);
	return OK;
}

static void
show_file(const struct key_source *source)
{
	struct err err = {0};
	struct buf body;

	if (files_read(source->jwks_file, FETCH_BODY_MAX, &body, &err) == OK)
		show_keys(source, buf_as_str(&body));
	else
		printf("  unreadable: %s\n", err.detail);
	buf_free(&body);
}

static enum err_kind
list(const struct settings *settings, struct err *err)
{
	const struct issuer_set *set = &settings->issuers;
	struct arena *arena = arena_new(KEYS_ARENA);
	int64_t now = clock_now(clock_system());
	struct store *store = NULL;
	enum err_kind kind;

	if (!arena)
		return fail_memory(err);
	if ((kind = settings_enter_state_dir(settings, err)) != OK ||
		(kind = store_open(&store, settings->config.state_dir,
			 STORE_KEYS, err)) != OK)
		goto done;
	for (size_t i = 0; kind == OK && i < set->source_count; i++) {
		const struct key_source *source = &set->sources[i];

		printf("%s %s\n", source->name, source_url(source));
		if (source->jwks_file)
			show_file(source);
		else
			kind = show_stored(store, source, now, arena, err);
		arena_reset(arena);
	}
done:
	store_close(store);
	arena_free(arena);
	return kind;
}

int
command_keys_list(const struct arguments *args)
{
	struct settings settings = {0};
	struct err err = {0};

	if (settings_open(&settings, args, &err) == OK)
		err.kind = list(&settings, &err);
	settings_close(&settings);
	return weatherctl_end(&err);
}

/* ERR_PARAMETER unless name is a section with keys from the network. */
static enum err_kind
check_name(const struct settings *settings, const char *name, struct err *err)
{
	const struct issuer_set *set = &settings->issuers;
	enum err_kind kind = settings_section(settings, name, &name, err);

	for (size_t i = 0; kind == OK && i < set->source_count; i++) {
		const struct key_source *source = &set->sources[i];

		if (!strcmp(source->name, name) && source->jwks_file)
			return fail(err, ERR_PARAMETER, "keys/file",
				"the keys of [issuer %s] are the file %s; "
				"replace that file instead",
				name, source->jwks_file);
	}
	return kind;
}

static enum err_kind
refresh_all(const struct settings *settings, const char *name,
	struct keyring *keys, struct err *err)
{
	const struct issuer_set *set = &settings->issuers;
	enum err_kind worst = OK;
	size_t tried = 0;

	for (size_t i = 0; i < set->source_count; i++) {
		const struct key_source *source = &set->sources[i];
		struct err one = {0};

		if (source->jwks_file ||
			(name && strcmp(name, source->name) != 0))
			continue;
		tried++;
		if (keyring_refresh_now(keys, i, &one) == OK) {
			printf("%s %s: fetched\n", source->name,
				source_url(source));
			continue;
		}
		printf("%s %s: failed: ", source->name, source_url(source));
		show_text(stdout, str_from(one.detail));
		printf("\n");
		worst = one.kind;
	}
	if (worst != OK)
		return fail(err, worst, "keys/refresh",
			"not every key set could be fetched; stored keys are "
			"kept");
	if (!tried)
		printf("no issuer fetches keys: all are files\n");
	return OK;
}

static enum err_kind
refresh(const struct settings *settings, const char *name, struct err *err)
{
	struct log log = log_stderr(LOG_WARN);
	struct store *store = NULL;
	struct keyring *keys = NULL;
	enum err_kind kind = OK;

	if (name)
		kind = check_name(settings, name, err);
	if (kind != OK ||
		(kind = settings_enter_state_dir(settings, err)) != OK ||
		(kind = store_open(&store, settings->config.state_dir,
			 STORE_KEYS, err)) != OK)
		goto done;
	kind = keyring_open(&keys,
		&(struct keyring_setup){.issuers = &settings->issuers,
			.store = store,
			.fetch_program = settings->config.fetch_program,
			.clock = clock_system(),
			.log = &log},
		err);
	if (kind == OK)
		kind = refresh_all(settings, name, keys, err);
done:
	keyring_close(keys);
	store_close(store);
	return kind;
}

int
command_keys_refresh(const struct arguments *args)
{
	struct settings settings = {0};
	struct err err = {0};

	if (settings_open(&settings, args, &err) == OK)
		err.kind = refresh(&settings,
			args->operand_count ? args->operands[0] : NULL, &err);
	settings_close(&settings);
	return weatherctl_end(&err);
}

static enum err_kind
import_one(struct store *store, const struct key_source *source,
	struct str body, struct arena *arena, struct err *err)
{
	int64_t now = clock_now(clock_system());
	struct err unusable = {0};
	struct key_set *set = NULL;
	struct key_set_row row = {0};
	bool found, damaged;
	enum err_kind kind;

	if (source_parse(source, body, &set, &unusable) != OK)
		return fail(err, ERR_INVALID, "keys/import",
			"the file has no key that [issuer %.40s] could use: "
			"%.120s",
			source->name, unusable.detail);
	kind = keys_load(store, str_from(source->id), arena, &found, &damaged,
		&row, err);
	if (kind != OK)
		goto done;
	if (!found)
		row = (struct key_set_row){
			.jwks_uri = str_from(source->jwks_uri)};
	row.source = str_from(source->id);
	row.fetched_at = now;
	row.fresh_until = now + KEYS_FRESH_S;
	row.etag = (struct str){NULL, 0};
	row.body = body;
	kind = keys_import(store, &row, err);
	if (kind == OK)
		printf("%s %s: %zu keys stored, %zu skipped\n", source->name,
			source_url(source), set->count, set->skipped);
done:
	key_set_free(set);
	return kind;
}

static enum err_kind
import(const struct settings *settings, const char *name, const char *only,
	struct str body, struct err *err)
{
	const struct issuer_set *set = &settings->issuers;
	struct arena *arena = arena_new(KEYS_ARENA);
	struct store *store = NULL;
	enum err_kind kind;
	size_t stored = 0;

	if (!arena)
		return fail_memory(err);
	if ((kind = check_name(settings, name, err)) != OK ||
		(kind = settings_enter_state_dir(settings, err)) != OK ||
		(kind = store_open(&store, settings->config.state_dir,
			 STORE_KEYS, err)) != OK)
		goto done;
	for (size_t i = 0; kind == OK && i < set->source_count; i++) {
		const struct key_source *source = &set->sources[i];

		if (strcmp(source->name, name) != 0 ||
			(only && strcmp(only, source_url(source)) != 0))
			continue;
		kind = import_one(store, source, body, arena, err);
		stored++;
	}
	if (kind == OK && !stored)
		kind = fail(err, ERR_PARAMETER, "keys/source",
			"[issuer %.40s] has no source %.80s; \"keys list\" "
			"shows its sources",
			name, only);
done:
	store_close(store);
	arena_free(arena);
	return kind;
}

int
command_keys_import(const struct arguments *args)
{
	struct settings settings = {0};
	struct err err = {0};
	struct buf body;

	if (files_read(args->operands[1], FETCH_BODY_MAX, &body, &err) == OK &&
		settings_open(&settings, args, &err) == OK)
		err.kind = import(&settings, args->operands[0],
			argument_value(args, &keys_import_options[KEYS_SOURCE]),
			buf_as_str(&body), &err);
	settings_close(&settings);
	buf_free(&body);
	return weatherctl_end(&err);
}
