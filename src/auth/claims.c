#include "auth/claims.h"

#include "auth/jwt.h"
#include "base/json.h"

#include <stddef.h>
#include <string.h>

static enum err_kind
fail_type(const char *name, const char *wanted, struct err *err)
{
	return fail(err, ERR_BAD_TOKEN, "token/claim-type", "%s is not %s",
		name, wanted);
}

/* A member that is absent leaves *out empty; one of another type, null
 * included, is refused: taken for absent it would switch its check off
 * (CVE-2026-25537). */
static enum err_kind
read_text(const json_t *payload, const char *name, struct arena *arena,
	struct str *out, struct err *err)
{
	const json_t *value = json_object_get(payload, name);

	*out = (struct str){NULL, 0};
	if (!value)
		return OK;
	if (!json_is_string(value))
		return fail_type(name, "a string", err);
	if (json_string_length(value) > CLAIM_MAX)
		return fail(err, ERR_BAD_TOKEN, "token/claim-size",
			"%s has %zu bytes, at most %d", name,
			json_string_length(value), CLAIM_MAX);
	if (!arena_str(arena, json_str(value), out))
		return fail_memory(err);
	return OK;
}

static enum err_kind
read_texts(const json_t *payload, struct arena *arena, struct claims *claims,
	struct err *err)
{
	const struct {
		const char *name;
		struct str *out;
	} texts[] = {
		{"sub", &claims->subject},
		{"tid", &claims->tenant},
		{"azp", &claims->azp},
		{"appid", &claims->appid},
		{"client_id", &claims->client_id},
		{"oid", &claims->object_id},
		{"idtyp", &claims->idtyp},
		{"jti", &claims->jti},
		{"uti", &claims->uti},
		{claims->issuer->identity_claim, &claims->identity},
	};
	enum err_kind kind;

	for (size_t i = 0; i < COUNT(texts); i++) {
		kind = read_text(
			payload, texts[i].name, arena, texts[i].out, err);
		if (kind != OK)
			return kind;
	}
	claims->client = claims->azp.len     ? claims->azp
			 : claims->appid.len ? claims->appid
					     : claims->client_id;
	/* The issuer says it already, and not every policy does: a person must
	 * be one owner under all of them. */
	if (claims->issuer->policy)
		claims->tenant = (struct str){NULL, 0};
	/* Other providers put other things there: Okta's ver is a number. */
	if (claims->issuer->version)
		return read_text(payload, "ver", arena, &claims->version, err);
	return OK;
}

/* Only shown, so one that is too long or no text is no reason to refuse. */
static enum err_kind
read_name(const json_t *payload, struct arena *arena, struct claims *claims,
	struct err *err)
{
	struct str name = json_str(json_object_get(payload, "name"));

	if (!name.len || name.len > CLAIM_MAX)
		return OK;
	return arena_str(arena, name, &claims->name) ? OK : fail_memory(err);
}

/* NumericDate may have a fraction (RFC 7519 2); Jansson refuses what no
 * double or 64-bit integer can hold, so the value is finite. */
static enum err_kind
read_time(const json_t *payload, const char *name, double *out, bool *has,
	struct err *err)
{
	const json_t *value = json_object_get(payload, name);

	*has = value != NULL;
	if (!value)
		return OK;
	if (!json_is_number(value))
		return fail_type(name, "a number", err);
	*out = json_number_value(value);
	return OK;
}

static enum err_kind
read_times(const json_t *payload, struct claims *claims, struct err *err)
{
	enum err_kind kind;

	if ((kind = read_time(payload, "exp", &claims->expires,
		     &claims->has_expires, err)) != OK ||
		(kind = read_time(payload, "nbf", &claims->not_before,
			 &claims->has_not_before, err)) != OK ||
		(kind = read_time(payload, "iat", &claims->issued_at,
			 &claims->has_issued_at, err)) != OK)
		return kind;
	return OK;
}

static enum err_kind
new_list(size_t room, struct arena *arena, struct str_list *list,
	struct err *err)
{
	list->count = 0;
	list->at = arena_array(arena, room, sizeof(*list->at));
	return list->at ? OK : fail_memory(err);
}

