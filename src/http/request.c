#include "http/request.h"

#include "http/target.h"

#include <stdint.h>
#include <string.h>

enum {
	PATH_MAX_BYTES = 4096,
	QUERY_MAX_BYTES = 8192,
	/* of the base path and of the path below it together */
	ALL_SEGMENTS_MAX = 2 * PATH_SEGMENTS_MAX,
	/* more than this is not worth an answer that arrives */
	DRAIN_MAX_BYTES = 64 * 1024 * 1024,
};

static const struct {
	struct str name;
	enum http_method method;
} methods[] = {
	{STR_INIT("GET"), HTTP_GET},
	{STR_INIT("HEAD"), HTTP_HEAD},
	{STR_INIT("POST"), HTTP_POST},
	{STR_INIT("PUT"), HTTP_PUT},
	{STR_INIT("PATCH"), HTTP_PATCH},
	{STR_INIT("DELETE"), HTTP_DELETE},
	{STR_INIT("OPTIONS"), HTTP_OPTIONS},
};

static void
read_plain(struct request *req, const struct variables *variables)
{
	req->method_name = variables->method;
	req->content_type = variables->type;
	req->remote_addr = variables->remote_addr;
	req->if_none_match = variables->if_none_match;
	req->if_match = variables->if_match;
	req->origin = variables->origin;
	req->request_method_wanted = variables->method_wanted;
	req->idempotency_key = variables->idempotency_key;
	memcpy(req->roots, variables->roots, sizeof(req->roots));
	for (size_t i = 0; i < COUNT(methods); i++)
		if (str_eq(req->method_name, methods[i].name))
			req->method = methods[i].method;
}

/* The bytes of the target, from the server's variables. */
struct address {
	struct str path, query;
	bool escaped;
};

static enum err_kind
find_address(struct address *address, struct arena *arena,
	const struct variables *variables, struct err *err)
{
	char *joined;

	if (variables->target.len) {
		address->escaped = true;
		if (target_split(
			    variables->target, &address->path, &address->query))
			return OK;
		return fail_field(err, ERR_REQUEST, "request/target", "path",
			"malformed", "The request target is no path.");
	}
	if (!variables->script.len && !variables->info.len)
		return fail_field(err, ERR_REQUEST, "request/target", "path",
			"missing", "The server named no path.");
	joined = arena_printf(arena, "%.*s%.*s", STR_ARG(variables->script),
		STR_ARG(variables->info));
	if (!joined)
		return fail_memory(err);
	address->path = str_from(joined);
	address->query = variables->query;
	return OK;
}

static enum err_kind
keep_address(struct request *req, struct address address, struct err *err)
{
	req->raw_path = address.path;
	if (req->raw_path.len > PATH_MAX_BYTES)
		req->raw_path.len = PATH_MAX_BYTES;
	if (address.path.len > PATH_MAX_BYTES)
		return fail_field(err, ERR_REQUEST, "request/path-length",
			"path", "too-long", "The path is over %d bytes.",
			PATH_MAX_BYTES);
	if (address.query.len > QUERY_MAX_BYTES)
		return fail_field(err, ERR_REQUEST, "request/query-length",
			"query", "too-long", "The query is over %d bytes.",
			QUERY_MAX_BYTES);
	req->raw_query = address.query;
	return OK;
}

/* True when segments begin with those of base_path, which are *drop many. */
static bool
is_below(const struct str *segments, size_t count, const char *base_path,
	size_t *drop)
{
	struct str rest = str_from(base_path), segment;
	size_t i = 0;

	while (str_cut(&rest, '/', &segment)) {
		if (!segment.len)
			continue;
		if (i == count || !str_eq(segment, segments[i]))
			return false;
		i++;
	}
	*drop = i;
	return true;
}

/* A well-known address of something that has a path has that path behind its
 * name (RFC 9728 3.1, RFC 8414 3.1). */
static bool
is_well_known(const struct str *segments, size_t count, const char *base_path)
{
	size_t below;

	return count > 2 && str_is(segments[0], ".well-known") &&
	       is_below(segments + 2, count - 2, base_path, &below) &&
	       below == count - 2;
}

static enum err_kind
read_segments(struct request *req, struct arena *arena, bool escaped,
	const char *base_path, struct err *err)
{
	struct str segments[ALL_SEGMENTS_MAX];
	size_t count, drop;

	switch (target_segments(req->raw_path, escaped, arena, segments,
		COUNT(segments), &count)) {
	case TARGET_GOOD:
		break;
	case TARGET_NO_MEMORY:
		return fail_memory(err);
	case TARGET_TOO_DEEP:
		return fail(err, ERR_NOT_FOUND, "request/path-depth",
			"too many path segments");
	case TARGET_MALFORMED:
	default:
		return fail_field(err, ERR_REQUEST, "request/path", "path",
			"malformed",
			"The path has a bad percent escape, a control "
			"character or bytes that are not UTF-8.");
	}
	if (is_well_known(segments, count, base_path)) {
		count = 2;
		drop = 0;
	} else if (!is_below(segments, count, base_path, &drop))
		return fail(err, ERR_NOT_FOUND, "request/outside-base",
			"outside the path of public_url, \"%s\"", base_path);
	if (count - drop > PATH_SEGMENTS_MAX)
		return fail(err, ERR_NOT_FOUND, "request/path-depth",
			"too many path segments");
	req->segment_count = count - drop;
	for (size_t i = 0; i < req->segment_count; i++)
		req->segments[i] = segments[drop + i];
	return OK;
}

