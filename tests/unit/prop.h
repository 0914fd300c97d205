#ifndef TESTS_PROP_H
#define TESTS_PROP_H

/*
 * Random values from a seed, for tests of properties.  FOR_ALL(n) runs its
 * body n times, stops after the first run in which a fact failed, and then
 * prints the seed: PROP_SEED=that replays every loop of the test.
 */
#include "unit/tap.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

static uint64_t prop_seed, prop_state;
static int prop_failed_before;

/* splitmix64: any seed is a good one */
static inline uint64_t
prop_next(void)
{
	uint64_t z = prop_state += 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

/* In [0, n), n > 0. */
static inline size_t
prop_below(size_t n)
{
	return (size_t)(prop_next() % n);
}

/* In [min, max]. */
static inline int64_t
prop_between(int64_t min, int64_t max)
{
	uint64_t width = (uint64_t)max - (uint64_t)min + 1;

	if (!width)
		return (int64_t)prop_next();
	return (int64_t)((uint64_t)min + prop_next() % width);
}

static inline void
prop_bytes(void *out, size_t len)
{
	unsigned char *p = out;

	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)prop_next();
}

/* len bytes out of those in from; out gets a NUL too. */
static inline void
prop_text(char *out, size_t len, const char *from)
{
	size_t count = strlen(from);

	for (size_t i = 0; i < len; i++)
		out[i] = from[prop_below(count)];
	out[len] = '\0';
}

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
		printf("# run %d, PROP_SEED=%" PRIu64 " replays it\n", run,
			prop_seed);
		return 0;
	}
	return run < runs;
}

#define FOR_ALL(runs)                                                  \
	for (int prop_run = prop_start(); prop_more(prop_run, (runs)); \
		prop_run++)

#endif
