/* Well-signed tokens whose form or claims are wrong, on the whole check. */
#include "base/b64url.h"
#include "unit/attacks.h"

#include <time.h>

static char *
good_token(void)
{
	EVP_PKEY *key = sign_read_key("rsa");
	char *token = sign_token(key, ALG_RS256, target_header, target_claims);

	EVP_PKEY_free(key);
	return token;
}

static const char *
reason_of_claims(struct target *target, const char *claims)
{
	return target_verify_signed(
		target, "rsa", ALG_RS256, target_header, claims);
}

static const char *
reason_of_change(struct target *target, const char *change)
{
	char *claims = auth_claims(target_claims, change);
	const char *reason = reason_of_claims(target, claims);

	free(claims);
	return reason;
}

/* covers: B4 B6 J2; every spelling of each last character, and what lenient
 * decoders skip */
static void
a_good_token_has_one_spelling(void)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
		"-_";
	static const char *const inside[] = {"=", "+", "/", "?", "\n", "\r",
		" ", "\t", "%2E", "\xef\xbb\xbf"};
	struct target target;
	char *token = good_token(), *changed = malloc(strlen(token) + 8);
	size_t len = strlen(token), tried = 0;

	target_new(&target);
	CHECK_STR(target_verify(&target, str_from(token)), "");
	for (size_t i = 0; i < len; i++) {
		if (i + 1 < len && token[i + 1] != '.')
			continue;
		for (const char *c = alphabet; *c; c++) {
			if (*c == token[i])
				continue;
			memcpy(changed, token, len + 1);
			changed[i] = *c;
			CHECK(target_verify(&target, str_from(changed))[0]);
			tried++;
		}
		for (size_t k = 0; k < COUNT(inside); k++) {
			size_t more = strlen(inside[k]);

			memcpy(changed, token, i + 1);
			memcpy(changed + i + 1, inside[k], more);
			memcpy(changed + i + 1 + more, token + i + 1, len - i);
			CHECK(target_verify(&target, str_from(changed))[0]);
			memmove(changed + more, token, len + 1);
			memcpy(changed, inside[k], more);
			CHECK(target_verify(&target, str_from(changed))[0]);
		}
	}
	CHECK_INT(tried, 3 * 63);
	CHECK_STR(target_verify(&target, str_from(token)), "");
	free(changed);
	free(token);
	target_free(&target);
}

/* covers: B2 B3; as encrypted token and in both JSON forms, all of its parts
 * being good */
static void
a_good_token_in_another_serialization_is_none(void)
{
	struct target target;
	char *token = good_token(), text[4096];
	struct str rest = str_from(token), head, body;
	struct str signature;

	target_new(&target);
	str_cut(&rest, '.', &head);
	str_cut(&rest, '.', &body);
	signature = rest;
	snprintf(text, sizeof(text),
		"{\"protected\":\"%.*s\",\"payload\":\"%.*s\","
		"\"signature\":\"%.*s\"}",
		STR_ARG(head), STR_ARG(body), STR_ARG(signature));
	CHECK_STR(target_verify(&target, str_from(text)), "token/segments");
	snprintf(text, sizeof(text),
		"{\"payload\":\"%.*s\",\"signatures\":[{\"protected\":\"%.*s\","
		"\"signature\":\"%.*s\"}]}",
		STR_ARG(body), STR_ARG(head), STR_ARG(signature));
	CHECK_STR(target_verify(&target, str_from(text)), "token/segments");
	snprintf(text, sizeof(text), "{\"protected\":\"%s\"}", token);
	CHECK_STR(target_verify(&target, str_from(text)), "token/base64url");
	snprintf(text, sizeof(text), "%.*s.%.*s.%.*s.%.*s.%.*s", STR_ARG(head),
		STR_ARG(body), STR_ARG(body), STR_ARG(body),
		STR_ARG(signature));
	CHECK_STR(target_verify(&target, str_from(text)), "token/segments");
	CHECK_STR(target_verify(&target, str_from(token)), "");
	free(token);
	target_free(&target);
}

/* open, depth times, then as often close */
static void
nest(char *text, size_t size, const char *before, int depth, const char *after)
{
	size_t used = (size_t)snprintf(text, size, "%s", before);

	sign_require(used + 2 * (size_t)depth + strlen(after) < size, "nest");
	memset(text + used, '[', (size_t)depth);
	memset(text + used + depth, ']', (size_t)depth);
	memcpy(text + used + 2 * depth, after, strlen(after) + 1);
}

