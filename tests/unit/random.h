#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

/* Random values from a seed, which is put into prop_state. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint64_t prop_state;

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

#endif
