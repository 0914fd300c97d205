#include "auth/token.h"

#include "base/sixteen.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

/* tchar of RFC 9110 5.6.2 */
static bool
is_scheme(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!(c >= '0' && c <= '9') &&
			!memchr("!#$%&'*+-.^_`|~", c, 15))
			return false;
	}
	return text.len > 0;
}

/* What is no text, a blank or a comma: servers join two Authorization lines
 * with a comma, so that one is a second credential.  What else is no character
 * of a token is left to jwt_cut(). */
static inline struct sixteen
is_no_token(struct sixteen bytes)
{
	bytes.at = (bytes.at <= ' ') | (bytes.at == 0x7f) | (bytes.at == ',');
	return bytes;
}

/* kind is that of an authorization that is text, at least. */
static enum err_kind
refuse(struct str authorization, enum err_kind kind, const char *reason,
	const char *detail, struct err *err)
{
	if (!sixteen_all(authorization, ' ', sixteen_no_text))
		return fail(err, ERR_REQUEST, "authorization/malformed",
			"a byte outside ASCII text");
	return fail(err, kind, reason, "%s", detail);
}

enum err_kind
token_from_header(struct str authorization, struct str *token, struct err *err)
{
	struct str rest = authorization, scheme;

	*token = (struct str){NULL, 0};
	if (!authorization.len)
		return fail(err, ERR_NO_TOKEN, "authorization/missing",
			"no Authorization header");
	str_cut(&rest, ' ', &scheme);
	if (!is_scheme(scheme))
		return refuse(authorization, ERR_REQUEST,
			"authorization/malformed", "no scheme in front", err);
	if (!str_is_nocase(scheme, "Bearer"))
		return refuse(authorization, ERR_NO_TOKEN,
			"authorization/scheme", "another scheme than Bearer",
			err);
	while (rest.len && rest.at[0] == ' ') {
		rest.at++;
		rest.len--;
	}
	if (!rest.len)
		return refuse(authorization, ERR_REQUEST,
			"authorization/malformed", "Bearer without a token",
			err);
	if (!sixteen_all(rest, 'x', is_no_token))
		return refuse(authorization, ERR_REQUEST,
			"authorization/malformed",
			"more than one token after Bearer", err);
	*token = rest;
	return OK;
}

/* SHA-256 over the claims would be a tenth of a remembered token's request. */
static void
print_public_id(const struct exam *exam, char out[PUBLIC_ID_LEN + 1])
{
	const struct claims *claims = &exam->claims;
	const struct principal_key key = {
		claims->issuer->canonical, claims->tenant, claims->identity};

	if (exam->seen && exam->seen->public_id[0]) {
		memcpy(out, exam->seen->public_id, PUBLIC_ID_LEN + 1);
		return;
	}
	principals_public_id(&key, out);
	if (exam->seen)
		memcpy(exam->seen->public_id, out, PUBLIC_ID_LEN + 1);
}

enum err_kind
token_verify(struct str token, const struct token_rules *rules, int64_t now,
	struct arena *arena, struct principal *who, struct token_trace *trace,
	struct err *err)
{
	struct exam exam = {
		.token = token, .rules = rules, .now = now, .arena = arena};
	const struct claims *claims = &exam.claims;
	enum err_kind kind = exam_run(&exam, err);

	*trace = (struct token_trace){
		.issuer_name = claims->issuer ? claims->issuer->name : NULL,
		.kid = exam.jwt.kid,
		.client = claims->client,
		.subject = claims->identity,
		.old_keys = exam.old_keys,
		.remembered = exam.remembered,
	};
	memset(who, 0, sizeof(*who));
	if (kind != OK)
		return kind;
	assert(claims->issuer);
	*who = (struct principal){
		.issuer = claims->issuer->canonical,
		.tenant = claims->tenant,
		.subject = claims->identity,
		.client = claims->client,
		.name = claims->name,
		.issuer_name = claims->issuer->name,
		.scope_prefix = claims->issuer->scope_prefix,
		.permissions = policy_grant(claims, rules->permissions),
		.app_only = policy_is_app_only(claims),
		.expires = claims_seconds(claims->expires),
	};
	print_public_id(&exam, who->public_id);
	return OK;
}
