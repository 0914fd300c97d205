/* Where the newest values of observers are: what the triggers keep. */
#include "unit/observations.h"

/* What the visits of observations_recent() come to. */
struct seen {
	int64_t newest[FIELD_COUNT]; /* of plausible values; INT64_MIN */
	int64_t last, ahead; /* the first visited behind last; INT64_MAX */
	int64_t last_observer, last_at;
	int count, observers;
	bool ordered;
};

static void
see(void *ctx, int64_t observer, const struct observation *observation)
{
	struct seen *seen = ctx;

	if (!seen->count || observer != seen->last_observer)
		seen->observers++;
	else if (observation->observed_at >= seen->last_at)
		seen->ordered = false;
	seen->count++;
	seen->last_observer = observer;
	seen->last_at = observation->observed_at;
	if (observation->observed_at > seen->last) {
		if (observation->observed_at < seen->ahead)
			seen->ahead = observation->observed_at;
		return;
	}
	for (int i = 0; i < FIELD_COUNT; i++)
		if (observation_plausible(
			    observation, (enum observation_field)i) &&
			observation->observed_at > seen->newest[i])
			seen->newest[i] = observation->observed_at;
}

/* What is new in Seattle, WA, and not behind last. */
static struct seen
recent_until(struct store *store, int64_t since, int64_t last)
{
	struct arena *arena = arena_new(65536);
	struct seen seen = {.last = last, .ahead = INT64_MAX, .ordered = true};
	struct place place;
	struct err err = {0};
	bool found;

	for (int i = 0; i < FIELD_COUNT; i++)
		seen.newest[i] = INT64_MIN;
	CHECK_INT(places_find(store, STR_LIT("seattle"), STR_LIT("WA"),
			  STR_LIT("US"), arena, &place, &found, &err),
		OK);
	CHECK(found);
	CHECK_INT(observations_recent(
			  store, place.id, since, last, see, &seen, &err),
		OK);
	arena_free(arena);
	return seen;
}

static struct seen
recent(struct store *store, int64_t since)
{
	return recent_until(store, since, INT64_MAX);
}

/* Adds, replaces or deletes one row of observer, at one of few times; also by
 * hand. */
