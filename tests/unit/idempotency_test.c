#include "store/idempotency.h"
#include "store/principals.h"
#include "unit/store.h"

static const int64_t start = 1000000;

static struct idempotency_answer
answer_of(unsigned char fill, const char *body)
{
	struct idempotency_answer answer = {.status = 201,
		.headers = STR_LIT("Location: /api/reports/1\nETag: \"1\"\n"),
		.content_type = STR_LIT("application/json"),
		.body = str_from(body)};

	memset(answer.fingerprint, fill, sizeof(answer.fingerprint));
	return answer;
}

/* A writable store within a transaction, with two principals, 1 and 2. */
static struct store *
begin(struct state *state)
{
	struct store *store;
	struct err err = {0};

	state_init(state);
	store = state_open(state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	for (int i = 1; i <= 2; i++) {
		struct principal_key key = {STR_LIT("https://a/"), {NULL, 0},
			str_from(i == 1 ? "me" : "you")};
		int64_t id;

		CHECK_INT(principals_ensure(store, &key, 1, &id, &err), OK);
		CHECK_INT(id, i);
	}
	return store;
}

static bool
find(struct store *store, int64_t principal, const char *key, int64_t now,
	struct arena *arena, struct idempotency_answer *answer)
{
	struct err err = {0};
	bool found = true;

	CHECK_INT(idempotency_find(store, principal, str_from(key), now, arena,
			  &found, answer, &err),
		OK);
	return found;
}

static void
save(struct store *store, int64_t principal, const char *key, int64_t now,
	const struct idempotency_answer *answer)
{
	struct err err = {0};

	CHECK_INT(idempotency_save(
			  store, principal, str_from(key), now, answer, &err),
		OK);
}

static void
an_answer_is_found_by_its_caller_and_key(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct idempotency_answer want = answer_of(0xab, "{\"id\":\"\0\"}"),
				  got;

	want.body.len = 10;
	CHECK(!find(store, 1, "k", start, state.arena, &got));
	save(store, 1, "k", start, &want);
	CHECK(find(store, 1, "k", start + 1, state.arena, &got));
	CHECK_INT(got.status, 201);
	CHECK(memcmp(got.fingerprint, want.fingerprint, 32) == 0);
	CHECK(str_eq(got.headers, want.headers));
	CHECK(str_eq(got.content_type, want.content_type));
	CHECK(str_eq(got.body, want.body));
	CHECK(!find(store, 2, "k", start + 1, state.arena, &got));
	CHECK(!find(store, 1, "K", start + 1, state.arena, &got));
	CHECK(!find(store, 1, "", start + 1, state.arena, &got));
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

static void
an_answer_without_a_body_is_kept_too(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct idempotency_answer want = {.status = 204}, got;

	save(store, 1, "k", start, &want);
	CHECK(find(store, 1, "k", start, state.arena, &got));
	CHECK_INT(got.status, 204);
	CHECK_INT(got.body.len, 0);
	CHECK_INT(got.headers.len, 0);
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

static void
an_answer_is_kept_for_a_day(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct idempotency_answer first = answer_of(1, "1"),
				  second = answer_of(2, "2"), got;
	sqlite3 *db;
	sqlite3_stmt *stmt = NULL;
	struct err err = {0};

	save(store, 1, "k", start, &first);
	save(store, 1, "other", start, &first);
	CHECK(find(store, 1, "k", start + IDEMPOTENCY_KEEP_S - 1, state.arena,
		&got));
	CHECK(!find(
		store, 1, "k", start + IDEMPOTENCY_KEEP_S, state.arena, &got));
	save(store, 1, "k", start + IDEMPOTENCY_KEEP_S, &second);
	CHECK(find(
		store, 1, "k", start + IDEMPOTENCY_KEEP_S, state.arena, &got));
	CHECK_INT(got.fingerprint[0], 2);
	CHECK_INT(store_commit(store, &err), OK);

	/* What has expired is gone, whoever saves. */
	db = state_stranger(&state, "weather.db");
	CHECK_INT(sqlite3_prepare_v2(db, "SELECT count(*) FROM idempotency", -1,
			  &stmt, NULL),
		SQLITE_OK);
	CHECK_INT(sqlite3_step(stmt), SQLITE_ROW);
	CHECK_INT(sqlite3_column_int(stmt, 0), 1);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	store_close(store);
	state_free(&state);
}

static void
the_loser_of_a_race_is_told_to_retry(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct idempotency_answer first = answer_of(1, "1"),
				  second = answer_of(2, "2"), got;
	struct err err = {0};

	save(store, 1, "k", start, &first);
	CHECK_INT(
		idempotency_save(store, 1, STR_LIT("k"), start, &second, &err),
		ERR_BUSY);
	CHECK_STR(err.reason, "idempotency/raced");
	CHECK_INT(err.retry_after_s, 1);
	CHECK(find(store, 1, "k", start, state.arena, &got));
	CHECK_INT(got.fingerprint[0], 1);
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

static void
an_answer_goes_with_its_transaction(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct idempotency_answer answer = answer_of(1, "1"), got;

	save(store, 1, "k", start, &answer);
	store_rollback(store);
	CHECK(!find(store, 1, "k", start, state.arena, &got));
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(an_answer_is_found_by_its_caller_and_key);
	RUN(an_answer_without_a_body_is_kept_too);
	RUN(an_answer_is_kept_for_a_day);
	RUN(the_loser_of_a_race_is_told_to_retry);
	RUN(an_answer_goes_with_its_transaction);
	DONE();
}
