#ifndef TESTS_TAP_H
#define TESTS_TAP_H

/*
 * A producer of TAP in one header.  A test is a function whose name is a
 * sentence; RUN() prints one line for it, with the first facts that failed.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_tests, tap_failed_tests, tap_failed_facts;

#define CHECK(fact)                                                          \
	do {                                                                 \
		if (!(fact)) {                                               \
			tap_failed_facts++;                                  \
			fprintf(stderr, "# %s:%d: not true: %s\n", __FILE__, \
				__LINE__, #fact);                            \
		}                                                            \
	} while (0)

#define CHECK_INT(got, want)                                                  \
	do {                                                                  \
		long long tap_got = (long long)(got);                         \
		long long tap_want = (long long)(want);                       \
		if (tap_got != tap_want) {                                    \
			tap_failed_facts++;                                   \
			fprintf(stderr, "# %s:%d: %s is %lld, not %lld\n",    \
				__FILE__, __LINE__, #got, tap_got, tap_want); \
		}                                                             \
	} while (0)

#define CHECK_STR(got, want)                                                   \
	do {                                                                   \
		const char *tap_got = (got);                                   \
		const char *tap_want = (want);                                 \
		if (!tap_got || strcmp(tap_got, tap_want) != 0) {              \
			tap_failed_facts++;                                    \
			fprintf(stderr, "# %s:%d: %s is \"%s\", not \"%s\"\n", \
				__FILE__, __LINE__, #got,                      \
				tap_got ? tap_got : "(null)", tap_want);       \
		}                                                              \
	} while (0)

#define RUN(test)                                                        \
	do {                                                             \
		tap_failed_facts = 0;                                    \
		test();                                                  \
		tap_tests++;                                             \
		if (tap_failed_facts)                                    \
			tap_failed_tests++;                              \
		printf("%sok %d - %s\n", tap_failed_facts ? "not " : "", \
			tap_tests, #test);                               \
		fflush(stdout);                                          \
	} while (0)

#define DONE()                                \
	do {                                  \
		printf("1..%d\n", tap_tests); \
		return tap_failed_tests != 0; \
	} while (0)

#endif
