#include "unit/prop.h"
#include "unit/tap.h"

#include "weather/current.h"

#include <stdlib.h>

static struct arena *arena;
static const int64_t now = 1795310100;

enum { MISSING = INT32_MIN };

/* A row with temp, humidity and pressure at so many seconds before now. */
static struct observation
row(int64_t age, int32_t temp, int32_t humidity, int32_t pressure)
{
	const struct {
		enum observation_field field;
		int32_t value;
	} set[] = {
		{FIELD_TEMP, temp},
		{FIELD_HUMIDITY, humidity},
		{FIELD_PRESSURE_MSL, pressure},
	};
	struct observation o;

	observation_init(&o, now - age);
	o.source = SOURCE_API;
	for (size_t i = 0; i < COUNT(set); i++) {
		if (set[i].value == MISSING)
			continue;
		o.values[set[i].field] = set[i].value;
		o.present |= 1u << set[i].field;
	}
	return o;
}

static void
add(struct current *current, int64_t observer, struct observation o)
{
	current_add(current, observer, &o);
}

static enum err_kind
finish(struct current *current)
{
	struct err err = {0};

	return current_finish(current, &err);
}

static const char *
print(const struct current *current, enum units units)
{
	struct err err = {0};
	struct str out;

	CHECK_INT(current_to_json(current, units, arena, &out, &err), OK);
	return out.at;
}

static void
one_reading_is_the_weather(void)
{
	struct current c;
	struct observation o = row(420, 1184, 814, 101745);

	o.values[FIELD_WIND_SPEED] = 320;
	o.present |= 1u << FIELD_WIND_SPEED;
	current_begin(&c, now);
	add(&c, 1, o);
	CHECK_INT(finish(&c), OK);
	CHECK(!current_is_stale(&c));
	CHECK_INT(c.newest, now - 420);
	CHECK_INT(c.observers, 1);
	CHECK_INT(c.source, SOURCE_API);
	CHECK_STR(print(&c, UNITS_METRIC),
		"{\"temp\":11.84,\"feels_like\":11.84,\"temp_min\":11.84,"
		"\"temp_max\":11.84,\"pressure\":1017,\"humidity\":81}");
	CHECK_STR(print(&c, UNITS_IMPERIAL),
		"{\"temp\":53.31,\"feels_like\":53.31,\"temp_min\":53.31,"
		"\"temp_max\":53.31,\"pressure\":1017,\"humidity\":81}");
	CHECK_STR(print(&c, UNITS_STANDARD),
		"{\"temp\":284.99,\"feels_like\":284.99,\"temp_min\":284.99,"
		"\"temp_max\":284.99,\"pressure\":1017,\"humidity\":81}");
}

static void
cold_wind_is_felt(void)
{
	struct current c;
	struct observation o = row(0, -1778, MISSING, MISSING);

	o.values[FIELD_WIND_SPEED] = 671;
	o.present |= 1u << FIELD_WIND_SPEED;
	current_begin(&c, now);
	add(&c, 1, o);
	CHECK_INT(finish(&c), OK);
	CHECK_STR(print(&c, UNITS_METRIC),
		"{\"temp\":-17.78,\"feels_like\":-28.59,\"temp_min\":-17.78,"
		"\"temp_max\":-17.78,\"pressure\":null,\"humidity\":null}");
}

static void
what_nobody_measured_is_null(void)
{
	struct current c;

	current_begin(&c, now);
	add(&c, 1, row(0, MISSING, 500, MISSING));
	CHECK_INT(finish(&c), OK);
	CHECK_STR(print(&c, UNITS_METRIC),
		"{\"temp\":null,\"feels_like\":null,\"temp_min\":null,"
		"\"temp_max\":null,\"pressure\":null,\"humidity\":50}");
}

static void
without_a_reading_there_is_no_data(void)
{
	struct current c;
	struct observation flagged = row(0, 100, MISSING, MISSING);

	flagged.flagged = flagged.present;
	current_begin(&c, now);
	CHECK_INT(finish(&c), ERR_NO_DATA);
	add(&c, 1, row(CURRENT_STALE_S + 1, 100, 500, 100000));
	add(&c, 2, row(-601, 100, 500, 100000));
	add(&c, 3, flagged);
	CHECK_INT(finish(&c), ERR_NO_DATA);
	CHECK_INT(c.observers, 0);
	add(&c, 4, row(CURRENT_STALE_S, 100, 500, 100000));
	CHECK_INT(finish(&c), OK);
	CHECK(current_is_stale(&c));
}

static void
a_clock_ten_minutes_ahead_is_forgiven(void)
{
	struct current c;

	current_begin(&c, now);
	add(&c, 1, row(-600, 100, 500, 100000));
	CHECK_INT(finish(&c), OK);
	CHECK(!current_is_stale(&c));
}

static void
each_field_comes_from_its_newest_reading(void)
{
	struct current c;

	current_begin(&c, now);
	add(&c, 1, row(100, 1000, MISSING, MISSING));
	add(&c, 1, row(700, 900, 400, 100000));
	add(&c, 2, row(200, 1100, 600, MISSING));
	add(&c, 2, row(500, 1200, 700, 101000));
	CHECK_INT(finish(&c), OK);
	CHECK_INT(c.values[FIELD_TEMP], 1000);
	CHECK_INT(c.values[FIELD_HUMIDITY], 600);
	CHECK_INT(c.values[FIELD_PRESSURE_MSL], 101000);
	CHECK_INT(c.observed_at[FIELD_PRESSURE_MSL], now - 500);
	CHECK_INT(c.newest, now - 100);
	CHECK_INT(c.observers, 2);
}

