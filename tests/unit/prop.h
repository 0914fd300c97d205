#ifndef TESTS_PROP_H
#define TESTS_PROP_H

/*
 * Random values from a seed, for tests of properties.  FOR_ALL(n) runs its
 * body n times, stops after the first run in which a fact failed, and then
 * prints the seed: PROP_SEED=that replays every loop of the test.
 */
#include "unit/random.h"
#include "unit/tap.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

static uint64_t prop_seed;
static int prop_failed_before;

static inline int
prop_start(void)
{
	const char *seed = getenv("PROP_SEED");

	if (!prop_seed)
		prop_seed =
			seed ? strtoull(seed, NULL, 10) : (uint64_t)time(NULL);
	prop_state = prop_seed;
	prop_failed_before = tap_failed_facts;
	return 0;
}

static inline int
prop_more(int run, int runs)
{
	if (tap_failed_facts > prop_failed_before) {
		fprintf(stderr, "# run %d, PROP_SEED=%" PRIu64 " replays it\n",
			run, prop_seed);
		return 0;
	}
	return run < runs;
}

#define FOR_ALL(runs)                                                  \
	for (int prop_run = prop_start(); prop_more(prop_run, (runs)); \
		prop_run++)

#endif