/* Blanks alone separate (RFC 6749 3.3); a tab is part of a word. */
static enum err_kind
split_words(struct str text, struct arena *arena, struct str_list *list,
	struct err *err)
{
	struct str word;
	enum err_kind kind;

	if ((kind = new_list(str_count(text, ' ') + 1, arena, list, err)) != OK)
		return kind;
	while (str_cut(&text, ' ', &word))
		if (word.len)
			list->at[list->count++] = word;
	return OK;
}

static enum err_kind
copy_words(const json_t *array, const char *name, struct arena *arena,
	struct str_list *list, struct err *err)
{
	enum err_kind kind;

	if ((kind = new_list(json_array_size(array), arena, list, err)) != OK)
		return kind;
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *value = json_array_get(array, i);

		if (!json_is_string(value))
			return fail_type(name, "an array of strings", err);
		if (!json_string_length(value))
			continue;
		if (!arena_str(arena, json_str(value), &list->at[list->count]))
			return fail_memory(err);
		list->count++;
	}
	return OK;
}

enum text_meaning { ONE_WORD = 0, WORDS };

/* A string, or an array of strings; meaning says what a lone string is. */
static enum err_kind
read_list(const json_t *value, const char *name, enum text_meaning meaning,
	struct arena *arena, struct str_list *list, struct err *err)
{
	struct str text;
	enum err_kind kind;

	if (!value)
		return OK;
	if (json_is_array(value))
		return copy_words(value, name, arena, list, err);
	if (!json_is_string(value))
		return fail_type(name, "a string or an array of strings", err);
	if (!arena_str(arena, json_str(value), &text))
		return fail_memory(err);
	if (meaning == WORDS)
		return split_words(text, arena, list, err);
	if ((kind = new_list(1, arena, list, err)) != OK)
		return kind;
	if (text.len)
		list->at[list->count++] = text;
	return OK;
}

static enum err_kind
read_lists(const json_t *payload, struct arena *arena, struct claims *claims,
	struct err *err)
{
	const struct issuer *issuer = claims->issuer;
	const char *scope_claim = issuer->scope_claim;
	const json_t *scopes;
	enum err_kind kind;

	if (!scope_claim)
		scope_claim = json_object_get(payload, "scp") ? "scp" : "scope";
	scopes = json_object_get(payload, scope_claim);
	claims->has_scopes = scopes != NULL;
	if ((kind = read_list(json_object_get(payload, "aud"), "aud", ONE_WORD,
		     arena, &claims->audiences, err)) != OK ||
		(kind = read_list(scopes, scope_claim, WORDS, arena,
			 &claims->scopes, err)) != OK ||
		(kind = read_list(json_object_get(payload, issuer->role_claim),
			 issuer->role_claim, ONE_WORD, arena, &claims->roles,
			 err)) != OK)
		return kind;
	return OK;
}

/*
 * An ID token is for the client and proves no permission (RFC 8725 3.12).
 * B2C alone copies the nonce of the sign-in into access tokens too; those
 * have azp and scp, which its ID tokens never have.
 */
static enum err_kind
read_marks(const json_t *payload, struct claims *claims, struct err *err)
{
	static const char *const marks[] = {"at_hash", "c_hash", "nonce"};
	const json_t *typ = json_object_get(payload, "typ");
	bool may_have_nonce = claims->issuer->policy && claims->azp.len &&
			      claims->scopes.count;

	if (typ && !json_is_string(typ))
		return fail_type("typ", "a string", err);
	claims->is_id_token = str_is_nocase(json_str(typ), "ID");
	for (size_t i = 0; i < COUNT(marks) - (may_have_nonce ? 1 : 0); i++)
		if (json_object_get(payload, marks[i]))
			claims->is_id_token = true;
	claims->is_bound = json_object_get(payload, "cnf") != NULL;
	return OK;
}

static struct str
without_slash(struct str text)
{
	if (str_ends(text, "/"))
		text.len--;
	return text;
}

