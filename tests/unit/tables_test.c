/* Which tables a commit is said to have changed: all that it did. */
#include "store/connection.h"
#include "store/gazetteer.h"
#include "store/prune.h"
#include "unit/changes.h"
#include "unit/observations.h"

#include <stdatomic.h>

/* Where no bit is another table's. */
static const char *const names[] = {"principal", "observer", "observation",
	"report", "report_fts_data", "idempotency", "revision", "place",
	"place_name", "upstream", "upstream_right"};

static void
every_table_has_a_bit_and_no_other_name_has_one(void)
{
	struct state state;
	sqlite3 *db;
	sqlite3_stmt *each;
	int tables = 0;
	unsigned bits = 0;

	state_init(&state);
	db = state_stranger(&state, "weather.db");
	CHECK_INT(sqlite3_prepare_v2(db,
			  "SELECT name FROM sqlite_schema "
			  "WHERE type IN ('table', 'view')",
			  -1, &each, NULL),
		SQLITE_OK);
	while (sqlite3_step(each) == SQLITE_ROW) {
		uint16_t bit =
			tables_bit((const char *)sqlite3_column_text(each, 0));

		CHECK(bit && !(bit & (bit - 1)));
		tables++;
	}
	sqlite3_finalize(each);
	sqlite3_close(db);
	CHECK(tables > (int)COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++) {
		CHECK(!(bits & tables_bit(names[i])));
		bits |= tables_bit(names[i]);
	}
	CHECK_INT(tables_bit("reports"), TABLES_ALL);
	CHECK_INT(tables_bit(NULL), TABLES_ALL);
	state_free(&state);
}

/* Of all values of a table. */
static uint64_t
sum_of(sqlite3 *db, const char *name)
{
	uint64_t sum = UINT64_C(14695981039346656037);
	sqlite3_stmt *rows;
	char sql[100];

	snprintf(sql, sizeof(sql), "SELECT * FROM %s", name);
	CHECK_INT(sqlite3_prepare_v2(db, sql, -1, &rows, NULL), SQLITE_OK);
	while (sqlite3_step(rows) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(rows); i++) {
			const char *at = sqlite3_column_blob(rows, i);
			int len = sqlite3_column_bytes(rows, i);

			for (int j = 0; j < len; j++)
				sum = (sum ^ (unsigned char)at[j]) *
				      UINT64_C(1099511628211);
			sum = sum * 31 + (uint64_t)len;
		}
	}
	sqlite3_finalize(rows);
	return sum;
}

static void
sum_all(sqlite3 *db, uint64_t sums[COUNT(names)])
{
	for (size_t i = 0; i < COUNT(names); i++)
		sums[i] = sum_of(db, names[i]);
}

static bool
has_changed(
	const struct store_versions *versions, const char *name, uint64_t since)
{
	for (size_t i = 0; i < TABLES_BITS; i++)
		if (tables_bit(name) & 1u << i)
			return versions->tables[i] > since;
	return false;
}

static enum err_kind
import_places(struct store *store, struct err *err)
{
	struct arena *arena = arena_new(1 << 20);
	struct gazetteer gazetteer;
	enum err_kind kind = gazetteer_begin(&gazetteer, store, err);

	for (int64_t id = 1; kind == OK && id < 4; id++) {
		struct place place = {.id = id + (int64_t)prop_below(3),
			.name = id % 2 ? STR_LIT("Seattle") : STR_LIT("Salem"),
			.state = STR_LIT("WA"),
			.country = STR_LIT("US"),
			.population = 1000 + (int64_t)prop_below(5),
			.located = true};

		kind = gazetteer_put(&gazetteer, &place, arena, err);
		if (kind == ERR_INVALID) {
			*err = (struct err){0};
			kind = OK;
		}
	}
	if (kind == OK)
		kind = gazetteer_finish(&gazetteer, arena, err);
	arena_free(arena);
	return kind;
}

static enum err_kind
add_observation(struct store *store, struct err *err)
{
	static const char *const keys[] = {"seattle", "salem", "bend"};
	const char *key = keys[prop_below(COUNT(keys))];
	struct observation observation =
		temp_at(start + prop_between(0, 50), 1);
	enum observation_outcome outcome;
	int64_t observer = observer_at(store,
		owner_of(store, prop_below(2) ? "me" : "you"), key,
		prop_below(2) ? "WA" : "", key);

	observation.values[FIELD_TEMP] = (int32_t)prop_below(9);
	return observations_put(
		store, observer, &observation, CONFLICT_REPLACE, &outcome, err);
}

static enum err_kind
change_something(struct store *store, int number, struct err *err)
{
	int64_t deleted;

	switch (prop_below(7)) {
	case 0:
		return import_places(store, err);
	case 1:
		/* enough are left to come into the index of words */
		return reports_delete_before(
			store, number - 250, &deleted, err);
	case 2:
		owner_of(store, "somebody new" + prop_below(12));
		return OK;
	case 3:
	case 4:
		return add_observation(store, err);
	default:
		return add_report(store, owner_of(store, "me"), number, err);
	}
}

