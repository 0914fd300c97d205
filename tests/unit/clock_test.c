#include "base/clock.h"
#include "unit/tap.h"

#include <time.h>

static void
a_fixed_clock_shows_what_its_owner_sets(void)
{
	int64_t ms = 1500;
	struct clock clock = clock_fixed(&ms);

	CHECK_INT(clock_now_ms(clock), 1500);
	CHECK_INT(clock_now(clock), 1);
	ms = 2000;
	CHECK_INT(clock_now(clock), 2);
}

static void
seconds_are_rounded_down_before_1970_too(void)
{
	static const struct {
		int64_t ms, seconds;
	} cases[] = {{0, 0}, {999, 0}, {1000, 1}, {-1, -1}, {-999, -1},
		{-1000, -1}, {-1001, -2}};
	int64_t ms;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ms = cases[i].ms;
		CHECK_INT(clock_now(clock_fixed(&ms)), cases[i].seconds);
	}
}

static void
the_system_clock_is_the_system_s(void)
{
	int64_t before = time(NULL), now = clock_now(clock_system());

	/* time() may lag the finer clock by a tick */
	CHECK(now >= before && now <= time(NULL) + 1);
}

int
main(void)
{
	RUN(a_fixed_clock_shows_what_its_owner_sets);
	RUN(seconds_are_rounded_down_before_1970_too);
	RUN(the_system_clock_is_the_system_s);
	DONE();
}
