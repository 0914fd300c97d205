/* What becomes of rows of report: of older schemas, of crowded milliseconds,
 * and of what was stored about them. */
#include "store/connection.h"
#include "store/database.h"
#include "store/idempotency.h"
#include "unit/store_rows.h"

#define ID(n) "0000000" #n "-0000-7000-8000-000000000000"

static struct report_page
page_of(struct store *store, struct arena *arena,
	const struct reports_filter *filter)
{
	struct report_page page;
	struct err err = {0};

	CHECK_INT(
		reports_page(store, filter, NULL, 100, arena, &page, &err), OK);
	return page;
}

static void
rows_of_the_first_schema_come_along(void)
{
	static const char rows[] =
		"INSERT INTO principal VALUES (7, 'https://a/', 't', 'me', 1);"
		"INSERT INTO report VALUES"
		" (1, '" ID(
			1) "', 7, 5, 'Hail', 'Salem', 'salem', 'OR',"
			   "  'US', 3),"
			   " (2, '" ID(
				   2) "', 7, 5, 'Rain', 'Salem', 'salem', '', "
				      "'US',"
				      "  1),"
				      " (3, '" ID(
					      3) "', 7, -9, 'Snow', 'Wels', "
						 "'wels', '', 'AT', "
						 "  1)";
	struct principal_key me = {
		STR_LIT("https://a/"), STR_LIT("t"), STR_LIT("me")};
	struct reports_filter filter = REPORTS_ALL;
	struct migrate_result result;
	char public_id[PUBLIC_ID_LEN + 1];
	struct state state;
	struct store *store;
	struct report_page page;
	struct err err = {0};
	int64_t id;

	state_new(&state);
	CHECK_INT(stranger_run(&state, "weather.db", sql_weather_migrations[0]),
		SQLITE_OK);
	CHECK_INT(stranger_run(&state, "weather.db", rows), SQLITE_OK);
	CHECK_INT(
		migrate(state.dir, "weather.db", STORAGE_LOCAL, &result, &err),
		OK);
	CHECK_INT(result.from, 1);
	store = state_open(&state, STORE_READ);
	page = page_of(store, state.arena, &filter);
	CHECK_INT(page.count, 3);
	if (page.count == 3) {
		CHECK(str_is(page.at[0].id, ID(2)));
		CHECK(str_is(page.at[1].id, ID(1)));
		CHECK_INT(page.at[1].version, 3);
		CHECK_INT(page.at[1].created_ms, 5);
		CHECK_INT(page.at[1].updated_ms, 5);
		CHECK(str_is(page.at[2].description, "Snow"));
		CHECK_INT(page.at[2].created_ms, -9);
		principals_public_id(&me, public_id);
		CHECK(str_is(page.at[2].author, public_id));
		CHECK_INT(principals_find_public(
				  store, page.at[2].author, &id, &err),
			OK);
		CHECK_INT(id, 7);
	}
	filter.words[filter.word_count++] = STR_LIT("hail");
	filter.city_key = STR_LIT("salem");
	filter.owner = 7;
	CHECK_INT(page_of(store, state.arena, &filter).count, 1);
	store_close(store);
	unlink(state_path(&state, "keys.db"));
	state_free(&state);
}

