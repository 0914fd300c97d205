#include "auth/jwt.h"

#include "unit/checks.h"
#include "unit/sign.h"
#include "unit/tap.h"

static struct arena *arena;

/* The reason for which a token text is refused; "" when it is not. */
static const char *
reason_of(struct str token)
{
	static struct err err;
	struct jwt jwt;

	err = (struct err){0};
	if (jwt_parse(token, arena, &jwt, &err) == OK)
		return "";
	CHECK_INT(err.kind, ERR_BAD_TOKEN);
	return err.reason;
}

static const char *
reason_of_header(const char *header)
{
	char *token = sign_join(sign_input(header, "{}"), "s", 1);
	const char *reason = reason_of(str_from(token));

	free(token);
	return reason;
}

struct header_case {
	const char *header, *reason;
};

static void
check_headers(const struct header_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *reason = reason_of_header(cases[i].header);

		if (strcmp(reason, cases[i].reason) != 0)
			printf("# %s\n", cases[i].header);
		CHECK_STR(reason, cases[i].reason);
	}
}

static void
a_token_is_taken_apart(void)
{
	static const char head[] = "{\"alg\":\"ES256\",\"kid\":\"k1\"}";
	char *input = sign_input(head, "{\"iss\":\"x\"}");
	size_t input_len = strlen(input);
	char *token = sign_join(input, "sig", 3);
	struct err err = {0};
	struct jwt jwt;

	CHECK_INT(jwt_parse(str_from(token), arena, &jwt, &err), OK);
	CHECK(jwt.signing_input.at == token);
	CHECK_INT(jwt.signing_input.len, input_len);
	CHECK(str_is(jwt.payload, "{\"iss\":\"x\"}"));
	CHECK(str_is(jwt.signature, "sig"));
	CHECK_INT(jwt.alg, ALG_ES256);
	CHECK(str_is(jwt.kid, "k1"));
	free(token);
}

static void
a_token_without_kid_says_so(void)
{
	char *token =
		sign_join(sign_input("{\"alg\":\"RS256\"}", "{}"), "s", 1);
	struct err err = {0};
	struct jwt jwt;

	CHECK_INT(jwt_parse(str_from(token), arena, &jwt, &err), OK);
	CHECK(jwt.kid.at == NULL);
	free(token);
}

