#include "client/id_token.h"

#include "base/b64url.h"
#include "unit/tap.h"

#include <stdlib.h>

enum { NOW = 1800000000 };
#define GUID "11111111-2222-3333-4444-555555555555"

static struct arena *arena;
static struct identity identity;
static struct provider provider = {.issuer = "https://a"};
static struct id_rules rules = {
	.provider = &provider,
	.client_id = STR_INIT("me"),
	.nonce = STR_INIT("n"),
	.now = NOW,
};

static struct str
part(const char *json)
{
	size_t len = strlen(json);
	char *out = arena_alloc(arena, b64url_length(len) + 1);

	b64url_encode(json, len, out);
	return str_from(out);
}

static enum err_kind
read_with(const char *header, const char *claims, const char *signature)
{
	struct err err = {0};
	const char *token = arena_printf(
		arena, "%s.%s.%s", part(header).at, part(claims).at, signature);
	enum err_kind kind =
		id_token_read(str_from(token), &rules, arena, &identity, &err);

	CHECK(kind == OK || !strcmp(err.reason, "id/refused"));
	return kind;
}

static enum err_kind
read_claims(const char *claims)
{
	return read_with("{\"alg\":\"RS256\"}", claims, "c2ln");
}

#define CLAIMS(iss, aud, exp, nonce, more)                    \
	"{\"iss\":\"" iss "\",\"aud\":" aud ",\"sub\":\"s\"," \
	"\"exp\":" exp ",\"iat\":1799999990,\"nonce\":\"" nonce "\"" more "}"

static void
who_signed_in_is_read(void)
{
	CHECK_INT(
		read_claims(CLAIMS("https://a", "\"me\"", "1800000100", "n",
			",\"name\":\"Ada\",\"preferred_username\":\"ada@x\"")),
		OK);
	CHECK(str_is(identity.subject, "s"));
	CHECK(str_is(identity.name, "Ada"));
	CHECK(str_is(identity.user_name, "ada@x"));
	CHECK(str_is(identity.issuer, "https://a"));
	CHECK_INT(read_claims(CLAIMS("https://a", "[\"x\",\"me\"]",
			  "1800000100", "n", ",\"azp\":\"me\"")),
		OK);
}

static void
what_does_not_fit_is_refused(void)
{
	static const char *const bad[] = {
		CLAIMS("https://b", "\"me\"", "1800000100", "n", ""),
		CLAIMS("https://a/", "\"me\"", "1800000100", "n", ""),
		CLAIMS("https://a", "\"you\"", "1800000100", "n", ""),
		CLAIMS("https://a", "[\"you\"]", "1800000100", "n", ""),
		CLAIMS("https://a", "[\"you\",\"me\"]", "1800000100", "n", ""),
		CLAIMS("https://a", "\"me\"", "1800000100", "n",
			",\"azp\":\"you\""),
		CLAIMS("https://a", "\"me\"", "1799990000", "n", ""),
		CLAIMS("https://a", "\"me\"", "\"1800000100\"", "n", ""),
		CLAIMS("https://a", "\"me\"", "1800000100", "m", ""),
		"{\"iss\":\"https://a\",\"aud\":\"me\",\"sub\":\"s\","
		"\"exp\":1800000100,\"iat\":1799999990}",
		"{\"iss\":\"https://a\",\"aud\":\"me\",\"nonce\":\"n\","
		"\"exp\":1800000100,\"iat\":1799999990}",
		"{\"iss\":\"https://a\",\"aud\":\"me\",\"nonce\":\"n\","
		"\"exp\":1800000100,\"iat\":1800009990,\"sub\":\"s\"}",
		"{\"iss\":\"https://a\",\"iss\":\"https://a\",\"aud\":\"me\","
		"\"nonce\":\"n\",\"exp\":1800000100,\"iat\":1799999990,"
		"\"sub\":\"s\"}",
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		CHECK_INT(read_claims(bad[i]), ERR_FETCH);
		CHECK(!identity.subject.len);
	}
}

static void
unsigned_ones_are_refused(void)
{
	static const char good[] =
		CLAIMS("https://a", "\"me\"", "1800000100", "n", "");

	CHECK_INT(read_with("{\"alg\":\"none\"}", good, "c2ln"), ERR_FETCH);
	CHECK_INT(read_with("{\"alg\":\"NoNe\"}", good, "c2ln"), ERR_FETCH);
	CHECK_INT(read_with("{}", good, "c2ln"), ERR_FETCH);
	CHECK_INT(read_with("{\"alg\":\"RS256\"}", good, ""), ERR_FETCH);
	CHECK_INT(
		read_with("{\"alg\":\"RS256\"}", good, "c2ln.c2ln"), ERR_FETCH);
	CHECK_INT(read_with("{\"alg\":\"RS256\"}", good, "c2ln"), OK);
}

static void
another_persons_renewal_is_refused(void)
{
	static const char good[] =
		CLAIMS("https://a", "\"me\"", "1800000100", "n", "");

	rules.subject = STR_LIT("s");
	CHECK_INT(read_claims(good), OK);
	rules.subject = STR_LIT("t");
	CHECK_INT(read_claims(good), ERR_FETCH);
	rules.subject = (struct str){NULL, 0};
}

static void
issuer_and_tenant_must_agree(void)
{
	provider.issuer = "https://a/{tenantid}/v2.0";
	CHECK_INT(read_claims(CLAIMS("https://a/" GUID "/v2.0", "\"me\"",
			  "1800000100", "n", ",\"tid\":\"" GUID "\"")),
		OK);
	CHECK_INT(read_claims(CLAIMS("https://a/" GUID "/v2.0", "\"me\"",
			  "1800000100", "n", "")),
		ERR_FETCH);
	CHECK_INT(read_claims(CLAIMS("https://a/" GUID "/v2.0", "\"me\"",
			  "1800000100", "n",
			  ",\"tid\":\"91111111-2222-3333-4444-555555555555\"")),
		ERR_FETCH);
	provider.issuer = "https://a";
}

static void
a_payload_is_shown_of_any_jwt(void)
{
	struct str payload;

	CHECK(id_token_payload(
		STR_LIT("e30.eyJhIjoxfQ.c2ln"), arena, &payload));
	CHECK(str_is(payload, "{\"a\":1}"));
	CHECK(!id_token_payload(STR_LIT("opaque"), arena, &payload));
	CHECK(!id_token_payload(STR_LIT("0.AX~"), arena, &payload));
	CHECK(!id_token_payload(STR_LIT("e30.e30"), arena, &payload));
	CHECK(!id_token_payload(STR_LIT("e30.e30.a.b.c"), arena, &payload));
	CHECK(!id_token_payload(STR_LIT(""), arena, &payload));
}

int
main(void)
{
	arena = arena_new(1 << 20);
	RUN(who_signed_in_is_read);
	RUN(what_does_not_fit_is_refused);
	RUN(unsigned_ones_are_refused);
	RUN(another_persons_renewal_is_refused);
	RUN(issuer_and_tenant_must_agree);
	RUN(a_payload_is_shown_of_any_jwt);
	arena_free(arena);
	DONE();
}
