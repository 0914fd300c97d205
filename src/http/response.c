#include "http/response.h"

#include "base/json.h"
#include "base/sixteen.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{200, "OK"},
	{201, "Created"},
	{202, "Accepted"},
	{204, "No Content"},
	{301, "Moved Permanently"},
	{302, "Found"},
	{303, "See Other"},
	{304, "Not Modified"},
	{307, "Temporary Redirect"},
	{308, "Permanent Redirect"},
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{406, "Not Acceptable"},
	{409, "Conflict"},
	{410, "Gone"},
	{412, "Precondition Failed"},
	{413, "Content Too Large"},
	{415, "Unsupported Media Type"},
	{422, "Unprocessable Content"},
	{428, "Precondition Required"},
	{429, "Too Many Requests"},
	{500, "Internal Server Error"},
	{501, "Not Implemented"},
	{502, "Bad Gateway"},
	{503, "Service Unavailable"},
	{504, "Gateway Timeout"},
	{507, "Insufficient Storage"},
};

/* Of status and headers: taken at once, not in steps. */
enum { HEAD_LIKELY = 700 };

static const char problem_type[] = "application/problem+json";

/* What is left to say when memory is gone or the answer is unsound. */
static const char fixed_problem[] =
	"{\"type\":\"/problems/internal\",\"title\":\"Internal\","
	"\"status\":500,\"detail\":\"The service met a fault of its own; "
	"its log has the details.\"}";

/* They describe the content that a problem takes the place of. */
static const char *const content_headers[] = {
	"ETag", "Expires", "Last-Modified", "Link", "Location"};

