/* Memory runs out while observations and reports are written as files, read
 * from files, merged into a history and shown as the weather of a place. */
#include "unit/torture.h"

#include "store/export.h"
#include "store/history.h"
#include "store/observations.h"
#include "unit/store_rows.h"
#include "weather/current_full.h"
#include "weather/rows.h"
#include "weather/rows_write.h"

static struct state state;
static struct csv csv;
static int64_t place_id;
static const int64_t now = 1795310100;

static struct observation
measured(int64_t at)
{
	struct observation o;

	observation_init(&o, at);
	o.received_at = at;
	o.source = SOURCE_API;
	o.interval_s = 60;
	o.values[FIELD_TEMP] = 2800;
	o.values[FIELD_HUMIDITY] = 700;
	o.values[FIELD_PRECIP] = 10;
	o.values[FIELD_WEATHER_CODE] = 61;
	o.present = 1u << FIELD_TEMP | 1u << FIELD_HUMIDITY |
		    1u << FIELD_PRECIP | 1u << FIELD_WEATHER_CODE;
	o.flagged = 1u << FIELD_HUMIDITY;
	return o;
}

static enum err_kind
the_whole_weather_is_printed(void)
{
	static const struct place place = {
		.name = STR_INIT("Bend"), .country = STR_INIT("US")};
	static const struct current_observer observer = {1, STR_INIT("u_x")};
	struct arena *arena = arena_new(65536);
	struct observation observation = measured(now);
	struct current current;
	struct current_full full = {
		&current, &place, "stations", "somebody", &observer, 1};
	struct err err = {0};
	struct str out;
	enum err_kind kind;

	if (!arena)
		return ERR_INTERNAL;
	current_begin(&current, now);
	observation.flagged = 0;
	current_add(&current, 1, &observation);
	kind = current_full_to_json(&full, UNITS_METRIC, arena, &out, &err);
	arena_free(arena);
	return kind;
}

static enum err_kind
write_rows(enum format format, struct buf *out, struct arena *arena)
{
	struct observation_row row = {.observation = measured(now),
		.location = {STR_INIT("=Bend"), STR_INIT("OR"), STR_INIT("US")},
		.observer = STR_INIT("a"),
		.issuer = STR_INIT("b")};
	struct report_row report = {
		.report = {.id = STR_INIT("01a20303-5f45-7e71-8dd8-"
					  "ec92fc12f2a1"),
			.description = STR_INIT("a \"b\""),
			.location = row.location,
			.created_ms = now * 1000,
			.updated_ms = now * 1000,
			.version = 1,
			.author = STR_INIT("a")},
		.issuer = STR_INIT("b")};
	struct err err = {0};
	enum err_kind kind;

	rows_write_observations_header(out, format, UNITS_METRIC, true);
	if ((kind = rows_write_observation(
		     out, format, UNITS_METRIC, true, &row, arena, &err)) == OK)
		kind = rows_write_report(
			out, format, true, &report, arena, &err);
	if (kind == OK)
		kind = rows_write_units(out, UNITS_METRIC, arena, &err);
	return kind == OK && out->failed ? ERR_INTERNAL : kind;
}

static enum err_kind
write_rows_as(enum format format)
{
	struct arena *arena = arena_new(65536);
	enum err_kind kind = ERR_INTERNAL;
	struct buf out;

	buf_init(&out, 65536);
	if (arena)
		kind = write_rows(format, &out, arena);
	buf_free(&out);
	arena_free(arena);
	return kind;
}

static enum err_kind
rows_become_csv(void)
{
	return write_rows_as(FORMAT_CSV);
}

static enum err_kind
rows_become_ndjson(void)
{
	return write_rows_as(FORMAT_NDJSON);
}

static enum err_kind
read_csv(struct arena *arena, enum rows_kind kind_of, const char *text)
{
	static const struct rows_rules rules = {UNITS_METRIC, 1795310100000};
	struct rows_columns columns;
	struct observation_row row;
	struct report_row report;
	struct err err = {0};
	enum err_kind kind;
	bool end;

	csv_from_text(&csv, str_from(text));
	if ((kind = csv_next(&csv, &end, &err)) != OK ||
		(kind = rows_columns(&columns, kind_of, &csv, &err)) != OK ||
		(kind = csv_next(&csv, &end, &err)) != OK)
		return kind;
	return kind_of == ROWS_REPORTS ? rows_report(&columns, &csv, &rules,
						 arena, &report, &err)
				       : rows_observation(&columns, &csv,
						 &rules, arena, &row, &err);
}

