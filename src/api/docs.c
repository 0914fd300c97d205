#include "api/docs.h"

#include "api/sign_in.h"
#include "base/buf.h"
#include "base/url.h"

enum { POLICY_MAX_BYTES = 2000 };

/* Swagger UI has its icons as data: URLs. */
static const char policy_start[] =
	"default-src 'none'; script-src 'self'; style-src 'self'; "
	"img-src 'self' data:; base-uri 'none'; form-action 'none'; "
	"frame-ancestors 'none'; connect-src 'self'";

/* public_url is checked when it is read: no quotes, no angle brackets. */
#define PAGE_TEXT                                                              \
	"<!doctype html>\n"                                                    \
	"<html lang=\"en\">\n"                                                 \
	"<head>\n"                                                             \
	"<meta charset=\"utf-8\">\n"                                           \
	"<meta name=\"viewport\" content=\"width=device-width\">\n"            \
	"<title>Weather: the API</title>\n"                                    \
	"<link rel=\"stylesheet\" href=\"%s/swagger-ui/swagger-ui.css\">\n"    \
	"<link rel=\"stylesheet\" href=\"%s/swagger-ui/docs.css\">\n"          \
	"<script src=\"%s/swagger-ui/swagger-ui-bundle.js\" defer></script>\n" \
	"<script src=\"%s/swagger-ui/docs.js\" defer></script>\n"              \
	"</head>\n"                                                            \
	"<body>\n"                                                             \
	"<main id=\"docs\" data-base=\"%s\">\n"                                \
	"<h1>Weather: the API</h1>\n"                                          \
	"<p>Its description for programs is <a href=\"%s/openapi.json\">"      \
	"openapi.json</a>. Swagger UI shows it here in a moment.</p>\n"        \
	"<p>If this text stays, JavaScript is off, or this server lacks the "  \
	"files of Swagger UI: its operator makes them with <code>make docs-ui" \
	"</code> and puts them at %s/swagger-ui/ with <code>make install"      \
	"</code>.</p>\n"                                                       \
	"</main>\n"                                                            \
	"</body>\n"                                                            \
	"</html>\n"

static void
add_origin(struct buf *policy, const char *address)
{
	struct url url;

	if (!url_parse(str_from(address), &url))
		return;
	buf_printf(policy, " %.*s://%.*s%s%.*s", STR_ARG(url.scheme),
		STR_ARG(url.host), url.port.len ? ":" : "", STR_ARG(url.port));
}

static enum err_kind
set_policy(struct call *call, struct err *err)
{
	const struct config *config = call->config;
	struct err none = {0};
	struct sign_in sign_in;
	struct buf policy;
	const char *value = NULL;

	buf_init(&policy, POLICY_MAX_BYTES);
	buf_z(&policy, policy_start);
	if (sign_in_find(config, call->issuers, call->arena, &sign_in, &none) ==
		OK)
		add_origin(&policy, sign_in.metadata_url);
	for (size_t i = 0; i < config->connect_origins.count; i++)
		add_origin(&policy, config->connect_origins.at[i]);
	if (!policy.failed)
		value = arena_copy(call->arena, buf_as_str(&policy));
	buf_free(&policy);
	if (!value)
		return fail_memory(err);
	response_header(call->res, "Content-Security-Policy", value);
	return OK;
}

enum err_kind
docs_page(struct call *call, struct err *err)
{
	const char *base = call->config->base_path;
	const char *page;
	enum err_kind kind = set_policy(call, err);

	if (kind != OK)
		return kind;
	page = arena_printf(call->arena, PAGE_TEXT, base, base, base, base,
		base, base, base);
	if (!page)
		return fail_memory(err);
	call->res->status = 200;
	call->res->body = str_from(page);
	call->res->content_type = "text/html; charset=utf-8";
	response_header(call->res, "Cache-Control", "no-cache");
	response_header(call->res, "X-Content-Type-Options", "nosniff");
	response_header(call->res, "Referrer-Policy", "no-referrer");
	return OK;
}
