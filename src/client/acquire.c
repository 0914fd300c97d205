#include "client/acquire.h"

#include "client/device.h"
#include "client/grant.h"
#include "client/sign_in.h"

#include <string.h>

enum { MARGIN_S = 300 };

bool
acquire_is_fresh(const struct cache_entry *entry, int64_t now)
{
	int64_t lifetime = entry->expires_at - entry->obtained_at;
	int64_t margin = lifetime / 10 < MARGIN_S ? lifetime / 10 : MARGIN_S;

	/* a clock that was set back must not make tokens last */
	return entry->access_token.len && now >= entry->obtained_at - 60 &&
	       now < entry->expires_at - margin;
}

/* What a grant brought, in the place of what was there. */
static enum err_kind
take(struct session *session, const struct oauth_tokens *tokens,
	struct str nonce, struct str subject, struct cache_entry *entry,
	struct err *err)
{
	struct id_rules rules = {
		.provider = &session->provider,
		.client_id = str_from(session->profile->client_id),
		.nonce = nonce,
		.subject = subject,
		.now = clock_now(session->clock),
	};
	struct str scope = nonce.at ? grant_scope(session) : nonce;
	enum err_kind kind = OK;

	if (nonce.at && !scope.at)
		kind = fail_memory(err);
	else if (tokens->id_token.len)
		kind = id_token_read(tokens->id_token, &rules, session->arena,
			&entry->who, err);
	else if (nonce.at && strstr(scope.at, "openid"))
		kind = fail(err, ERR_FETCH, "id/refused",
			"the provider did not say who signed in");
	if (kind != OK)
		return kind;
	entry->access_token = tokens->access_token;
	/* RFC 6749 6: without a new one the old one stays good */
	if (tokens->refresh_token.len)
		entry->refresh_token = tokens->refresh_token;
	if (tokens->scope.at)
		entry->scope = tokens->scope;
	entry->obtained_at = rules.now;
	entry->expires_at = rules.now + tokens->expires_in_s;
	return OK;
}

static enum err_kind
renew(struct session *session, struct cache_entry *entry, struct err *err)
{
	static const struct str none = {NULL, 0};
	struct oauth_tokens tokens;
	enum err_kind kind;

	kind = grant_refresh(session, entry->refresh_token, &tokens, err);
	if (kind != OK && !strcmp(err->reason, "token/silent"))
		return oauth_refused(
			STR_LIT("invalid_grant"), STR_LIT(""), err);
	if (kind != OK)
		return kind;
	return take(session, &tokens, none,
		entry->who.subject.len ? entry->who.subject : none, entry, err);
}

static enum err_kind
ask_provider(struct session *session, enum grant grant,
	struct cache_entry *entry, struct err *err)
{
	struct str nonce = {NULL, 0};
	struct oauth_tokens tokens;
	enum err_kind kind;

	*entry = (struct cache_entry){0};
	if (grant == GRANT_APPLICATION)
		kind = grant_application(session, &tokens, err);
	else if (grant == GRANT_DEVICE)
		kind = device_sign_in(session, &tokens, err);
	else
		kind = sign_in_by_browser(session, &tokens, &nonce, err);
	if (kind != OK)
		return kind;
	return take(session, &tokens, nonce, (struct str){NULL, 0}, entry, err);
}

/* A person may take minutes: nobody else is kept waiting meanwhile. */
static enum err_kind
ask_person(struct session *session, struct cache *cache, enum grant grant,
	struct cache_entry *entry, struct err *err)
{
	enum err_kind kind;

	cache_unlock(cache);
	if ((kind = ask_provider(session, grant, entry, err)) != OK ||
		(kind = cache_lock(cache, session, err)) != OK)
		return kind;
	return cache_save(cache, entry, err);
}

static bool
is_usable(const struct session *session, const struct cache_entry *entry,
	struct str rejected)
{
	return acquire_is_fresh(entry, clock_now(session->clock)) &&
	       !(rejected.len && str_eq(entry->access_token, rejected));
}

/* With the lock held, and another look at what is cached. */
static enum err_kind
get_new(struct session *session, struct cache *cache, struct str rejected,
	struct cache_entry *entry, struct err *err)
{
	enum grant grant = session->profile->granted;
	enum err_kind kind = cache_load(cache, session->arena, entry, err);

	if (kind != OK || is_usable(session, entry, rejected))
		return kind;
	if (entry->refresh_token.len) {
		if ((kind = renew(session, entry, err)) == OK)
			return cache_save(cache, entry, err);
		/* only what a person can mend is a reason to ask one */
		if (kind != ERR_NO_TOKEN)
			return kind;
		if (!session->may_ask)
			return kind;
		*err = (struct err){0};
	}
	if (grant == GRANT_APPLICATION) {
		if ((kind = ask_provider(session, grant, entry, err)) == OK)
			kind = cache_save(cache, entry, err);
		return kind;
	}
	if (!session->may_ask)
		return fail(err, ERR_NO_TOKEN, "login/needed",
			entry->access_token.len
				? "the sign-in of profile %s has ended"
				: "nobody is signed in for profile %s",
			session->profile->name);
	return ask_person(session, cache, grant, entry, err);
}

enum err_kind
acquire_token(struct session *session, struct str rejected,
	struct cache_entry *entry, struct err *err)
{
	struct cache *cache = NULL;
	enum err_kind kind;

	if ((kind = cache_open(&cache, session, err)) == OK &&
		(kind = cache_load(cache, session->arena, entry, err)) == OK &&
		!is_usable(session, entry, rejected) &&
		(kind = cache_lock(cache, session, err)) == OK)
		kind = get_new(session, cache, rejected, entry, err);
	cache_close(cache);
	return kind;
}

enum err_kind
acquire_anew(struct session *session, enum grant grant,
	struct cache_entry *entry, struct err *err)
{
	struct cache *cache = NULL;
	enum err_kind kind;

	if ((kind = cache_open(&cache, session, err)) == OK)
		kind = ask_person(session, cache, grant, entry, err);
	cache_close(cache);
	return kind;
}

enum err_kind
acquire_cached(
	struct session *session, struct cache_entry *entry, struct err *err)
{
	struct cache *cache = NULL;
	enum err_kind kind;

	if ((kind = cache_open(&cache, session, err)) == OK)
		kind = cache_load(cache, session->arena, entry, err);
	cache_close(cache);
	return kind;
}