static enum err_kind
csv_becomes_rows(void)
{
	struct arena *arena = arena_new(65536);
	enum err_kind kind = ERR_INTERNAL;

	if (!arena)
		return ERR_INTERNAL;
	kind = read_csv(arena, ROWS_OBSERVATIONS,
		"observed_at,city,state,temp,observer,flagged\n"
		"2026-01-01T00:00:00Z,Bend,or,1,a,temp\n");
	if (kind == OK)
		kind = read_csv(arena, ROWS_REPORTS,
			"description,city,author\nhail,Bend,a\n");
	arena_free(arena);
	return kind;
}

static enum err_kind
count_row(void *ctx, const struct history_observer *observer,
	const struct observation *observation, struct err *err)
{
	int *count = ctx;

	(void)observer;
	(void)observation;
	(void)err;
	++*count;
	return OK;
}

static enum err_kind
a_history_is_merged(void)
{
	const struct history_filter filter = {.places = &place_id,
		.place_count = 1,
		.from = INT64_MIN,
		.to = INT64_MAX};
	struct arena *arena = arena_new(65536);
	struct store *store = NULL;
	struct history history;
	struct err err = {0};
	enum err_kind kind;
	int count = 0;
	bool more;

	if (!arena)
		return ERR_INTERNAL;
	if ((kind = store_open(&store, state.dir, STORE_READ, &err)) == OK &&
		(kind = history_open(
			 &history, store, &filter, NULL, arena, &err)) == OK)
		kind = history_read(&history, store, 100, count_row, &count,
			NULL, &more, &err);
	store_close(store);
	arena_free(arena);
	return kind == OK && count != 6 ? ERR_REQUEST : kind;
}

static enum err_kind
count_exported(void *ctx, const struct observation_row *row, struct err *err)
{
	int *count = ctx;

	(void)row;
	(void)err;
	++*count;
	return OK;
}

static enum err_kind
everything_is_walked_through(void)
{
	struct export_walk walk = {
		.filter = {.from_ms = INT64_MIN, .to_ms = INT64_MAX}};
	struct arena *arena = arena_new(65536);
	struct store *store = NULL;
	struct err err = {0};
	enum err_kind kind;
	int count = 0;
	bool more = true;

	if (!arena)
		return ERR_INTERNAL;
	kind = store_open(&store, state.dir, STORE_READ, &err);
	while (kind == OK && more)
		kind = export_observations(&walk, store, 2, arena,
			count_exported, &count, &more, &err);
	store_close(store);
	arena_free(arena);
	return kind == OK && count != 6 ? ERR_REQUEST : kind;
}

/* Two observers of one place, three rows each. */
static void
fill(void)
{
	static const struct location bend = {
		STR_INIT("Bend"), STR_INIT("OR"), STR_INIT("US")};
	static const char *const names[] = {"a", "b"};
	struct store *store = state_open(&state, STORE_WRITE);
	enum observation_outcome outcome;
	struct err err = {0};
	int64_t observer;

	CHECK_INT(store_begin(store, &err), OK);
	for (int i = 0; i < 6; i++) {
		struct observation observation = measured(now - i);

		CHECK_INT(observers_ensure(store, owner_of(store, names[i % 2]),
				  &bend, STR_LIT("bend"), now, state.arena,
				  &observer, &err),
			OK);
		CHECK_INT(observations_put(store, observer, &observation,
				  CONFLICT_REFUSE, &outcome, &err),
			OK);
	}
	CHECK_INT(store_commit(store, &err), OK);
	store_close(store);
	place_id = -1;
}

int
main(void)
{
	if (!torture_init()) {
		puts("1..0 # SKIP linked without --wrap=malloc");
		return 0;
	}
	state_init(&state);
	fill();
	TORTURE_JSON(the_whole_weather_is_printed);
	TORTURE(rows_become_csv);
	TORTURE_JSON(rows_become_ndjson);
	TORTURE(csv_becomes_rows);
	TORTURE(a_history_is_merged);
	TORTURE(everything_is_walked_through);
	state_free(&state);
	DONE();
}
