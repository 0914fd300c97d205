/* The newest reports wait for the index of words and are found all the same. */
#include "store/connection.h"
#include "store/fold.h"
#include "store/report_index.h"
#include "unit/prop.h"
#include "unit/store_rows.h"

enum { SOME = 5 };

static int64_t
end_of_index(struct store *store)
{
	struct err err = {0};
	int64_t end = -1;

	CHECK_INT(report_index_end(store, &end, &err), OK);
	return end;
}

/* The ids of the page as one text. */
static const char *
found(struct store *store, const struct reports_filter *filter,
	struct arena *arena)
{
	struct report_page page;
	struct err err = {0};
	const char *ids = "";

	CHECK_INT(
		reports_page(store, filter, NULL, 100, arena, &page, &err), OK);
	for (size_t i = 0; i < page.count; i++)
		ids = arena_printf(arena, "%s%.8s ", ids, page.at[i].id.at);
	return ids;
}

static int64_t
count_of(struct store *store, int64_t owner)
{
	struct err err = {0};
	int64_t count = -1;

	CHECK_INT(reports_count(store, owner, &count, &err), OK);
	return count;
}

/* As if so many waited that none may longer. */
static void
end_the_waiting(struct store *store)
{
	struct report_index index;
	struct err err = {0};

	CHECK_INT(report_index_look(store, &index, &err), OK);
	if (!index.waiting)
		return;
	index.waiting = REPORTS_WAITING_MAX;
	CHECK_INT(report_index_insert(store, &index, index.newest, &err), OK);
	CHECK_INT(report_index_look(store, &index, &err), OK);
	CHECK_INT(index.waiting, 0);
	CHECK_INT(index.end, index.newest);
}

static void
so_many_wait_and_no_more(void)
{
	struct reports_filter filter = REPORTS_ALL;
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t owner, first;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	filter.words[filter.word_count++] = STR_LIT("hail");
	CHECK_INT(store_begin(store, &err), OK);
	owner = owner_of(store, "me");
	first = end_of_index(store);
	for (int i = 1; i <= 3 * REPORTS_WAITING_MAX; i++) {
		int64_t waiting = i % REPORTS_WAITING_MAX;
		struct report_index index;
		struct report_page page;

		insert_report(store, owner, i, &err);
		CHECK_INT(report_index_look(store, &index, &err), OK);
		CHECK_INT(index.waiting, waiting);
		CHECK_INT(index.end,
			i == waiting ? first : reports_first_row(i - waiting));
		CHECK_INT(count_of(store, owner), i);
		CHECK_INT(reports_page(store, &filter, NULL, 100, state.arena,
				  &page, &err),
			OK);
		CHECK_INT(page.count, i);
	}
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

static int64_t
insert_alone(struct store *store, int64_t owner, int number)
{
	struct report_index index;
	struct err err = {0};

	CHECK_INT(store_begin(store, &err), OK);
	insert_report(store, owner, number, &err);
	CHECK_INT(report_index_look(store, &index, &err), OK);
	CHECK_INT(store_commit(store, &err), OK);
	return index.waiting;
}

/* Each connection counts what is newer than what it has seen. */
static void
all_count_what_others_inserted(void)
{
	struct state state;
	struct store *stores[2];
	struct err err = {0};
	int64_t owner;

	state_init(&state);
	stores[0] = state_open(&state, STORE_WRITE);
	stores[1] = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(stores[0], &err), OK);
	owner = owner_of(stores[0], "me");
	CHECK_INT(store_commit(stores[0], &err), OK);
	for (int i = 1; i <= 3 * REPORTS_WAITING_MAX; i++)
		CHECK_INT(insert_alone(stores[i / 5 % 2], owner, 10 * i),
			i % REPORTS_WAITING_MAX);
	/* one between those that wait, and one that never was */
	CHECK_INT(insert_alone(stores[0], owner, 5000), 1);
	CHECK_INT(insert_alone(stores[0], owner, 4999), 2);
	CHECK_INT(store_begin(stores[0], &err), OK);
	insert_report(stores[0], owner, 9000, &err);
	store_rollback(stores[0]);
	CHECK_INT(insert_alone(stores[0], owner, 5001), 3);
	store_close(stores[0]);
	store_close(stores[1]);
	state_free(&state);
}