static void
change_something(struct store *store, int64_t observer)
{
	char extra[64], sql[200];
	struct observation change = random_observation(extra, sizeof(extra));
	enum observation_outcome outcome;
	struct err err = {0};

	/* few values, or others would lead to the row of one that is lost */
	for (int i = 0; i < 3; i++)
		change.present &= (uint32_t)prop_below(1u << FIELD_COUNT);
	change.flagged &= change.present;
	change.observed_at = start + prop_between(0, 12);
	if (prop_below(4)) {
		CHECK_INT(observations_put(store, observer, &change,
				  CONFLICT_REPLACE, &outcome, &err),
			OK);
		return;
	}
	snprintf(sql, sizeof(sql),
		"%s WHERE observer_id = %lld AND observed_at = %lld",
		prop_below(3) ? "DELETE FROM observation"
			      : "UPDATE observation SET flagged = 0, temp = "
				"CASE WHEN temp IS NULL THEN 7 END",
		(long long)observer, (long long)change.observed_at);
	CHECK_INT(sqlite3_exec(store->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

/* The same as a look at every row gives. */
static void
check_recent(struct store *store, const int64_t *observers, size_t count,
	int64_t since, int64_t last)
{
	struct seen seen = recent_until(store, since, last);
	int64_t newest[FIELD_COUNT];

	for (int i = 0; i < FIELD_COUNT; i++)
		newest[i] = INT64_MIN;
	for (size_t o = 0; o < count; o++) {
		for (int64_t at = since; at <= start + 12; at++) {
			struct observation row;
			char extra[64];

			if (!read_back(store, observers[o], at, extra, &row))
				continue;
			if (at > last) {
				CHECK(seen.ahead <= at ||
					!(row.present & ~row.flagged));
				continue;
			}
			for (int i = 0; i < FIELD_COUNT; i++)
				if (observation_plausible(
					    &row, (enum observation_field)i) &&
					at > newest[i])
					newest[i] = at;
		}
	}
	for (int i = 0; i < FIELD_COUNT; i++)
		CHECK_INT(seen.newest[i], newest[i]);
	CHECK(seen.ordered);
}

static void
the_newest_values_are_found_after_any_changes(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t observers[3];

	for (size_t i = 0; i < COUNT(observers); i++)
		observers[i] = observer_at(
			store, (int64_t)i + 1, "Seattle", "WA", "seattle");
	FOR_ALL(400)
	{
		change_something(store, observers[prop_below(3)]);
		check_recent(store, observers, COUNT(observers),
			start + prop_between(0, 13),
			prop_below(2) ? INT64_MAX
				      : start + prop_between(0, 13));
	}
	end(store, &state);
}

static void
a_day_of_rows_is_not_read_for_its_newest_values(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t here = observer_at(store, 1, "Seattle", "WA", "seattle");
	int64_t elsewhere = observer_at(store, 1, "Seattle", "", "seattle");
	struct seen seen;

	for (int i = 0; i < 1440; i++) {
		struct observation observation =
			temp_at(start + INT64_C(60) * i, i);

		observation.present |= (uint32_t)(i == 7) << FIELD_SNOW_DEPTH;
		put(store, here, &observation);
		put(store, elsewhere, &observation);
	}
	seen = recent(store, start);
	CHECK_INT(seen.count, 2);
	CHECK_INT(seen.observers, 1);
	CHECK_INT(seen.newest[FIELD_TEMP], start + 60 * 1439);
	CHECK_INT(seen.newest[FIELD_SNOW_DEPTH], start + 60 * 7);
	CHECK_INT(recent(store, start + 86400).count, 0);
	end(store, &state);
}

/* Else a clock that was ahead would hide what is measured until then. */
static void
what_is_too_far_ahead_hides_nothing(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t here = observer_at(store, 1, "Seattle", "WA", "seattle");
	const int64_t times[] = {100, 5, 90, 4};
	struct seen seen;

	for (size_t i = 0; i < COUNT(times); i++) {
		struct observation observation = temp_at(start + times[i], 1);

		put(store, here, &observation);
	}
	for (int again = 0; again < 2; again++) {
		seen = recent_until(store, start, start + 10);
		CHECK_INT(seen.newest[FIELD_TEMP], start + 5);
		CHECK_INT(seen.ahead, start + 90);
		CHECK_INT(seen.count, 2);
		seen = recent_until(store, start, start + 90);
		CHECK_INT(seen.newest[FIELD_TEMP], start + 90);
		CHECK_INT(seen.ahead, start + 100);
		seen = recent_until(store, start, start + 100);
		CHECK_INT(seen.newest[FIELD_TEMP], start + 100);
		CHECK_INT(seen.ahead, INT64_MAX);
		CHECK_INT(seen.count, 1);
	}
	seen = recent_until(store, start + 6, start + 10);
	CHECK_INT(seen.newest[FIELD_TEMP], INT64_MIN);
	end(store, &state);
}

static void
of_too_many_observers_those_heard_last_count(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct seen seen;

	for (int i = 0; i < OBSERVERS_CONSIDERED + 5; i++) {
		char name[16];
		struct principal_key key = {STR_LIT("https://a/"), {NULL, 0},
			{name, (size_t)snprintf(
				       name, sizeof(name), "many%d", i)}};
		struct observation observation = temp_at(start + i, i);
		struct err err = {0};
		int64_t owner;

		CHECK_INT(principals_ensure(store, &key, 1, &owner, &err), OK);
		put(store,
			observer_at(store, owner, "Seattle", "WA", "seattle"),
			&observation);
	}
	seen = recent(store, start);
	CHECK_INT(seen.observers, OBSERVERS_CONSIDERED);
	/* visited from the newest on */
	CHECK_INT(seen.last_at, start + 5);
	end(store, &state);
}

/* Moved to another observer, a row changes the number of that one alone. */
static void
what_is_kept_of_an_observer_goes_with_its_number_and_with_the_second(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t here = observer_at(store, 1, "Seattle", "WA", "seattle");
	int64_t elsewhere = observer_at(store, 2, "Seattle", "", "seattle");
	struct observation observation = temp_at(start + 5, 1);
	char sql[200];

	put(store, here, &observation);
	CHECK_INT(recent(store, start).newest[FIELD_TEMP], start + 5);
	snprintf(sql, sizeof(sql),
		"UPDATE observation SET observer_id = %lld "
		"WHERE observer_id = %lld",
		(long long)elsewhere, (long long)here);
	CHECK_INT(sqlite3_exec(store->db, sql, NULL, NULL, NULL), SQLITE_OK);
	CHECK_INT(recent(store, start).newest[FIELD_TEMP], start + 5);
	CHECK_INT(recent(store, start + 1).count, 0);
	CHECK_INT(recent(store, start).count, 0);
	observation = temp_at(start + 4, 1);
	put(store, here, &observation);
	CHECK_INT(recent(store, start).newest[FIELD_TEMP], start + 4);
	end(store, &state);
}

int
main(void)
{
	RUN(the_newest_values_are_found_after_any_changes);
	RUN(a_day_of_rows_is_not_read_for_its_newest_values);
	RUN(what_is_too_far_ahead_hides_nothing);
	RUN(of_too_many_observers_those_heard_last_count);
	RUN(what_is_kept_of_an_observer_goes_with_its_number_and_with_the_second);
	DONE();
}
