#include "base/keyed_hash.h"
#include "store/principals.h"
#include "store/reports.h"
#include "unit/prop.h"
#include "unit/store.h"

static int64_t
owner_of(struct store *store, const char *identity)
{
	struct principal_key key = {
		STR_LIT("https://a/"), {NULL, 0}, str_from(identity)};
	struct err err = {0};
	int64_t id = 0;

	CHECK_INT(principals_ensure(store, &key, 1, &id, &err), OK);
	return id;
}

/* A report whose id is number, printed into id. */
static struct report
numbered(int number, int64_t created_ms, int64_t owner, char id[37])
{
	snprintf(id, 37, "%08u-0000-7000-8000-000000000000",
		(unsigned)number % 100000000u);
	return (struct report){.id = str_from(id),
		.description = STR_LIT("Hail\nas big as peas \xe2\x98\x82"),
		.location = {STR_LIT("S\xc3\xa3o Paulo"), STR_LIT("SP"),
			STR_LIT("BR")},
		.created_ms = created_ms,
		.owner = owner};
}

static void
insert(struct store *store, int number, int64_t created_ms, int64_t owner)
{
	char id[37];
	struct report report = numbered(number, created_ms, owner, id);
	struct err err = {0};

	CHECK_INT(
		reports_insert(store, &report, STR_LIT("sao paulo"), &err), OK);
}

static int64_t
count(struct store *store, int64_t owner)
{
	struct err err = {0};
	int64_t count = -1;

	CHECK_INT(reports_count(store, owner, &count, &err), OK);
	return count;
}

/* A number for each text. */
static int64_t
revision(struct store *store)
{
	struct arena *arena = arena_new(4096);
	const struct hash_key key = {{1, 2}};
	const char *revision = "";
	struct err err = {0};
	int64_t number;

	CHECK_INT(reports_revision(store, arena, &revision, &err), OK);
	number = (int64_t)keyed_hash(&key, str_from(revision));
	arena_free(arena);
	return number;
}

static void
a_report_reads_back_as_it_was_written(void)
{
	struct state state;
	struct store *store;
	struct report want, got;
	char id[37];
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	want = numbered(1, 1700000000123, owner_of(store, "me"), id);
	CHECK_INT(reports_insert(store, &want, STR_LIT("sao paulo"), &err), OK);
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(reports_get(store, want.id, state.arena, &got, &err), OK);
	CHECK(str_eq(got.id, want.id));
	CHECK(str_eq(got.description, want.description));
	CHECK(str_eq(got.location.city, want.location.city));
	CHECK(str_eq(got.location.state, want.location.state));
	CHECK(str_eq(got.location.country, want.location.country));
	CHECK_INT(got.created_ms, want.created_ms);
	CHECK_INT(got.owner, want.owner);
	CHECK_INT(got.version, 1);
	store_close(store);
	state_free(&state);
}

static void
what_is_not_there_is_not_found(void)
{
	static const char *const ids[] = {"",
		"00000002-0000-7000-8000-000000000000", "' OR 1 = 1 --", "%",
		"00000001-0000-7000-8000-00000000000"};
	struct state state;
	struct store *store;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	insert(store, 1, 1, owner_of(store, "me"));
	for (size_t i = 0; i < COUNT(ids); i++) {
		struct report report;

		CHECK_INT(reports_get(store, str_from(ids[i]), state.arena,
				  &report, &err),
			ERR_NOT_FOUND);
		CHECK_INT(reports_delete(
				  store, reports_first_row(2 + (int)i), &err),
			ERR_NOT_FOUND);
	}
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(count(store, 1), 1);
	store_close(store);
	state_free(&state);
}

static void
the_schema_refuses_what_the_checks_should_have_caught(void)
{
	struct state state;
	struct store *store;
	char id[37], longest[4001];
	struct err err = {0};
	int64_t owner;

	memset(longest, 'x', sizeof(longest));
	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	owner = owner_of(store, "me");
	for (int i = 0; i < 8; i++) {
		struct report bad = numbered(1, 1, owner, id);
		enum err_kind want = i == 7 ? OK : ERR_INTERNAL;

		if (i == 0)
			bad.description = (struct str){NULL, 0};
		if (i == 1)
			bad.description = (struct str){longest, 4001};
		if (i == 2)
			bad.id.len = 35;
		if (i == 3)
			bad.owner = owner + 1;
		if (i == 4)
			bad.location.country = STR_LIT("us");
		if (i == 5)
			bad.location.city.len = 0;
		if (i == 6)
			bad.created_ms = INT64_MAX;
		if (i == 7)
			bad.description = (struct str){longest, 4000};
		CHECK_INT(
			reports_insert(store, &bad, STR_LIT("sao paulo"), &err),
			want);
	}
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(count(store, owner), 1);
	store_close(store);
	state_free(&state);
}

static void
deleting_takes_one_or_those_before(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t owner, deleted;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	owner = owner_of(store, "me");
	for (int i = 1; i <= 10; i++)
		insert(store, i, (int64_t)i * 100, owner);
	CHECK_INT(reports_delete(store, reports_first_row(100), &err), OK);
	CHECK_INT(count(store, owner), 9);
	CHECK_INT(reports_delete_before(store, 500, &deleted, &err), OK);
	CHECK_INT(deleted, 3);
	CHECK_INT(count(store, owner), 6);
	CHECK_INT(reports_delete_before(store, INT64_MAX, &deleted, &err), OK);
	CHECK_INT(deleted, 6);
	CHECK_INT(reports_delete_before(store, INT64_MAX, &deleted, &err), OK);
	CHECK_INT(deleted, 0);
	CHECK_INT(store_commit(store, &err), OK);
	store_close(store);
	state_free(&state);
}

