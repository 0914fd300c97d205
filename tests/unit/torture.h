#ifndef TESTS_TORTURE_H
#define TESTS_TORTURE_H

/*
 * Scenarios in which memory runs out.  TORTURE(scenario) runs it with the
 * first, the second, the third ... allocation failing, once alone and once
 * with all that follow, until none is left to fail.  Whenever one failed the
 * scenario must answer an error; without, OK.  It must release what it took:
 * the leak check of VARIANT=san looks at that.
 *
 * It covers what is linked with -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc:
 * our code, not the shared libraries.  TORTURE_JSON(scenario) fails Jansson's
 * own allocations too; scenarios that parse JSON cannot use it, because
 * Jansson's lexer is not fit for it (see json_parse_object()).
 */
#include "base/err.h"
#include "unit/tap.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>

typedef enum err_kind torture_scenario(void);

/* the linker's names for the two sides of --wrap; NULL without it */
void *__real_malloc(size_t size) __attribute__((weak));
void *__real_calloc(size_t count, size_t size) __attribute__((weak));
void *__real_realloc(void *old, size_t size) __attribute__((weak));
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static int torture_countdown; /* 0: nothing fails */
static bool torture_goes_on, torture_fired;

static bool
torture_fails(void)
{
	if (torture_fired && torture_goes_on)
		return true;
	if (!torture_countdown || --torture_countdown)
		return false;
	torture_fired = true;
	return true;
}

void *
__wrap_malloc(size_t size)
{
	return torture_fails() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return torture_fails() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	return torture_fails() ? NULL : __real_realloc(old, size);
}

static bool
torture_is_linked(void)
{
	return __real_malloc && __real_calloc && __real_realloc;
}

/* Returns how many allocations could be made to fail. */
static int
torture_run(torture_scenario *scenario, bool goes_on)
{
	enum { ENOUGH = 100000 };

	for (int n = 1; n < ENOUGH; n++) {
		enum err_kind kind;

		torture_fired = false;
		torture_goes_on = goes_on;
		torture_countdown = n;
		kind = scenario();
		torture_countdown = 0;
		torture_goes_on = false;
		if (!torture_fired) {
			CHECK_INT(kind, OK);
			return n - 1;
		}
		if (kind == OK) {
			printf("# allocation %d failed without an error%s\n", n,
				goes_on ? ", as did all after it" : "");
			CHECK(kind != OK);
		}
	}
	printf("# the scenario has no end\n");
	tap_failed_facts++;
	return 0;
}

static void
torture(torture_scenario *scenario)
{
	CHECK(torture_run(scenario, false) > 0);
	CHECK(torture_run(scenario, true) > 0);
}

#define TORTURE(scenario)                                                \
	do {                                                             \
		tap_failed_facts = 0;                                    \
		torture(scenario);                                       \
		tap_tests++;                                             \
		if (tap_failed_facts)                                    \
			tap_failed_tests++;                              \
		printf("%sok %d - %s\n", tap_failed_facts ? "not " : "", \
			tap_tests, #scenario);                           \
		fflush(stdout);                                          \
	} while (0)

#define TORTURE_JSON(scenario)                             \
	do {                                               \
		json_set_alloc_funcs(__wrap_malloc, free); \
		TORTURE(scenario);                         \
		json_set_alloc_funcs(__real_malloc, free); \
	} while (0)

#endif