static void
an_old_report_does_not_wait(void)
{
	struct reports_filter filter = REPORTS_ALL;
	struct state state;
	struct store *store;
	struct report_index index;
	struct err err = {0};
	const char *before, *after;
	int64_t owner;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	filter.state = STR_LIT("OR");
	CHECK_INT(store_begin(store, &err), OK);
	owner = owner_of(store, "me");
	insert_report(store, owner, 7, &err);
	end_the_waiting(store);
	insert_report(store, owner, 9, &err);
	CHECK_INT(reports_revision(store, state.arena, &before, &err), OK);
	insert_report(store, owner, 3, &err);
	/* and although the newest is the same, not all are */
	CHECK_INT(reports_revision(store, state.arena, &after, &err), OK);
	CHECK(strcmp(before, after) != 0);
	CHECK_INT(report_index_look(store, &index, &err), OK);
	CHECK_INT(index.waiting, 1);
	CHECK_INT(index.end, reports_first_row(7));
	CHECK_INT(count_of(store, owner), 3);
	CHECK_STR(found(store, &filter, state.arena),
		"00000009 00000007 00000003 ");
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

static void
change(struct store *store, int number, const char *description)
{
	char id[37];
	struct report report;
	struct err err = {0};
	struct arena *arena = arena_new(4096);

	snprintf(id, sizeof(id), "%08d-0000-7000-8000-000000000000", number);
	CHECK_INT(reports_get(store, str_from(id), arena, &report, &err), OK);
	report.description = str_from(description);
	report.version++;
	CHECK_INT(reports_update(store, &report, STR_LIT("salem"), &err), OK);
	arena_free(arena);
}

/* Half of each kind; then all are in the index. */
static void
what_changes_while_it_waits_is_found_as_it_is_then(void)
{
	struct reports_filter hail = REPORTS_ALL, snow = REPORTS_ALL;
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t owner;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	hail.words[hail.word_count++] = STR_LIT("hail");
	snow.words[snow.word_count++] = STR_LIT("snow");
	CHECK_INT(store_begin(store, &err), OK);
	owner = owner_of(store, "me");
	for (int i = 1; i <= 6; i++) {
		insert_report(store, owner, i, &err);
		if (i == 3)
			end_the_waiting(store);
	}
	for (int i = 0; i < 2; i++) {
		change(store, 2, "snow");
		change(store, 5, "snow");
		if (i == 0) {
			CHECK_INT(reports_delete(
					  store, reports_first_row(3), &err),
				OK);
			CHECK_INT(reports_delete(
					  store, reports_first_row(6), &err),
				OK);
		}
		CHECK_STR(
			found(store, &hail, state.arena), "00000004 00000001 ");
		CHECK_STR(
			found(store, &snow, state.arena), "00000005 00000002 ");
		CHECK_INT(count_of(store, owner), 4);
		end_the_waiting(store);
	}
	CHECK_INT(reports_delete_before(store, 5, &(int64_t){0}, &err), OK);
	CHECK_STR(found(store, &hail, state.arena), "");
	CHECK_STR(found(store, &snow, state.arena), "00000005 ");
	CHECK_INT(count_of(store, owner), 1);
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

static void
all_are_deleted_those_that_wait_too(void)
{
	struct reports_filter filter = REPORTS_ALL;
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t owner, deleted;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	filter.country = STR_LIT("US");
	CHECK_INT(store_begin(store, &err), OK);
	owner = owner_of(store, "me");
	insert_report(store, owner, 1, &err);
	end_the_waiting(store);
	insert_report(store, owner, 2, &err);
	CHECK_INT(reports_delete_before(store, INT64_MAX, &deleted, &err), OK);
	CHECK_INT(deleted, 2);
	CHECK_INT(count_of(store, owner), 0);
	CHECK_STR(found(store, &filter, state.arena), "");
	/* and what comes then is found, in the place of the first as well */
	insert_report(store, owner, 1, &err);
	insert_report(store, owner, 2, &err);
	CHECK_STR(found(store, &filter, state.arena), "00000002 00000001 ");
	CHECK_INT(count_of(store, owner), 2);
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

/* Letters of many scripts, marks that join them, and what separates words. */
static struct str
any_text(struct arena *arena)
{
	static const char *const pieces[] = {"rain", "Rain", "RAIN", "hail",
		"e", "\xC3\xA9", "e\xCC\x81", "\xC3\x9F", "\xC4\xB0", "i",
		"\xE0\xA4\xB9\xE0\xA4\xBF", "\xE5\xA4\xA9", "\xD0\x94", "7",
		" ", " ", " ", "-", "\"", "\xC2\xA0", "\xE2\x80\x8D",
		"\xEE\x80\x80", "\xF0\x9F\x8C\xA7", "\n"};
	const char *text = "x";
	size_t count = 1 + prop_below(12);

	while (count--)
		text = arena_printf(
			arena, "%s%s", text, pieces[prop_below(COUNT(pieces))]);
	return str_from(text);
}

/* The loop over what waits and the index are two ways to say the same. */
static void
what_waits_is_found_as_the_index_would(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t owners[2];
	size_t hits = 0;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	FOR_ALL(400)
	{
		struct reports_filter filter = REPORTS_ALL;
		const char *waiting;

		CHECK_INT(store_begin(store, &err), OK);
		owners[0] = owner_of(store, "a");
		owners[1] = owner_of(store, "b");
		for (int i = 1; i <= SOME; i++) {
			struct report report = {.owner = owners[prop_below(2)],
				.created_ms = i,
				.id = str_from(arena_printf(state.arena,
					"%08d-0000-7000-8000-000000000000", i)),
				.description = any_text(state.arena),
				.location = {any_text(state.arena),
					STR_LIT("OR"), STR_LIT("US")}};

			CHECK_INT(reports_insert(
					  store, &report, STR_LIT("key"), &err),
				OK);
		}
		CHECK_INT(fold_words(store, any_text(state.arena), "q",
				  state.arena, REPORT_WORDS_MAX, filter.words,
				  &filter.word_count, &err),
			OK);
		filter.word_count = prop_below(filter.word_count + 1);
		if (prop_below(2) || !filter.word_count)
			filter.owner = owners[prop_below(2)];
		waiting = found(store, &filter, state.arena);
		end_the_waiting(store);
		CHECK_STR(found(store, &filter, state.arena), waiting);
		hits += waiting[0] && filter.word_count;
		store_rollback(store);
		arena_reset(state.arena);
	}
	CHECK(hits > 20);
	store_close(store);
	state_free(&state);
}

/* Nothing may be taken for found, nor for counted, that is not. */
static void
a_file_that_does_not_say_where_the_index_ends_is_damaged(void)
{
	struct reports_filter filter = REPORTS_ALL;
	struct state state;
	struct store *store;
	struct report_page page;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	filter.country = STR_LIT("US");
	CHECK_INT(stranger_run(&state, "weather.db",
			  "DELETE FROM revision WHERE topic = 'indexed'"),
		SQLITE_OK);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(add_report(store, owner_of(store, "me"), 1, &err),
		ERR_DATABASE);
	CHECK_STR(err.reason, "store/damaged");
	err = (struct err){0};
	CHECK_INT(
		reports_page(store, &filter, NULL, 9, state.arena, &page, &err),
		ERR_DATABASE);
	CHECK_STR(err.reason, "store/damaged");
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(so_many_wait_and_no_more);
	RUN(all_count_what_others_inserted);
	RUN(an_old_report_does_not_wait);
	RUN(what_changes_while_it_waits_is_found_as_it_is_then);
	RUN(all_are_deleted_those_that_wait_too);
	RUN(what_waits_is_found_as_the_index_would);
	RUN(a_file_that_does_not_say_where_the_index_ends_is_damaged);
	DONE();
}
