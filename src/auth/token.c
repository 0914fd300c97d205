#include "auth/token.h"

#include "auth/claims.h"
#include "auth/jwt.h"
#include "auth/signature.h"
#include "store/denylist.h"

#include <assert.h>
#include <string.h>

static enum err_kind
fail_header(const char *detail, struct err *err)
{
	return fail(err, ERR_REQUEST, "authorization/malformed", "%s", detail);
}

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

/*
 * Servers join two Authorization lines with a comma, so a comma is a second
 * credential.  What else is no character of a token is left to jwt_parse().
 */
enum err_kind
token_from_header(struct str authorization, struct str *token, struct err *err)
{
	struct str rest = authorization, scheme;

	*token = (struct str){NULL, 0};
	for (size_t i = 0; i < authorization.len; i++)
		if (authorization.at[i] < ' ' || authorization.at[i] > '~')
			return fail_header("a byte outside ASCII text", err);
	if (!authorization.len)
		return fail(err, ERR_NO_TOKEN, "authorization/missing",
			"no Authorization header");
	str_cut(&rest, ' ', &scheme);
	if (!is_scheme(scheme))
		return fail_header("no scheme in front", err);
	if (!str_is_nocase(scheme, "Bearer"))
		return fail(err, ERR_NO_TOKEN, "authorization/scheme",
			"another scheme than Bearer");
	while (rest.len && rest.at[0] == ' ') {
		rest.at++;
		rest.len--;
	}
	if (!rest.len)
		return fail_header("Bearer without a token", err);
	if (memchr(rest.at, ' ', rest.len) || memchr(rest.at, ',', rest.len))
		return fail_header("more than one token after Bearer", err);
	*token = rest;
	return OK;
}

/* text with every {tenantid} replaced equals iss. */
static bool
is_issuer_of_tenant(struct str text, struct str tenant, struct str iss)
{
	static const char hole[] = "{tenantid}";

	while (text.len) {
		struct str piece = {text.at, 1};

		if (str_starts(text, hole)) {
			piece = tenant;
			if (!tenant.len)
				return false;
			text.at += sizeof(hole) - 1;
			text.len -= sizeof(hole) - 1;
		} else {
			text.at++;
			text.len--;
		}
		if (iss.len < piece.len ||
			memcmp(iss.at, piece.at, piece.len) != 0)
			return false;
		iss.at += piece.len;
		iss.len -= piece.len;
	}
	return iss.len == 0;
}

/* A key of one tenant must not sign for another: Storm-0558 was a consumer
 * key that enterprise services believed. */
static enum err_kind
check_key_issuer(
	const struct key *key, const struct claims *claims, struct err *err)
{
	if (!key->issuer.at || is_issuer_of_tenant(key->issuer, claims->tenant,
				       claims->issuer->iss))
		return OK;
	return fail(err, ERR_BAD_TOKEN, "keys/issuer",
		"the key's own issuer is not the token's");
}

/* Whole seconds, rounded down; a double beyond int64_t is undefined there. */
static int64_t
seconds_from(double date)
{
	if (date >= 9.2e18)
		return INT64_MAX;
	if (date <= -9.2e18)
		return INT64_MIN;
	return (int64_t)date - (date < (double)(int64_t)date);
}

static enum err_kind
check_denylist(
	struct store *store, const struct claims *claims, struct err *err)
{
	const struct denied_token token = {
		.issuer = claims->issuer->canonical,
		.token_id = claims->token_id,
		.subject = claims->identity,
		.client = claims->client,
		.has_issued_at = claims->has_issued_at,
		.issued_at = seconds_from(claims->issued_at),
	};
	bool denied = true;
	enum err_kind kind;

	if (!store)
		return OK;
	kind = denylist_find(store, &token, &denied, err);
	if (kind != OK)
		return kind;
	return denied ? fail(err, ERR_BAD_TOKEN, "token/denied",
				"on the deny-list")
		      : OK;
}

/* Steps 2 to 5: what needs neither a key nor the network. */
static enum err_kind
check_offline(struct str token, const struct token_rules *rules, int64_t now,
	struct arena *arena, struct jwt *jwt, struct claims *claims,
	struct token_trace *trace, struct err *err)
{
	enum err_kind kind = jwt_parse(token, arena, jwt, err);

	trace->kid = jwt->kid;
	if (kind != OK)
		return kind;
	kind = claims_read(jwt->payload, rules->issuers, arena, claims, err);
	trace->issuer_name = claims->issuer ? claims->issuer->name : NULL;
	trace->client = claims->client;
	trace->subject = claims->identity;
	if (kind != OK)
		return kind;
	assert(claims->issuer);
	if (!(claims->issuer->algorithms & 1u << jwt->alg))
		return fail(err, ERR_BAD_TOKEN, "token/alg-not-allowed",
			"%s is not among the issuer's algorithms",
			algorithm_rule(jwt->alg)->name);
	return claims_check(claims, now, err);
}

/* Steps 6 to 9, in their order. */
static enum err_kind
check_proof(const struct jwt *jwt, const struct claims *claims,
	const struct token_rules *rules, struct token_trace *trace,
	struct err *err)
{
	const struct key *key = NULL;
	enum err_kind kind;

	kind = keyring_find(rules->keys, claims->issuer->source, jwt->kid,
		jwt->alg, &key, &trace->old_keys, err);
	if (kind != OK)
		return kind;
	/* keyring_find() looked at it; the key is about to be believed. */
	if (!key || key->alg != jwt->alg)
		return fail(err, ERR_BAD_TOKEN, "keys/alg-mismatch",
			"the key is bound to another algorithm");
	if ((kind = check_key_issuer(key, claims, err)) != OK ||
		(kind = signature_verify(
			 key, jwt->signing_input, jwt->signature, err)) != OK)
		return kind;
	/* RFC 9449 7.2, RFC 8705 3: whoever stole a bound token has no proof
	 * of possession, and neither has a plain Bearer request. */
	if (claims->is_bound)
		return fail(err, ERR_BAD_TOKEN, "token/bound",
			"bound to a key by cnf, sent as plain Bearer");
	return check_denylist(rules->store, claims, err);
}

enum err_kind
token_verify(struct str token, const struct token_rules *rules, int64_t now,
	struct arena *arena, struct principal *who, struct token_trace *trace,
	struct err *err)
{
	struct jwt jwt;
	struct claims claims = {0};
	enum err_kind kind;

	memset(who, 0, sizeof(*who));
	memset(trace, 0, sizeof(*trace));
	if ((kind = check_offline(token, rules, now, arena, &jwt, &claims,
		     trace, err)) != OK ||
		(kind = check_proof(&jwt, &claims, rules, trace, err)) != OK)
		return kind;
	*who = (struct principal){
		.issuer = claims.issuer->canonical,
		.tenant = claims.tenant,
		.subject = claims.identity,
		.client = claims.client,
		.name = claims.name,
		.issuer_name = claims.issuer->name,
		.scope_prefix = claims.issuer->scope_prefix,
		.permissions = policy_grant(&claims, rules->permissions),
		.app_only = policy_is_app_only(&claims),
		.expires = seconds_from(claims.expires),
	};
	return OK;
}
