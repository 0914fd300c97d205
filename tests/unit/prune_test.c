/* What prune_batch() leaves: the rows it must, and what is derived of them as
 * if the others had never been there. */
#include "store/idempotency.h"
#include "store/prune.h"
#include "store/reports.h"
#include "store/upstream.h"
#include "store/verified.h"
#include "unit/observations.h"

static const char *const columns[FIELD_COUNT] = {"temp", "dew_point",
	"humidity", "pressure_station", "pressure_msl", "wind_speed",
	"wind_dir", "wind_gust", "wind_gust_dir", "precip", "precip_rate",
	"snow_depth", "snowfall", "visibility", "cloud_cover", "uv_index",
	"solar", "weather_code"};

/* An integer, as a stranger reads it. */
static int64_t
number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int64_t value = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		printf("# %s: %s\n", sql, sqlite3_errmsg(db));
	else if (sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

static int64_t
number_of(const struct state *state, const char *file, const char *sql)
{
	sqlite3 *db = state_stranger(state, file);
	int64_t value = number(db, sql);

	sqlite3_close(db);
	return value;
}

static void
add_report(struct store *store, int n, int64_t created_ms, int64_t owner)
{
	static const char *const texts[] = {
		"Fog over the bay", "Rain", "Sun and a cold wind", "fog again"};
	static const char *const cities[] = {"Bend", "Salem", "Reno"};
	const char *city = cities[prop_below(COUNT(cities))];
	char id[37];
	struct report report = {.owner = owner,
		.created_ms = created_ms,
		.updated_ms = created_ms,
		.description = str_from(texts[prop_below(COUNT(texts))]),
		.location = {str_from(city), {NULL, 0}, STR_LIT("US")},
		.version = 1};
	struct err err = {0};

	snprintf(id, sizeof(id), "00000000-0000-7000-8000-%012d", n);
	report.id = str_from(id);
	CHECK_INT(reports_restore(store, &report, str_from(city), &err), OK);
}

static void
add_observation(struct store *store, int64_t observer, int64_t at)
{
	char extra[64];
	struct observation row = random_observation(extra, sizeof(extra));
	enum observation_outcome outcome;
	struct err err = {0};

	row.observed_at = at;
	CHECK_INT(observations_put(store, observer, &row, CONFLICT_REPLACE,
			  &outcome, &err),
		OK);
}

/* Counts as batches do; the store is closed. */
static int64_t
prune(const struct state *state, enum prune_topic topic, int64_t time)
{
	struct prune prune = {.store = state_open(state, prune_role(topic)),
		.topic = topic,
		.time = time};
	int64_t counted = -1, batches = 0;
	struct err err = {0};

	CHECK_INT(prune_count(prune.store, topic, time, &counted, &err), OK);
	while (!prune.done) {
		int64_t before = prune.pruned;

		CHECK_INT(prune_batch(&prune, &err), OK);
		CHECK(prune.pruned - before <= PRUNE_BATCH);
		if (++batches > 1000)
			break;
	}
	CHECK(prune.done);
	CHECK_INT(prune.pruned, counted);
	CHECK_INT(prune_count(prune.store, topic, time, &counted, &err), OK);
	CHECK_INT(counted, 0);
	store_close(prune.store);
	return prune.pruned;
}

/* Where the reports begin that wait for both. */
#define INDEXED "(SELECT value FROM revision WHERE topic = 'indexed')"

/* Every number here is of rows that are not as if made anew, or of values that
 * the bounds of their observer do not know. */
static void
check_derived(const struct state *state)
{
	sqlite3 *db = state_stranger(state, "weather.db");
	char sql[512];

	for (int i = 0; i < FIELD_COUNT; i++) {
		snprintf(sql, sizeof(sql),
			"SELECT count(*) FROM observation JOIN observer "
			"ON id = observer_id WHERE %s IS NOT NULL "
			"AND NOT flagged & %d "
			"AND (%s_at IS NULL OR %s_at < observed_at)",
			columns[i], 1 << i, columns[i], columns[i]);
		CHECK_INT(number(db, sql), 0);
	}
	CHECK_INT(
		number(db, "SELECT count(*) FROM observer WHERE newest_at IS "
			   "NULL OR newest_at IS NOT (SELECT max(observed_at) "
			   "FROM observation WHERE observer_id = observer.id)"),
		0);
	CHECK_INT(
		number(db, "SELECT count(*) FROM place WHERE id < 0 AND id NOT "
			   "IN (SELECT place_id FROM observer)"),
		0);
	CHECK_INT(
		number(db, "SELECT count(*) FROM place_name WHERE place_id NOT "
			   "IN (SELECT id FROM place)"),
		0);
	CHECK_INT(number(db, "SELECT count(*) FROM principal WHERE reports <> "
			     "(SELECT count(*) FROM report WHERE owner_id = "
			     "principal.id AND id <= " INDEXED ")"),
		0);
	CHECK_INT(sqlite3_exec(db,
			  "CREATE VIRTUAL TABLE fresh USING fts5 (description, "
			  "city, marks, content='', columnsize=0, tokenize="
			  "\"unicode61 remove_diacritics 2 categories "
			  "'L* N* M* Co'\");"
			  "INSERT INTO fresh (rowid, description, city, marks) "
			  "SELECT id, description, city, marks FROM "
			  "report_words WHERE id <= " INDEXED ";"
			  "CREATE VIRTUAL TABLE temp.a USING fts5vocab (main, "
			  "report_fts, instance);"
			  "CREATE VIRTUAL TABLE temp.b USING fts5vocab (main, "
			  "fresh, instance);",
			  NULL, NULL, NULL),
		SQLITE_OK);
	CHECK_INT(number(db, "SELECT count(*) FROM (SELECT * FROM a EXCEPT "
			     "SELECT * FROM b)"),
		0);
	CHECK_INT(number(db, "SELECT count(*) FROM (SELECT * FROM b EXCEPT "
			     "SELECT * FROM a)"),
		0);
	CHECK_INT(number(db, "SELECT count(*) = (SELECT 4 * count(*) > 0 FROM "
			     "report WHERE id <= " INDEXED
			     ") OR count(*) > 0 FROM a"),
		1);
	CHECK_INT(sqlite3_exec(db, "DROP TABLE fresh", NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
}

/* Rows of many times around start; some of each very second. */
static void
fill(struct store *store, int rows)
{
	static const char *const cities[] = {"Bend", "Salem", "Reno", "Elko"};
	static const char *const keys[] = {"bend", "salem", "reno", "elko"};
	struct err err = {0};

	CHECK_INT(store_begin(store, &err), OK);
	for (int64_t owner = 1; owner <= 3; owner++) {
		struct principal_key key = {STR_LIT("https://a/"), {NULL, 0},
			owner == 1   ? STR_LIT("a")
			: owner == 2 ? STR_LIT("b")
				     : STR_LIT("c")};
		int64_t id;

		CHECK_INT(principals_ensure(store, &key, 1, &id, &err), OK);
		CHECK_INT(id, owner);
	}
	for (int n = 0; n < rows; n++) {
		int64_t owner = prop_between(1, 3);
		size_t city = prop_below(COUNT(cities));
		int64_t at = start + prop_between(-5, 5);

		add_report(
			store, n, at * 1000 + prop_between(0, 1) * 999, owner);
		add_observation(store,
			observer_at(store, owner, cities[city], "", keys[city]),
			at + (city == 0 ? 0 : prop_between(-200, 200)));
	}
	CHECK_INT(store_commit(store, &err), OK);
}

static void
what_is_derived_is_as_if_made_of_the_rows_that_stay(void)
{
	FOR_ALL(12)
	{
		struct state state;
		struct store *store;
		int64_t time = start + prop_between(-6, 7);
		int64_t reports, observations;
		char sql[128];

		state_init(&state);
		store = state_open(&state, STORE_WRITE);
		fill(store, (int)prop_between(1, 500));
		store_close(store);
		check_derived(&state);
		snprintf(sql, sizeof(sql),
			"SELECT count(*) FROM report WHERE created_ms >= %lld",
			(long long)time * 1000);
		reports = number_of(&state, "weather.db", sql);
		snprintf(sql, sizeof(sql),
			"SELECT count(*) FROM observation "
			"WHERE observed_at >= %lld",
			(long long)time);
		observations = number_of(&state, "weather.db", sql);
		prune(&state, PRUNE_REPORTS, time);
		CHECK_INT(number_of(&state, "weather.db",
				  "SELECT count(*) FROM report"),
			reports);
		check_derived(&state);
		prune(&state, PRUNE_OBSERVATIONS, time);
		CHECK_INT(number_of(&state, "weather.db",
				  "SELECT count(*) FROM observation"),
			observations);
		check_derived(&state);
		state_free(&state);
	}
}

/* Two rows of each kind: the one before the second of the boundary goes, the
 * one of that second stays. */
static void
what_is_of_the_boundary_stays(void)
{
	struct state state;
	struct store *store;
	struct idempotency_answer answer = {.status = 201};
	int64_t owner = 1, observer;
	struct err err = {0};

	store = begin(&state);
	observer = observer_at(store, owner, "Bend", "", "bend");
	add_report(store, 1, start * 1000 - 1, owner);
	add_report(store, 2, start * 1000, owner);
	add_observation(store, observer, start - 1);
	add_observation(store, observer, start);
	CHECK_INT(idempotency_save(store, owner, STR_LIT("a"),
			  start - IDEMPOTENCY_KEEP_S, &answer, &err),
		OK);
	CHECK_INT(idempotency_save(store, owner, STR_LIT("b"),
			  start - IDEMPOTENCY_KEEP_S + 1, &answer, &err),
		OK);
	CHECK_INT(store_commit(store, &err), OK);
	store_close(store);
	CHECK_INT(prune(&state, PRUNE_REPORTS, start - 1), 0);
	CHECK_INT(prune(&state, PRUNE_REPORTS, start), 1);
	CHECK_INT(prune(&state, PRUNE_OBSERVATIONS, start - 1), 0);
	CHECK_INT(prune(&state, PRUNE_OBSERVATIONS, start), 1);
	CHECK_INT(prune(&state, PRUNE_ANSWERS, start - 1), 0);
	/* which no request finds any more at that second */
	CHECK_INT(prune(&state, PRUNE_ANSWERS, start), 1);
	CHECK_INT(number_of(&state, "weather.db",
			  "SELECT created_ms FROM report"),
		start * 1000);
	CHECK_INT(number_of(&state, "weather.db",
			  "SELECT observed_at FROM observation"),
		start);
	CHECK_INT(number_of(&state, "weather.db",
			  "SELECT count(*) FROM idempotency WHERE key = 'b'"),
		1);
	/* the last observation takes its observer and its place along */
	CHECK_INT(prune(&state, PRUNE_OBSERVATIONS, start + 1), 1);
	CHECK_INT(number_of(&state, "weather.db",
			  "SELECT (SELECT count(*) FROM observer) + (SELECT "
			  "count(*) FROM place) + (SELECT count(*) FROM "
			  "place_name)"),
		0);
	state_free(&state);
}

static void
add_denied(struct state *state, int kind, const char *value, int64_t before,
	int64_t created)
{
	char sql[256];

	snprintf(sql, sizeof(sql),
		"INSERT INTO denied VALUES ('i', %d, '%s', %lld, %lld)", kind,
		value, (long long)before, (long long)created);
	CHECK_INT(stranger_run(state, "keys.db", sql), SQLITE_OK);
}

static void
what_may_still_hit_a_token_stays_denied(void)
{
	struct state state;

	state_init(&state);
	add_denied(&state, 1, "old", INT64_MAX, start - 1);
	add_denied(&state, 1, "young", INT64_MAX, start);
	add_denied(&state, 2, "old", start - 1, start - 1);
	/* tokens without iat are of any time */
	add_denied(&state, 2, "young too", start - 99, start);
	add_denied(&state, 2, "young", start, start - 9);
	add_denied(&state, 2, "ever", INT64_MAX, 1);
	add_denied(&state, 3, "ever", INT64_MAX, 1);
	CHECK_INT(prune(&state, PRUNE_DENIED, start), 2);
	CHECK_INT(number_of(&state, "keys.db",
			  "SELECT count(*) FROM denied WHERE value = 'old'"),
		0);
	CHECK_INT(
		number_of(&state, "keys.db", "SELECT count(*) FROM denied"), 5);
	state_free(&state);
}

static void
what_is_remembered_goes_when_nobody_asks_for_it(void)
{
	struct state state;
	char sql[512];

	state_init(&state);
	for (int i = -1; i <= 1; i++) {
		snprintf(sql, sizeof(sql),
			"INSERT INTO verified VALUES (randomblob(32), %lld), "
			"(randomblob(32), %lld)",
			(long long)start + i,
			(long long)start + VERIFIED_KEEP_S + i);
		CHECK_INT(stranger_run(&state, "keys.db", sql), SQLITE_OK);
		snprintf(sql, sizeof(sql),
			"INSERT INTO upstream (provider, country, city_key, "
			"asked_at) VALUES ('p', 'US', 'a%d', %lld), "
			"('p', 'US', 'b%d', %lld)",
			i, (long long)start - UPSTREAM_KEEP_S + i, i,
			(long long)start + UPSTREAM_HORIZON_S + i);
		CHECK_INT(stranger_run(&state, "weather.db", sql), SQLITE_OK);
	}
	CHECK_INT(prune(&state, PRUNE_VERIFIED, start), 3);
	CHECK_INT(prune(&state, PRUNE_UPSTREAM, start), 2);
	CHECK_INT(number_of(&state, "weather.db",
			  "SELECT count(*) FROM upstream WHERE city_key IN "
			  "('a0', 'a1', 'b-1', 'b0')"),
		4);
	state_free(&state);
}

int
main(void)
{
	RUN(what_is_derived_is_as_if_made_of_the_rows_that_stay);
	RUN(what_is_of_the_boundary_stays);
	RUN(what_may_still_hit_a_token_stays_denied);
	RUN(what_is_remembered_goes_when_nobody_asks_for_it);
	DONE();
}
