#ifndef TESTS_TORTURE_H
#define TESTS_TORTURE_H

/*
 * Scenarios in which memory runs out.  Each is run with the first, the second,
 * the third ... allocation failing, once alone and once with all that follow,
 * until none is left to fail.
 *
 * It covers what is linked with -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,
 * which is our code, and on demand the allocations inside the libraries.  A
 * scenario must release what it took: descriptors are counted here, and the
 * leak check of VARIANT=san looks at memory.  With TORTURE_TRACE=FILE the
 * addresses that were on the stack of an allocation that failed are added to
 * FILE, for tests/torture.t.
 */
#include "base/err.h"
#include "unit/tap.h"

#include <dirent.h>
#include <execinfo.h>
#include <jansson.h>
#include <link.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

typedef enum err_kind torture_scenario(void);

enum torture_reach {
	TORTURE_OURS = 0, /* our code alone */
	TORTURE_CRYPTO = 1,
	TORTURE_SQLITE = 2,
	/* not where JSON is parsed: see json_parse_object() */
	TORTURE_JANSSON = 4,
};

struct torture {
	torture_scenario *scenario;
	unsigned reach;
	/* What the scenario answers while nothing fails.  If that is OK, it
	 * must be an error when an allocation of ours failed; those of the
	 * libraries may be such that they do without.  Else it is never OK. */
	enum err_kind want;
	enum err_kind or_else; /* in place of ERR_INTERNAL; OK: nothing else */
	bool resilient;        /* may be OK in spite of a failure of ours */
	/* Before and after each run, with all the memory there is; may be
	 * NULL. */
	void (*before)(void);
	void (*after)(enum err_kind kind);
};

/* the linker's names for the two sides of --wrap; NULL without it */
void *__real_malloc(size_t size) __attribute__((weak));
void *__real_calloc(size_t count, size_t size) __attribute__((weak));
void *__real_realloc(void *old, size_t size) __attribute__((weak));
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
extern char __executable_start, etext;

static int torture_countdown; /* 0: nothing fails */
static bool torture_goes_on, torture_fired;
static unsigned torture_reach;

enum { TORTURE_SEEN_MAX = 8192 };
static uintptr_t torture_seen[TORTURE_SEEN_MAX];

/* Once each: a table of open addressing. */
static inline void
torture_note(uintptr_t address)
{
	size_t at = (size_t)(address * 2654435761u) % TORTURE_SEEN_MAX;

	for (size_t i = 0; i < TORTURE_SEEN_MAX; i++) {
		uintptr_t *seen = &torture_seen[(at + i) % TORTURE_SEEN_MAX];

		if (*seen == address)
			return;
		if (!*seen) {
			*seen = address;
			return;
		}
	}
}

static inline void
torture_note_stack(void)
{
	void *frames[64];
	int count = backtrace(frames, 64);

	for (int i = 0; i < count; i++) {
		char *at = frames[i];

		if (at > &__executable_start && at < &etext)
			torture_note((uintptr_t)at);
	}
}

static inline bool
torture_fails(void)
{
	if (torture_fired && torture_goes_on)
		return true;
	if (!torture_countdown || --torture_countdown)
		return false;
	torture_fired = true;
	torture_note_stack();
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

static inline void *
torture_crypto_malloc(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	if ((torture_reach & TORTURE_CRYPTO) && torture_fails())
		return NULL;
	return __real_malloc(size);
}

static inline void *
torture_crypto_realloc(void *old, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	if ((torture_reach & TORTURE_CRYPTO) && torture_fails())
		return NULL;
	return __real_realloc(old, size);
}

static inline void
torture_crypto_free(void *old, const char *file, int line)
{
	(void)file, (void)line;
	free(old);
}

static sqlite3_mem_methods torture_sqlite;

static inline void *
torture_sqlite_malloc(int size)
{
	if ((torture_reach & TORTURE_SQLITE) && torture_fails())
		return NULL;
	return torture_sqlite.xMalloc(size);
}

static inline void *
torture_sqlite_realloc(void *old, int size)
{
	if ((torture_reach & TORTURE_SQLITE) && torture_fails())
		return NULL;
	return torture_sqlite.xRealloc(old, size);
}

/* Before any library has taken memory.  False without --wrap. */
static inline bool
torture_init(void)
{
	sqlite3_mem_methods ours;
	void *frame;

	if (!__real_malloc || !__real_calloc || !__real_realloc)
		return false;
	/* its first call takes memory, too */
	backtrace(&frame, 1);
	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &torture_sqlite);
	ours = torture_sqlite;
	ours.xMalloc = torture_sqlite_malloc;
	ours.xRealloc = torture_sqlite_realloc;
	return CRYPTO_set_mem_functions(torture_crypto_malloc,
		       torture_crypto_realloc, torture_crypto_free) == 1 &&
	       sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) == SQLITE_OK;
}

