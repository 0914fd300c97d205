/* Memory runs out in whatever is done to a token and to a key set. */
#include "unit/torture.h"

#include "auth/claims.h"
#include "auth/jwt.h"
#include "auth/memo.h"
#include "auth/policy.h"
#include "auth/recall.h"
#include "auth/signature.h"
#include "unit/auth.h"
#include "unit/jwks.h"

/* One key, and a token under it, good or with a bit of its signature flipped.
 */
static struct {
	enum algorithm alg;
	char *jwks, *good, *forged;
} signed_by;

static void
flip_signature(char *token)
{
	char *last = strrchr(token, '.') + 10;

	*last = *last == 'A' ? 'B' : 'A';
}

static void
sign_by(const char *file, enum algorithm alg)
{
	const char *name = algorithm_rule(alg)->name;
	EVP_PKEY *key = sign_read_key(file);
	char header[100];

	snprintf(
		header, sizeof(header), "{\"alg\":\"%s\",\"kid\":\"a\"}", name);
	signed_by.alg = alg;
	signed_by.jwks = jwks_set(jwks_key(file, "a", name), NULL);
	signed_by.good = sign_token(key, alg, header, auth_v2_claims);
	signed_by.forged = sign_token(key, alg, header, auth_v2_claims);
	flip_signature(signed_by.forged);
	EVP_PKEY_free(key);
}

static void
sign_end(void)
{
	free(signed_by.jwks);
	free(signed_by.good);
	free(signed_by.forged);
}

static enum err_kind
verify(const char *token, struct key_set *set, struct err *err)
{
	struct arena *arena = arena_new(1 << 20);
	const struct key *key = NULL;
	struct jwt jwt;
	enum err_kind kind;

	if (!arena)
		return fail_memory(err);
	if ((kind = jwt_cut(str_from(token), JWT_ACCESS_TOKEN, arena, &jwt,
		     err)) == OK &&
		(kind = jwt_read_header(&jwt, arena, err)) == OK &&
		(kind = key_set_find(set, jwt.kid, jwt.alg, &key, err)) == OK)
		kind = jwt_verify(&jwt, key, err);
	arena_free(arena);
	return kind;
}

static enum err_kind
read_set_and_verify(const char *token)
{
	struct key_set *set = NULL;
	struct err err = {0};
	enum err_kind kind =
		jwks_parse(str_from(signed_by.jwks), &jwks_all, &set, &err);

	if (kind != OK)
		return kind;
	kind = verify(token, set, &err);
	key_set_free(set);
	return kind;
}

static enum err_kind
a_good_token(void)
{
	return read_set_and_verify(signed_by.good);
}

static enum err_kind
a_forged_token(void)
{
	return read_set_and_verify(signed_by.forged);
}

/* A key that is lost for want of memory must not look unusable: the set would
 * replace one that has it. */
static enum err_kind
a_set_of_all_types_loses_no_key(void)
{
	static char *text;
	struct key_set *set = NULL;
	struct err err = {0};
	enum err_kind kind;
	size_t count;

	if (!text) {
		json_t *all = json_pack("{s:[o,o,o,o,o]}", "keys",
			jwks_key("rsa", "1", NULL), jwks_key("p256", "2", NULL),
			jwks_key("p384", "3", NULL),
			jwks_key("p521", NULL, NULL),
			jwks_key("ed25519", "5", NULL));

		text = json_dumps(all, 0);
		json_decref(all);
	}
	kind = jwks_parse(str_from(text), &jwks_all, &set, &err);
	if (kind != OK)
		return kind;
	count = set->count;
	key_set_free(set);
	return count == 5 ? OK : ERR_NOT_FOUND;
}

/* One point off its curve and one bad key of each other type. */
static enum err_kind
a_set_of_bad_keys_is_refused(void)
{
	static const char text[] =
		"{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"},"
		"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
		"\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\",\"y\":"
		"\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\"},"
		"{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"},"
		"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}]}";
	struct key_set *set = NULL;
	struct err err = {0};
	enum err_kind kind = jwks_parse(str_from(text), &jwks_all, &set, &err);

	key_set_free(set);
	return kind;
}

/* What fails inside OpenSSL may look like a bad key or a bad signature; that
 * it does not come to this is shown by starved_test.c.  It is never a yes. */
static enum err_kind
with_any_error(const char *token)
{
	enum err_kind kind = read_set_and_verify(token);

	return kind == ERR_BAD_TOKEN || kind == ERR_KEYS ? ERR_INTERNAL : kind;
}

static enum err_kind
a_good_token_within_openssl(void)
{
	return with_any_error(signed_by.good);
}

static enum err_kind
a_forged_token_within_openssl(void)
{
	return with_any_error(signed_by.forged);
}

static void
under_each_algorithm(void)
{
	static const struct {
		const char *file;
		enum algorithm alg;
	} keys[] = {
		{"rsa", ALG_RS256},
		{"rsa", ALG_PS512},
		{"p256", ALG_ES256},
		{"p384", ALG_ES384},
		{"p521", ALG_ES512},
		{"ed25519", ALG_EDDSA},
	};

	for (size_t i = 0; i < COUNT(keys); i++) {
		sign_by(keys[i].file, keys[i].alg);
		printf("# %s\n", algorithm_rule(keys[i].alg)->name);
		TORTURE(a_good_token);
		TORTURE_AS("a forged token", .scenario = a_forged_token,
			.want = ERR_BAD_TOKEN);
		TORTURE_AS("a good token, OpenSSL",
			.scenario = a_good_token_within_openssl,
			.reach = TORTURE_CRYPTO);
		TORTURE_AS("a forged token, OpenSSL",
			.scenario = a_forged_token_within_openssl,
			.reach = TORTURE_CRYPTO, .want = ERR_INTERNAL);
		sign_end();
	}
}

