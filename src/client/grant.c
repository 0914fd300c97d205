#include "client/grant.h"

#include "client/client_proof.h"
#include "client/form.h"
#include "client/secret.h"

#include <string.h>

enum { FORM_MAX = 256 * 1024, GRANT_TIME_S = 30 };

/* Made anew for each attempt: an assertion is good for one. */
static enum err_kind
send_once(struct session *session, const char *url, struct str parameters,
	struct wire_answer *answer, struct err *err)
{
	struct wire_request request = {
		.method = "POST",
		.url = url,
		.accept = "application/json",
		.content_type = "application/x-www-form-urlencoded",
		.answer_max = OAUTH_ANSWER_MAX,
		.timeout_s = GRANT_TIME_S,
	};
	struct buf form, basic;
	enum err_kind kind;

	buf_init(&form, FORM_MAX);
	buf_init(&basic, FORM_MAX);
	buf_str(&form, parameters);
	kind = client_proof_add(session, &form, &basic, err);
	if (kind == OK) {
		request.body = buf_as_str(&form);
		request.basic = buf_as_str(&basic);
		kind = wire_exchange(session->wire, &request, answer, err);
	}
	secret_free(&basic);
	secret_free(&form);
	return kind;
}

static enum err_kind
send_form(struct session *session, const char *url, const struct buf *form,
	struct wire_answer *answer, struct oauth_raw *raw, struct err *err)
{
	enum err_kind kind;
	int attempt = 0;

	if (form->failed)
		return fail_memory(err);
	for (;;) {
		kind = send_once(session, url, buf_as_str(form), answer, err);
		if (kind != OK ||
			(answer->status != 429 && answer->status != 503) ||
			!session_wait(session, attempt++, answer->retry_after_s,
				wire_origin(url)))
			break;
		wire_answer_free(answer);
	}
	*raw = (struct oauth_raw){
		.status = answer->status,
		.type = wire_header(answer, "Content-Type", 0),
		.body = buf_as_str(&answer->body),
		.origin = wire_origin(url),
	};
	return kind;
}

/* The token endpoint's answer to form, which is wiped. */
static enum err_kind
ask_for_tokens(struct session *session, struct buf *form,
	struct oauth_tokens *tokens, struct oauth_polling *polling,
	struct err *err)
{
	struct wire_answer answer = {0};
	struct oauth_raw raw;
	enum err_kind kind;

	kind = send_form(
		session, session->provider.token, form, &answer, &raw, err);
	if (kind == OK)
		kind = oauth_tokens_parse(
			&raw, session->arena, tokens, polling, err);
	wire_answer_free(&answer);
	secret_free(form);
	return kind;
}

static void
begin_form(struct buf *form, const char *grant_type)
{
	buf_init(form, FORM_MAX);
	form_add(form, "grant_type", str_from(grant_type));
}

enum err_kind
grant_application(
	struct session *session, struct oauth_tokens *tokens, struct err *err)
{
	struct oauth_polling polling;
	struct buf form;
	enum err_kind kind = session_provider(session, err);

	if (kind != OK)
		return kind;
	begin_form(&form, "client_credentials");
	form_add(&form, "scope", str_from(session->profile->scope));
	form_add(&form, "resource", str_from(session->profile->resource));
	return ask_for_tokens(session, &form, tokens, &polling, err);
}

enum err_kind
grant_refresh(struct session *session, struct str refresh_token,
	struct oauth_tokens *tokens, struct err *err)
{
	struct oauth_polling polling;
	struct buf form;
	enum err_kind kind = session_provider(session, err);

	if (kind != OK)
		return kind;
	begin_form(&form, "refresh_token");
	form_add(&form, "refresh_token", refresh_token);
	form_add(&form, "resource", str_from(session->profile->resource));
	return ask_for_tokens(session, &form, tokens, &polling, err);
}

enum err_kind
grant_code(struct session *session, struct str code, struct str verifier,
	struct str redirect_uri, struct oauth_tokens *tokens, struct err *err)
{
	struct oauth_polling polling;
	struct buf form;
	enum err_kind kind = session_provider(session, err);

	if (kind != OK)
		return kind;
	begin_form(&form, "authorization_code");
	form_add(&form, "code", code);
	form_add(&form, "code_verifier", verifier);
	form_add(&form, "redirect_uri", redirect_uri);
	form_add(&form, "resource", str_from(session->profile->resource));
	return ask_for_tokens(session, &form, tokens, &polling, err);
}

enum err_kind
grant_device_begin(
	struct session *session, struct oauth_device *device, struct err *err)
{
	struct wire_answer answer = {0};
	struct oauth_raw raw;
	struct buf form;
	enum err_kind kind = session_provider(session, err);

	if (kind != OK)
		return kind;
	if (!session->provider.device)
		return fail(err, ERR_CONFIG, "discovery/endpoint",
			"%.120s does not offer sign-in by device code",
			session->profile->authority);
	buf_init(&form, FORM_MAX);
	form_add(&form, "scope", grant_scope(session));
	form_add(&form, "resource", str_from(session->profile->resource));
	kind = send_form(
		session, session->provider.device, &form, &answer, &raw, err);
	if (kind == OK)
		kind = oauth_device_parse(&raw, session->arena, device, err);
	wire_answer_free(&answer);
	secret_free(&form);
	return kind;
}

enum err_kind
grant_device_poll(struct session *session, struct str code,
	struct oauth_tokens *tokens, struct oauth_polling *polling,
	struct err *err)
{
	struct buf form;

	*polling = (struct oauth_polling){false, false};
	begin_form(&form, "urn:ietf:params:oauth:grant-type:device_code");
	form_add(&form, "device_code", code);
	form_add(&form, "resource", str_from(session->profile->resource));
	return ask_for_tokens(session, &form, tokens, polling, err);
}

enum err_kind
grant_revoke(struct session *session, struct str token, const char *hint,
	struct err *err)
{
	struct wire_answer answer = {0};
	struct oauth_raw raw;
	struct buf form;
	enum err_kind kind = session_provider(session, err);

	if (kind != OK || !session->provider.revocation || !token.len)
		return kind;
	buf_init(&form, FORM_MAX);
	form_add(&form, "token", token);
	form_add(&form, "token_type_hint", str_from(hint));
	kind = send_form(session, session->provider.revocation, &form, &answer,
		&raw, err);
	if (kind == OK)
		kind = oauth_done_parse(&raw, err);
	wire_answer_free(&answer);
	secret_free(&form);
	return kind;
}

static bool
has_word(struct str words, const char *word)
{
	struct str head;

	while (str_cut(&words, ' ', &head))
		if (str_is(head, word))
			return true;
	return false;
}

struct str
grant_scope(struct session *session)
{
	const struct provider *provider = &session->provider;
	const char *scope =
		session->profile->scope ? session->profile->scope : "";
	bool any = !provider->lists_scopes;
	const char *text;

	if (has_word(str_from(scope), "openid"))
		return str_from(scope);
	text = arena_printf(session->arena, "%s%s%s%s",
		any || provider->has_openid ? "openid " : "",
		any || provider->has_profile ? "profile " : "",
		(any || provider->has_offline_access) &&
				!has_word(str_from(scope), "offline_access")
			? "offline_access "
			: "",
		scope);
	return text ? str_trim(str_from(text)) : (struct str){NULL, 0};
}
