#ifndef TESTS_REQUEST_H
#define TESTS_REQUEST_H

/* Requests as a server hands them over, for tests of src/http/request.c. */
#include "http/request.h"
#include "unit/tap.h"

#include <stdlib.h>

/* One request after another, each in an arena of its own. */
struct fixture {
	struct arena *arena;
	struct request req;
	struct err err;
	enum err_kind kind;
};

static inline void
fixture_free(struct fixture *f)
{
	arena_free(f->arena);
}

static inline struct fixture
read_request(const char *const *envp, const char *base_path)
{
	struct fixture f = {.arena = arena_new(1 << 20)};

	if (!f.arena)
		abort();
	f.kind = request_from_cgi(&f.req, f.arena, envp, base_path, &f.err);
	return f;
}

static inline struct fixture
read_uri(const char *uri, const char *base_path)
{
	char variable[20000];
	const char *envp[] = {"REQUEST_METHOD=GET", variable, NULL};

	snprintf(variable, sizeof(variable), "REQUEST_URI=%s", uri);
	return read_request(envp, base_path);
}

#endif
