#ifndef TESTS_OBSERVATION_BODY_H
#define TESTS_OBSERVATION_BODY_H

/* Bodies of observations for tests of what is read of them. */
#include "unit/tap.h"
#include "weather/row.h"

static struct arena *arena;
static const int64_t now = 1795310100; /* 2026-11-22T01:15:00Z */
static const struct location place = {{"Rome", 4}, {NULL, 0}, {"IT", 2}};

static inline enum err_kind
parse_in(const char *body, enum units units, struct observation *observation,
	struct err *err)
{
	bool timed;

	*err = (struct err){0};
	return observation_from_json(
		str_from(body), units, now, arena, observation, &timed, err);
}

static inline enum err_kind
parse(const char *body, struct observation *observation, struct err *err)
{
	return parse_in(body, UNITS_METRIC, observation, err);
}

#endif