static enum err_kind
read_parameters(struct request *req, struct arena *arena, struct err *err)
{
	switch (target_parameters(req->raw_query, arena, req->parameters,
		&req->parameter_count, &req->bad_parameter)) {
	case TARGET_GOOD:
		return OK;
	case TARGET_NO_MEMORY:
		return fail_memory(err);
	case TARGET_MALFORMED:
	case TARGET_TOO_DEEP:
	default:
		req->bad_query = true;
		return OK;
	}
}

/*
 * Apache hands the header over under the second name when a rewrite rule
 * carried it.  Two different values are two credentials: whichever one is
 * picked here, somebody else may pick the other (RFC 6750 2), so none is.
 */
static void
read_authorization(struct request *req, const struct variables *variables)
{
	struct str plain = variables->authorization;
	struct str carried = variables->carried;

	req->two_credentials =
		plain.len && carried.len && !str_eq(plain, carried);
	if (!req->two_credentials)
		req->authorization = plain.len ? plain : carried;
}

static enum err_kind
read_content_length(struct request *req, struct str value, struct err *err)
{
	long long length;

	if (!value.len)
		return OK;
	if (value.at[0] == '-' || !str_to_int64(value, 0, INT64_MAX, &length))
		return fail_field(err, ERR_REQUEST, "request/content-length",
			"Content-Length", "malformed",
			"Content-Length is no decimal number.");
	req->content_length = length;
	return OK;
}

enum err_kind
request_from_cgi(struct request *req, struct arena *arena,
	const char *const *envp, const char *base_path, struct err *err)
{
	struct variables variables = {0};
	struct address address = {0};
	enum err_kind kind;

	*req = (struct request){.content_length = -1};
	variables_read(&variables, envp);
	read_plain(req, &variables);
	read_authorization(req, &variables);
	if ((kind = find_address(&address, arena, &variables, err)) != OK ||
		(kind = keep_address(req, address, err)) != OK ||
		(kind = read_content_length(req, variables.length, err)) !=
			OK ||
		(kind = read_segments(
			 req, arena, address.escaped, base_path, err)) != OK)
		return kind;
	return read_parameters(req, arena, err);
}

static enum err_kind
body_cut(const struct request *req, size_t have, struct err *err)
{
	return fail_field(err, ERR_REQUEST, "request/body-cut", "body", "cut",
		"The body ended after %zu bytes; %lld were announced.", have,
		req->content_length);
}

static enum err_kind
body_too_large(size_t limit, struct err *err)
{
	return fail_field(err, ERR_TOO_LARGE, "request/body-length", "body",
		"too-large", "The body may have at most %zu bytes.", limit);
}

enum err_kind
request_read_body(struct request *req, struct arena *arena,
	const struct carrier *carrier, size_t limit, struct err *err)
{
	size_t announced = limit, have = 0;
	char *bytes;

	if (req->content_length >= 0) {
		if ((unsigned long long)req->content_length > limit)
			return body_too_large(limit, err);
		announced = (size_t)req->content_length;
	}
	/* One byte more than may come shows a body that goes on. */
	bytes = arena_alloc(arena, announced + 1);
	if (!bytes)
		return fail_memory(err);
	while (have <= announced) {
		size_t got = carrier->read_body(
			carrier->ctx, bytes + have, announced + 1 - have);
		if (!got)
			break;
		if (got > announced + 1 - have)
			return fail_field(err, ERR_REQUEST, "request/body-cut",
				"body", "cut", "The body was cut off.");
		have += got;
	}
	if (req->content_length < 0 && have > limit)
		return body_too_large(limit, err);
	if (req->content_length >= 0 && have < announced)
		return body_cut(req, have, err);
	if (have > announced)
		return fail_field(err, ERR_REQUEST, "request/body-longer",
			"body", "too-long",
			"The body is longer than its Content-Length.");
	req->body = (struct str){bytes, have};
	return OK;
}

void
request_drain_body(const struct carrier *carrier)
{
	char bytes[4096];
	size_t got, all = 0;

	do {
		got = carrier->read_body(carrier->ctx, bytes, sizeof(bytes));
		if (got > sizeof(bytes))
			return;
		all += got;
	} while (got && all < DRAIN_MAX_BYTES);
}

bool
request_is_media_type(const struct request *req, const char *type)
{
	struct str rest = req->content_type, essence;

	return str_cut(&rest, ';', &essence) &&
	       str_is_nocase(str_trim(essence), type);
}
