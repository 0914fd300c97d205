/* Forgeries that mean another key or another receiver, on the whole check. */
#include "unit/attacks.h"

#include <time.h>

/* covers: C5 C6; each key signs what its type can, each header says each name
 */
static void
a_key_serves_the_one_algorithm_it_is_bound_to(void)
{
	static const struct {
		const char *file;
		enum algorithm bound;
	} keys[] = {
		{"rsa", ALG_RS256},
		{"p256", ALG_ES256},
		{"p384", ALG_ES384},
		{"p521", ALG_ES512},
		{"ed25519", ALG_EDDSA},
	};
	struct target target;
	size_t accepted = 0;

	target_new(&target);
	for (size_t i = 0; i < COUNT(keys); i++)
		for (int said = ALG_NONE + 1; said < ALG_COUNT; said++) {
			const struct algorithm_rule *rule =
				algorithm_rule((enum algorithm)said);
			bool rsa = keys[i].bound == ALG_RS256 &&
				   rule->type == KEY_RSA;
			char header[80];
			const char *reason;

			snprintf(header, sizeof(header),
				"{\"alg\":\"%s\",\"kid\":\"%s\"}", rule->name,
				keys[i].file);
			reason = target_verify_signed(&target, keys[i].file,
				rsa ? (enum algorithm)said : keys[i].bound,
				header, target_claims);
			CHECK_STR(reason, (int)keys[i].bound == said
						  ? ""
						  : "keys/alg-mismatch");
			accepted += !reason[0];
		}
	CHECK_INT(accepted, COUNT(keys));
	target_free(&target);
}

/* covers: C7 E9; neither the token nor a certificate beside a key is believed
 */
static void
only_n_and_e_of_the_set_are_the_key(void)
{
	EVP_PKEY *forger = sign_read_key("rsa-other");
	EVP_PKEY *good = sign_read_key("rsa");
	json_t *chained = sign_jwk(good, "chained", NULL);
	json_t *header = json_pack("{s:s,s:s,s:o,s:s,s:s,s:[s],s:s}", "alg",
		"RS256", "kid", "chained", "jwk",
		sign_jwk(forger, "chained", NULL), "jku",
		"https://evil.example/keys", "x5u", "https://evil.example/x5u",
		"x5c", "MIIB", "x5t", "AAAA");
	char *text = json_dumps(header, 0);
	struct target target;

	target_new(&target);
	json_object_set_new(chained, "x5c", json_pack("[s]", "bm90IG91cnM="));
	json_object_set_new(chained, "x5t", json_string("AAAA"));
	json_object_set_new(
		chained, "x5u", json_string("https://evil.example/x5u"));
	target_has_keys(&target, chained);
	CHECK_STR(target_verify_signed(
			  &target, "rsa", ALG_RS256, text, target_claims),
		"");
	CHECK_STR(target_verify_signed(
			  &target, "rsa-other", ALG_RS256, text, target_claims),
		"signature/bad");
	/* one fetch of the one configured address */
	CHECK_INT(idp_count(&target.idp, "keys"), 1);
	CHECK_INT(idp_count(&target.idp, "x5u"), 0);
	free(text);
	json_decref(header);
	EVP_PKEY_free(good);
	EVP_PKEY_free(forger);
	target_free(&target);
}

/* covers: C8; a kid is compared and logged, and is part of no path, address
 * or statement */
static void
a_kid_is_only_compared(void)
{
	static const char *const kids[] = {"../../../../dev/null",
		"/proc/self/environ", "file:///etc/passwd",
		"http://127.0.0.1:1/keys", "' OR 1=1--", "x' UNION SELECT 'a",
		"'; DROP TABLE key_set; --", "rsa\\u0027", "rsa%00", "rsa;id",
		"$(id)", "`id`", "rsa\\n", "RSA", "rsa ", "r", "\\u00e4",
		"\xf0\x9f\x94\x91", "..", "keys[0]", "*", "%"};
	struct target target;
	char header[300];

	target_new(&target);
	target_accepts(&target);
	idp_count(&target.idp, "keys");
	for (size_t i = 0; i < COUNT(kids); i++) {
		snprintf(header, sizeof(header),
			"{\"alg\":\"RS256\",\"kid\":\"%s\"}", kids[i]);
		CHECK_STR(target_verify_signed(&target, "rsa", ALG_RS256,
				  header, target_claims),
			i ? "keys/unknown-kid-throttled" : "keys/unknown-kid");
	}
	CHECK_INT(idp_count(&target.idp, "keys"), 1);
	CHECK_INT(idp_row(&target.idp).fetched_at, IDP_START);
	target_accepts(&target);
	target_free(&target);
}

