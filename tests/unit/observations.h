#ifndef TESTS_OBSERVATIONS_H
#define TESTS_OBSERVATIONS_H

/* Rows of observation for tests of src/store. */
#include "store/observation_columns.h"
#include "store/observations.h"
#include "store/places.h"
#include "store/principals.h"
#include "unit/prop.h"
#include "unit/store.h"

static const int64_t start = 1700000000;

/* A writable store within a transaction, with principals 1 to 3. */
static inline struct store *
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

static inline void
end(struct store *store, struct state *state)
{
	store_rollback(store);
	store_close(store);
	state_free(state);
}

static inline int64_t
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

static inline struct observation
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

static inline enum observation_outcome
put(struct store *store, int64_t observer, struct observation *observation)
{
	enum observation_outcome outcome;
	struct err err = {0};

	CHECK_INT(observations_put(store, observer, observation,
			  CONFLICT_REFUSE, &outcome, &err),
		OK);
	return outcome;
}

static inline struct observation
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

/* What is stored for observer at this time; false without a row. */
static inline bool
read_back(struct store *store, int64_t observer, int64_t at, char extra[64],
	struct observation *observation)
{
	struct statement get;
	struct err err = {0};
	bool row;

	CHECK_INT(statement_open(&get, store, SQL_OBSERVATIONS_GET, &err), OK);
	statement_int(&get, observer);
	statement_int(&get, at);
	CHECK_INT(statement_step(&get, &row, &err), OK);
	if (row) {
		observation_columns_read(&get, observation);
		snprintf(extra, 64, "%.*s", STR_ARG(observation->extra));
		observation->extra = str_from(extra);
	}
	statement_close(&get);
	return row;
}

#endif
