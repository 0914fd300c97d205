#include "store/observations.h"
#include "store/places.h"
#include "store/principals.h"
#include "store/statement.h"
#include "unit/prop.h"
#include "unit/store.h"

static const int64_t start = 1700000000;

/* A writable store within a transaction, with principals 1 to 3. */
static struct store *
begin(struct state *state)
{
	static const char *const names[] = {"a", "b", "c"};
	struct store *store;
	struct err err = {0};

	state_init(state);
	store = state_open(state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct principal_key key = {
			STR_LIT("https://a/"), {NULL, 0}, str_from(names[i])};
		int64_t id;

		CHECK_INT(principals_ensure(store, &key, 1, &id, &err), OK);
	}
	return store;
}

static void
end(struct store *store, struct state *state)
{
	store_rollback(store);
	store_close(store);
	state_free(state);
}

static int64_t
observer_at(struct store *store, int64_t owner, const char *city,
	const char *state, const char *key)
{
	struct location location = {
		str_from(city), str_from(state), STR_LIT("US")};
	struct arena *arena = arena_new(65536);
	struct err err = {0};
	int64_t id = 0;

	CHECK_INT(observers_ensure(store, owner, &location, str_from(key),
			  start, arena, &id, &err),
		OK);
	arena_free(arena);
	return id;
}

static struct observation
temp_at(int64_t at, int32_t temp)
{
	struct observation observation = {.observed_at = at,
		.received_at = at + 1,
		.source = SOURCE_API,
		.present = 1u << FIELD_TEMP,
		.interval_s = -1};

	observation.values[FIELD_TEMP] = temp;
	return observation;
}

static enum observation_outcome
put(struct store *store, int64_t observer,
	const struct observation *observation)
{
	enum observation_outcome outcome;
	struct err err = {0};

	CHECK_INT(observations_put(store, observer, observation,
			  CONFLICT_REFUSE, &outcome, &err),
		OK);
	return outcome;
}

static void
an_observer_is_one_owner_at_one_place(void)
{
	static const struct {
		int64_t owner;
		const char *city, *state, *key;
		int64_t id;
	} cases[] = {
		{1, "Seattle", "WA", "seattle", 1},
		{1, "SEATTLE", "WA", "seattle", 1},
		{1, "Seattle", "", "seattle", 2},
		{2, "Seattle", "WA", "seattle", 3},
		{1, "Salem", "OR", "salem", 4},
		{1, "Salem", "MA", "salem", 5},
		{1, "seattle", "", "seattle", 2},
	};
	struct state state;
	struct store *store = begin(&state);

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_INT(observer_at(store, cases[i].owner, cases[i].city,
				  cases[i].state, cases[i].key),
			cases[i].id);
	end(store, &state);
}

static void
the_same_again_is_the_same_and_another_is_refused(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t observer = observer_at(store, 1, "Seattle", "WA", "seattle");
	struct observation first = temp_at(start, 1000),
			   second = temp_at(start, 1001);
	enum observation_outcome outcome;
	struct err err = {0};

	CHECK_INT(put(store, observer, &first), OUTCOME_NEW);
	CHECK_INT(put(store, observer, &first), OUTCOME_SAME);
	first.received_at += 50;
	first.source = SOURCE_IMPORT;
	CHECK_INT(put(store, observer, &first), OUTCOME_SAME);
	CHECK_INT(observations_put(store, observer, &second, CONFLICT_REFUSE,
			  &outcome, &err),
		ERR_EXISTS);
	CHECK_INT(outcome, OUTCOME_NONE);
	CHECK_INT(put(store, observer, &first), OUTCOME_SAME);
	CHECK_INT(observations_put(store, observer, &second, CONFLICT_REPLACE,
			  &outcome, &err),
		OK);
	CHECK_INT(outcome, OUTCOME_REPLACED);
	CHECK_INT(put(store, observer, &second), OUTCOME_SAME);
	first.observed_at++;
	CHECK_INT(put(store, observer, &first), OUTCOME_NEW);
	end(store, &state);
}

