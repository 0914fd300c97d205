#include "api/link.h"

#include "base/buf.h"
#include "base/url.h"

enum { URL_MAX = 8000 };

static void
add_parameters(struct buf *buf, const struct request *req)
{
	for (size_t i = 0; i < req->parameter_count; i++) {
		const struct parameter *parameter = &req->parameters[i];

		if (str_is(parameter->name, "cursor"))
			continue;
		url_add_escaped(buf, parameter->name);
		buf_z(buf, "=");
		url_add_escaped(buf, parameter->value);
		buf_z(buf, "&");
	}
}

enum err_kind
link_next(struct call *call, const char *cursor, const char **url,
	struct err *err)
{
	const struct request *req = call->req;
	bool too_long;
	struct buf buf;
	char *value;

	*url = NULL;
	buf_init(&buf, URL_MAX);
	buf_z(&buf, call->config->base_path);
	for (size_t i = 0; i < req->segment_count; i++) {
		buf_z(&buf, "/");
		url_add_escaped(&buf, req->segments[i]);
	}
	buf_z(&buf, "?");
	add_parameters(&buf, req);
	buf_printf(&buf, "cursor=%s", cursor);
	if (!buf.failed)
		*url = arena_copy(call->arena, buf_as_str(&buf));
	too_long = buf.failed && !buf.starved;
	buf_free(&buf);
	/* what came in a request this long has no place in a header */
	if (too_long)
		return fail_field(err, ERR_PARAMETER, "link/length", "",
			"too-long",
			"The parameters are too long to be repeated in the "
			"address of the next page.");
	value = *url ? arena_printf(call->arena, "<%s>; rel=\"next\"", *url)
		     : NULL;
	if (!value)
		return fail_memory(err);
	response_header(call->res, "Link", value);
	return OK;
}
