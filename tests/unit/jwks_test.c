/* Key sets as a whole: which are refused, and which key a token finds. */
#include "auth/jwk.h"

#include "unit/jwks.h"

static const char *
refusal(struct str text, const struct jwk_rules *rules)
{
	static struct err err;
	struct key_set *set = NULL;

	err = (struct err){0};
	if (jwks_parse(text, rules, &set, &err) == OK) {
		key_set_free(set);
		return "";
	}
	CHECK_INT(err.kind, ERR_KEYS);
	CHECK(set == NULL);
	return err.reason;
}

/* covers: E5; which one a token means is open, so none is used */
static void
keys_that_share_a_kid_are_all_skipped(void)
{
	char *text = jwks_set(jwks_key("rsa", "same", NULL),
		jwks_key("rsa-other", "same", NULL));

	CHECK_STR(refusal(str_from(text), &jwks_all), "keys/unusable");
	free(text);
	text = jwks_set(
		jwks_key("rsa", "same", NULL), jwks_key("p256", "same", NULL));
	CHECK_STR(refusal(str_from(text), &jwks_all), "keys/unusable");
	free(text);
	/* the secret of this kid is out, under whatever other member */
	text = jwks_set(jwks_key("rsa", "same", NULL),
		jwks_with(jwks_key("rsa", "same", NULL), "d",
			json_string("AQAB")));
	CHECK_STR(refusal(str_from(text), &jwks_all), "keys/unusable");
	free(text);
	/* one that could never sign leaves nothing open */
	text = jwks_set(jwks_key("rsa", "same", NULL),
		jwks_with(jwks_key("rsa-other", "same", NULL), "use",
			json_string("enc")));
	CHECK_STR(refusal(str_from(text), &jwks_all), "");
	free(text);
	text = jwks_set(jwks_key("rsa", "one", NULL),
		jwks_key("rsa-other", "two", NULL));
	CHECK_STR(refusal(str_from(text), &jwks_all), "");
	free(text);
}

/* covers: B14 E2 E3 E10 */
static void
a_document_without_a_usable_key_is_no_key_set(void)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{"", "keys/malformed"},
		{"<html>", "keys/malformed"},
		{"[]", "keys/malformed"},
		{"{}", "keys/malformed"},
		{"{\"keys\":null}", "keys/malformed"},
		{"{\"keys\":{}}", "keys/malformed"},
		{"{\"keys\":\"x\"}", "keys/malformed"},
		{"{\"keys\":[],\"keys\":[]}", "keys/malformed"},
		{"{\"keys\":[]}", "keys/unusable"},
		{"{\"keys\":[null]}", "keys/unusable"},
		{"{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}",
			"keys/unusable"},
	};
	char *big = malloc(JWKS_MAX + 1), *deep = malloc(4096);

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(refusal(str_from(cases[i].text), &jwks_all),
			cases[i].reason);
	memset(big, ' ', JWKS_MAX + 1);
	CHECK_STR(refusal((struct str){big, JWKS_MAX + 1}, &jwks_all),
		"keys/size");
	snprintf(deep, 4096, "{\"keys\":%0*d}", 40, 0);
	memset(strchr(deep, '0'), '[', 20);
	memset(strrchr(deep, '0') - 19, ']', 20);
	CHECK_STR(refusal(str_from(deep), &jwks_all), "keys/unusable");
	snprintf(deep, 4096, "{\"keys\":%0*d}", 2000, 0);
	memset(strchr(deep, '0'), '[', 1000);
	memset(strrchr(deep, '0') - 999, ']', 1000);
	CHECK_STR(refusal(str_from(deep), &jwks_all), "keys/malformed");
	free(deep);
	free(big);
}

/* covers: E10 */
static void
a_set_has_at_most_100_keys(void)
{
	json_t *set = json_pack("{s:[]}", "keys");
	json_t *keys = json_object_get(set, "keys");
	json_t *jwk = jwks_key("p256", NULL, NULL);
	char *text;

	for (int i = 0; i < KEYS_MAX; i++)
		json_array_append(keys, jwk);
	text = json_dumps(set, JSON_COMPACT);
	CHECK_STR(refusal(str_from(text), &jwks_all), "");
	free(text);
	json_array_append(keys, jwk);
	text = json_dumps(set, JSON_COMPACT);
	CHECK_STR(refusal(str_from(text), &jwks_all), "keys/too-many");
	free(text);
	json_decref(jwk);
	json_decref(set);
}

