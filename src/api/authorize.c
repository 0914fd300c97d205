#include "api/authorize.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

enum { PERMISSIONS_TEXT = 32 };

#define CHALLENGE "Bearer realm=\"weather\""

/* RFC 9728 5.1: where a client without a token learns how to get one; 3.1: the
 * path of the resource goes behind the well-known part. */
static const char *
challenge_bare(const struct call *call)
{
	const char *url = call->config->public_url;
	const char *path = call->config->base_path;
	const char *made = arena_printf(call->arena,
		CHALLENGE ", resource_metadata=\"%.*s"
			  "/.well-known/oauth-protected-resource%s\"",
		(int)(strlen(url) - strlen(path)), url, path);

	return made ? made : CHALLENGE;
}

/* The scopes to ask for: those of each permission that is missing, with the
 * prefix of the caller's issuer. */
static const char *
challenge_scope(
	const struct call *call, const struct principal *who, unsigned need)
{
	const char *made = CHALLENGE ", error=\"insufficient_scope\"";
	struct buf scopes;

	buf_init(&scopes, 1024);
	for (size_t p = 0; p < CONFIG_PERMISSIONS; p++) {
		const struct words *words =
			&call->config->permissions[p].scopes;

		if (!(need & policy_permissions[p].bit & ~who->permissions))
			continue;
		for (size_t w = 0; w < words->count; w++)
			buf_printf(&scopes, "%s%s%s", scopes.len ? " " : "",
				who->scope_prefix ? who->scope_prefix : "",
				words->at[w]);
	}
	if (scopes.len && !scopes.failed) {
		const char *whole = arena_printf(
			call->arena, "%s, scope=\"%s\"", made, scopes.at);

		if (whole)
			made = whole;
	}
	buf_free(&scopes);
	return made;
}

/* " read write", or " nothing". */
static void
print_permissions(unsigned permissions, char out[PERMISSIONS_TEXT])
{
	snprintf(out, PERMISSIONS_TEXT, "%s%s%s%s",
		permissions & PERMIT_READ ? " read" : "",
		permissions & PERMIT_WRITE ? " write" : "",
		permissions & PERMIT_ADMIN ? " admin" : "",
		permissions & (PERMIT_READ | PERMIT_WRITE | PERMIT_ADMIN)
			? ""
			: " nothing");
}

static enum err_kind
fail_permission(unsigned need, unsigned granted, struct err *err)
{
	char needs[PERMISSIONS_TEXT], has[PERMISSIONS_TEXT];

	if (need == PERMIT_TOKEN)
		return fail(err, ERR_SCOPE, "policy/permission",
			"the token has neither scopes nor roles");
	print_permissions(need, needs);
	print_permissions(granted, has);
	return fail(err, ERR_SCOPE, "policy/permission",
		"the route needs%s, the token grants%s", needs, has);
}

enum err_kind
authorize_header(const struct call *call, struct str *token,
	const char **challenge, struct err *err)
{
	enum err_kind kind =
		call->req->two_credentials
			? fail(err, ERR_REQUEST, "authorization/two",
				  "two different Authorization "
				  "values")
			: token_from_header(
				  call->req->authorization, token, err);

	*challenge = NULL;
	if (kind == ERR_NO_TOKEN)
		*challenge = challenge_bare(call);
	if (kind == ERR_REQUEST) {
		*challenge = CHALLENGE ", error=\"invalid_request\"";
		err_field(err, "Authorization", "malformed",
			"The Authorization header must be \"Bearer\" and one "
			"token.");
	}
	return kind;
}

enum err_kind
authorize(const struct call *call, struct str token,
	const struct token_rules *rules, unsigned need, struct principal *who,
	struct token_trace *trace, const char **challenge, struct err *err)
{
	enum err_kind kind = token_verify(
		token, rules, call->now, call->arena, who, trace, err);

	*challenge = NULL;
	if (kind == ERR_BAD_TOKEN)
		*challenge = CHALLENGE ", error=\"invalid_token\"";
	if (kind != OK)
		return kind;
	if (policy_check(who, need) != ALLOW) {
		*challenge = challenge_scope(call, who, need);
		return fail_permission(need, who->permissions, err);
	}
	return OK;
}
