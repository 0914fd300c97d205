#include "client/client_proof.h"

#include "client/assertion.h"
#include "client/form.h"
#include "client/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

static enum err_kind
read_secret(struct session *session, struct buf *secret, struct err *err)
{
	const struct profile *profile = session->profile;
	enum err_kind kind;

	if (profile->client_secret_file) {
		kind = secret_read(
			profile->client_secret_file, SECRET_MAX, secret, err);
		return kind == OK ? secret_trim(secret,
					    profile->client_secret_file, err)
				  : kind;
	}
	buf_init(secret, SECRET_MAX);
	if (!session->around.secret.at)
		return fail(err, ERR_CONFIG, "secret/unset",
			"the environment variable %s is not set",
			profile->client_secret_env);
	buf_reserve(secret, session->around.secret.len);
	buf_str(secret, session->around.secret);
	return secret_trim(secret, profile->client_secret_env, err);
}

/* RFC 6749 2.3.1: both are form-encoded before they are put together. */
static enum err_kind
add_basic(const char *client_id, struct str secret, struct buf *basic,
	struct err *err)
{
	struct buf pair;

	buf_init(&pair, 4 * SECRET_MAX);
	form_encode(&pair, str_from(client_id));
	buf_z(&pair, ":");
	form_encode(&pair, secret);
	buf_reserve(basic, pair.len / 3 * 4 + 8);
	if (!pair.failed && !basic->failed)
		basic->len = (size_t)EVP_EncodeBlock((unsigned char *)basic->at,
			(const unsigned char *)pair.at, (int)pair.len);
	secret_free(&pair);
	return basic->len ? OK : fail_memory(err);
}

static enum err_kind
add_secret(struct session *session, struct buf *form, struct buf *basic,
	struct err *err)
{
	const struct profile *profile = session->profile;
	enum client_auth way =
		profile->auth ? profile->auth : session->provider.prefers;
	struct buf secret;
	enum err_kind kind = read_secret(session, &secret, err);

	if (kind == OK && way == CLIENT_AUTH_BASIC) {
		kind = add_basic(
			profile->client_id, buf_as_str(&secret), basic, err);
	} else if (kind == OK) {
		form_add(form, "client_id", str_from(profile->client_id));
		form_add(form, "client_secret", buf_as_str(&secret));
	}
	secret_free(&secret);
	return kind;
}

static enum err_kind
add_assertion(struct session *session, struct buf *form, struct err *err)
{
	static const char type[] =
		"urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
	const struct profile *profile = session->profile;
	struct assertion_request request = {
		.client_id = profile->client_id,
		.audience = session->provider.token,
		.key_id = profile->key_id,
		.algorithm = profile->algorithm ? profile->algorithm
						: session->provider.signs,
		.now = clock_now(session->clock),
	};
	struct certificate *certificate = NULL;
	struct str assertion = {NULL, 0};
	enum err_kind kind;

	if ((kind = certificate_open(&certificate, profile->certificate,
		     profile->key, request.now, err)) == OK)
		kind = assertion_make(
			&request, certificate, session->arena, &assertion, err);
	certificate_close(certificate);
	if (kind != OK)
		return kind;
	form_add(form, "client_id", str_from(profile->client_id));
	form_add(form, "client_assertion_type", str_from(type));
	form_add(form, "client_assertion", assertion);
	return OK;
}

enum err_kind
client_proof_add(struct session *session, struct buf *form, struct buf *basic,
	struct err *err)
{
	const struct profile *profile = session->profile;
	enum err_kind kind = OK;

	if (profile->certificate)
		kind = add_assertion(session, form, err);
	else if (profile->client_secret_file || profile->client_secret_env)
		kind = add_secret(session, form, basic, err);
	else
		form_add(form, "client_id", str_from(profile->client_id));
	if (kind == OK && (form->failed || basic->failed))
		kind = fail_memory(err);
	return kind;
}