static void
an_observer_that_is_not_there_observes_nothing(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct observation observation = temp_at(start, 1000);
	enum observation_outcome outcome;
	struct err err = {0};

	CHECK_INT(observations_put(store, 99, &observation, CONFLICT_REFUSE,
			  &outcome, &err),
		ERR_INTERNAL);
	CHECK_STR(err.reason, "store/refused");
	end(store, &state);
}

/* The schema's limits are those of observation_fields, field by field. */
static void
hard_limits_hold_in_the_schema_too(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t observer = observer_at(store, 1, "Seattle", "WA", "seattle");
	int64_t at = start;

	for (int i = 0; i < FIELD_COUNT; i++) {
		const struct observation_field_rule *rule =
			&observation_fields[i];
		const struct {
			int32_t value;
			bool allowed;
		} cases[] = {
			{rule->hard_min, true},
			{rule->hard_max, true},
			{rule->hard_min - 1, false},
			{rule->hard_max + 1, false},
		};

		for (size_t j = 0; j < COUNT(cases); j++) {
			struct observation observation = temp_at(at++, 0);
			enum observation_outcome outcome;
			struct err err = {0};
			bool stored;

			observation.present = 1u << i;
			observation.values[i] = cases[j].value;
			stored = observations_put(store, observer, &observation,
					 CONFLICT_REFUSE, &outcome, &err) == OK;
			if (stored != cases[j].allowed) {
				CHECK_INT(stored, cases[j].allowed);
				printf("# %s %d\n", rule->name,
					(int)cases[j].value);
			}
		}
	}
	end(store, &state);
}

static void
columns_stand_in_the_order_of_the_fields(void)
{
	static const struct {
		enum sql_id id;
		int first;
	} cases[] = {{SQL_OBSERVATIONS_GET, 6}, {SQL_OBSERVATIONS_RECENT, 6}};
	struct state state;
	struct store *store = begin(&state);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct statement statement;
		struct err err = {0};

		CHECK_INT(statement_open(&statement, store, cases[i].id, &err),
			OK);
		for (int field = 0; field < FIELD_COUNT; field++)
			CHECK_STR(sqlite3_column_name(statement.stmt,
					  cases[i].first + field),
				observation_fields[field].name);
		statement_close(&statement);
	}
	end(store, &state);
}

static struct observation
random_observation(char *extra, size_t extra_size)
{
	struct observation observation = {
		.observed_at = prop_between(start - 1000, start + 1000),
		.received_at = prop_between(0, start * 2),
		.source = (enum observation_source)prop_between(
			SOURCE_API, SOURCE_DEMO),
		.present = (uint32_t)prop_below(1u << FIELD_COUNT),
		.interval_s =
			prop_below(2) ? -1 : (int32_t)prop_between(0, 86400),
	};

	observation.flagged =
		observation.present & (uint32_t)prop_below(1u << FIELD_COUNT);
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (observation.present & 1u << i)
			observation.values[i] = (int32_t)prop_between(
				observation_fields[i].hard_min,
				observation_fields[i].hard_max);
	}
	if (prop_below(2)) {
		snprintf(extra, extra_size, "{\"pm10\":%d}",
			(int)prop_below(1000));
		observation.extra = str_from(extra);
	}
	return observation;
}

struct seen {
	struct observation last;
	int64_t last_observer;
	int count;
	bool ordered;
	char extra[64];
};

static void
see(void *ctx, int64_t observer, const struct observation *observation)
{
	struct seen *seen = ctx;

	if (seen->count++ && (observer < seen->last_observer ||
				     (observer == seen->last_observer &&
					     observation->observed_at >=
						     seen->last.observed_at)))
		seen->ordered = false;
	seen->last = *observation;
	seen->last_observer = observer;
	snprintf(seen->extra, sizeof(seen->extra), "%.*s",
		STR_ARG(observation->extra));
	seen->last.extra = str_from(seen->extra);
}

