/* Memory runs out while keys.db is read and changed: as a whole, or not at
 * all and with an error. */
#include "unit/torture_keys.h"

#include "store/database.h"
#include "store/denylist.h"
#include "store/verified.h"

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

int
main(void)
{
	static const unsigned reaches[] = {TORTURE_OURS, TORTURE_SQLITE};

	if (!torture_init()) {
		puts("1..0 # SKIP linked without --wrap=malloc");
		return 0;
	}
	torture_keys_begin();
	CHECK_INT(stranger_run(&idp.state, "keys.db",
			  "INSERT INTO denied VALUES ('other', 3, 'x', 0, 0)"),
		0);
	for (size_t i = 0; i < COUNT(reaches); i++) {
		unsigned reach = reaches[i];

		printf("# %s\n", reach ? "within SQLite as well" : "ours");
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
	torture_keys_end();
	TORTURE_DONE();
}
