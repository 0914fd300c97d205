/* Memory runs out while keys are fetched: keys.db has the old ones or the
 * new ones then, whole, and no child is left. */
#include "unit/torture_keys.h"

#include "net/fetch_wire.h"

static void
nothing_is_stored(void)
{
	provide(NULL);
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

int
main(void)
{
	static const unsigned reaches[] = {TORTURE_OURS, TORTURE_SQLITE};

	if (!torture_init()) {
		puts("1..0 # SKIP linked without --wrap=malloc");
		return 0;
	}
	torture_keys_begin();
	idp_write(&idp, "jwks.json", str_from(old_keys));
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
	}
	TORTURE_AS("a file of keys is read", .scenario = a_file_of_keys_is_read,
		.or_else = ERR_KEYS);
	TORTURE(an_answer_crosses_the_pipe);
	torture_keys_end();
	TORTURE_DONE();
}