static void
the_revision_is_another_one_after_every_change_and_only_then(void)
{
	enum { CHANGES = 5 };
	struct state state;
	struct store *store, *reader;
	struct err err = {0};
	struct report report;
	int64_t seen[CHANGES], owner, deleted;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	reader = state_open(&state, STORE_READ);
	seen[0] = revision(reader);
	CHECK_INT(store_begin(store, &err), OK);
	owner = owner_of(store, "me");
	CHECK_INT(revision(store), seen[0]);
	insert(store, 1, 1, owner);
	seen[1] = revision(store);
	CHECK_INT(revision(reader), seen[0]);
	insert(store, 2, 2, owner);
	CHECK_INT(store_commit(store, &err), OK);
	seen[2] = revision(reader);
	CHECK_INT(reports_get(reader,
			  STR_LIT("00000001-0000-7000-8000-000000000000"),
			  state.arena, &report, &err),
		OK);
	CHECK_INT(revision(reader), seen[2]);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(reports_update(store, &report, STR_LIT("salem"), &err), OK);
	CHECK_INT(store_commit(store, &err), OK);
	seen[3] = revision(reader);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(reports_delete_before(store, INT64_MAX, &deleted, &err), OK);
	CHECK_INT(store_commit(store, &err), OK);
	seen[4] = revision(reader);
	CHECK_INT(store_begin(store, &err), OK);
	insert(store, 3, 3, owner);
	store_rollback(store);
	CHECK_INT(revision(reader), seen[4]);
	for (int i = 0; i < CHANGES; i++)
		for (int j = 0; j < i; j++)
			CHECK(seen[i] != seen[j]);
	store_close(store);
	store_close(reader);
	state_free(&state);
}

/* Newest first, the one written later first within a millisecond. */
static bool
is_before(const struct report *a, const struct report *b)
{
	if (a->created_ms != b->created_ms)
		return a->created_ms > b->created_ms;
	return memcmp(a->id.at, b->id.at, a->id.len) > 0;
}

static void
pages_show_every_report_once_in_order(void)
{
	enum { REPORTS = 60 };
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t owner, deleted;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	owner = owner_of(store, "me");
	CHECK_INT(store_commit(store, &err), OK);
	FOR_ALL(30)
	{
		size_t limit = 1 + prop_below(REPORTS + 5), seen = 0;
		struct report last, *after = NULL;
		struct report_page page;

		CHECK_INT(store_begin(store, &err), OK);
		CHECK_INT(
			reports_delete_before(store, INT64_MAX, &deleted, &err),
			OK);
		for (int i = 0; i < REPORTS; i++)
			insert(store, i, prop_between(-5, 5), owner);
		CHECK_INT(store_commit(store, &err), OK);
		do {
			CHECK_INT(reports_page(store, &REPORTS_ALL, after,
					  limit, state.arena, &page, &err),
				OK);
			for (size_t i = 0; i < page.count; i++) {
				CHECK(!after || is_before(after, &page.at[i]));
				last = page.at[i];
				after = &last;
				seen++;
			}
			CHECK_INT(page.more, seen < REPORTS);
			CHECK_INT(page.count, page.more ? limit : page.count);
		} while (page.more && seen < REPORTS);
		CHECK_INT(seen, REPORTS);
		arena_reset(state.arena);
	}
	store_close(store);
	state_free(&state);
}

static void
a_page_goes_on_after_a_row_that_was_deleted(void)
{
	struct state state;
	struct store *store;
	struct report_page page;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	for (int i = 1; i <= 4; i++)
		insert(store, i, i, owner_of(store, "me"));
	CHECK_INT(reports_page(store, &REPORTS_ALL, NULL, 2, state.arena, &page,
			  &err),
		OK);
	CHECK_INT(page.count, 2);
	CHECK(page.more);
	CHECK_INT(reports_delete(store, page.at[1].row, &err), OK);
	CHECK_INT(reports_page(store, &REPORTS_ALL, &page.at[1], 2, state.arena,
			  &page, &err),
		OK);
	CHECK_INT(page.count, 2);
	CHECK(!page.more);
	CHECK_INT(page.at[0].created_ms, 2);
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

static void
an_empty_table_gives_an_empty_page(void)
{
	struct state state;
	struct store *store;
	struct report_page page;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_READ);
	CHECK_INT(reports_page(store, &REPORTS_ALL, NULL, 500, state.arena,
			  &page, &err),
		OK);
	CHECK_INT(page.count, 0);
	CHECK(!page.more);
	CHECK_INT(count(store, 1), 0);
	store_close(store);
	state_free(&state);
}

static void
a_page_that_memory_does_not_hold_is_an_error(void)
{
	struct state state;
	struct store *store;
	struct report_page page;
	struct arena *small = arena_new(4096);
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	for (int i = 1; i <= 100; i++)
		insert(store, i, i, owner_of(store, "me"));
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(
		reports_page(store, &REPORTS_ALL, NULL, 20, small, &page, &err),
		ERR_INTERNAL);
	CHECK_INT(reports_page(store, &REPORTS_ALL, NULL, 20, state.arena,
			  &page, &err),
		OK);
	CHECK_INT(page.count, 20);
	arena_free(small);
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(a_report_reads_back_as_it_was_written);
	RUN(what_is_not_there_is_not_found);
	RUN(the_schema_refuses_what_the_checks_should_have_caught);
	RUN(deleting_takes_one_or_those_before);
	RUN(the_revision_is_another_one_after_every_change_and_only_then);
	RUN(pages_show_every_report_once_in_order);
	RUN(a_page_goes_on_after_a_row_that_was_deleted);
	RUN(an_empty_table_gives_an_empty_page);
	RUN(a_page_that_memory_does_not_hold_is_an_error);
	DONE();
}