/* covers: B14; with a good signature, and as deep as the size allows */
static void
nesting_has_an_end(void)
{
	static const int header_depths[] = {16, 33, 1000, 5000};
	static const int payload_depths[] = {32, 33, 1000, 5000};
	static char text[16384], claims[16384];
	struct target target;

	target_new(&target);
	nest(text, sizeof(text),
		"{\"alg\":\"RS256\",\"kid\":\"rsa\",\"x\":", 15, "}");
	CHECK_STR(target_verify_signed(
			  &target, "rsa", ALG_RS256, text, target_claims),
		"");
	for (size_t i = 0; i < COUNT(header_depths); i++) {
		nest(text, sizeof(text),
			"{\"alg\":\"RS256\",\"kid\":\"rsa\",\"x\":",
			header_depths[i], "}");
		CHECK_STR(target_verify_signed(&target, "rsa", ALG_RS256, text,
				  target_claims),
			"token/header");
	}
	snprintf(claims, sizeof(claims),
		"%.*s,\"x\":", (int)strlen(target_claims) - 1, target_claims);
	nest(text, sizeof(text), claims, 31, "}");
	CHECK_STR(reason_of_claims(&target, text), "");
	for (size_t i = 0; i < COUNT(payload_depths); i++) {
		nest(text, sizeof(text), claims, payload_depths[i], "}");
		CHECK_STR(reason_of_claims(&target, text), "token/payload");
	}
	target_free(&target);
}

/* covers: B15; as many as a token and a key set have room for */
static void
members_without_number_cost_little(void)
{
	enum { SET_MAX = 500000 };
	char *text = malloc(SET_MAX + 100), claims[12000];
	EVP_PKEY *key = sign_read_key("p256");
	struct target target;
	json_t *set;
	char *good;
	size_t used;
	clock_t begun = clock();

	target_new(&target);
	used = (size_t)snprintf(claims, sizeof(claims), "%.*s",
		(int)strlen(target_claims) - 1, target_claims);
	for (int i = 0; used < sizeof(claims) - 40; i++)
		used += (size_t)snprintf(
			claims + used, sizeof(claims) - used, ",\"%d\":0", i);
	snprintf(claims + used, sizeof(claims) - used, "}");
	CHECK_STR(reason_of_claims(&target, claims), "");
	/* a set with one key and members up to the size of an answer */
	set = json_pack("{s:[o]}", "keys", sign_jwk(key, "p256", NULL));
	good = json_dumps(set, JSON_COMPACT);
	used = (size_t)snprintf(
		text, SET_MAX, "%.*s", (int)strlen(good) - 1, good);
	for (int i = 0; used < SET_MAX - 40; i++)
		used += (size_t)snprintf(
			text + used, SET_MAX - used, ",\"%d\":0", i);
	snprintf(text + used, SET_MAX - used, "}");
	idp_says_body(&target.idp, "keys", 200, text);
	idp_pass_time(&target.idp, COOLDOWN_S);
	CHECK_STR(
		target_verify_signed(&target, "p256", ALG_ES256,
			"{\"alg\":\"ES256\",\"kid\":\"p256\"}", target_claims),
		"");
	CHECK((double)(clock() - begun) / CLOCKS_PER_SEC < 20);
	free(good);
	json_decref(set);
	EVP_PKEY_free(key);
	free(text);
	target_free(&target);
}

/* A claim whose value is count times word, and last. */
static char *
with_list(const char *name, int count, const char *last)
{
	json_t *list = json_array(), *change = json_object();
	char *text, *claims;

	for (int i = 0; i < count; i++)
		json_array_append_new(list, json_string("x"));
	if (last)
		json_array_append_new(list, json_string(last));
	json_object_set_new(change, name, list);
	text = json_dumps(change, JSON_COMPACT);
	claims = auth_claims(target_claims, text);
	free(text);
	json_decref(change);
	return claims;
}

/* covers: G2 G12 G3; long lists are read to their end, and no further than
 * the size of a token */
static void
long_lists_are_read_to_their_end(void)
{
	static const struct {
		const char *name;
		int count;
		const char *last, *reason;
	} cases[] = {
		{"aud", 1000, "weather", ""},
		{"aud", 1000, NULL, "token/audience"},
		{"aud", 1000, "weathe", "token/audience"},
		{"roles", 2500, "r", ""},
		{"roles", 5000, "r", "token/size"},
	};
	struct target target;

	target_new(&target);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *claims =
			with_list(cases[i].name, cases[i].count, cases[i].last);

		CHECK_STR(reason_of_claims(&target, claims), cases[i].reason);
		free(claims);
	}
	target_free(&target);
}

/* covers: B13 B12; signed as they are, since only a provider's fault or theft
 * of its key could make them */
static void
text_that_is_no_utf8_is_no_claim(void)
{
	static const char *const bad[] = {"\"\\ud800\"", "\"\\udc00\\ud800\"",
		"\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf5\x80\x80\x80\"",
		"\"\xff\"", "\"weather\\u0000\"", "\"weather\xc3\""};
	struct target target;
	char claims[500];

	target_new(&target);
	for (size_t i = 0; i < COUNT(bad); i++) {
		snprintf(claims, sizeof(claims), "%.*s,\"name\":%s}",
			(int)strlen(target_claims) - 1, target_claims, bad[i]);
		CHECK_STR(reason_of_claims(&target, claims), "token/payload");
	}
	snprintf(claims, sizeof(claims), "%.*s,\"name\":\"\\ud83c\\udf27\"}",
		(int)strlen(target_claims) - 1, target_claims);
	CHECK_STR(reason_of_claims(&target, claims), "");
	target_free(&target);
}

