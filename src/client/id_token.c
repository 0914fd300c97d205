#include "client/id_token.h"

#include "base/b64url.h"
#include "base/json.h"

#include <string.h>

enum { JSON_DEPTH = 16, LEEWAY_S = 300 };

static bool
decode_part(struct str *rest, struct arena *arena, struct str *out)
{
	struct str part;

	return str_cut(rest, '.', &part) &&
	       b64url_decode(part, arena, out) == B64URL_GOOD;
}

bool
id_token_payload(struct str token, struct arena *arena, struct str *payload)
{
	struct str rest = token, header;

	return decode_part(&rest, arena, &header) && str_starts(header, "{") &&
	       decode_part(&rest, arena, payload) &&
	       str_starts(*payload, "{") && rest.at &&
	       !memchr(rest.at, '.', rest.len);
}

/* A number, fractions cut; false for anything else. */
static bool
get_time(const json_t *claims, const char *name, int64_t *out)
{
	const json_t *value = json_object_get(claims, name);

	*out = 0;
	if (!json_is_number(value) || json_number_value(value) < 0 ||
		json_number_value(value) > 1e12)
		return false;
	*out = (int64_t)json_number_value(value);
	return true;
}

/* OpenID Connect Core 3.1.3.7 (3) to (5). */
static const char *
check_audience(const json_t *claims, const struct id_rules *rules)
{
	const json_t *aud = json_object_get(claims, "aud");
	struct str party;
	bool found = str_eq(json_str(aud), rules->client_id);

	for (size_t i = 0; i < json_array_size(aud); i++)
		found = found || str_eq(json_str(json_array_get(aud, i)),
					 rules->client_id);
	if (!found)
		return "it is for another application (aud)";
	if (json_get_str(claims, "azp", &party)
			? !str_eq(party, rules->client_id)
			: json_array_size(aud) > 1)
		return "it is for another application (azp)";
	return NULL;
}

static const char *
check_issuer(const json_t *claims, const struct id_rules *rules)
{
	struct str iss = json_str(json_object_get(claims, "iss"));
	struct str tenant = json_str(json_object_get(claims, "tid"));

	if (!discovery_is_issuer(rules->provider, iss))
		return "another provider issued it (iss)";
	/* where any tenant may be, iss and tid must be the same one */
	if (!str_is(iss, rules->provider->issuer) &&
		(!tenant.len ||
			!memmem(iss.at, iss.len, tenant.at, tenant.len)))
		return "its tenant differs from its issuer (tid)";
	return NULL;
}

/* NULL when everything fits. */
static const char *
check(const json_t *claims, const struct id_rules *rules)
{
	struct str nonce = json_str(json_object_get(claims, "nonce"));
	struct str subject = json_str(json_object_get(claims, "sub"));
	int64_t expires, issued;
	const char *why;

	if ((why = check_issuer(claims, rules)) ||
		(why = check_audience(claims, rules)))
		return why;
	if (!get_time(claims, "exp", &expires) ||
		expires + LEEWAY_S <= rules->now)
		return "it has expired (exp)";
	if (!get_time(claims, "iat", &issued) || issued - LEEWAY_S > rules->now)
		return "it is from the future (iat); look at this machine's "
		       "clock";
	if (rules->nonce.at && !str_eq(nonce, rules->nonce))
		return "it belongs to another sign-in (nonce)";
	if (!subject.len ||
		(rules->subject.at && !str_eq(subject, rules->subject)))
		return "it is about somebody else (sub)";
	return NULL;
}

static bool
copy_claims(
	const json_t *claims, struct arena *arena, struct identity *identity)
{
	const struct {
		const char *name;
		struct str *into;
	} wanted[] = {
		{"sub", &identity->subject},
		{"iss", &identity->issuer},
		{"name", &identity->name},
		{"preferred_username", &identity->user_name},
		{"email", &identity->email},
		{"tid", &identity->tenant},
	};

	for (size_t i = 0; i < COUNT(wanted); i++)
		if (!arena_str(arena,
			    json_str(json_object_get(claims, wanted[i].name)),
			    wanted[i].into))
			return false;
	return true;
}

/* A header that names no algorithm, or "none", was never signed. */
static bool
is_signed(struct str token, struct arena *arena)
{
	struct str rest = token, text, alg;
	json_t *header = NULL;
	bool good;

	good = decode_part(&rest, arena, &text) &&
	       json_parse_object(text, JSON_DEPTH, &header, NULL, 0) ==
		       JSON_GOOD &&
	       json_get_str(header, "alg", &alg) && alg.len &&
	       !str_is_nocase(alg, "none") && !str_ends(token, ".");
	json_decref(header);
	return good;
}

enum err_kind
id_token_read(struct str token, const struct id_rules *rules,
	struct arena *arena, struct identity *identity, struct err *err)
{
	const char *why = "it is no signed JWT";
	json_t *claims = NULL;
	struct str payload;
	enum err_kind kind = OK;

	*identity = (struct identity){0};
	if (is_signed(token, arena) &&
		id_token_payload(token, arena, &payload) &&
		json_parse_object(payload, JSON_DEPTH, &claims, NULL, 0) ==
			JSON_GOOD)
		why = check(claims, rules);
	if (why)
		kind = fail(err, ERR_FETCH, "id/refused",
			"the ID token of the provider is not acceptable: %s",
			why);
	else if (!copy_claims(claims, arena, identity))
		kind = fail_memory(err);
	json_decref(claims);
	if (kind != OK)
		*identity = (struct identity){0};
	return kind;
}
