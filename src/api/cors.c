#include "api/cors.h"

static const char *
allowed_origin(const struct call *call)
{
	const struct words *origins = &call->config->cors_origins;

	for (size_t i = 0; i < origins->count; i++)
		if (str_is(call->req->origin, origins->at[i]))
			return origins->at[i];
	return NULL;
}

bool
cors_is_allowed(const struct call *call)
{
	return allowed_origin(call) != NULL;
}

bool
cors_is_preflight(const struct call *call)
{
	return call->req->method == HTTP_OPTIONS &&
	       call->req->request_method_wanted.len && cors_is_allowed(call);
}

void
cors_preflight(struct call *call, const char *allow)
{
	call->res->status = 204;
	response_header(
		call->res, "Access-Control-Allow-Origin", allowed_origin(call));
	response_header(call->res, "Access-Control-Allow-Methods", allow);
	response_header(call->res, "Access-Control-Allow-Headers",
		"Authorization, Content-Type, If-Match, If-None-Match, "
		"Idempotency-Key");
	response_header(call->res, "Access-Control-Max-Age", "600");
}

void
cors_headers(struct call *call)
{
	const char *origin = allowed_origin(call);

	if (!origin)
		return;
	response_header(call->res, "Access-Control-Allow-Origin", origin);
	response_header(call->res, "Access-Control-Expose-Headers",
		"ETag, Idempotency-Replayed, Link, Location, Retry-After, "
		"Weather-Observed-At, Weather-Place, Weather-Source, "
		"Weather-Stale, "
		"WWW-Authenticate, X-Request-Id");
}
