#include "store/statement.h"
#include "unit/observations.h"

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
	} cases[] = {{SQL_OBSERVATIONS_GET, 6}, {SQL_HISTORY_ROWS, 6},
		{SQL_OBSERVATIONS_AHEAD, 6}};
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

static void
any_observation_reads_back_as_it_was_stored(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t observer = observer_at(store, 1, "Seattle", "WA", "seattle");

	FOR_ALL(500)
	{
		char extra[64], extra_back[64];
		struct observation want =
			random_observation(extra, sizeof(extra));
		struct observation back = {0};
		enum observation_outcome outcome;
		struct err err = {0};

		want.observed_at = start + prop_run;
		CHECK_INT(observations_put(store, observer, &want,
				  CONFLICT_REFUSE, &outcome, &err),
			OK);
		CHECK_INT(outcome, OUTCOME_NEW);
		CHECK(read_back(
			store, observer, want.observed_at, extra_back, &back));
		CHECK(observation_equal(&want, &back));
		CHECK_INT(back.received_at, want.received_at);
		CHECK_INT(back.source, want.source);
		CHECK_INT(back.flagged, want.flagged);
		CHECK_INT(back.present, want.present);
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
		char extra[64], extra_back[64];
		struct observation want =
			random_observation(extra, sizeof(extra));
		struct observation back = {0};
		enum observation_outcome outcome;
		struct err err = {0};

		want.observed_at = start;
		CHECK_INT(observations_put(store, observer, &want,
				  CONFLICT_REPLACE, &outcome, &err),
			OK);
		CHECK(read_back(store, observer, start, extra_back, &back));
		CHECK(observation_equal(&want, &back));
	}
	end(store, &state);
}

static void
what_has_no_time_takes_the_next_free_second(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t observer = observer_at(store, 1, "Seattle", "WA", "seattle");
	enum observation_outcome outcome;
	struct err err = {0};

	for (int i = 0; i <= CONFLICT_LATER_S; i++) {
		struct observation observation = temp_at(start, i);

		CHECK_INT(observations_put(store, observer, &observation,
				  CONFLICT_LATER, &outcome, &err),
			OK);
		CHECK_INT(outcome, OUTCOME_NEW);
		CHECK_INT(observation.observed_at, start + i);
	}
	for (int i = -1; i <= 5; i += 6) {
		struct observation observation = temp_at(start, i);

		/* a new one has no place any more, an old one keeps its own */
		CHECK_INT(observations_put(store, observer, &observation,
				  CONFLICT_LATER, &outcome, &err),
			i < 0 ? ERR_EXISTS : OK);
		CHECK_INT(outcome, i < 0 ? OUTCOME_NONE : OUTCOME_SAME);
	}
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
	RUN(what_has_no_time_takes_the_next_free_second);
	DONE();
}