static struct issuer_set issuers;

/* Lists that are strings and arrays, and every text. */
static enum err_kind
claims_of_each_shape_are_read(void)
{
	static const char *const payloads[] = {auth_v1_claims, auth_v2_claims,
		auth_oidc_claims,
		"{\"iss\":\"" OIDC_ISSUER "\",\"aud\":[\"x\",\"weather\"],"
		"\"sub\":\"user\",\"azp\":\"app\",\"jti\":\"j\",\"uti\":\"u\","
		"\"scope\":[\"weather.read\",\"weather.write\"],"
		"\"roles\":[\"Admin\"],\"exp\":1750003600}"};
	enum err_kind kind = OK;

	for (size_t i = 0; i < COUNT(payloads) && kind == OK; i++) {
		struct arena *arena = arena_new(1 << 16);
		struct claims claims;
		struct err err = {0};

		if (!arena)
			return ERR_INTERNAL;
		kind = claims_read(
			str_from(payloads[i]), &issuers, arena, &claims, &err);
		if (kind == OK &&
			(!claims.scopes.count || !claims.identity.len))
			kind = ERR_NOT_FOUND;
		arena_free(arena);
	}
	return kind;
}

static enum err_kind
claims_of_another_issuer_are_refused(void)
{
	struct arena *arena = arena_new(1 << 16);
	struct claims claims;
	struct err err = {0};
	enum err_kind kind = ERR_INTERNAL;

	if (arena)
		kind = claims_read(str_from("{\"iss\":\"https://evil.example\","
					    "\"aud\":\"weather\"}"),
			&issuers, arena, &claims, &err);
	arena_free(arena);
	return kind;
}

static enum err_kind
read_metadata(const char *body)
{
	struct arena *arena = arena_new(1 << 16);
	enum err_kind kind = ERR_INTERNAL;
	struct err err = {0};
	struct str uri;

	if (!arena)
		return ERR_INTERNAL;
	for (size_t i = 0; i < issuers.source_count; i++)
		if (!strcmp(issuers.sources[i].name, "other"))
			kind = issuer_read_metadata(&issuers.sources[i],
				str_from(body), arena, &uri, &err);
	if (kind == OK && !str_is(uri, OIDC_ISSUER "/keys"))
		kind = ERR_NOT_FOUND;
	arena_free(arena);
	return kind;
}

static enum err_kind
metadata_is_read(void)
{
	return read_metadata("{\"issuer\":\"" OIDC_ISSUER "\",\"jwks_uri\":"
			     "\"" OIDC_ISSUER "/keys\"}");
}

static enum err_kind
metadata_of_another_issuer_is_refused(void)
{
	return read_metadata("{\"issuer\":\"" OIDC_ISSUER "/\",\"jwks_uri\":"
			     "\"" OIDC_ISSUER "/keys\"}");
}

static enum err_kind
a_memo_is_made(void)
{
	struct memo *memo = memo_new();

	memo_free(memo);
	return memo ? OK : ERR_INTERNAL;
}

static enum err_kind
what_was_read_is_kept(void)
{
	struct recall *recall = recall_new();
	const struct jwt jwt = {.alg = ALG_ES256};
	const struct claims claims = {.issuer = &issuers.issuers[0]};
	const struct key key = {.alg = ALG_ES256};
	struct str token = STR_LIT("a.token.of one byte more");

	recall_add(recall, token, &jwt, &claims, &key);
	CHECK(!recall == !recall_find(recall, token));
	recall_free(recall);
	return recall ? OK : ERR_INTERNAL;
}

static void
open_issuers(void)
{
	struct err err = {0};

	if (issuer_set_new(&issuers, &auth_config, &err) != OK) {
		printf("Bail out! %s\n", err.detail);
		exit(1);
	}
}

int
main(void)
{
	if (!torture_init()) {
		puts("1..0 # SKIP linked without --wrap=malloc");
		return 0;
	}
	open_issuers();
	under_each_algorithm();
	TORTURE(a_set_of_all_types_loses_no_key);
	TORTURE_AS("a set of bad keys is refused",
		.scenario = a_set_of_bad_keys_is_refused, .want = ERR_KEYS);
	TORTURE_AS("a set of bad keys is refused, OpenSSL",
		.scenario = a_set_of_bad_keys_is_refused,
		.reach = TORTURE_CRYPTO, .want = ERR_KEYS);
	TORTURE(claims_of_each_shape_are_read);
	TORTURE_AS("claims of another issuer are refused",
		.scenario = claims_of_another_issuer_are_refused,
		.want = ERR_BAD_TOKEN);
	TORTURE(metadata_is_read);
	TORTURE_AS("metadata of another issuer is refused",
		.scenario = metadata_of_another_issuer_is_refused,
		.want = ERR_FETCH);
	TORTURE(a_memo_is_made);
	TORTURE(what_was_read_is_kept);
	issuer_set_free(&issuers);
	TORTURE_DONE();
}
