#include "unit/store_keys.h"

static void
what_was_stored_is_loaded_by_another_connection(void)
{
	struct state state;
	struct store *one, *two;
	struct key_set_row row;
	struct err err = {0};
	bool found, damaged;
	int64_t before;

	state_init(&state);
	one = state_open(&state, STORE_KEYS);
	two = state_open(&state, STORE_KEYS);
	CHECK_INT(keys_load(two, source, state.arena, &found, &damaged, &row,
			  &err),
		OK);
	CHECK(!found && !damaged);
	before = generation(two);
	CHECK(claims(one, BUDGET_SCHEDULED, "a", start));
	CHECK_INT(generation(two), before);
	CHECK(stores(one, "a", start + 1, "{\"keys\":[]}"));
	CHECK_INT(generation(two), before + 1);
	CHECK_INT(keys_load(two, source, state.arena, &found, &damaged, &row,
			  &err),
		OK);
	CHECK(found && !damaged);
	CHECK_INT(row.generation, before + 1);
	CHECK(str_eq(row.source, source));
	CHECK(str_is(row.jwks_uri, "https://login.test/keys"));
	CHECK(str_is(row.etag, "\"abc\""));
	CHECK(str_is(row.body, "{\"keys\":[]}"));
	CHECK_INT(row.metadata_at, start);
	CHECK_INT(row.fetched_at, start + 1);
	CHECK_INT(row.fresh_until, start + 3601);
	store_close(one);
	store_close(two);
	state_free(&state);
}

static void
a_body_that_does_not_fit_its_hash_counts_as_none(void)
{
	static const char *const damages[] = {
		"UPDATE key_set SET body = x'7b7d'",
		"UPDATE key_set SET body = CAST('{\"keys\":[1]}' AS BLOB)",
		"UPDATE key_set SET sha256 = zeroblob(32)",
		"UPDATE key_set SET body = zeroblob(0)",
	};
	for (size_t i = 0; i < COUNT(damages); i++) {
		struct state state;
		struct store *store;
		struct key_set_row row;
		struct err err = {0};
		bool found, damaged;

		state_init(&state);
		store = state_open(&state, STORE_KEYS);
		CHECK(claims(store, BUDGET_SCHEDULED, "a", start));
		CHECK(stores(store, "a", start, "{\"keys\":[0]}"));
		CHECK_INT(stored_body(store, state.arena).len, 12);
		CHECK_INT(
			stranger_run(&state, "keys.db", damages[i]), SQLITE_OK);
		CHECK_INT(keys_load(store, source, state.arena, &found,
				  &damaged, &row, &err),
			OK);
		CHECK(!found && damaged);
		CHECK_INT(row.body.len, 0);
		store_close(store);
		state_free(&state);
	}
}

static void
an_import_needs_no_lease_and_ends_one(void)
{
	struct state state;
	struct store *store;
	struct key_set_row row = row_at(start, "{\"imported\":1}");
	struct err err = {0};
	int64_t before;

	state_init(&state);
	store = state_open(&state, STORE_KEYS_ADMIN);
	before = generation(store);
	CHECK_INT(keys_import(store, &row, &err), OK);
	CHECK_INT(generation(store), before + 1);
	CHECK(str_is(stored_body(store, state.arena), "{\"imported\":1}"));
	CHECK(claims(store, BUDGET_SCHEDULED, "a", start));
	CHECK_INT(keys_import(store, &row, &err), OK);
	CHECK(!stores(store, "a", start + 1, "{\"fetched\":1}"));
	CHECK(str_is(stored_body(store, state.arena), "{\"imported\":1}"));
	store_close(store);
	state_free(&state);
}

struct visited {
	int count;
	bool ordered, with_body;
	char last[64];
};

static void
visit(void *ctx, const struct key_set_row *row)
{
	struct visited *visited = ctx;
	char name[64];

	snprintf(name, sizeof(name), "%.*s", STR_ARG(row->source));
	visited->ordered &= strcmp(visited->last, name) < 0;
	visited->with_body &= row->body.len > 0;
	snprintf(visited->last, sizeof(visited->last), "%s", name);
	visited->count++;
}

static void
every_row_is_visited_in_order(void)
{
	static const char *const sources[] = {"c x", "a x", "b x"};
	struct state state;
	struct store *store;
	struct visited visited = {.ordered = true, .with_body = true};
	struct err err = {0};
	int64_t before;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	before = generation(store);
	for (size_t i = 0; i < COUNT(sources); i++) {
		struct key_set_row row = row_at(start, "{}");

		row.source = str_from(sources[i]);
		CHECK_INT(keys_import(store, &row, &err), OK);
	}
	CHECK_INT(generation(store), before + 3);
	CHECK_INT(keys_each(store, state.arena, visit, &visited, &err), OK);
	CHECK_INT(visited.count, 3);
	CHECK(visited.ordered && visited.with_body);
	store_close(store);
	state_free(&state);
}

static int
claim_as_nobody(const struct state *state)
{
	struct store *store;
	struct err err = {0};
	bool granted = true;

	return store_open(&store, state->dir, STORE_KEYS, &err) == OK &&
	       store_is_read_only(store) &&
	       keys_claim(store, source, BUDGET_SCHEDULED, STR_LIT("a"), start,
		       &granted, &err) == OK &&
	       !granted && str_is(stored_body(store, state->arena), "{}");
}

static void
a_read_only_store_grants_nothing_but_loads(void)
{
	struct state state;
	struct store *store;
	struct key_set_row row = row_at(start, "{}");
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK_INT(keys_import(store, &row, &err), OK);
	store_close(store);
	CHECK_INT(chmod(state.dir, 0777), 0);
	CHECK_INT(chmod(state_path(&state, "keys.db"), 0444), 0);
	CHECK_INT(as_nobody(claim_as_nobody, &state), 1);
	state_free(&state);
}

int
main(void)
{
	RUN(what_was_stored_is_loaded_by_another_connection);
	RUN(a_body_that_does_not_fit_its_hash_counts_as_none);
	RUN(an_import_needs_no_lease_and_ends_one);
	RUN(every_row_is_visited_in_order);
	RUN(a_read_only_store_grants_nothing_but_loads);
	DONE();
}
