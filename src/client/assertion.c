#include "client/assertion.h"

#include "base/b64url.h"
#include "base/json.h"
#include "base/uuid.h"

#include <string.h>

static enum err_kind
print_part(json_t *object, struct arena *arena, char **out, struct err *err)
{
	struct str text;
	enum err_kind kind = json_print(object, arena, &text, err);

	if (kind != OK)
		return kind;
	*out = arena_alloc(arena, b64url_length(text.len) + 1);
	if (!*out)
		return fail_memory(err);
	b64url_encode(text.at, text.len, *out);
	return OK;
}

static enum err_kind
print_header(const struct assertion_request *request,
	const struct thumbprints *thumbprints, struct arena *arena, char **out,
	struct err *err)
{
	json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:s}", "alg",
		request->algorithm == ASSERTION_PS256 ? "PS256" : "RS256",
		"typ", "JWT", "kid",
		request->key_id ? request->key_id : thumbprints->x5t, "x5t",
		thumbprints->x5t, "x5t#S256", thumbprints->x5t_s256);
	enum err_kind kind =
		object ? print_part(object, arena, out, err) : fail_memory(err);

	json_decref(object);
	return kind;
}

static enum err_kind
print_claims(const struct assertion_request *request, struct arena *arena,
	char **out, struct err *err)
{
	char jti[UUID_LEN + 1];
	enum err_kind kind = uuid7_new(request->now * 1000, jti, err);
	json_t *object;

	if (kind != OK)
		return kind;
	object = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:I}", "iss",
		request->client_id, "sub", request->client_id, "aud",
		request->audience, "jti", jti, "iat", (json_int_t)request->now,
		"nbf", (json_int_t)request->now, "exp",
		(json_int_t)request->now + ASSERTION_LIFETIME_S);
	kind = object ? print_part(object, arena, out, err) : fail_memory(err);
	json_decref(object);
	return kind;
}

enum err_kind
assertion_make(const struct assertion_request *request,
	const struct certificate *certificate, struct arena *arena,
	struct str *assertion, struct err *err)
{
	unsigned char signature[CERTIFICATE_SIGNATURE_MAX];
	char *header, *claims, *input, *text;
	enum err_kind kind;
	size_t len;

	if ((kind = print_header(request, certificate_thumbprints(certificate),
		     arena, &header, err)) != OK ||
		(kind = print_claims(request, arena, &claims, err)) != OK)
		return kind;
	input = arena_printf(arena, "%s.%s", header, claims);
	if (!input)
		return fail_memory(err);
	if ((kind = certificate_sign(certificate, request->algorithm,
		     str_from(input), signature, &len, err)) != OK)
		return kind;
	text = arena_alloc(arena, strlen(input) + 1 + b64url_length(len) + 1);
	if (!text)
		return fail_memory(err);
	memcpy(text, input, strlen(input));
	text[strlen(input)] = '.';
	b64url_encode(signature, len, text + strlen(input) + 1);
	*assertion = str_from(text);
	return OK;
}