/* Rows of Seattle, WA. */
static struct seen
recent(struct store *store, int64_t since)
{
	struct arena *arena = arena_new(65536);
	struct seen seen = {.ordered = true};
	struct place place;
	struct err err = {0};
	bool found;

	CHECK_INT(places_find(store, STR_LIT("seattle"), STR_LIT("WA"),
			  STR_LIT("US"), arena, &place, &found, &err),
		OK);
	CHECK(found);
	CHECK_INT(observations_recent(store, place.id, since, see, &seen, &err),
		OK);
	arena_free(arena);
	return seen;
}

static void
any_observation_reads_back_as_it_was_stored(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t observer = observer_at(store, 1, "Seattle", "WA", "seattle");

	FOR_ALL(500)
	{
		char extra[64];
		struct observation want =
			random_observation(extra, sizeof(extra));
		struct seen seen;
		enum observation_outcome outcome;
		struct err err = {0};

		/* Alone in its window, so that it is the one seen. */
		want.observed_at = start + prop_run * INT64_C(10);
		CHECK_INT(observations_put(store, observer, &want,
				  CONFLICT_REFUSE, &outcome, &err),
			OK);
		CHECK_INT(outcome, OUTCOME_NEW);
		seen = recent(store, want.observed_at);
		CHECK_INT(seen.count, 1);
		CHECK(observation_equal(&want, &seen.last));
		CHECK_INT(seen.last.received_at, want.received_at);
		CHECK_INT(seen.last.source, want.source);
		CHECK_INT(seen.last.flagged, want.flagged);
		CHECK_INT(seen.last.present, want.present);
	}
	end(store, &state);
}

static void
what_replaces_is_what_is_read(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t observer = observer_at(store, 1, "Seattle", "WA", "seattle");

	FOR_ALL(300)
	{
		char extra[64];
		struct observation want =
			random_observation(extra, sizeof(extra));
		struct seen seen;
		enum observation_outcome outcome;
		struct err err = {0};

		want.observed_at = start;
		CHECK_INT(observations_put(store, observer, &want,
				  CONFLICT_REPLACE, &outcome, &err),
			OK);
		seen = recent(store, start);
		CHECK_INT(seen.count, 1);
		CHECK(observation_equal(&want, &seen.last));
	}
	end(store, &state);
}

static void
recent_rows_come_grouped_and_newest_first(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct seen seen;

	for (int64_t owner = 3; owner >= 1; owner--) {
		int64_t here =
			observer_at(store, owner, "Seattle", "WA", "seattle");
		int64_t nameless =
			observer_at(store, owner, "Seattle", "", "seattle");
		int64_t elsewhere =
			observer_at(store, owner, "Salem", "OR", "salem");

		for (int i = 0; i < 10; i++) {
			struct observation observation =
				temp_at(start + i * 7 % 10, i);

			put(store, here, &observation);
			put(store, nameless, &observation);
			put(store, elsewhere, &observation);
		}
	}
	seen = recent(store, start);
	CHECK_INT(seen.count, 30);
	CHECK(seen.ordered);
	seen = recent(store, start + 8);
	CHECK_INT(seen.count, 6);
	CHECK(seen.ordered);
	CHECK_INT(recent(store, start + 10).count, 0);
	end(store, &state);
}

int
main(void)
{
	RUN(an_observer_is_one_owner_at_one_place);
	RUN(the_same_again_is_the_same_and_another_is_refused);
	RUN(an_observer_that_is_not_there_observes_nothing);
	RUN(hard_limits_hold_in_the_schema_too);
	RUN(columns_stand_in_the_order_of_the_fields);
	RUN(any_observation_reads_back_as_it_was_stored);
	RUN(what_replaces_is_what_is_read);
	RUN(recent_rows_come_grouped_and_newest_first);
	DONE();
}