static void
a_flagged_value_is_skipped_for_its_field_only(void)
{
	struct current c;
	struct observation o = row(100, 6000, 400, MISSING);

	o.flagged = 1u << FIELD_TEMP;
	current_begin(&c, now);
	add(&c, 1, o);
	add(&c, 1, row(200, 1000, 500, MISSING));
	CHECK_INT(finish(&c), OK);
	CHECK_INT(c.values[FIELD_TEMP], 1000);
	CHECK_INT(c.values[FIELD_HUMIDITY], 400);
	CHECK_INT(c.temp_min, 1000);
	CHECK_INT(c.temp_max, 1000);
}

static void
the_spread_is_over_the_newest_fresh_temp_of_each_observer(void)
{
	struct current c;

	current_begin(&c, now);
	add(&c, 1, row(100, 1100, MISSING, MISSING));
	add(&c, 1, row(200, -5000, MISSING, MISSING));
	add(&c, 2, row(3600, 900, MISSING, MISSING));
	add(&c, 3, row(3601, 5000, MISSING, MISSING));
	add(&c, 4, row(50, MISSING, 500, MISSING));
	add(&c, 4, row(900, 1300, MISSING, MISSING));
	CHECK_INT(finish(&c), OK);
	CHECK_INT(c.values[FIELD_TEMP], 1100);
	CHECK_INT(c.temp_min, 900);
	CHECK_INT(c.temp_max, 1300);
	CHECK_INT(c.observers, 4);
}

static void
a_stale_temp_is_its_own_spread(void)
{
	struct current c;

	current_begin(&c, now);
	add(&c, 1, row(4000, 1100, MISSING, MISSING));
	add(&c, 2, row(5000, 900, MISSING, MISSING));
	CHECK_INT(finish(&c), OK);
	CHECK(current_is_stale(&c));
	CHECK_INT(c.temp_min, 1100);
	CHECK_INT(c.temp_max, 1100);
}

static void
station_pressure_is_not_sea_level_pressure(void)
{
	struct current c;
	struct observation o = row(0, 1000, MISSING, MISSING);

	o.values[FIELD_PRESSURE_STATION] = 95000;
	o.present |= 1u << FIELD_PRESSURE_STATION;
	current_begin(&c, now);
	add(&c, 1, o);
	CHECK_INT(finish(&c), OK);
	CHECK(strstr(print(&c, UNITS_METRIC), "\"pressure\":null"));
}

static void
halves_of_whole_numbers_round_up(void)
{
	struct current c;

	current_begin(&c, now);
	add(&c, 1, row(0, 1000, 805, 101650));
	CHECK_INT(finish(&c), OK);
	CHECK(strstr(
		print(&c, UNITS_METRIC), "\"pressure\":1017,\"humidity\":81"));
}

enum { ROWS = 12 };

/* The answer at a moment, of rows as the database gives them: two of each
 * observer, the newest first. */
static void
say_at(int64_t moment, const struct observation rows[ROWS], char out[400],
	int64_t *until)
{
	struct current current;
	struct err err = {0};

	current_begin(&current, moment);
	for (int i = 0; i < ROWS; i++)
		if (rows[i].observed_at >= moment - CURRENT_STALE_S)
			current_add(&current, i / 2, &rows[i]);
	*until = current.until;
	if (current_finish(&current, &err) != OK)
		snprintf(out, 400, "none");
	else
		snprintf(out, 400, "%s %d %d %zu",
			print(&current, UNITS_METRIC),
			current_is_stale(&current),
			current_has_fresh_temp(&current), current.observers);
	arena_reset(arena);
}

/* An age about which something changes, or any other. */
static int64_t
some_age(void)
{
	static const int64_t edges[] = {
		-600, 0, CURRENT_FRESH_S, CURRENT_STALE_S};

	return edges[prop_below(COUNT(edges))] + prop_between(-5, 5) +
	       (prop_below(3) ? 0 : prop_between(-1000, 90000));
}

static void
until_then_the_same_rows_say_the_same(void)
{
	int changed = 0;

	FOR_ALL(2000)
	{
		struct observation rows[ROWS];
		char said[400], later[400];
		int64_t until, moment, ignored;

		for (int i = 0; i < ROWS; i++)
			rows[i] = row(some_age(), (int32_t)prop_below(3000),
				prop_below(2) ? 500 : MISSING, MISSING);
		say_at(now, rows, said, &until);
		if (until == INT64_MAX)
			continue;
		CHECK(until > now);
		for (int i = 0; i < 4; i++) {
			moment = prop_between(now, until - 1);
			say_at(moment, rows, later, &ignored);
			CHECK_STR(later, said);
		}
		say_at(until - 1, rows, later, &ignored);
		CHECK_STR(later, said);
		say_at(until, rows, later, &ignored);
		changed += strcmp(later, said) != 0;
	}
	CHECK(changed > 100);
}

int
main(void)
{
	arena = arena_new(1 << 16);
	if (!arena)
		return EXIT_FAILURE;
	RUN(one_reading_is_the_weather);
	RUN(cold_wind_is_felt);
	RUN(what_nobody_measured_is_null);
	RUN(without_a_reading_there_is_no_data);
	RUN(a_clock_ten_minutes_ahead_is_forgiven);
	RUN(each_field_comes_from_its_newest_reading);
	RUN(a_flagged_value_is_skipped_for_its_field_only);
	RUN(the_spread_is_over_the_newest_fresh_temp_of_each_observer);
	RUN(a_stale_temp_is_its_own_spread);
	RUN(station_pressure_is_not_sea_level_pressure);
	RUN(halves_of_whole_numbers_round_up);
	RUN(until_then_the_same_rows_say_the_same);
	arena_free(arena);
	DONE();
}