static enum err_kind
fail_issuer(struct str iss, const struct issuer_set *set, struct err *err)
{
	for (size_t i = 0; i < set->issuer_count; i++)
		if (str_eq(without_slash(iss),
			    without_slash(set->issuers[i].iss)))
			return fail(err, ERR_BAD_TOKEN, "token/issuer",
				"iss differs from issuer %s by a final slash",
				set->issuers[i].name);
	return fail(err, ERR_BAD_TOKEN, "token/issuer",
		"iss is none of the configured issuers");
}

/* tfp, or acr in tokens of older policies. */
static enum err_kind
read_policy(const json_t *payload, const struct issuer_set *set,
	struct arena *arena, struct claims *claims, struct err *err)
{
	struct str policy, iss = claims->issuer->iss;
	enum err_kind kind = read_text(payload, "tfp", arena, &policy, err);

	if (kind == OK && !policy.at)
		kind = read_text(payload, "acr", arena, &policy, err);
	claims->issuer = NULL;
	if (kind != OK)
		return kind;
	claims->issuer = issuer_of_policy(set, iss, policy);
	if (claims->issuer)
		return OK;
	return fail(err, ERR_BAD_TOKEN, "token/policy", "%s",
		policy.at ? "tfp (or acr) names no policy of the issuer"
			  : "neither tfp nor acr names a policy");
}

/* A second spelling of the claim that the issuer is checked against could be
 * what another reader of the token takes for it. */
static enum err_kind
check_one_tid(json_t *payload, struct err *err)
{
	const char *name;
	json_t *value;

	json_object_foreach(payload, name, value)
	{
		if (str_is_nocase(str_from(name), "tid") &&
			strcmp(name, "tid") != 0)
			return fail(err, ERR_BAD_TOKEN, "token/tenant",
				"tid in another case");
	}
	return OK;
}

static enum err_kind
read_issuer(json_t *payload, const struct issuer_set *set, struct arena *arena,
	struct claims *claims, struct err *err)
{
	const json_t *iss = json_object_get(payload, "iss");

	if (!iss)
		return fail(err, ERR_BAD_TOKEN, "token/issuer", "no iss");
	if (!json_is_string(iss))
		return fail_type("iss", "a string", err);
	claims->issuer = issuer_find(set, json_str(iss));
	if (!claims->issuer)
		return fail_issuer(json_str(iss), set, err);
	if (claims->issuer->policy)
		return read_policy(payload, set, arena, claims, err);
	return claims->issuer->tenant_id ? check_one_tid(payload, err) : OK;
}

static enum err_kind
read_members(json_t *payload, const struct issuer_set *set, struct arena *arena,
	struct claims *claims, struct err *err)
{
	enum err_kind kind;

	if ((kind = read_issuer(payload, set, arena, claims, err)) != OK ||
		(kind = read_texts(payload, arena, claims, err)) != OK ||
		(kind = read_name(payload, arena, claims, err)) != OK ||
		(kind = read_times(payload, claims, err)) != OK ||
		(kind = read_lists(payload, arena, claims, err)) != OK)
		return kind;
	return read_marks(payload, claims, err);
}

enum err_kind
claims_read(struct str payload, const struct issuer_set *set,
	struct arena *arena, struct claims *claims, struct err *err)
{
	char why[80] = "";
	json_t *root = NULL;
	enum err_kind kind;

	memset(claims, 0, sizeof(*claims));
	switch (json_parse_object(
		payload, JWT_PAYLOAD_DEPTH, &root, why, sizeof(why))) {
	case JSON_GOOD:
		break;
	case JSON_NO_MEMORY:
		return fail_memory(err);
	case JSON_MALFORMED:
		return fail(err, ERR_BAD_TOKEN, "token/payload",
			"the payload: %s", why);
	}
	kind = read_members(root, set, arena, claims, err);
	json_decref(root);
	return kind;
}

int64_t
claims_seconds(double date)
{
	/* The conversion of a double beyond int64_t is undefined. */
	if (date >= 9.2e18)
		return INT64_MAX;
	if (date <= -9.2e18)
		return INT64_MIN;
	return (int64_t)date - (date < (double)(int64_t)date);
}
