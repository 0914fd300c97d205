#include "base/clock.h"

#include <time.h>

static int64_t
system_ms(void *ctx)
{
	struct timespec now;

	(void)ctx;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t
fixed_ms(void *ctx)
{
	const int64_t *ms = ctx;

	return *ms;
}

struct clock
clock_system(void)
{
	return (struct clock){system_ms, NULL};
}

struct clock
clock_fixed(int64_t *ms)
{
	return (struct clock){fixed_ms, ms};
}

int64_t
clock_now_ms(struct clock clock)
{
	return clock.now_ms(clock.ctx);
}

int64_t
clock_now(struct clock clock)
{
	int64_t ms = clock_now_ms(clock);

	return ms / 1000 - (ms % 1000 < 0);
}