static enum err_kind
find(const struct key_set *set, const char *kid, enum algorithm alg,
	const char **reason)
{
	const struct key *key = NULL;
	struct err err = {0};
	enum err_kind kind = key_set_find(set, str_from(kid), alg, &key, &err);

	CHECK((kind == OK) == (key != NULL));
	if (key)
		CHECK_INT(key->alg, alg);
	*reason = kind == OK ? "" : err.reason;
	return kind;
}

/* covers: C4 C5 */
static void
a_kid_finds_its_key_with_its_algorithm_only(void)
{
	char *text = jwks_set(
		jwks_key("rsa", "a", NULL), jwks_key("p256", "b", NULL));
	struct key_set *set = jwks_load(text, &jwks_all);
	const char *reason;

	CHECK_INT(find(set, "a", ALG_RS256, &reason), OK);
	CHECK_INT(find(set, "b", ALG_ES256, &reason), OK);
	CHECK_INT(find(set, "a", ALG_ES256, &reason), ERR_BAD_TOKEN);
	CHECK_STR(reason, "keys/alg-mismatch");
	CHECK_INT(find(set, "a", ALG_PS256, &reason), ERR_BAD_TOKEN);
	CHECK_INT(find(set, "a", ALG_RS384, &reason), ERR_BAD_TOKEN);
	CHECK_INT(find(set, "A", ALG_RS256, &reason), ERR_NOT_FOUND);
	CHECK_INT(find(set, "", ALG_RS256, &reason), ERR_NOT_FOUND);
	CHECK_INT(find(set, "a ", ALG_RS256, &reason), ERR_NOT_FOUND);
	key_set_free(set);
	free(text);
}

/* covers: E7 */
static void
a_token_without_kid_needs_exactly_one_key_of_its_algorithm(void)
{
	char *text = jwks_set(
		jwks_key("rsa", "a", NULL), jwks_key("p256", NULL, NULL));
	struct key_set *set = jwks_load(text, &jwks_all);
	const char *reason;

	CHECK_INT(find(set, NULL, ALG_RS256, &reason), OK);
	CHECK_INT(find(set, NULL, ALG_ES256, &reason), OK);
	CHECK_INT(find(set, NULL, ALG_ES384, &reason), ERR_NOT_FOUND);
	/* the key without kid serves no token with one */
	CHECK_INT(find(set, "b", ALG_ES256, &reason), ERR_NOT_FOUND);
	CHECK_INT(find(set, "", ALG_ES256, &reason), ERR_NOT_FOUND);
	key_set_free(set);
	free(text);
	text = jwks_set(
		jwks_key("rsa", "a", NULL), jwks_key("rsa-other", NULL, NULL));
	set = jwks_load(text, &jwks_all);
	CHECK_INT(find(set, NULL, ALG_RS256, &reason), ERR_BAD_TOKEN);
	CHECK_STR(reason, "keys/no-kid");
	key_set_free(set);
	free(text);
}

/* Microsoft's own sets: no alg members, issuer members in version 2 */
static void
the_key_sets_of_entra_are_loaded(void)
{
	char *v1 = entra_text("v1-jwks");
	char *v2 = entra_text("v2-jwks");
	struct key_set *set = jwks_load(v1, &jwks_rs256);
	const struct key *key = NULL;
	struct err err = {0};

	CHECK(set && set->count == 7 && !set->skipped);
	key_set_free(set);
	set = jwks_load(v2, &jwks_rs256);
	CHECK(set && set->count == 10 && !set->skipped);
	if (set) {
		CHECK_INT(key_set_find(set,
				  STR_LIT("23ntaxfH9Gk-8D_USzoAJgwjyt8"),
				  ALG_RS256, &key, &err),
			OK);
		CHECK(key &&
			str_is(key->issuer, "https://login.microsoftonline.com/"
					    "{tenantid}/v2.0"));
	}
	key_set_free(set);
	free(v2);
	free(v1);
}

int
main(void)
{
	RUN(keys_that_share_a_kid_are_all_skipped);
	RUN(a_document_without_a_usable_key_is_no_key_set);
	RUN(a_set_has_at_most_100_keys);
	RUN(a_kid_finds_its_key_with_its_algorithm_only);
	RUN(a_token_without_kid_needs_exactly_one_key_of_its_algorithm);
	RUN(the_key_sets_of_entra_are_loaded);
	DONE();
}
