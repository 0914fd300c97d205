#include "unit/tap.h"

#include "auth/claims.h"
#include "auth/jwk.h"
#include "auth/jwt.h"
#include "auth/policy.h"
#include "auth/signature.h"
#include "cli/files.h"
#include "cli/mint.h"
#include "unit/checks.h"

#include <stdlib.h>
#include <unistd.h>

/* A minted token goes through the very checks of the responder. */

enum { NOW = 1800000000, ARENA = 16 * 1024 * 1024 };

static char folder[64];
static struct issuer_config section = {
	.name = "dev", .line = 1, .preset = PRESET_DEV};
static struct config config = {
	.path = "weather.conf",
	.state_dir = folder,
	.public_url = "http://127.0.0.1:8080",
	.base_path = "",
	.issuers = &section,
	.issuer_count = 1,
};
static struct issuer_set issuers;
static struct dev_key *key;
static struct arena *arena;

static const struct issuer *
dev_issuer(void)
{
	return &issuers.issuers[0];
}

static enum err_kind
verify_signature(const struct jwt *jwt, struct err *err)
{
	const struct key_source *source =
		&issuers.sources[dev_issuer()->source];
	struct jwk_rules rules = {source->algorithms, source->rsa_default};
	struct key_set *set = NULL;
	const struct key *found;
	struct buf body;
	enum err_kind kind;

	if ((kind = files_read(source->jwks_file, 65536, &body, err)) == OK &&
		(kind = jwks_parse(buf_as_str(&body), &rules, &set, err)) ==
			OK &&
		(kind = key_set_find(set, jwt->kid, jwt->alg, &found, err)) ==
			OK)
		kind = signature_verify(
			found, jwt->signing_input, jwt->signature, err);
	key_set_free(set);
	buf_free(&body);
	return kind;
}

/* What token grants at time now, or the kind of its refusal. */
static enum err_kind
check_token(struct str token, int64_t now, struct claims *claims,
	unsigned *granted, struct err *err)
{
	static const char *read[] = {"weather.read"}, *admin[] = {"Admin"},
			  *app[] = {"app.weather.write"};
	static const struct permission_config rules[CONFIG_PERMISSIONS] = {
		[CONFIG_READ] = {.scopes = {read, 1}},
		[CONFIG_WRITE] = {.app_roles = {app, 1}},
		[CONFIG_ADMIN] = {.user_roles = {admin, 1}},
	};
	struct jwt jwt;
	enum err_kind kind;

	*err = (struct err){0};
	if ((kind = jwt_parse(token, arena, &jwt, err)) != OK ||
		(kind = claims_read(
			 jwt.payload, &issuers, arena, claims, err)) != OK ||
		(kind = claims_check(claims, now, err)) != OK ||
		(kind = verify_signature(&jwt, err)) != OK)
		return kind;
	*granted = policy_grant(claims, rules);
	return OK;
}

static struct mint_request
a_user(void)
{
	return (struct mint_request){
		.subject = STR_LIT("dev-user"),
		.client = STR_LIT("dev-client"),
		.has_scopes = true,
		.scopes = STR_LIT("weather.read"),
		.now = NOW,
		.lifetime_s = 600,
	};
}

static struct str
mint(const struct mint_request *request)
{
	struct err err = {0};
	struct str token = {NULL, 0};

	CHECK_INT(mint_token(request, dev_issuer(), key, arena, &token, &err),
		OK);
	return token;
}

static void
a_minted_token_passes_the_whole_check_until_it_expires(void)
{
	struct mint_request request = a_user();
	struct claims claims = {0};
	unsigned granted = 0;
	struct err err;
	struct str token;

	request.name = STR_LIT("Zo\303\253");
	token = mint(&request);
	CHECK_INT(check_token(token, NOW, &claims, &granted, &err), OK);
	CHECK_STR(err.detail, "");
	CHECK_INT(granted, PERMIT_TOKEN | PERMIT_READ);
	CHECK(str_is(claims.subject, "dev-user"));
	CHECK(str_is(claims.identity, "dev-user"));
	CHECK(str_is(claims.client, "dev-client"));
	CHECK(str_is(claims.name, "Zo\303\253"));
	CHECK(claims.expires == NOW + 600);
	CHECK_INT(claims.jti.len, 36);
	CHECK_INT(check_token(
			  token, NOW + 600 + LEEWAY_S, &claims, &granted, &err),
		ERR_BAD_TOKEN);
	CHECK_STR(err.reason, "token/expired");
	CHECK_INT(
		check_token(token, NOW - LEEWAY_S - 1, &claims, &granted, &err),
		ERR_BAD_TOKEN);
}

