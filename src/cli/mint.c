#include "cli/mint.h"

#include "base/b64url.h"
#include "base/json.h"
#include "base/uuid.h"

/* Adds a member; the value is taken over.  False when memory is gone. */
static bool
put(json_t *object, const char *name, json_t *value)
{
	return value && json_object_set_new(object, name, value) == 0;
}

static bool
put_str(json_t *object, const char *name, struct str value)
{
	return !value.len || put(object, name, json_from_str(value));
}

static bool
put_roles(json_t *object, const char *name, const struct words *roles)
{
	json_t *list;

	if (!roles->count)
		return true;
	list = json_array();
	for (size_t i = 0; list && i < roles->count; i++)
		if (json_array_append_new(
			    list, json_from_str(str_from(roles->at[i]))) < 0) {
			json_decref(list);
			return false;
		}
	return put(object, name, list);
}

static bool
put_caller(json_t *object, const struct mint_request *request,
	const struct issuer *issuer)
{
	const char *scopes = issuer->scope_claim ? issuer->scope_claim : "scp";

	return put(object, "sub", json_from_str(request->subject)) &&
	       put_str(object, "azp", request->client) &&
	       put_str(object, "name", request->name) &&
	       (!request->has_scopes ||
		       put(object, scopes, json_from_str(request->scopes))) &&
	       put_roles(object, issuer->role_claim, &request->roles) &&
	       (!request->app_only || put(object, "idtyp", json_string("app")));
}

static enum err_kind
print_claims(const struct mint_request *request, const struct issuer *issuer,
	struct arena *arena, struct str *text, struct err *err)
{
	json_t *claims = json_object();
	char id[UUID_LEN + 1];
	enum err_kind kind;

	kind = uuid7_new(request->now * 1000, id, err);
	if (kind == OK &&
		!(claims && put(claims, "iss", json_from_str(issuer->iss)) &&
			put(claims, "aud",
				json_string(issuer->audiences.at[0])) &&
			put_caller(claims, request, issuer) &&
			put(claims, "iat", json_integer(request->now)) &&
			put(claims, "nbf", json_integer(request->now)) &&
			put(claims, "exp",
				json_integer(
					request->now + request->lifetime_s)) &&
			put(claims, "jti", json_string(id))))
		kind = fail(err, ERR_INVALID, "mint/claims",
			"the values for the token must be UTF-8 text");
	if (kind == OK)
		kind = json_print(claims, arena, text, err);
	json_decref(claims);
	return kind;
}

static char *
encode(struct str bytes, struct arena *arena)
{
	char *text = arena_alloc(arena, b64url_length(bytes.len) + 1);

	if (text)
		b64url_encode(bytes.at, bytes.len, text);
	return text;
}

enum err_kind
mint_token(const struct mint_request *request, const struct issuer *issuer,
	const struct dev_key *key, struct arena *arena, struct str *token,
	struct err *err)
{
	unsigned char signature[DEV_SIGNATURE_LEN];
	char tail[2 * DEV_SIGNATURE_LEN], *head, *body, *input, *whole;
	struct str claims;
	enum err_kind kind;

	kind = print_claims(request, issuer, arena, &claims, err);
	if (kind != OK)
		return kind;
	head = arena_printf(arena,
		"{\"alg\":\"ES256\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}",
		dev_key_id(key));
	head = head ? encode(str_from(head), arena) : NULL;
	body = encode(claims, arena);
	input = head && body ? arena_printf(arena, "%s.%s", head, body) : NULL;
	if (!input)
		return fail_memory(err);
	kind = dev_key_sign(key, str_from(input), signature, err);
	if (kind != OK)
		return kind;
	b64url_encode(signature, sizeof(signature), tail);
	whole = arena_printf(arena, "%s.%s", input, tail);
	if (!whole)
		return fail_memory(err);
	*token = str_from(whole);
	return OK;
}
