/* Memory runs out while keys are fetched, stored and looked up: keys.db then
 * has the old keys or the new ones, whole, and no child is left. */
#include "unit/torture.h"

#include "auth/token.h"
#include "net/fetch_wire.h"
#include "store/database.h"
#include "store/denylist.h"
#include "store/verified.h"
#include "unit/idp.h"

static struct idp idp;
static char *old_keys, *new_keys;

/* The provider has new keys; keys.db has none, or the old ones, which are
 * fresh. */
static void
provide(const char *stored)
{
	struct key_set_row row = {.source = str_from(idp.source.id),
		.jwks_uri = STR_LIT("https://id.example/keys"),
		.metadata_at = IDP_START,
		.fetched_at = IDP_START,
		.fresh_until = IDP_START + KEYS_FRESH_S};
	struct err err = {0};

	CHECK_INT(stranger_run(&idp.state, "keys.db",
			  "DELETE FROM key_set; DELETE FROM key_refresh"),
		0);
	if (stored) {
		row.body = str_from(stored);
		CHECK_INT(keys_import(idp.store, &row, &err), OK);
	}
}

static void
nothing_is_stored(void)
{
	provide(NULL);
}

static void
old_keys_are_stored(void)
{
	provide(old_keys);
}

static struct str
stored_keys(void)
{
	struct store *store = state_open(&idp.state, STORE_KEYS);
	struct key_set_row row;
	struct err err = {0};
	bool found, damaged;

	arena_reset(idp.state.arena);
	CHECK_INT(keys_load(store, str_from(idp.source.id), idp.state.arena,
			  &found, &damaged, &row, &err),
		OK);
	CHECK(!damaged);
	store_close(store);
	return row.body;
}

static void
no_child_is_left(void)
{
	CHECK(waitpid(-1, NULL, WNOHANG) == -1);
}

static void
none_or_the_new_are_stored(enum err_kind kind)
{
	struct str body = stored_keys();

	CHECK(str_is(body, new_keys) || (kind != OK && !body.len));
	no_child_is_left();
}

static void
the_old_or_the_new_are_stored(enum err_kind kind)
{
	struct str body = stored_keys();

	CHECK(str_is(body, new_keys) || (kind != OK && str_is(body, old_keys)));
	no_child_is_left();
}

static enum err_kind
open_keyring(struct keyring **keys)
{
	struct keyring_setup setup = {
		.issuers = &idp.issuers,
		.store = idp.store,
		.fetch_program = idp.program,
		.clock = clock_fixed(&idp.ms),
		.log = &idp.log,
	};
	struct err err = {0};

	buf_clear(&idp.logged);
	return keyring_open(keys, &setup, &err);
}

static enum err_kind
find(const char *kid)
{
	const struct key *key;
	struct keyring *keys;
	struct err err = {0};
	bool old;
	enum err_kind kind = open_keyring(&keys);

	if (kind != OK)
		return kind;
	kind = keyring_find(
		keys, 0, str_from(kid), ALG_EDDSA, &key, &old, &err);
	if (kind == OK && (old || !str_is(key->kid, kid)))
		kind = ERR_NOT_FOUND;
	keyring_close(keys);
	return kind;
}

static enum err_kind
a_cold_start_fetches(void)
{
	return find("b");
}

static enum err_kind
an_unknown_kid_fetches(void)
{
	return find("b");
}

static enum err_kind
a_kid_that_nobody_has(void)
{
	return find("c");
}

static enum err_kind
an_operator_fetches(void)
{
	struct keyring *keys;
	struct err err = {0};
	enum err_kind kind = open_keyring(&keys);

	if (kind != OK)
		return kind;
	kind = keyring_refresh_now(keys, 0, &err);
	keyring_close(keys);
	return kind;
}

/* Old keys serve whatever becomes of the refresh ahead. */
static enum err_kind
a_refresh_ahead(void)
{
	const struct key *key;
	struct keyring *keys;
	struct err err = {0};
	bool old;
	enum err_kind kind = open_keyring(&keys);

	if (kind != OK)
		return kind;
	idp.ms += KEYS_FRESH_S * INT64_C(1000);
	kind = keyring_find(keys, 0, STR_LIT("a"), ALG_EDDSA, &key, &old, &err);
	if (kind == OK && !keyring_refresh_begin(keys))
		kind = ERR_INTERNAL;
	keyring_refresh_wait(keys);
	/* what came of it, and no other fetch or wait */
	keyring_stay_offline(keys);
	if (kind == OK && keyring_find(keys, 0, STR_LIT("b"), ALG_EDDSA, &key,
				  &old, &err) != OK)
		kind = ERR_KEYS;
	keyring_close(keys);
	idp.ms -= KEYS_FRESH_S * INT64_C(1000);
	return kind;
}

