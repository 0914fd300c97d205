#include "client/sign_in.h"

#include "base/b64url.h"
#include "base/digest.h"
#include "base/url.h"
#include "base/uuid.h"
#include "client/browser.h"
#include "client/form.h"
#include "client/grant.h"
#include "client/loopback.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

enum { RANDOM = 32, ADDRESS_MAX = 16 * 1024, PATIENCE_MS = 300 * 1000 };

static enum err_kind
random_word(char out[44], struct err *err)
{
	unsigned char bytes[RANDOM];
	enum err_kind kind = random_bytes(bytes, sizeof(bytes), err);

	if (kind == OK)
		b64url_encode(bytes, sizeof(bytes), out);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return kind;
}

enum err_kind
sign_in_words_new(struct sign_in_words *words, struct err *err)
{
	unsigned char digest[32];
	struct str verifier;
	enum err_kind kind;

	if ((kind = random_word(words->state, err)) != OK ||
		(kind = random_word(words->nonce, err)) != OK ||
		(kind = random_word(words->verifier, err)) != OK)
		return kind;
	verifier = str_from(words->verifier);
	digest_sha256(&verifier, 1, digest);
	b64url_encode(digest, sizeof(digest), words->challenge);
	return OK;
}

struct str
sign_in_address(struct session *session, const struct sign_in_words *words,
	struct str redirect_uri)
{
	const struct profile *profile = session->profile;
	const char *base = session->provider.authorization;
	struct str address = {NULL, 0};
	struct buf out;

	buf_init(&out, ADDRESS_MAX);
	buf_z(&out, base);
	/* RFC 6749 3.1: a query that is there already is kept */
	buf_z(&out, strchr(base, '?') ? "&" : "?");
	if (!out.failed && str_ends(buf_as_str(&out), "&"))
		out.len--;
	form_add(&out, "response_type", STR_LIT("code"));
	form_add(&out, "client_id", str_from(profile->client_id));
	form_add(&out, "redirect_uri", redirect_uri);
	form_add(&out, "scope", grant_scope(session));
	form_add(&out, "resource", str_from(profile->resource));
	form_add(&out, "prompt", str_from(profile->prompt));
	form_add(&out, "state", str_from(words->state));
	form_add(&out, "nonce", str_from(words->nonce));
	form_add(&out, "code_challenge", str_from(words->challenge));
	form_add(&out, "code_challenge_method", STR_LIT("S256"));
	if (out.failed ||
		!arena_str(session->arena, buf_as_str(&out), &address))
		address = (struct str){NULL, 0};
	buf_free(&out);
	return address;
}

/* *path is what follows the port. */
static enum err_kind
redirect_of(struct session *session, int port, struct str *uri,
	const char **path, struct err *err)
{
	const char *written = session->profile->redirect_uri
				      ? session->profile->redirect_uri
				      : "http://127.0.0.1/callback";
	struct url url;
	char *text;

	if (!url_parse(str_from(written), &url))
		return fail(err, ERR_CONFIG, "profile/redirect",
			"redirect_uri is no address");
	text = arena_printf(session->arena, "http://%.*s:%d%.*s",
		STR_ARG(url.host), port, STR_ARG(url.path));
	/* a browser asks for "/" where the address has no path */
	*path = url.path.len ? arena_copy(session->arena, url.path) : "/";
	if (!text || !*path)
		return fail_memory(err);
	*uri = str_from(text);
	return OK;
}

static void
send_browser(const struct session *session, const char *address)
{
	FILE *out = session->messages;

	fprintf(out,
		browser_open(&session->around, address)
			? "A browser opens for the sign-in. If it does not, "
			  "open\n%s\n"
			: "To sign in, open on this machine\n%s\n",
		address);
	fflush(out);
}

/* RFC 9207 2.4: a code of another provider must not be redeemed here. */
static enum err_kind
check_answer(const struct session *session,
	const struct loopback_answer *answer, struct err *err)
{
	if (answer->iss.at
			? !discovery_is_issuer(&session->provider, answer->iss)
			: session->provider.sends_iss)
		return fail(err, ERR_NO_TOKEN, "login/answer",
			"the answer in the browser came from another provider "
			"than %.100s",
			session->provider.issuer);
	if (answer->error.len)
		return oauth_refused(
			answer->error, answer->error_description, err);
	return OK;
}

enum err_kind
sign_in_by_browser(struct session *session, struct oauth_tokens *tokens,
	struct str *nonce, struct err *err)
{
	struct loopback *loopback = NULL;
	struct loopback_answer answer;
	struct sign_in_words words;
	struct str uri = {NULL, 0}, address;
	const char *path = NULL;
	enum err_kind kind;

	if ((kind = session_provider(session, err)) != OK)
		return kind;
	if (!session->provider.authorization)
		return fail(err, ERR_CONFIG, "discovery/endpoint",
			"%.120s does not offer sign-in by browser",
			session->profile->authority);
	if ((kind = sign_in_words_new(&words, err)) != OK ||
		(kind = loopback_open(
			 &loopback, session->profile->port, err)) != OK ||
		(kind = redirect_of(session, loopback_port(loopback), &uri,
			 &path, err)) != OK)
		goto done;
	address = sign_in_address(session, &words, uri);
	if (!address.len ||
		!arena_str(session->arena, str_from(words.nonce), nonce)) {
		kind = fail_memory(err);
		goto done;
	}
	send_browser(session, address.at);
	if ((kind = loopback_wait(loopback, path, str_from(words.state),
		     PATIENCE_MS, session->arena, &answer, err)) == OK &&
		(kind = check_answer(session, &answer, err)) == OK)
		kind = grant_code(session, answer.code,
			str_from(words.verifier), uri, tokens, err);
done:
	loopback_close(loopback);
	OPENSSL_cleanse(&words, sizeof(words));
	return kind;
}
