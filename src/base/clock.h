#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Where time comes from; tests give their own.  Milliseconds since 1970 UTC. */
struct clock {
	int64_t (*now_ms)(void *ctx);
	void *ctx;
};

struct clock clock_system(void);
/* Shows *ms, which the caller moves and keeps. */
struct clock clock_fixed(int64_t *ms);

int64_t clock_now_ms(struct clock clock);
/* Whole seconds, rounded down. */
int64_t clock_now(struct clock clock);

#endif