static void
prune_something(struct store *store)
{
	struct prune prune = {.store = store,
		.topic = PRUNE_OBSERVATIONS,
		.time = start + prop_between(0, 60)};
	struct err err = {0};

	while (!prune.done)
		CHECK_INT(prune_batch(&prune, &err), OK);
}

static void
whatever_a_commit_changes_is_said(void)
{
	struct state state;
	struct store *reader, *writer;
	sqlite3 *stranger;
	uint64_t before[COUNT(names)], after[COUNT(names)];
	int changed[COUNT(names)] = {0}, left[COUNT(names)] = {0}, number = 0;

	state_init(&state);
	reader = state_open(&state, STORE_READ);
	writer = state_open(&state, STORE_WRITE);
	stranger = state_stranger(&state, "weather.db");
	sum_all(stranger, before);
	FOR_ALL(400)
	{
		uint64_t since = store_version(reader, start_ms);
		const struct store_versions *now;
		struct err err = {0};

		number++;
		if (prop_below(12) == 0) {
			prune_something(writer);
		} else {
			CHECK_INT(store_begin(writer, &err), OK);
			CHECK_INT(change_something(writer, number, &err), OK);
			if (prop_below(8))
				CHECK_INT(store_commit(writer, &err), OK);
			else
				store_rollback(writer);
		}
		now = store_versions(reader, start_ms);
		sum_all(stranger, after);
		for (size_t i = 0; i < COUNT(names); i++) {
			bool said = has_changed(now, names[i], since);

			CHECK(said || before[i] == after[i]);
			changed[i] += before[i] != after[i];
			left[i] += !said;
			before[i] = after[i];
		}
	}
	for (size_t i = 0; i < COUNT(names); i++) {
		/* these were not among what was changed */
		if (strcmp(names[i], "idempotency") != 0 &&
			strncmp(names[i], "upstream", 8) != 0)
			CHECK(changed[i] > 0);
		CHECK(left[i] > 20);
	}
	sqlite3_close(stranger);
	store_close(reader);
	store_close(writer);
	state_free(&state);
}

static void
what_is_not_said_is_taken_for_everything(void)
{
	enum { FIRST = 64, ONE = 8 };
	struct state state;
	struct store *reader, *writer;
	uint64_t since, numbers[2];
	FILE *file;

	state_init(&state);
	reader = state_open(&state, STORE_READ);
	writer = state_open(&state, STORE_WRITE);
	commit_report(writer);
	since = store_version(reader, start_ms);
	for (int i = 0; i < CHANGES_KEPT; i++)
		commit_report(writer);
	CHECK(!has_changed(
		store_versions(reader, start_ms), "observation", since));
	/* more than there is room for */
	since = store_version(reader, start_ms);
	for (int i = 0; i < CHANGES_KEPT + 1; i++)
		commit_report(writer);
	CHECK(has_changed(
		store_versions(reader, start_ms), "observation", since));
	/* by hand, no statement was seen */
	since = store_version(reader, start_ms);
	changes_begin(&writer->changes);
	CHECK(changes_end(&writer->changes));
	CHECK(has_changed(
		store_versions(reader, start_ms), "observation", since));
	/* a program of before, which counts alone */
	since = store_version(reader, start_ms);
	file = fopen(state_path(&state, "changes.1"), "r+");
	CHECK(file && fseek(file, FIRST, SEEK_SET) == 0 &&
		fread(numbers, ONE, 2, file) == 2);
	numbers[0]++;
	numbers[1]++;
	CHECK(fseek(file, FIRST, SEEK_SET) == 0 &&
		fwrite(numbers, ONE, 2, file) == 2 && fclose(file) == 0);
	CHECK(has_changed(
		store_versions(reader, start_ms), "observation", since));
	store_close(reader);
	store_close(writer);
	state_free(&state);
}

static void
what_begins_before_a_look_and_ends_behind_it_is_seen_twice(void)
{
	struct state state;
	struct store *reader, *writer;
	uint64_t since;

	state_init(&state);
	reader = state_open(&state, STORE_READ);
	writer = state_open(&state, STORE_WRITE);
	since = store_version(reader, start_ms);
	writer->changes.tables = tables_bit("report");
	changes_begin(&writer->changes);
	CHECK(has_changed(store_versions(reader, start_ms), "report", since));
	since = store_version(reader, start_ms);
	CHECK(changes_end(&writer->changes));
	CHECK(has_changed(store_versions(reader, start_ms), "report", since));
	CHECK(!has_changed(store_versions(reader, start_ms), "place", since));
	store_close(reader);
	store_close(writer);
	state_free(&state);
}

int
main(void)
{
	RUN(every_table_has_a_bit_and_no_other_name_has_one);
	RUN(whatever_a_commit_changes_is_said);
	RUN(what_is_not_said_is_taken_for_everything);
	RUN(what_begins_before_a_look_and_ends_behind_it_is_seen_twice);
	DONE();
}