static enum err_kind
a_file_of_keys_is_read(void)
{
	struct key_source source = idp.source;
	struct issuer_set issuers = {.sources = &source, .source_count = 1};
	struct keyring_setup setup = {.issuers = &issuers,
		.clock = clock_fixed(&idp.ms),
		.log = &idp.log};
	char path[300];
	const struct key *key;
	struct keyring *keys;
	struct err err = {0};
	enum err_kind kind;
	bool old;

	snprintf(path, sizeof(path), "%s", idp_path(&idp, "jwks.json"));
	source.metadata_url = source.metadata_issuer = NULL;
	source.jwks_file = path;
	if ((kind = keyring_open(&keys, &setup, &err)) != OK)
		return kind;
	kind = keyring_find(keys, 0, STR_LIT("a"), ALG_EDDSA, &key, &old, &err);
	keyring_close(keys);
	return kind;
}

static enum err_kind
keys_db_is_opened_and_asked(void)
{
	struct store *store;
	struct denied_token token = {
		.issuer = STR_LIT("i"), .subject = STR_LIT("s")};
	struct err err = {0};
	bool denied;
	enum err_kind kind =
		store_open(&store, idp.state.dir, STORE_KEYS, &err);

	if (kind != OK)
		return kind;
	kind = denylist_find(store, &token, &denied, &err);
	CHECK_INT(denied, kind != OK);
	store_close(store);
	return kind;
}

static enum err_kind
a_hot_journal_is_looked_for(void)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s", state_path(&idp.state, "keys.db"));
	return database_recover(path) == SQLITE_OK ? OK : ERR_INTERNAL;
}

static void
count_entry(void *ctx, const struct denied_entry *entry)
{
	(void)entry;
	++*(int *)ctx;
}

static void
count_row(void *ctx, const struct key_set_row *row)
{
	*(int *)ctx += row->body.len > 0;
}

static enum err_kind
keys_and_entries_are_listed(void)
{
	struct arena *arena = arena_new(1 << 20);
	struct err err = {0};
	int count = 0;
	enum err_kind kind;

	if (!arena)
		return ERR_INTERNAL;
	kind = denylist_each(idp.store, arena, count_entry, &count, &err);
	if (kind == OK)
		kind = keys_each(idp.store, arena, count_row, &count, &err);
	arena_free(arena);
	return kind == OK && count != 2 ? ERR_NOT_FOUND : kind;
}

/* The deny-list changes as a whole, or not at all and with an error. */
static int denied_before;

static int
count_denied(void)
{
	struct store *store = state_open(&idp.state, STORE_KEYS_ADMIN);
	struct err err = {0};
	int count = 0;

	arena_reset(idp.state.arena);
	CHECK_INT(denylist_each(
			  store, idp.state.arena, count_entry, &count, &err),
		OK);
	store_close(store);
	return count;
}

static void
note_denied(void)
{
	denied_before = count_denied();
}

static void
denied_as_before(enum err_kind kind)
{
	(void)kind;
	CHECK_INT(count_denied(), denied_before);
}

static enum err_kind
an_entry_comes_and_goes(void)
{
	struct store *store;
	struct err err = {0}, ignored = {0};
	bool removed = false;
	enum err_kind kind =
		store_open(&store, idp.state.dir, STORE_KEYS_ADMIN, &err);

	if (kind != OK)
		return kind;
	kind = denylist_add(store, DENIED_CLIENT, STR_LIT("i"), STR_LIT("x"),
		INT64_MAX, 1, &err);
	if (kind == OK)
		kind = denylist_remove(store, DENIED_CLIENT, STR_LIT("i"),
			STR_LIT("x"), &removed, &err);
	store_close(store);
	if (kind == OK && !removed)
		return ERR_NOT_FOUND;
	/* what was added and not removed goes with all the memory there is */
	if (kind != OK) {
		torture_countdown = 0;
		torture_goes_on = false;
		store = state_open(&idp.state, STORE_KEYS_ADMIN);
		CHECK_INT(denylist_remove(store, DENIED_CLIENT, STR_LIT("i"),
				  STR_LIT("x"), &removed, &ignored),
			OK);
		store_close(store);
	}
	return kind;
}

static enum err_kind
what_verified_is_stored_and_found(void)
{
	struct verified fact = {.digest = {1}, .expires = IDP_START + 100};
	struct store *store;
	struct err err = {0};
	bool found = false;
	enum err_kind kind =
		store_open(&store, idp.state.dir, STORE_KEYS, &err);

	if (kind != OK)
		return kind;
	kind = verified_save(store, &fact, 1, IDP_START, &err);
	if (kind == OK)
		kind = verified_find(store, &fact, &found, &err);
	store_close(store);
	return kind == OK && !found ? ERR_NOT_FOUND : kind;
}

