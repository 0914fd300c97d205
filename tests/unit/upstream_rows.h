#ifndef TESTS_UPSTREAM_ROWS_H
#define TESTS_UPSTREAM_ROWS_H

/* Questions to a provider, as tests of its rows ask them. */
#include "store/upstream.h"
#include "unit/store.h"

enum { NOW = 1800000000 };

static const struct upstream_limits limits = {20, 5000};

static inline struct upstream_place
place_of(const char *city)
{
	return (struct upstream_place){
		STR_LIT("openweathermap"), STR_LIT("US"), str_from(city), {0}};
}

static inline bool
claims(struct store *store, const char *city, const char *owner, int64_t now)
{
	const struct upstream_place place = place_of(city);
	struct err err = {0};
	bool granted;

	CHECK_INT(upstream_claim(store, &place, str_from(owner), 1, &limits,
			  now, &granted, &err),
		OK);
	return granted;
}

static inline void
reading_of(struct reading *reading, int32_t temp, int64_t at)
{
	*reading = (struct reading){0};
	observation_init(&reading->observation, at);
	reading->observation.values[FIELD_TEMP] = temp;
	reading->observation.present = 1u << FIELD_TEMP;
}

static inline bool
stores(struct store *store, const char *city, const char *owner, int32_t temp,
	int64_t now)
{
	const struct upstream_place place = place_of(city);
	struct reading reading;
	struct err err = {0};
	bool stored;

	reading_of(&reading, temp, now - 60);
	CHECK_INT(upstream_store(store, &place, str_from(owner), &reading, now,
			  &stored, &err),
		OK);
	return stored;
}

static inline void
fails(struct store *store, const char *city, const char *owner,
	enum upstream_problem problem, int64_t not_before, int64_t now)
{
	const struct upstream_place place = place_of(city);
	const struct upstream_failure failure = {
		problem, now, not_before, STR_LIT("it failed")};
	struct err err = {0};

	CHECK_INT(upstream_fail(
			  store, &place, str_from(owner), &failure, now, &err),
		OK);
}

static inline struct upstream_row
row_of(struct state *state, struct store *store, const char *city)
{
	const struct upstream_place place = place_of(city);
	struct upstream_row row;
	struct err err = {0};
	bool found;

	CHECK_INT(
		upstream_find(store, &place, state->arena, &row, &found, &err),
		OK);
	return row;
}

static inline struct upstream_right
right_of(struct state *state, struct store *store)
{
	struct upstream_right right;
	struct err err = {0};

	CHECK_INT(upstream_right(store, STR_LIT("openweathermap"), state->arena,
			  &right, &err),
		OK);
	return right;
}

#endif