/* covers: B1 B2 B3 B4 B5 B6 B7; eyJhbGciOiJSUzI1NiJ9 is {"alg":"RS256"} */
static void
only_three_canonical_segments_are_a_token(void)
{
	static const struct {
		const char *token, *reason;
	} cases[] = {
		{"eyJhbGciOiJSUzI1NiJ9.e30.AA", ""},
		{"", "token/segments"},
		{"eyJhbGciOiJSUzI1NiJ9", "token/segments"},
		{"eyJhbGciOiJSUzI1NiJ9.e30", "token/segments"},
		{"eyJhbGciOiJSUzI1NiJ9.e30.AA.", "token/segments"},
		{".eyJhbGciOiJSUzI1NiJ9.e30.AA", "token/segments"},
		{"eyJhbGciOiJSUzI1NiJ9.e30.AA.AA.AA", "token/segments"},
		{"eyJhbGciOiJSUzI1NiJ9..AA", "token/segments"},
		{"eyJhbGciOiJSUzI1NiJ9.e30.", "token/segments"},
		{".e30.AA", "token/segments"},
		{"..", "token/segments"},
		{"{\"payload\":\"e30\",\"signature\":\"AA\"}",
			"token/segments"},
		{"{\"a\":\".e30.\"}", "token/base64url"},
		{"eyJhbGciOiJSUzI1NiJ9.e30=.AA", "token/base64url"},
		{"eyJhbGciOiJSUzI1NiJ9.e30.AA==", "token/base64url"},
		{"eyJhbGciOiJSUzI1NiJ9.e30.A+", "token/base64url"},
		{"eyJhbGciOiJSUzI1NiJ9.e30.A/", "token/base64url"},
		{"eyJhbGciOiJSUzI1NiJ9.e3?0.AA", "token/base64url"},
		{"eyJhbGciOiJSUzI1NiJ9.e30%2E.AA", "token/base64url"},
		{"eyJhbGciOiJSUzI1NiJ9.e30.AA\n", "token/base64url"},
		{" eyJhbGciOiJSUzI1NiJ9.e30.AA", "token/base64url"},
		{"eyJhbGciOiJSUzI1NiJ9.e30.A", "token/base64url"},
		{"eyJhbGciOiJSUzI1NiJ9.e30AA.AA", "token/base64url"},
		{"eyJhbGciOiJSUzI1NiJ9.e30.AB", "token/base64url"},
		{"eyJhbGciOiJSUzI1NiJ9.e31.AA", "token/base64url"},
		{"\xef\xbb\xbf"
		 "eyJhbGciOiJSUzI1NiJ9.e30.AA",
			"token/base64url"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *reason = reason_of(str_from(cases[i].token));

		if (strcmp(reason, cases[i].reason) != 0)
			printf("# %s\n", cases[i].token);
		CHECK_STR(reason, cases[i].reason);
	}
}

/* covers: A13 B1 */
static void
a_token_ends_at_its_size_limit(void)
{
	static const char head[] = "eyJhbGciOiJSUzI1NiJ9.e30.";
	static char text[TOKEN_MAX + 1];
	size_t used = sizeof(head) - 1;

	memset(text, 'A', sizeof(text));
	memcpy(text, head, used);
	CHECK((TOKEN_MAX - used) % 4 != 1);
	CHECK_STR(reason_of((struct str){text, TOKEN_MAX}), "");
	CHECK_STR(reason_of((struct str){text, TOKEN_MAX + 1}), "token/size");
	memset(text, '.', sizeof(text));
	CHECK_STR(reason_of((struct str){text, TOKEN_MAX}), "token/segments");
}

/* covers: B10 B11 B12 B13 B14 B16 B17 */
static void
the_header_is_one_strict_json_object(void)
{
	static const struct header_case cases[] = {
		{"{\"alg\":\"RS256\"}", ""},
		{"{\"alg\":\"RS256\",\"x\":{\"alg\":\"none\"}}", ""},
		{"", "token/segments"},
		{"[]", "token/header"},
		{"\"x\"", "token/header"},
		{"1", "token/header"},
		{"null", "token/header"},
		{"{\"alg\":\"RS256\"", "token/header"},
		{"{\"alg\":\"RS256\"} x", "token/header"},
		{"{\"alg\":\"RS256\"}{}", "token/header"},
		{"{\"alg\":\"none\",\"alg\":\"RS256\"}", "token/header"},
		{"{\"alg\":\"RS256\",\"a\\u006cg\":\"none\"}", "token/header"},
		{"{\"alg\":\"RS256\",\"kid\":\"a\\u0000b\"}", "token/header"},
		{"{\"alg\":\"RS256\",\"a\\u0000b\":1}", "token/header"},
		{"{\"alg\":\"RS256\",\"kid\":\"\\ud800\"}", "token/header"},
		{"{\"alg\":\"RS256\",\"kid\":\"\xc0\xaf\"}", "token/header"},
		{"\xef\xbb\xbf{\"alg\":\"RS256\"}", "token/header"},
		{"{\"alg\":\"RS256\",\"x\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}",
			""},
		{"{\"alg\":\"RS256\",\"x\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}",
			"token/header"},
	};

	check_headers(cases, COUNT(cases));
}

/* covers: C1 C2 C3 */
static void
alg_is_a_known_asymmetric_name(void)
{
	static const struct header_case cases[] = {
		{"{\"alg\":\"EdDSA\"}", ""},
		{"{\"alg\":\"Ed25519\"}", ""},
		{"{}", "token/alg"},
		{"{\"alg\":null}", "token/alg"},
		{"{\"alg\":256}", "token/alg"},
		{"{\"alg\":[\"RS256\"]}", "token/alg"},
		{"{\"alg\":{\"RS256\":1}}", "token/alg"},
		{"{\"alg\":\"\"}", "token/alg"},
		{"{\"alg\":\"none\"}", "token/alg"},
		{"{\"alg\":\"nOnE\"}", "token/alg"},
		{"{\"alg\":\"\\u006eone\"}", "token/alg"},
		{"{\"alg\":\"none \"}", "token/alg"},
		{"{\"alg\":\"HS256\"}", "token/alg"},
		{"{\"alg\":\"rs256\"}", "token/alg"},
		{"{\"ALG\":\"RS256\"}", "token/alg"},
	};

	check_headers(cases, COUNT(cases));
}

/* covers: C7 C9 C10 C11 C13 C14 */
static void
no_extension_of_the_header_is_understood(void)
{
	static const struct header_case cases[] = {
		{"{\"alg\":\"RS256\",\"jku\":\"https://evil/\"}", ""},
		{"{\"alg\":\"RS256\",\"jwk\":{\"kty\":\"oct\"}}", ""},
		{"{\"alg\":\"RS256\",\"x5u\":\"x\",\"x5c\":[],\"x5t\":\"y\"}",
			""},
		{"{\"alg\":\"RS256\",\"foo\":1}", ""},
		{"{\"alg\":\"RS256\",\"crit\":[\"exp\"]}", "token/crit"},
		{"{\"alg\":\"RS256\",\"crit\":[]}", "token/crit"},
		{"{\"alg\":\"RS256\",\"crit\":null}", "token/crit"},
		{"{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}",
			"token/crit"},
		{"{\"alg\":\"RS256\",\"b64\":false}", "token/b64"},
		{"{\"alg\":\"RS256\",\"b64\":true}", "token/b64"},
		{"{\"alg\":\"RS256\",\"zip\":\"DEF\"}", "token/zip"},
		{"{\"alg\":\"RS256\",\"enc\":\"A128GCM\"}", "token/enc"},
		{"{\"alg\":\"RS256\",\"cty\":\"JWT\"}", "token/nested"},
		{"{\"alg\":\"RS256\",\"cty\":\"jwt\"}", "token/nested"},
		{"{\"alg\":\"RS256\",\"cty\":\"application/jwt\"}",
			"token/nested"},
		{"{\"alg\":\"RS256\",\"cty\":1}", "token/nested"},
		{"{\"alg\":\"RS256\",\"cty\":\"json\"}", ""},
	};

	check_headers(cases, COUNT(cases));
}

/* covers: C12 */
static void
typ_names_an_access_token_or_nothing(void)
{
	static const struct header_case cases[] = {
		{"{\"alg\":\"RS256\",\"typ\":\"JWT\"}", ""},
		{"{\"alg\":\"RS256\",\"typ\":\"jwt\"}", ""},
		{"{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", ""},
		{"{\"alg\":\"RS256\",\"typ\":\"AT+JWT\"}", ""},
		{"{\"alg\":\"RS256\",\"typ\":\"application/at+jwt\"}", ""},
		{"{\"alg\":\"RS256\",\"typ\":\"application/jwt\"}",
			"token/typ"},
		{"{\"alg\":\"RS256\",\"typ\":\"dpop+jwt\"}", "token/typ"},
		{"{\"alg\":\"RS256\",\"typ\":\"logout+jwt\"}", "token/typ"},
		{"{\"alg\":\"RS256\",\"typ\":\"secevent+jwt\"}", "token/typ"},
		{"{\"alg\":\"RS256\",\"typ\":\"JWT \"}", "token/typ"},
		{"{\"alg\":\"RS256\",\"typ\":\"\"}", "token/typ"},
		{"{\"alg\":\"RS256\",\"typ\":null}", "token/typ"},
		{"{\"alg\":\"RS256\",\"typ\":[\"JWT\"]}", "token/typ"},
	};

	check_headers(cases, COUNT(cases));
}

/* covers: C8; strange texts are data, wrong types and sizes are refused */
static void
kid_is_a_string_of_1_to_256_bytes(void)
{
	static const struct header_case cases[] = {
		{"{\"alg\":\"RS256\",\"kid\":\"../../dev/null\"}", ""},
		{"{\"alg\":\"RS256\",\"kid\":\"' OR 1=1--\"}", ""},
		{"{\"alg\":\"RS256\",\"kid\":\"\xc3\xa4\"}", ""},
		{"{\"alg\":\"RS256\",\"kid\":\"\"}", "token/kid"},
		{"{\"alg\":\"RS256\",\"kid\":null}", "token/kid"},
		{"{\"alg\":\"RS256\",\"kid\":7}", "token/kid"},
		{"{\"alg\":\"RS256\",\"kid\":[\"a\"]}", "token/kid"},
	};
	char header[400];

	check_headers(cases, COUNT(cases));
	snprintf(header, sizeof(header),
		"{\"alg\":\"RS256\",\"kid\":\"%0256d\"}", 7);
	CHECK_STR(reason_of_header(header), "");
	snprintf(header, sizeof(header),
		"{\"alg\":\"RS256\",\"kid\":\"%0257d\"}", 7);
	CHECK_STR(reason_of_header(header), "token/kid");
}

/* What jws verify reads beside access tokens, and what no JWS may have. */
static void
any_jws_may_be_empty_and_of_any_type(void)
{
	static const struct {
		const char *header, *payload;
		const char *token_reason, *jws_reason;
	} cases[] = {
		{"{\"alg\":\"RS256\"}", "{}", "", ""},
		{"{\"alg\":\"RS256\"}", "", "token/segments", ""},
		{"{\"alg\":\"RS256\",\"typ\":\"JOSE\"}", "{}", "token/typ", ""},
		{"{\"alg\":\"RS256\",\"cty\":\"JWT\"}", "{}", "token/nested",
			""},
		{"{\"alg\":\"RS256\",\"nonce\":\"x\"}", "{}", "token/graph",
			""},
		{"{\"alg\":\"none\"}", "", "token/segments", "token/alg"},
		{"{\"alg\":\"RS256\",\"crit\":[]}", "{}", "token/crit",
			"token/crit"},
		{"{\"alg\":\"RS256\",\"b64\":false}", "{}", "token/b64",
			"token/b64"},
		{"", "{}", "token/segments", "token/segments"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char *token = sign_join(
			sign_input(cases[i].header, cases[i].payload), "s", 1);
		struct err err = {.reason = ""};
		struct jwt jwt;

		CHECK_STR(reason_of(str_from(token)), cases[i].token_reason);
		if (jwt_cut(str_from(token), JWT_ANY_JWS, arena, &jwt, &err) ==
				OK &&
			jwt_read_header(&jwt, arena, &err) == OK)
			CHECK(str_is(jwt.payload, cases[i].payload));
		CHECK_STR(err.reason, cases[i].jws_reason);
		free(token);
	}
}

static void
the_algorithm_must_be_in_the_set(void)
{
	struct jwt jwt = {.alg = ALG_ES256};
	struct err err = {0};

	CHECK_INT(jwt_check_algorithm(&jwt, 1u << ALG_ES256, &err), OK);
	CHECK_INT(jwt_check_algorithm(&jwt, ALG_ALL, &err), OK);
	CHECK_INT(jwt_check_algorithm(&jwt, 0, &err), ERR_BAD_TOKEN);
	CHECK_STR(err.reason, "token/alg-not-allowed");
	CHECK_INT(jwt_check_algorithm(&jwt, ALG_ALL & ~(1u << ALG_ES256), &err),
		ERR_BAD_TOKEN);
	jwt.alg = ALG_NONE;
	CHECK_INT(jwt_check_algorithm(&jwt, ~0u, &err), ERR_BAD_TOKEN);
}

/* Whatever found the key: without one, or with one of another algorithm, no
 * signature is looked at. */
static void
a_key_of_another_algorithm_verifies_nothing(void)
{
	const struct key key = {.alg = ALG_PS256};
	struct jwt jwt = {.alg = ALG_RS256};
	struct err err = {0};

	CHECK_INT(jwt_verify(&jwt, &key, &err), ERR_BAD_TOKEN);
	CHECK_STR(err.reason, "keys/alg-mismatch");
	CHECK_INT(jwt_verify(&jwt, NULL, &err), ERR_BAD_TOKEN);
	CHECK_STR(err.reason, "keys/alg-mismatch");
}

static void
a_full_arena_is_no_verdict_about_the_token(void)
{
	struct arena *small = arena_new(8);
	struct err err = {0};
	struct jwt jwt;

	CHECK_INT(jwt_parse(STR_LIT("eyJhbGciOiJSUzI1NiJ9.e30.AA"), small, &jwt,
			  &err),
		ERR_INTERNAL);
	arena_free(small);
}

int
main(void)
{
	arena = arena_new(16 * 1024 * 1024);
	RUN(a_token_is_taken_apart);
	RUN(a_token_without_kid_says_so);
	RUN(only_three_canonical_segments_are_a_token);
	RUN(a_token_ends_at_its_size_limit);
	RUN(the_header_is_one_strict_json_object);
	RUN(alg_is_a_known_asymmetric_name);
	RUN(no_extension_of_the_header_is_understood);
	RUN(typ_names_an_access_token_or_nothing);
	RUN(kid_is_a_string_of_1_to_256_bytes);
	RUN(any_jws_may_be_empty_and_of_any_type);
	RUN(the_algorithm_must_be_in_the_set);
	RUN(a_key_of_another_algorithm_verifies_nothing);
	RUN(a_full_arena_is_no_verdict_about_the_token);
	arena_free(arena);
	DONE();
}
