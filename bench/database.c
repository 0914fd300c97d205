/*
 * Makes a state directory with a weather.db of any size, for measurements:
 *
 *   database DIRECTORY OBSERVATIONS REPORTS [NOW]
 *
 * The rows are the same for the same numbers.  Two databases of different
 * size give answers of the same size: Portland, OR, has three observers, who
 * measured every five minutes until NOW (seconds since 1970; the clock's time
 * without it); every tenth report is about Portland, every twentieth by the
 * first author, every third knows the word "rain", and twenty of them the
 * word "graupel".  What grows is how far back an observer's rows reach, up to
 * 30 days, then the number of places.  The last thousand reports come one by
 * one, as people send them: the index of words then has as many parts as it
 * would after a life of that, some fifteen whatever its size.
 */
#include "base/clock.h"
#include "base/uuid.h"
#include "store/fold.h"
#include "store/migrate.h"
#include "store/observations.h"
#include "store/principals.h"
#include "store/reports.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum {
	STEP_S = 300,
	ROWS_PER_OBSERVER = 8640, /* 30 days */
	OBSERVERS_PER_PLACE = 3,
	PLACES_MIN = 4,
	AUTHORS = 200,
	GRAUPEL = 20,
	ROWS_PER_COMMIT = 20000,
	REPORTS_ALONE = 1000,
	REPORTS_FROM_S = 3 * 365 * 86400,
};

struct maker {
	struct store *store;
	struct arena *arena;
	uint64_t random;
	int64_t now, places, rows_per_observer;
	int64_t authors[AUTHORS];
	int64_t pending; /* rows since the last commit */
};

static const char *const words[] = {"a", "after", "again", "all", "and", "at",
	"before", "black", "bright", "clear", "clouds", "cold", "dark", "dawn",
	"dew", "drizzle", "dry", "dusk", "early", "east", "evening", "first",
	"fog", "from", "frost", "garden", "gone", "grey", "gusts", "hail",
	"haze", "heavy", "hills", "hot", "ice", "in", "late", "leaves", "light",
	"lightning", "low", "mild", "mist", "moon", "morning", "much", "night",
	"no", "noon", "north", "now", "of", "on", "over", "puddles", "river",
	"road", "roof", "sea", "showers", "since", "sky", "sleet", "slow",
	"snow", "soft", "south", "stars", "still", "storm", "street", "strong",
	"sun", "sunrise", "sunset", "the", "then", "thunder", "today",
	"tonight", "trees", "under", "until", "valley", "very", "warm", "water",
	"weak", "west", "wet", "white", "wind", "window", "with", "yesterday"};