static void
a_changed_token_fails(void)
{
	struct mint_request request = a_user();
	struct str token = mint(&request);
	struct claims claims = {0};
	unsigned granted = 0;
	struct err err;
	char *copy;

	for (size_t i = 0; i < token.len; i += 7) {
		copy = arena_copy(arena, token);
		if (!copy || copy[i] == '.')
			continue;
		copy[i] = copy[i] == 'A' ? 'B' : 'A';
		CHECK(check_token((struct str){copy, token.len}, NOW, &claims,
			      &granted, &err) != OK);
	}
	CHECK_INT(check_token(token, NOW, &claims, &granted, &err), OK);
}

static void
another_key_signs_in_vain(void)
{
	struct mint_request request = a_user();
	struct str token = mint(&request);
	struct dev_key_made made;
	struct claims claims = {0};
	unsigned granted = 0;
	struct err err = {0};
	char path[96];

	snprintf(path, sizeof(path), "%s/%s", folder, DEV_KEY_FILE);
	CHECK_INT(unlink(path), 0);
	dev_key_close(key);
	key = NULL;
	CHECK_INT(dev_key_ensure(folder, &made, &err), OK);
	CHECK_INT(dev_key_open(&key, folder, &err), OK);
	CHECK(check_token(token, NOW, &claims, &granted, &err) != OK);
	token = mint(&request);
	CHECK_INT(check_token(token, NOW, &claims, &granted, &err), OK);
}

static void
roles_of_users_and_applications_stay_apart(void)
{
	static const char *admin[] = {"Admin"}, *app[] = {"app.weather.write"};
	struct mint_request user = a_user(),
			    machine = {
				    .subject = STR_LIT("robot"),
				    .client = STR_LIT("robot"),
				    .app_only = true,
				    .roles = {app, 1},
				    .now = NOW,
				    .lifetime_s = 1,
			    };
	struct claims claims = {0};
	unsigned granted = 0;
	struct err err;

	user.roles = (struct words){admin, 1};
	CHECK_INT(check_token(mint(&user), NOW, &claims, &granted, &err), OK);
	CHECK_INT(granted, PERMIT_TOKEN | PERMIT_READ | PERMIT_ADMIN);
	user.roles = (struct words){app, 1};
	CHECK_INT(check_token(mint(&user), NOW, &claims, &granted, &err), OK);
	CHECK_INT(granted, PERMIT_TOKEN | PERMIT_READ);
	CHECK_INT(
		check_token(mint(&machine), NOW, &claims, &granted, &err), OK);
	CHECK_INT(granted, PERMIT_TOKEN | PERMIT_WRITE);
	CHECK(policy_is_app_only(&claims));
	machine.roles = (struct words){admin, 1};
	CHECK_INT(
		check_token(mint(&machine), NOW, &claims, &granted, &err), OK);
	CHECK_INT(granted, PERMIT_TOKEN);
}

static void
a_token_without_words_grants_nothing(void)
{
	struct mint_request request = a_user();
	struct claims claims = {0};
	unsigned granted = 1;
	struct err err;

	request.scopes = STR_LIT("");
	CHECK_INT(
		check_token(mint(&request), NOW, &claims, &granted, &err), OK);
	CHECK_INT(granted, PERMIT_NEVER);
}

static void
texts_that_are_no_utf8_are_refused(void)
{
	struct mint_request request = a_user();
	struct str token;
	struct err err = {0};

	request.subject = STR_LIT("\377");
	CHECK_INT(mint_token(&request, dev_issuer(), key, arena, &token, &err),
		ERR_INVALID);
	CHECK_STR(err.reason, "mint/claims");
}

int
main(void)
{
	const char *base = getenv("TMPDIR");
	struct dev_key_made made;
	struct err err = {0};
	char path[96];

	snprintf(folder, sizeof(folder), "%s/mint.XXXXXX",
		base && strlen(base) < 40 ? base : "/tmp");
	arena = arena_new(ARENA);
	if (!mkdtemp(folder) || !arena ||
		issuer_set_new(&issuers, &config, &err) != OK ||
		dev_key_ensure(folder, &made, &err) != OK ||
		dev_key_open(&key, folder, &err) != OK) {
		printf("Bail out! %s\n", err.detail);
		return 1;
	}
	RUN(a_minted_token_passes_the_whole_check_until_it_expires);
	RUN(a_changed_token_fails);
	RUN(another_key_signs_in_vain);
	RUN(roles_of_users_and_applications_stay_apart);
	RUN(a_token_without_words_grants_nothing);
	RUN(texts_that_are_no_utf8_are_refused);
	dev_key_close(key);
	issuer_set_free(&issuers);
	arena_free(arena);
	snprintf(path, sizeof(path), "%s/" DEV_KEY_FILE, folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/" DEV_KEY_SET_FILE, folder);
	unlink(path);
	rmdir(folder);
	DONE();
}