const char *
response_reason(int status)
{
	for (size_t i = 0; i < COUNT(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Status";
}

static struct response_header *
find_header(struct response *res, const char *name)
{
	for (size_t i = 0; i < res->header_count; i++)
		if (!strcasecmp(res->headers[i].name, name))
			return &res->headers[i];
	return NULL;
}

void
response_header(struct response *res, const char *name, const char *value)
{
	struct response_header *header = find_header(res, name);

	if (!header && res->header_count == RESPONSE_HEADERS_MAX) {
		res->unsound = true;
		return;
	}
	if (!header)
		header = &res->headers[res->header_count++];
	*header = (struct response_header){name, value};
}

const char *
response_get(const struct response *res, const char *name)
{
	for (size_t i = 0; i < res->header_count; i++)
		if (!strcasecmp(res->headers[i].name, name))
			return res->headers[i].value;
	return NULL;
}

void
response_json(struct response *res, int status, struct str body)
{
	res->status = status;
	res->content_type = "application/json";
	res->body = body;
	res->produce = NULL;
}

static bool
is_content_header(const char *name)
{
	if (!strncasecmp(name, "Content-", strlen("Content-")))
		return true;
	for (size_t i = 0; i < COUNT(content_headers); i++)
		if (!strcasecmp(name, content_headers[i]))
			return true;
	return false;
}

static void
drop_content(struct response *res)
{
	size_t kept = 0;

	for (size_t i = 0; i < res->header_count; i++)
		if (!is_content_header(res->headers[i].name))
			res->headers[kept++] = res->headers[i];
	res->header_count = kept;
}

/* "bad-parameter" gives "Bad parameter", "malformed-json" "Malformed JSON". */
static void
make_title(const char *type, char *title, size_t size)
{
	char *json;

	snprintf(title, size, "%s", type);
	for (char *c = title; *c; c++)
		if (*c == '-')
			*c = ' ';
	if (title[0] >= 'a' && title[0] <= 'z')
		title[0] = (char)(title[0] - 'a' + 'A');
	json = strstr(title, "json");
	if (json)
		memcpy(json, "JSON", 4);
}

/* The caller's fault and no secret: what fields say may be read outside. */
static size_t
public_fields(const struct err *err)
{
	if (err_status(err->kind) >= 500)
		return 0;
	return err->field_count < ERR_FIELDS_MAX ? err->field_count
						 : ERR_FIELDS_MAX;
}

static json_t *
make_errors(const struct err *err)
{
	json_t *errors = json_array();

	for (size_t i = 0; errors && i < public_fields(err); i++) {
		const struct err_field *field = &err->fields[i];
		const char *member = "parameter";

		if (err->kind == ERR_INVALID || err->kind == ERR_JSON)
			member = "pointer";
		if (json_array_append_new(
			    errors, json_pack("{s:s, s:s, s:s}", member,
					    field->name, "code", field->code,
					    "detail", field->detail))) {
			json_decref(errors);
			return NULL;
		}
	}
	return errors;
}

/* Other kinds have one field at most, and their detail says it all. */
static bool
lists_errors(const struct err *err)
{
	return err->field_count &&
	       (err->kind == ERR_PARAMETER || err->kind == ERR_JSON ||
		       err->kind == ERR_INVALID);
}

static json_t *
make_problem(const struct err *err, const char *instance)
{
	char type[64], title[64], urn[64], many[64];
	const char *detail = err_sentence(err->kind);
	json_t *problem;

	snprintf(type, sizeof(type), "/problems/%s", err_type(err->kind));
	make_title(err_type(err->kind), title, sizeof(title));
	snprintf(urn, sizeof(urn), "urn:uuid:%s", instance);
	snprintf(many, sizeof(many), "%zu fields were rejected.",
		err->field_count);
	if (public_fields(err))
		detail = err->field_count == 1 ? err->fields[0].detail : many;
	problem = json_pack("{s:s, s:s, s:i, s:s, s:s}", "type", type, "title",
		title, "status", err_status(err->kind), "detail", detail,
		"instance", urn);
	if (problem && lists_errors(err) &&
		json_object_set_new(problem, "errors", make_errors(err))) {
		json_decref(problem);
		return NULL;
	}
	return problem;
}

void
response_problem(struct response *res, struct arena *arena,
	const struct err *err, const char *instance)
{
	struct err ignored = {0};
	struct str body = {0};
	json_t *problem;

	drop_content(res);
	response_header(res, "Cache-Control", "no-store");
	res->status = err_status(err->kind);
	res->content_type = problem_type;
	problem = make_problem(err, instance);
	if (!problem || json_print(problem, arena, &body, &ignored) != OK) {
		res->status = err_status(ERR_INTERNAL);
		body = str_from(fixed_problem);
	}
	json_decref(problem);
	res->body = body;
	res->produce = NULL;
	if (err->retry_after_s > 0) {
		const char *seconds =
			arena_printf(arena, "%d", err->retry_after_s);

		if (seconds)
			response_header(res, "Retry-After", seconds);
	}
}

static bool
is_token(const char *name)
{
	static const char specials[] = "!#$%&'*+.^_`|~";

	for (const char *c = name; *c; c++)
		if (!(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z') &&
			*c != '-' && !(*c >= '0' && *c <= '9') &&
			!strchr(specials, *c))
			return false;
	return *name != '\0';
}

/* A control byte but not one of those above 0x7f. */
static inline struct sixteen
is_control(struct sixteen bytes)
{
	bytes.at = ((bytes.at >= 0) & (bytes.at < ' ')) | (bytes.at == 0x7f);
	return bytes;
}

static bool
is_value(const char *value)
{
	return sixteen_all(str_from(value), 'x', is_control);
}

/* Names that the writer sets itself, or that mean something else to CGI. */
static bool
is_free(struct str name)
{
	return !str_is_nocase(name, "Status") &&
	       !str_is_nocase(name, "Transfer-Encoding") &&
	       !str_is_nocase(name, "Content-Type") &&
	       !str_is_nocase(name, "Content-Length");
}

/* RFC 9110 5.5: a line break in a value is a second response. */
static bool
are_sound(const struct response_header *headers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!is_token(headers[i].name) ||
			!is_free(str_from(headers[i].name)) ||
			!headers[i].value || !is_value(headers[i].value))
			return false;
	return true;
}

static bool
is_sound(const struct response *res)
{
	if (res->unsound || res->status < 200 || res->status > 599)
		return false;
	if (res->content_type && !is_value(res->content_type))
		return false;
	return are_sound(res->headers, res->header_count);
}

static void
write_header(struct buf *out, const char *name, const char *value)
{
	buf_z(out, name);
	buf_add(out, ": ", 2);
	buf_z(out, value);
	buf_add(out, "\n", 1);
}

static void
write_headers(
	struct buf *out, const struct response_header *headers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		write_header(out, headers[i].name, headers[i].value);
}

bool
response_lines(const struct response *res, size_t first, struct buf *out,
	size_t *first_len)
{
	if (res->unsound || !are_sound(res->headers, res->header_count))
		return false;
	write_headers(out, res->headers, first);
	*first_len = out->len;
	write_headers(out, res->headers + first, res->header_count - first);
	return true;
}

struct str
response_write(const struct response *res, bool head_only, struct buf *out)
{
	const struct response fixed = {
		.status = err_status(ERR_INTERNAL),
		.headers = {{"Cache-Control", "no-store"}},
		.header_count = 1,
		.content_type = problem_type,
		.body = str_from(fixed_problem),
	};

	if (!is_sound(res))
		res = &fixed;
	buf_reserve(out, HEAD_LIKELY);
	buf_z(out, "Status: ");
	buf_int(out, res->status);
	buf_add(out, " ", 1);
	buf_z(out, response_reason(res->status));
	buf_add(out, "\n", 1);
	buf_str(out, res->lines);
	write_headers(out, res->headers, res->header_count);
	if (res->status == 204 || res->status == 304) {
		buf_add(out, "\n", 1);
		return (struct str){NULL, 0};
	}
	if (res->content_type)
		write_header(out, "Content-Type", res->content_type);
	if (!res->produce) {
		buf_z(out, "Content-Length: ");
		buf_int(out, (int64_t)res->body.len);
		buf_add(out, "\n", 1);
	}
	buf_add(out, "\n", 1);
	return head_only || res->produce ? (struct str){NULL, 0} : res->body;
}

bool
response_has_pieces(const struct response *res, bool head_only)
{
	return res->produce && !head_only && is_sound(res) &&
	       res->status != 204 && res->status != 304;
}