/* covers: F7; no rule of ours limits a lifetime, so what ends early ends, and
 * what ends late is the issuer's word */
static void
a_token_ends_when_its_issuer_says(void)
{
	struct target target;

	target_new(&target);
	CHECK_STR(reason_of_change(
			  &target, "{\"exp\":1799990000,\"nbf\":1799995000}"),
		"token/expired");
	CHECK_STR(reason_of_change(
			  &target, "{\"exp\":1800005000,\"nbf\":1800009000}"),
		"token/not-yet");
	CHECK_STR(reason_of_change(&target, "{\"exp\":2115360000}"), "");
	idp_pass_time(&target.idp, 3600 + LEEWAY_S - 1);
	target_accepts(&target);
	idp_pass_time(&target.idp, 1);
	CHECK_STR(reason_of_claims(&target, target_claims), "token/expired");
	target_free(&target);
}

static void
deny(struct target *target, enum denied_kind kind, const char *value,
	int64_t before)
{
	struct store *admin = state_open(&target->idp.state, STORE_KEYS_ADMIN);
	struct err err = {0};

	CHECK_INT(denylist_add(admin, kind, target->issuer.canonical,
			  str_from(value), before, IDP_START, &err),
		OK);
	store_close(admin);
}

/* covers: J3 G17; another connection writes, the next check sees it */
static void
a_revoked_token_is_refused_at_once(void)
{
	struct target target;

	target_new(&target);
	deny(&target, DENIED_TOKEN, "J", 0);
	deny(&target, DENIED_SUBJECT, "u", IDP_START);
	deny(&target, DENIED_CLIENT, "APP", 0);
	target_accepts(&target);
	CHECK_STR(reason_of_change(&target, "{\"iat\":1799999999}"),
		"token/denied");
	CHECK_STR(reason_of_change(&target, "{\"iat\":\"-\"}"), "token/denied");
	target_accepts(&target);
	deny(&target, DENIED_CLIENT, "app", 0);
	CHECK_STR(reason_of_claims(&target, target_claims), "token/denied");
	CHECK_STR(reason_of_change(
			  &target, "{\"azp\":\"-\",\"client_id\":\"app\"}"),
		"token/denied");
	CHECK_STR(reason_of_change(&target, "{\"azp\":\"other\"}"), "");
	deny(&target, DENIED_TOKEN, "k", 0);
	CHECK_STR(
		reason_of_change(&target, "{\"azp\":\"other\",\"jti\":\"k\"}"),
		"token/denied");
	CHECK_STR(reason_of_change(&target,
			  "{\"azp\":\"other\",\"jti\":\"-\",\"uti\":\"k\"}"),
		"token/denied");
	CHECK_STR(reason_of_change(&target, "{\"azp\":\"other\"}"), "");
	target_free(&target);
}

/* covers: J1 F8 E11; the same token, accepted before each change and after it
 * was taken back */
static void
a_token_that_was_accepted_is_judged_anew(void)
{
	static const char *others[] = {"another"};
	struct target target;

	target_new(&target);
	target_accepts(&target);
	target_accepts(&target);
	target.issuer.audiences.at = others;
	CHECK_STR(reason_of_claims(&target, target_claims), "token/audience");
	target.issuer.audiences.at = target_audiences;
	target_accepts(&target);
	target.issuer.algorithms = 1u << ALG_ES256;
	CHECK_STR(reason_of_claims(&target, target_claims),
		"token/alg-not-allowed");
	target.issuer.algorithms = 1u << ALG_RS256;
	target_accepts(&target);
	idp_pass_time(&target.idp, COOLDOWN_S);
	idp_has_keys(&target.idp, "a");
	CHECK_STR(target_verify_signed(&target, "rsa", ALG_RS256,
			  "{\"alg\":\"RS256\",\"kid\":\"a\"}", target_claims),
		"keys/alg-mismatch");
	CHECK_STR(reason_of_claims(&target, target_claims),
		"keys/unknown-kid-throttled");
	target_has_keys(&target, NULL);
	idp_pass_time(&target.idp, COOLDOWN_S);
	target_accepts(&target);
	deny(&target, DENIED_TOKEN, "j", 0);
	CHECK_STR(reason_of_claims(&target, target_claims), "token/denied");
	CHECK_STR(reason_of_change(&target, "{\"jti\":\"k\"}"), "");
	idp_pass_time(&target.idp, 3600);
	CHECK_STR(
		reason_of_change(&target, "{\"jti\":\"k\"}"), "token/expired");
	target_free(&target);
}

int
main(void)
{
	RUN(a_good_token_has_one_spelling);
	RUN(a_good_token_in_another_serialization_is_none);
	RUN(nesting_has_an_end);
	RUN(members_without_number_cost_little);
	RUN(long_lists_are_read_to_their_end);
	RUN(text_that_is_no_utf8_is_no_claim);
	RUN(a_token_ends_when_its_issuer_says);
	RUN(a_revoked_token_is_refused_at_once);
	RUN(a_token_that_was_accepted_is_judged_anew);
	DONE();
}