/* splitmix64 */
static uint64_t
next(struct maker *maker)
{
	uint64_t z = maker->random += 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static int32_t
between(struct maker *maker, int32_t least, int32_t most)
{
	return least + (int32_t)(next(maker) % (uint64_t)(most - least + 1));
}

static _Noreturn void
stop(const struct err *err)
{
	fprintf(stderr, "database: %s: %s\n", err->reason, err->detail);
	exit(1);
}

static void
must(enum err_kind kind, const struct err *err)
{
	if (kind != OK)
		stop(err);
}

static void
commit_some(struct maker *maker, bool all)
{
	struct err err = {0};

	if (++maker->pending < ROWS_PER_COMMIT && !all)
		return;
	must(store_commit(maker->store, &err), &err);
	must(store_begin(maker->store, &err), &err);
	arena_reset(maker->arena);
	maker->pending = 0;
}

/* Portland first; all others have names of their own. */
static struct location
location_of(struct maker *maker, int64_t place)
{
	static const char *const first[] = {"Oak", "Mill", "Stone", "Green",
		"Red", "North", "High", "River", "Clear", "Maple", "Elm",
		"Silver", "Bear", "Eagle", "Cedar", "Rock"};
	static const char *const second[] = {"ville", "ton", "field", "ford",
		"dale", "burg", "wood", "port"};
	struct location location = {
		STR_LIT("Portland"), STR_LIT("OR"), STR_LIT("US")};
	const char *name;

	if (!place)
		return location;
	name = arena_printf(maker->arena, "%s%s %" PRId64, first[place % 16],
		second[place / 16 % 8], place);
	if (!name)
		exit(1);
	location.city = str_from(name);
	return location;
}

static struct str
key_of(struct maker *maker, struct str city)
{
	struct str key;
	struct err err = {0};

	must(fold_name(maker->store, city, "city", maker->arena, &key, &err),
		&err);
	return key;
}

static void
make_authors(struct maker *maker)
{
	for (int i = 0; i < AUTHORS; i++) {
		char name[32];
		struct principal_key key = {
			.issuer = STR_LIT("urn:weather:dev")};
		struct err err = {0};

		snprintf(name, sizeof(name), "author-%d", i);
		key.identity = str_from(name);
		must(principals_ensure(maker->store, &key, maker->now,
			     &maker->authors[i], &err),
			&err);
	}
}

static void
fill(struct maker *maker, struct observation *observation, int64_t at)
{
	int64_t hour = at / 3600 % 24;
	int32_t warmth = (int32_t)(hour < 15 ? hour : 30 - hour) * 80;

	*observation = (struct observation){
		.observed_at = at,
		.received_at = at + 2,
		.source = SOURCE_API,
		.interval_s = STEP_S,
		.present = 1u << FIELD_TEMP | 1u << FIELD_HUMIDITY |
			   1u << FIELD_PRESSURE_MSL | 1u << FIELD_WIND_SPEED |
			   1u << FIELD_WIND_DIR | 1u << FIELD_PRECIP,
	};
	observation->values[FIELD_TEMP] = warmth + between(maker, -50, 50);
	observation->values[FIELD_HUMIDITY] = between(maker, 400, 990);
	observation->values[FIELD_PRESSURE_MSL] = between(maker, 99000, 103000);
	observation->values[FIELD_WIND_SPEED] = between(maker, 0, 1500);
	observation->values[FIELD_WIND_DIR] = between(maker, 1, 360);
	observation->values[FIELD_PRECIP] =
		next(maker) % 8 ? 0 : between(maker, 1, 80);
}

static int64_t
make_observations(struct maker *maker, int64_t count)
{
	int64_t made = 0;

	for (int64_t i = 0; made < count; i++) {
		int64_t place = i / OBSERVERS_PER_PLACE, observer, rows;
		struct location location = location_of(maker, place);
		struct err err = {0};

		must(observers_ensure(maker->store, maker->authors[i % AUTHORS],
			     &location, key_of(maker, location.city),
			     maker->now, maker->arena, &observer, &err),
			&err);
		maker->places = place + 1;
		rows = maker->rows_per_observer;
		if (rows > count - made)
			rows = count - made;
		for (int64_t k = rows; k-- > 0; made++) {
			struct observation observation;
			enum observation_outcome outcome;

			fill(maker, &observation, maker->now - k * STEP_S);
			must(observations_put(maker->store, observer,
				     &observation, CONFLICT_REFUSE, &outcome,
				     &err),
				&err);
			commit_some(maker, false);
		}
	}
	return made;
}

static void
write_words(struct maker *maker, char *text, size_t size, int64_t number,
	int64_t count)
{
	size_t len = 0, wanted = 6 + next(maker) % 12;
	bool graupel =
		number * GRAUPEL / count != (number + 1) * GRAUPEL / count;

	for (size_t i = 0; i < wanted && len + 24 < size; i++) {
		const char *word =
			words[next(maker) % (sizeof(words) / sizeof(words[0]))];

		len += (size_t)snprintf(
			text + len, size - len, "%s%s", len ? " " : "", word);
	}
	if (number % 3 == 0)
		len += (size_t)snprintf(text + len, size - len, " rain");
	if (graupel)
		snprintf(text + len, size - len, " graupel");
}

static void
make_report(struct maker *maker, int64_t i, int64_t count)
{
	char text[512], id[UUID_LEN + 1];
	unsigned char random[16];
	uint64_t bits[2] = {next(maker), next(maker)};
	int64_t others = maker->places > 1 ? maker->places - 1 : 1;
	int64_t place = 1 + (int64_t)(next(maker) % (uint64_t)others);
	size_t author = 1 + next(maker) % (AUTHORS - 1);
	struct report report = {
		.created_ms = (maker->now - REPORTS_FROM_S) * 1000 +
			      i * (REPORTS_FROM_S * INT64_C(1000) / count),
		.version = 1,
		.owner = maker->authors[i % 20 ? author : 0],
	};
	struct err err = {0};

	memcpy(random, bits, sizeof(random));
	uuid7_print(report.created_ms, random, id);
	write_words(maker, text, sizeof(text), i, count);
	report.id = str_from(id);
	report.description = str_from(text);
	report.location = location_of(maker, i % 10 ? place : 0);
	must(reports_insert(maker->store, &report,
		     key_of(maker, report.location.city), &err),
		&err);
}

/* The parts of the index of words become one. */
static void
join_words(const char *directory)
{
	char path[4096];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%s/weather.db", directory);
	if (sqlite3_open(path, &db) != SQLITE_OK ||
		sqlite3_exec(db,
			"INSERT INTO report_fts (report_fts) "
			"VALUES ('optimize')",
			NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "database: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
	sqlite3_close(db);
}

static void
make_reports(struct maker *maker, int64_t count, const char *directory)
{
	int64_t together = count > REPORTS_ALONE ? count - REPORTS_ALONE : 0;
	struct err err = {0};

	for (int64_t i = 0; i < together; i++) {
		make_report(maker, i, count);
		commit_some(maker, false);
	}
	must(store_commit(maker->store, &err), &err);
	join_words(directory);
	must(store_begin(maker->store, &err), &err);
	for (int64_t i = together; i < count; i++) {
		make_report(maker, i, count);
		commit_some(maker, true);
	}
}

static double
seconds_since(const struct timespec *start)
{
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	return (double)(end.tv_sec - start->tv_sec) +
	       (double)(end.tv_nsec - start->tv_nsec) / 1e9;
}

static int64_t
number(const char *text, long long most)
{
	long long value = 0;

	if (!str_to_int64(str_from(text), 0, most, &value)) {
		fprintf(stderr, "database: %s is no number up to %lld\n", text,
			most);
		exit(2);
	}
	return value;
}

int
main(int argc, char **argv)
{
	struct maker maker = {.random = 1};
	struct migrate_result result;
	struct timespec start;
	struct err err = {0};
	int64_t observations, reports;

	if (argc < 4 || argc > 5) {
		fprintf(stderr, "usage: database DIRECTORY OBSERVATIONS "
				"REPORTS [NOW]\n");
		return 2;
	}
	observations = number(argv[2], 1000000000);
	reports = number(argv[3], 100000000);
	maker.now = argc == 5 ? number(argv[4], 4000000000)
			      : clock_now(clock_system());
	maker.rows_per_observer =
		observations / (PLACES_MIN * OBSERVERS_PER_PLACE) + 1;
	if (maker.rows_per_observer > ROWS_PER_OBSERVER)
		maker.rows_per_observer = ROWS_PER_OBSERVER;
	mkdir(argv[1], 0700);
	maker.arena = arena_new(256 * 1024 * 1024);
	if (!maker.arena)
		return 1;
	must(migrate(argv[1], "weather.db", STORAGE_LOCAL, &result, &err),
		&err);
	must(store_open(&maker.store, argv[1], STORE_WRITE, &err), &err);
	must(store_begin(maker.store, &err), &err);
	make_authors(&maker);
	clock_gettime(CLOCK_MONOTONIC, &start);
	make_observations(&maker, observations);
	commit_some(&maker, true);
	printf("%" PRId64 " observations at %" PRId64 " places: %.1f s\n",
		observations, maker.places, seconds_since(&start));
	clock_gettime(CLOCK_MONOTONIC, &start);
	make_reports(&maker, reports, argv[1]);
	must(store_commit(maker.store, &err), &err);
	printf("%" PRId64 " reports: %.1f s\n", reports, seconds_since(&start));
	store_close(maker.store);
	arena_free(maker.arena);
	return 0;
}