/* covers: C13 C14 */
static void
unknown_members_and_thumbprints_of_the_header_change_nothing(void)
{
	struct target target;
	char header[8000];
	size_t used;

	target_new(&target);
	used = (size_t)snprintf(header, sizeof(header),
		"{\"alg\":\"RS256\",\"kid\":\"rsa\",\"x5t\":\"of p256\"");
	for (int i = 0; i < 200; i++)
		used += (size_t)snprintf(header + used, sizeof(header) - used,
			",\"unknown-%d\":[%d]", i, i);
	snprintf(header + used, sizeof(header) - used, "}");
	CHECK_STR(target_verify_signed(
			  &target, "rsa", ALG_RS256, header, target_claims),
		"");
	CHECK_STR(target_verify_signed(&target, "rsa-other", ALG_RS256, header,
			  target_claims),
		"signature/bad");
	CHECK_STR(target_verify_signed(
			  &target, "p256", ALG_ES256, header, target_claims),
		"signature/length");
	target_free(&target);
}

/* covers: C15 G9; Entra signs the hash of that nonce, so that only Graph can
 * verify; a client that sends such a token has asked for the wrong scope */
static void
a_token_for_microsoft_graph_is_refused_and_fetches_nothing(void)
{
	static const char header[] =
		"{\"alg\":\"RS256\",\"kid\":\"new\",\"nonce\":\"x\"}";
	struct target target;
	char *graph = auth_claims(target_claims,
		"{\"aud\":\"00000003-0000-0000-c000-000000000000\"}");

	target_new(&target);
	target_accepts(&target);
	idp_count(&target.idp, "keys");
	CHECK_STR(
		target_verify_signed(&target, "rsa", ALG_RS256, header, graph),
		"token/graph");
	CHECK_STR(target_verify_signed(
			  &target, "rsa", ALG_RS256, header, target_claims),
		"token/graph");
	CHECK_STR(target_verify_signed(
			  &target, "rsa", ALG_RS256, target_header, graph),
		"token/audience");
	CHECK_INT(idp_count(&target.idp, "keys"), 0);
	target_accepts(&target);
	free(graph);
	target_free(&target);
}

/* Mean of the processor's time in seconds. */
static double
cost_of(struct target *target, struct str token, const char *reason)
{
	enum { ROUNDS = 50 };
	clock_t begun = clock();

	for (int i = 0; i < ROUNDS; i++)
		CHECK_STR(target_verify(target, token), reason);
	return (double)(clock() - begun) / CLOCKS_PER_SEC / ROUNDS;
}

/* covers: K6; neither makes us work, so neither is worth sending many of */
static void
an_unknown_kid_and_a_bad_signature_are_both_cheap(void)
{
	EVP_PKEY *forger = sign_read_key("rsa-other");
	char *known =
		sign_token(forger, ALG_RS256, target_header, target_claims);
	char *unknown = sign_token(forger, ALG_RS256,
		"{\"alg\":\"RS256\",\"kid\":\"none\"}", target_claims);
	struct target target;

	target_new(&target);
	target_accepts(&target);
	CHECK_STR(
		target_verify(&target, str_from(unknown)), "keys/unknown-kid");
	CHECK(cost_of(&target, str_from(known), "signature/bad") < 0.05);
	CHECK(cost_of(&target, str_from(unknown),
		      "keys/unknown-kid-throttled") < 0.05);
	target_accepts(&target);
	free(unknown);
	free(known);
	EVP_PKEY_free(forger);
	target_free(&target);
}

int
main(void)
{
	RUN(a_key_serves_the_one_algorithm_it_is_bound_to);
	RUN(only_n_and_e_of_the_set_are_the_key);
	RUN(a_kid_is_only_compared);
	RUN(unknown_members_and_thumbprints_of_the_header_change_nothing);
	RUN(a_token_for_microsoft_graph_is_refused_and_fetches_nothing);
	RUN(an_unknown_kid_and_a_bad_signature_are_both_cheap);
	DONE();
}