/* What weather-fetch says, and what is read of it. */
static enum err_kind
an_answer_crosses_the_pipe(void)
{
	static const struct fetch_answer said = {.status = 200,
		.etag = "\"v1\"",
		.max_age_s = 60,
		.retry_after_s = 5,
		.body = {"{}", 2}};
	struct fetch_answer heard;
	struct err err = {0};
	struct buf text;
	enum err_kind kind = ERR_INTERNAL;

	buf_init(&text, 4096);
	fetch_answer_print(&text, &said);
	if (!text.failed)
		kind = fetch_answer_parse(text.at, text.len, &heard, &err);
	buf_free(&text);
	if (kind != OK)
		return kind;
	buf_init(&text, 4096);
	fetch_error_print(&text, false, "no route");
	kind = text.failed ? ERR_INTERNAL : OK;
	buf_free(&text);
	return kind;
}

static void
set_up(void)
{
	/* one process for each answer, since there are many */
	static const char script[] = "#!/bin/sh\n"
				     "while read -r key value; do\n"
				     "	[ $key != url ] || url=$value\n"
				     "done <&3\n"
				     "exec cat \"${0%/*}/${url##*/}\"\n";

	idp_new(&idp);
	idp_write(&idp, "program", str_from(script));
	chmod(idp.program, 0700);
	old_keys = idp_jwks("a");
	new_keys = idp_jwks("ab");
	idp_says_body(&idp, "keys", 200, new_keys);
	idp_write(&idp, "jwks.json", str_from(old_keys));
	CHECK_INT(stranger_run(&idp.state, "keys.db",
			  "INSERT INTO denied VALUES ('other', 3, 'x', 0, 0)"),
		0);
}

int
main(void)
{
	static const unsigned reaches[] = {TORTURE_OURS, TORTURE_SQLITE};

	if (!torture_init()) {
		puts("1..0 # SKIP linked without --wrap=malloc");
		return 0;
	}
	set_up();
	for (size_t i = 0; i < COUNT(reaches); i++) {
		unsigned reach = reaches[i];

		printf("# %s\n", reach ? "within SQLite as well" : "ours");
		TORTURE_AS("a cold start fetches",
			.scenario = a_cold_start_fetches, .reach = reach,
			.resilient = true, .or_else = ERR_KEYS,
			.before = nothing_is_stored,
			.after = none_or_the_new_are_stored);
		TORTURE_AS("an unknown kid fetches",
			.scenario = an_unknown_kid_fetches, .reach = reach,
			.resilient = true, .or_else = ERR_KEYS,
			.before = old_keys_are_stored,
			.after = the_old_or_the_new_are_stored);
		TORTURE_AS("a kid that nobody has",
			.scenario = a_kid_that_nobody_has, .reach = reach,
			.want = ERR_BAD_TOKEN, .or_else = ERR_KEYS,
			.before = old_keys_are_stored);
		TORTURE_AS("an operator fetches",
			.scenario = an_operator_fetches, .reach = reach,
			.resilient = true, .before = old_keys_are_stored,
			.after = the_old_or_the_new_are_stored);
		TORTURE_AS("a refresh ahead", .scenario = a_refresh_ahead,
			.reach = reach, .resilient = true, .or_else = ERR_KEYS,
			.before = old_keys_are_stored,
			.after = the_old_or_the_new_are_stored);
		TORTURE_AS("keys and entries are listed",
			.scenario = keys_and_entries_are_listed, .reach = reach,
			.before = old_keys_are_stored);
		TORTURE_AS("an entry comes and goes",
			.scenario = an_entry_comes_and_goes, .reach = reach,
			.before = note_denied, .after = denied_as_before);
		TORTURE_AS("keys.db is opened and asked",
			.scenario = keys_db_is_opened_and_asked,
			.reach = reach);
		TORTURE_AS("what verified is stored and found",
			.scenario = what_verified_is_stored_and_found,
			.reach = reach);
	}
	TORTURE_AS("a hot journal is looked for",
		.scenario = a_hot_journal_is_looked_for,
		.reach = TORTURE_SQLITE);
	TORTURE_AS("a file of keys is read", .scenario = a_file_of_keys_is_read,
		.or_else = ERR_KEYS);
	TORTURE(an_answer_crosses_the_pipe);
	free(old_keys);
	free(new_keys);
	idp_free(&idp);
	TORTURE_DONE();
}
