#include "api/route.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *const method_names[] = {
	[HTTP_OTHER] = "OTHER",
	[HTTP_GET] = "GET",
	[HTTP_HEAD] = "HEAD",
	[HTTP_POST] = "POST",
	[HTTP_PUT] = "PUT",
	[HTTP_PATCH] = "PATCH",
	[HTTP_DELETE] = "DELETE",
	[HTTP_OPTIONS] = "OPTIONS",
};

const char *
route_method_name(enum http_method method)
{
	return method_names[method];
}

/* Asked of every row for every request, so most rows end it at the first byte
 * that differs. */
static bool
path_matches(const char *path, const struct request *req,
	struct str values[PATH_PARAMETERS_MAX])
{
	size_t segment = 0, value = 0;

	while (*path++) {
		struct str got;

		if (segment == req->segment_count)
			return false;
		got = req->segments[segment++];
		if (*path == '{') {
			values[value++] = got;
			path += strcspn(path, "/");
			continue;
		}
		/* a slash within, which was %2F, ends no segment */
		for (; *path && *path != '/'; path++, got.at++, got.len--)
			if (!got.len || *path != *got.at)
				return false;
		if (got.len)
			return false;
	}
	return segment == req->segment_count;
}

static void
allow_add(char allow[ALLOW_MAX], const char *name)
{
	size_t len = strlen(allow), more = strlen(name);

	if (len + 2 + more >= ALLOW_MAX)
		return;
	if (len) {
		memcpy(allow + len, ", ", 2);
		len += 2;
	}
	memcpy(allow + len, name, more + 1);
}

enum err_kind
route_find(const struct request *req, const struct route **route,
	struct str values[PATH_PARAMETERS_MAX], char allow[ALLOW_MAX],
	struct err *err)
{
	enum http_method method =
		req->method == HTTP_HEAD ? HTTP_GET : req->method;
	struct str ignored[PATH_PARAMETERS_MAX];

	*route = NULL;
	allow[0] = '\0';
	for (size_t i = 0; i < route_count; i++) {
		if (routes[i].method != method ||
			!path_matches(routes[i].path, req, values))
			continue;
		*route = &routes[i];
		return OK;
	}
	for (size_t i = 0; i < route_count; i++) {
		if (!path_matches(routes[i].path, req, ignored))
			continue;
		allow_add(allow, method_names[routes[i].method]);
		if (routes[i].method == HTTP_GET)
			allow_add(allow, "HEAD");
	}
	if (!allow[0])
		return fail(err, ERR_NOT_FOUND, "route/unknown", "no route");
	return fail(err, ERR_METHOD, "route/method", "allowed: %s", allow);
}

static size_t
parameter_count(const char *path)
{
	size_t count = 0;

	for (; *path; path++)
		count += *path == '{';
	return count;
}

static const char *
row_fault(const struct route *row)
{
	const unsigned ours =
		PERMIT_TOKEN | PERMIT_READ | PERMIT_WRITE | PERMIT_ADMIN;

	if (!row->run || !row->id)
		return "has no handler";
	if (row->method == HTTP_OTHER || row->method == HTTP_HEAD ||
		row->method == HTTP_OPTIONS)
		return "has a method that no row may have";
	if (!row->path || row->path[0] != '/' ||
		parameter_count(row->path) > PATH_PARAMETERS_MAX)
		return "has a malformed path";
	if (row->need != PERMIT_PUBLIC &&
		(row->need == PERMIT_NEVER || (row->need & ~ours)))
		return "has no permission";
	if (row->store != STORE_NONE && row->store != STORE_READ &&
		row->store != STORE_WRITE && row->store != STORE_CACHE)
		return "asks for a store that no handler may have";
	if (row->store == STORE_WRITE && !(row->need & PERMIT_WRITE))
		return "gets a writable store without the write permission";
	return NULL;
}

enum err_kind
route_check_table(const struct route *table, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		const char *fault = row_fault(&table[i]);

		for (size_t j = 0; j < i && !fault; j++)
			if (table[i].method == table[j].method &&
				!strcmp(table[i].path, table[j].path))
				fault = "stands there twice";
		if (fault)
			return fail(err, ERR_INTERNAL, "route/table",
				"route %s %s %s", method_names[table[i].method],
				table[i].path ? table[i].path : "?", fault);
	}
	return OK;
}