static void
a_crowded_millisecond_spills_into_the_next(void)
{
	struct state state;
	struct store *store;
	struct report_page page;
	struct err err = {0};
	int64_t deleted;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	insert_report(store, owner_of(store, "me"), 5, &err);
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(stranger_run(&state, "weather.db",
			  "UPDATE report SET id = 5 * 32768 + 32767"),
		SQLITE_OK);
	CHECK_INT(store_begin(store, &err), OK);
	insert_report(store, 1, 6, &err);
	for (int i = 0; i < 2; i++) {
		struct report report = {.owner = 1,
			.created_ms = 5,
			.id = i ? STR_LIT(ID(2)) : STR_LIT(ID(1)),
			.description = STR_LIT("Late"),
			.location = {
				STR_LIT("Salem"), {NULL, 0}, STR_LIT("US")}};

		CHECK_INT(
			reports_insert(store, &report, STR_LIT("salem"), &err),
			OK);
		CHECK_INT(report.created_ms, 6);
		CHECK_INT(report.row, 6 * 32768 + 1 + i);
	}
	page = page_of(store, state.arena, &REPORTS_ALL);
	CHECK_INT(page.count, 4);
	CHECK(page.count && str_is(page.at[0].id, ID(2)));
	CHECK_INT(reports_delete_before(store, 6, &deleted, &err), OK);
	CHECK_INT(deleted, 1);
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

static void
no_report_is_stored_outside_what_can_be_printed(void)
{
	static const int64_t times[] = {
		INT64_MIN, -62167219200001, 253402300800000, INT64_MAX};
	struct state state;
	struct store *store;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	for (size_t i = 0; i < COUNT(times); i++) {
		struct report report = {.owner = owner_of(store, "me"),
			.created_ms = times[i],
			.id = STR_LIT(ID(1)),
			.description = STR_LIT("x"),
			.location = {
				STR_LIT("Salem"), {NULL, 0}, STR_LIT("US")}};

		CHECK_INT(
			reports_insert(store, &report, STR_LIT("salem"), &err),
			ERR_INTERNAL);
		CHECK_STR(err.reason, "store/refused");
	}
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

/* The stored answers to the POSTs of two reports. */
static void
save_answers(struct store *store, int64_t owner, struct err *err)
{
	struct idempotency_answer answer = {.status = 201,
		.headers = STR_LIT("Location: x\n"),
		.content_type = STR_LIT("application/json"),
		.body = STR_LIT("Hail")};

	answer.report = STR_LIT("00000001-0000-7000-8000-000000000000");
	CHECK_INT(
		idempotency_save(store, owner, STR_LIT("one"), 1, &answer, err),
		OK);
	answer.report = STR_LIT("00000002-0000-7000-8000-000000000000");
	CHECK_INT(
		idempotency_save(store, owner, STR_LIT("two"), 1, &answer, err),
		OK);
	answer.report = (struct str){NULL, 0};
	CHECK_INT(idempotency_save(
			  store, owner, STR_LIT("other"), 1, &answer, err),
		OK);
}

static int
status_of(struct store *store, const char *key, struct arena *arena)
{
	struct idempotency_answer answer;
	struct err err = {0};
	bool found;

	CHECK_INT(idempotency_find(store, 1, str_from(key), 2, arena, &found,
			  &answer, &err),
		OK);
	CHECK(found);
	CHECK_INT(answer.body.len == 0, answer.status == IDEMPOTENCY_GONE);
	CHECK_INT(answer.headers.len == 0, answer.status == IDEMPOTENCY_GONE);
	return answer.status;
}

static void
a_report_takes_the_answer_to_its_post_along(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};
	int64_t owner, deleted;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	owner = owner_of(store, "me");
	insert_report(store, owner, 1, &err);
	insert_report(store, owner, 2, &err);
	save_answers(store, owner, &err);
	CHECK_INT(status_of(store, "one", state.arena), 201);
	CHECK_INT(reports_delete(store, reports_first_row(1), &err), OK);
	CHECK_INT(status_of(store, "one", state.arena), IDEMPOTENCY_GONE);
	CHECK_INT(status_of(store, "two", state.arena), 201);
	CHECK_INT(reports_delete_before(store, INT64_MAX, &deleted, &err), OK);
	CHECK_INT(status_of(store, "two", state.arena), IDEMPOTENCY_GONE);
	CHECK_INT(status_of(store, "other", state.arena), 201);
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(rows_of_the_first_schema_come_along);
	RUN(a_crowded_millisecond_spills_into_the_next);
	RUN(no_report_is_stored_outside_what_can_be_printed);
	RUN(a_report_takes_the_answer_to_its_post_along);
	DONE();
}