static inline int
torture_base(struct dl_phdr_info *info, size_t size, void *base)
{
	(void)size;
	*(uintptr_t *)base = info->dlpi_addr;
	return 1;
}

/* The addresses as they are in the file of the program. */
static inline void
torture_tell(void)
{
	const char *path = getenv("TORTURE_TRACE");
	FILE *out = path ? fopen(path, "a") : NULL;
	uintptr_t base = 0;

	if (!out)
		return;
	dl_iterate_phdr(torture_base, &base);
	for (size_t i = 0; i < TORTURE_SEEN_MAX; i++)
		if (torture_seen[i])
			fprintf(out, "%jx\n",
				(uintmax_t)(torture_seen[i] - base - 1));
	fclose(out);
}

static inline int
torture_count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count;
}

static inline bool
torture_is_defined(const struct torture *torture, enum err_kind kind)
{
	if (kind == OK)
		return torture->want == OK &&
		       (torture->resilient || torture->reach != TORTURE_OURS);
	return kind == ERR_INTERNAL || kind == torture->want ||
	       (torture->or_else != OK && kind == torture->or_else);
}

static inline enum err_kind
torture_run_one(const struct torture *torture, int n, bool goes_on)
{
	enum err_kind kind;

	if (torture->before)
		torture->before();
	torture_fired = false;
	torture_goes_on = goes_on;
	torture_reach = torture->reach;
	torture_countdown = n;
	kind = torture->scenario();
	torture_countdown = 0;
	torture_goes_on = false;
	if (torture->after)
		torture->after(kind);
	return kind;
}

/* Returns how many allocations could be made to fail. */
static inline int
torture_run(const struct torture *torture, bool goes_on)
{
	enum { ENOUGH = 100000 };

	for (int n = 1; n < ENOUGH && tap_failed_facts < 20; n++) {
		enum err_kind kind = torture_run_one(torture, n, goes_on);

		if (!torture_fired) {
			CHECK_INT(kind, torture->want);
			return n - 1;
		}
		if (!torture_is_defined(torture, kind)) {
			fprintf(stderr, "# allocation %d failed%s: %s\n", n,
				goes_on ? ", as did all after it" : "",
				err_name(kind));
			CHECK(torture_is_defined(torture, kind));
		}
	}
	fprintf(stderr, "# the scenario has no end\n");
	tap_failed_facts++;
	return 0;
}

static inline void
torture(const struct torture *torture)
{
	int descriptors;

	if (torture->reach & TORTURE_JANSSON)
		json_set_alloc_funcs(__wrap_malloc, free);
	/* what libraries keep for ever they take now */
	torture_run_one(torture, 0, false);
	descriptors = torture_count_descriptors();
	CHECK(torture_run(torture, false) > 0);
	CHECK(torture_run(torture, true) > 0);
	CHECK_INT(torture_count_descriptors(), descriptors);
	json_set_alloc_funcs(__real_malloc, free);
}

#define TORTURE_AS(name, ...)                                            \
	do {                                                             \
		tap_failed_facts = 0;                                    \
		torture(&(struct torture){__VA_ARGS__});                 \
		tap_tests++;                                             \
		if (tap_failed_facts)                                    \
			tap_failed_tests++;                              \
		printf("%sok %d - %s\n", tap_failed_facts ? "not " : "", \
			tap_tests, name);                                \
		fflush(stdout);                                          \
	} while (0)

#define TORTURE(function) TORTURE_AS(#function, .scenario = (function))
#define TORTURE_JSON(function) \
	TORTURE_AS(#function, .scenario = (function), .reach = TORTURE_JANSSON)

/* In place of DONE(). */
#define TORTURE_DONE()          \
	do {                    \
		torture_tell(); \
		DONE();         \
	} while (0)

#endif
