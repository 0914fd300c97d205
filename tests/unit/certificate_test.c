#include "client/certificate.h"

#include "base/json.h"
#include "client/assertion.h"
#include "client/id_token.h"
#include "unit/tap.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], key_file[128], certificate_file[128];
static const int64_t now = 1800000000;
static struct thumbprints made;
static struct err err;

static enum err_kind
make(const char *name, int days)
{
	struct certificate_order order = {.folder = folder,
		.name = name,
		.subject = "weather-client",
		.bits = 2048,
		.days = days,
		.now = now};

	err = (struct err){0};
	return certificate_new(&order, &made, &err);
}

static enum err_kind
open_at(int64_t moment, const char *key)
{
	struct certificate *certificate = NULL;
	enum err_kind kind;

	err = (struct err){0};
	kind = certificate_open(
		&certificate, certificate_file, key, moment, &err);
	if (kind == OK)
		CHECK_STR(certificate_thumbprints(certificate)->x5t, made.x5t);
	certificate_close(certificate);
	return kind;
}

static void
a_pair_is_made_once_and_opened(void)
{
	struct stat st;

	CHECK_INT(make("a", 30), OK);
	CHECK_INT(strlen(made.sha1), 40);
	CHECK_INT(strlen(made.sha256), 64);
	CHECK_INT(strlen(made.x5t), 27);
	CHECK_INT(strlen(made.x5t_s256), 43);
	CHECK(stat(key_file, &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK_INT(open_at(now, key_file), OK);
	CHECK_INT(open_at(now + 29 * 86400, key_file), OK);
	{
		struct thumbprints kept = made;

		CHECK_INT(make("a", 30), ERR_EXISTS);
		CHECK_STR(err.reason, "certificate/exists");
		made = kept;
		CHECK_INT(open_at(now, key_file), OK);
	}
}

static void
what_cannot_be_used_is_told(void)
{
	struct thumbprints kept = made;
	char other[128];

	CHECK_INT(open_at(now + 31 * 86400, key_file), ERR_CONFIG);
	CHECK_STR(err.reason, "certificate/expired");
	CHECK_INT(make("b", 30), OK);
	made = kept;
	snprintf(other, sizeof(other), "%s/b.key.pem", folder);
	CHECK_INT(open_at(now, other), ERR_CONFIG);
	CHECK_STR(err.reason, "certificate/pair");
	CHECK_INT(chmod(key_file, 0640), 0);
	CHECK_INT(open_at(now, key_file), ERR_CONFIG);
	CHECK_STR(err.reason, "secret/mode");
	CHECK(strstr(err.detail, "chmod 600"));
	CHECK_INT(chmod(key_file, 0600), 0);
	CHECK_INT(open_at(now, certificate_file), ERR_CONFIG);
	CHECK_STR(err.reason, "certificate/unreadable");
	CHECK_INT(open_at(now, "/nowhere"), ERR_CONFIG);
	CHECK_STR(err.reason, "secret/missing");
}

static void
an_assertion_says_what_rfc_7523_asks(void)
{
	struct assertion_request request = {.client_id = "me",
		.audience = "https://a/token",
		.algorithm = ASSERTION_PS256,
		.now = now};
	struct certificate *certificate = NULL;
	struct arena *arena = arena_new(1 << 20);
	struct str first, second, payload;
	json_t *claims = NULL;

	CHECK_INT(certificate_open(
			  &certificate, certificate_file, key_file, now, &err),
		OK);
	CHECK_INT(
		assertion_make(&request, certificate, arena, &first, &err), OK);
	CHECK_INT(assertion_make(&request, certificate, arena, &second, &err),
		OK);
	/* another jti each time */
	CHECK(!str_eq(first, second));
	CHECK(id_token_payload(first, arena, &payload));
	CHECK_INT(json_parse_object(payload, 3, &claims, NULL, 0), JSON_GOOD);
	CHECK(str_is(
		json_str(json_object_get(claims, "aud")), "https://a/token"));
	CHECK(str_is(json_str(json_object_get(claims, "iss")), "me"));
	CHECK(str_is(json_str(json_object_get(claims, "sub")), "me"));
	CHECK_INT(
		json_integer_value(json_object_get(claims, "exp")), now + 300);
	CHECK_INT(json_integer_value(json_object_get(claims, "nbf")), now);
	json_decref(claims);
	certificate_close(certificate);
	arena_free(arena);
}

int
main(void)
{
	char name[128];

	snprintf(folder, sizeof(folder), "/tmp/weather-cert.XXXXXX");
	if (!mkdtemp(folder))
		return 1;
	snprintf(key_file, sizeof(key_file), "%s/a.key.pem", folder);
	snprintf(certificate_file, sizeof(certificate_file), "%s/a.cert.pem",
		folder);
	RUN(a_pair_is_made_once_and_opened);
	RUN(what_cannot_be_used_is_told);
	RUN(an_assertion_says_what_rfc_7523_asks);
	for (const char *c = "ab"; *c; c++) {
		snprintf(name, sizeof(name), "%s/%c.key.pem", folder, *c);
		unlink(name);
		snprintf(name, sizeof(name), "%s/%c.cert.pem", folder, *c);
		unlink(name);
	}
	rmdir(folder);
	DONE();
}
