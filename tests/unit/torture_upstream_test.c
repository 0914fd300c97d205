/* Memory runs out while a weather provider is asked: weather.db then has the
 * new reading or none, whole, and no child is left. */
#include "unit/torture.h"

#include "provider/provider.h"
#include "unit/store.h"
#include "unit/upstream_data.h"

#include <fcntl.h>

enum { NOW = 1661870900 };

static struct state state;
static struct store *store;
static char program[PATH_MAX];
static int64_t now_ms = INT64_C(1000) * NOW;

static void
drop_line(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
}

static const struct log silent = {LOG_ERROR, drop_line, NULL};

static struct provider_setup
setup_of(const struct upstream_config *config)
{
	return (struct provider_setup){.config = config,
		.fetch_program = program,
		.store = store,
		.clock = clock_fixed(&now_ms),
		.log = &silent};
}

static const struct upstream_config openweathermap = {
	.provider = PROVIDER_OPENWEATHERMAP,
	.name = "openweathermap",
	.base_url = "https://a.example",
	.per_minute = 100000,
	.per_day = 1000000,
};
static const struct upstream_config open_meteo = {
	.provider = PROVIDER_OPEN_METEO,
	.name = "open-meteo",
	.base_url = "https://a.example",
	.geocoding_url = "https://b.example",
	.per_minute = 100000,
	.per_day = 1000000,
};

static enum err_kind
get(const struct upstream_config *config, bool *is_stale)
{
	const struct place_asked asked = {
		.location = {STR_LIT("Portland"), STR_LIT("OR"), STR_LIT("US")},
		.city_key = STR_LIT("portland")};
	const struct provider_setup setup = setup_of(config);
	struct arena *arena = arena_new(1 << 20);
	struct provider *provider = NULL;
	struct provided provided = {0};
	struct err err = {0};
	enum err_kind kind =
		arena ? provider_open(&provider, &setup, &err) : ERR_INTERNAL;

	if (kind == OK)
		kind = provider_get(provider, &asked, arena, &provided, &err);
	if (kind == OK &&
		!observation_has(&provided.reading.observation, FIELD_TEMP))
		kind = ERR_NO_DATA;
	*is_stale = provided.is_stale;
	provider_close(provider);
	arena_free(arena);
	return kind;
}

static enum err_kind
openweathermap_is_asked(void)
{
	bool is_stale;

	return get(&openweathermap, &is_stale);
}

static enum err_kind
open_meteo_is_asked_twice(void)
{
	bool is_stale;

	return get(&open_meteo, &is_stale);
}

static enum err_kind
an_old_reading_is_given(void)
{
	bool is_stale;
	enum err_kind kind = get(&openweathermap, &is_stale);

	return kind == OK && !is_stale ? ERR_NO_DATA : kind;
}

static void
nothing_is_stored(void)
{
	CHECK_INT(stranger_run(&state, "weather.db",
			  "DELETE FROM upstream; DELETE FROM upstream_right"),
		SQLITE_OK);
}

static void
an_old_reading_is_stored(void)
{
	char sql[400];

	nothing_is_stored();
	snprintf(sql, sizeof(sql),
		"INSERT INTO upstream (provider, country, city_key, state, "
		"asked_at, fetched_at, observed_at, temp) VALUES "
		"('openweathermap', 'US', 'portland', 'OR', %d, %d, %d, 100)",
		NOW - 7200, NOW - 7200, NOW - 7200);
	CHECK_INT(stranger_run(&state, "weather.db", sql), SQLITE_OK);
}

/* A row with a time has a temperature. */
static void
all_or_nothing_is_stored(enum err_kind kind)
{
	sqlite3 *db = state_stranger(&state, "weather.db");
	sqlite3_stmt *stmt = NULL;

	(void)kind;
	CHECK_INT(sqlite3_prepare_v2(db,
			  "SELECT count(*) FROM upstream WHERE "
			  "(fetched_at > 0) <> (temp IS NOT NULL)",
			  -1, &stmt, NULL),
		SQLITE_OK);
	CHECK_INT(sqlite3_step(stmt), SQLITE_ROW);
	CHECK_INT(sqlite3_column_int(stmt, 0), 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	CHECK(waitpid(-1, NULL, WNOHANG) == -1);
}

static void
write_file(const char *name, struct str text, mode_t mode)
{
	FILE *file = fopen(state_path(&state, name), "we");

	if (!file || fwrite(text.at, 1, text.len, file) != text.len ||
		fclose(file) || chmod(state_path(&state, name), mode) != 0)
		abort();
}

/* What weather-fetch would say. */
static void
write_answer(const char *name, const char *data)
{
	struct str body = upstream_data(state.arena, data);
	char *text = arena_printf(state.arena,
		"weather-fetch 1\nstatus 200\nbody %zu\n%.*send\n", body.len,
		STR_ARG(body));

	write_file(name, str_from(text), 0600);
}

static const char *const files[] = {"program", "weather", "search", "forecast"};

static void
set_up(void)
{
	static const char script[] = "#!/bin/sh\n"
				     "while read -r key value; do\n"
				     "	[ $key != url ] || url=$value\n"
				     "done <&3\n"
				     "url=${url%%\\?*}\n"
				     "exec /bin/cat \"${0%/*}/${url##*/}\"\n";

	state_init(&state);
	write_file("program", str_from(script), 0700);
	write_answer("weather", "openweathermap-portland.json");
	write_answer("search", "open-meteo-search.json");
	write_answer("forecast", "open-meteo-portland.json");
	snprintf(program, sizeof(program), "%s", state_path(&state, "program"));
	store = state_open(&state, STORE_CACHE);
}

int
main(void)
{
	if (!torture_init()) {
		puts("1..0 # SKIP linked without --wrap=malloc");
		return 0;
	}
	set_up();
	TORTURE_AS("OpenWeatherMap is asked",
		.scenario = openweathermap_is_asked, .resilient = true,
		.or_else = ERR_INTERNAL, .before = nothing_is_stored,
		.after = all_or_nothing_is_stored);
	TORTURE_AS("Open-Meteo is asked twice",
		.scenario = open_meteo_is_asked_twice, .resilient = true,
		.or_else = ERR_INTERNAL, .before = nothing_is_stored,
		.after = all_or_nothing_is_stored);
	TORTURE_AS("an old reading is given",
		.scenario = an_old_reading_is_given, .resilient = true,
		.or_else = ERR_INTERNAL, .before = an_old_reading_is_stored,
		.after = all_or_nothing_is_stored);
	store_close(store);
	for (size_t i = 0; i < COUNT(files); i++)
		unlink(state_path(&state, files[i]));
	state_free(&state);
	TORTURE_DONE();
}
