#include "auth/jwt.h"

#include "auth/signature.h"
#include "base/b64url.h"
#include "base/json.h"

#include <string.h>

/*
 * header.payload.signature of RFC 7515 7.1.  The separators are counted
 * before anything is decoded: a JWE of five parts or a megabyte of dots costs
 * one pass over the bytes.
 */
static enum err_kind
cut_segments(struct str token, enum jwt_use use, struct str segments[3],
	struct err *err)
{
	struct str rest = token;
	size_t dots = str_count(token, '.');

	if (dots != 2)
		return fail(err, ERR_BAD_TOKEN, "token/segments",
			"%zu dots, a signed token has 2", dots);
	for (size_t i = 0; i < 3; i++) {
		bool may_be_empty = i == 1 && use == JWT_ANY_JWS;

		if (!str_cut(&rest, '.', &segments[i]) ||
			(!segments[i].len && !may_be_empty))
			return fail(err, ERR_BAD_TOKEN, "token/segments",
				"segment %zu is empty", i + 1);
	}
	return OK;
}

static enum err_kind
decode(struct str segment, int number, struct arena *arena, struct str *bytes,
	struct err *err)
{
	switch (b64url_decode(segment, arena, bytes)) {
	case B64URL_GOOD:
		return OK;
	case B64URL_NO_MEMORY:
		return fail_memory(err);
	case B64URL_MALFORMED:
		break;
	}
	return fail(err, ERR_BAD_TOKEN, "token/base64url",
		"segment %d is not canonical base64url", number);
}

/*
 * No extension is understood, so any crit is refused (RFC 7515 4.1.11); b64
 * must not be used in a JWT (RFC 7797 7); zip and enc belong to JWE.
 */
static enum err_kind
check_refused_members(const json_t *header, struct err *err)
{
	static const struct {
		const char *name, *reason;
	} refused[] = {
		{"crit", "token/crit"},
		{"b64", "token/b64"},
		{"zip", "token/zip"},
		{"enc", "token/enc"},
	};

	for (size_t i = 0; i < COUNT(refused); i++)
		if (json_object_get(header, refused[i].name))
			return fail(err, ERR_BAD_TOKEN, refused[i].reason,
				"the header has %s", refused[i].name);
	return OK;
}

static bool
is_one_of(struct str text, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is_nocase(text, names[i]))
			return true;
	return false;
}

/*
 * Explicit typing (RFC 8725 3.11, RFC 9068 4): a logout token or a DPoP proof
 * of the same issuer is no access token; a nested JWT is never unwrapped.  A
 * nonce marks tokens for Microsoft Graph: their signature is over its hash, so
 * that nobody else can verify them, and to say so helps more than "bad
 * signature".
 */
static enum err_kind
check_types(const json_t *header, struct err *err)
{
	static const char *const access[] = {
		"JWT", "at+jwt", "application/at+jwt"};
	static const char *const nested[] = {"JWT", "application/jwt"};
	const json_t *typ = json_object_get(header, "typ");
	const json_t *cty = json_object_get(header, "cty");

	if (json_object_get(header, "nonce"))
		return fail(err, ERR_BAD_TOKEN, "token/graph",
			"the header has nonce: made for Microsoft Graph");
	if (typ && (!json_is_string(typ) ||
			   !is_one_of(json_str(typ), access, COUNT(access))))
		return fail(err, ERR_BAD_TOKEN, "token/typ",
			"typ names another kind of token");
	if (cty && (!json_is_string(cty) ||
			   is_one_of(json_str(cty), nested, COUNT(nested))))
		return fail(err, ERR_BAD_TOKEN, "token/nested",
			"cty says that the payload is a token");
	return OK;
}

/* jku, x5u, jwk and x5c are not looked at: a token never brings or names the
 * keys that judge it (RFC 8725 3.10). */
static enum err_kind
read_members(const json_t *header, struct arena *arena, struct jwt *jwt,
	struct err *err)
{
	const json_t *kid = json_object_get(header, "kid");
	enum err_kind kind;

	jwt->alg = algorithm_find(json_str(json_object_get(header, "alg")));
	if (jwt->alg == ALG_NONE)
		return fail(err, ERR_BAD_TOKEN, "token/alg",
			"alg is missing or none that exists here");
	if ((kind = check_refused_members(header, err)) != OK ||
		(jwt->use == JWT_ACCESS_TOKEN &&
			(kind = check_types(header, err)) != OK))
		return kind;
	if (!kid)
		return OK;
	if (!json_is_string(kid) || !json_string_length(kid) ||
		json_string_length(kid) > KID_MAX)
		return fail(err, ERR_BAD_TOKEN, "token/kid",
			"kid is not a string of 1 to %d bytes", KID_MAX);
	if (!arena_str(arena, json_str(kid), &jwt->kid))
		return fail_memory(err);
	return OK;
}

enum err_kind
jwt_cut(struct str token, enum jwt_use use, struct arena *arena,
	struct jwt *jwt, struct err *err)
{
	struct str segments[3] = {{0}};
	enum err_kind kind;

	memset(jwt, 0, sizeof(*jwt));
	jwt->use = use;
	if (token.len > TOKEN_MAX)
		return fail(err, ERR_BAD_TOKEN, "token/size",
			"%zu bytes, at most %d", token.len, TOKEN_MAX);
	if ((kind = cut_segments(token, use, segments, err)) != OK ||
		(kind = decode(segments[0], 1, arena, &jwt->header, err)) !=
			OK ||
		(kind = decode(segments[1], 2, arena, &jwt->payload, err)) !=
			OK ||
		(kind = decode(segments[2], 3, arena, &jwt->signature, err)) !=
			OK)
		return kind;
	jwt->signing_input =
		(struct str){token.at, segments[0].len + 1 + segments[1].len};
	return OK;
}

enum err_kind
jwt_read_header(struct jwt *jwt, struct arena *arena, struct err *err)
{
	char why[80] = "";
	json_t *header = NULL;
	enum err_kind kind;

	switch (json_parse_object(
		jwt->header, JWT_HEADER_DEPTH, &header, why, sizeof(why))) {
	case JSON_GOOD:
		break;
	case JSON_NO_MEMORY:
		return fail_memory(err);
	case JSON_MALFORMED:
		return fail(err, ERR_BAD_TOKEN, "token/header",
			"the header: %s", why);
	}
	kind = read_members(header, arena, jwt, err);
	json_decref(header);
	return kind;
}

enum err_kind
jwt_check_algorithm(
	const struct jwt *jwt, algorithm_set allowed, struct err *err)
{
	if (jwt->alg != ALG_NONE && allowed & 1u << jwt->alg)
		return OK;
	return fail(err, ERR_BAD_TOKEN, "token/alg-not-allowed",
		"%s is not among the allowed algorithms",
		jwt->alg == ALG_NONE ? "none" : algorithm_rule(jwt->alg)->name);
}

enum err_kind
jwt_verify(const struct jwt *jwt, const struct key *key, struct err *err)
{
	/* Whoever found the key looked at it; it is about to be believed. */
	if (!key || key->alg != jwt->alg)
		return fail(err, ERR_BAD_TOKEN, "keys/alg-mismatch",
			"the key is bound to another algorithm");
	return signature_verify(key, jwt->signing_input, jwt->signature, err);
}
