/*
 * A method and an address, as far as the table of routes.  What is found has
 * this method and these segments; what is not found runs no handler.
 */
#include "api/route.h"
#include "fuzz/fuzz.h"

#include <string.h>

/* Walks the row's path beside the request's segments. */
static void
check_match(const struct route *route, const struct request *req,
	const struct str *values)
{
	struct str rest = str_from(route->path + 1), want;
	size_t segment = 0, value = 0;

	while (str_cut(&rest, '/', &want)) {
		PROMISE(segment < req->segment_count);
		if (str_starts(want, "{"))
			PROMISE(str_eq(
				values[value++], req->segments[segment]));
		else
			PROMISE(str_eq(want, req->segments[segment]));
		segment++;
	}
	PROMISE(segment == req->segment_count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const methods[] = {"GET", "HEAD", "POST", "PUT",
		"PATCH", "DELETE", "OPTIONS", "get"};
	struct arena *arena = arena_new(1 << 20);
	struct str values[PATH_PARAMETERS_MAX];
	const char *envp[] = {NULL, NULL, NULL};
	const struct route *route = NULL;
	char allow[ALLOW_MAX] = "";
	struct request req;
	struct err err = {0};
	enum err_kind kind;

	PROMISE(arena);
	if (!size) {
		arena_free(arena);
		return 0;
	}
	envp[0] = arena_printf(
		arena, "REQUEST_METHOD=%s", methods[data[0] % COUNT(methods)]);
	envp[1] = arena_printf(arena, "REQUEST_URI=/%.*s", (int)(size - 1),
		(const char *)data + 1);
	PROMISE(envp[0] && envp[1]);
	if (request_from_cgi(&req, arena, envp, "", &err) == OK) {
		kind = route_find(&req, &route, values, allow, &err);
		PROMISE((kind == OK) == (route != NULL));
		PROMISE(kind == OK || kind == ERR_NOT_FOUND ||
			kind == ERR_METHOD);
		PROMISE((kind == ERR_METHOD) == (allow[0] != '\0'));
		if (route) {
			PROMISE(route->need != PERMIT_NEVER && route->run);
			PROMISE(route->method == req.method ||
				(req.method == HTTP_HEAD &&
					route->method == HTTP_GET));
			check_match(route, &req, values);
		}
	}
	arena_free(arena);
	return 0;
}
