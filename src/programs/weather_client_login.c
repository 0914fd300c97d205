/* login, logout, whoami, token: who we are, and what proves it. */

#include "programs/weather_client.h"

#include "base/json.h"
#include "base/rfc3339.h"
#include "cli/show.h"
#include "client/acquire.h"
#include "client/browser.h"
#include "client/form.h"
#include "client/grant.h"
#include "client/remote.h"

#include <string.h>

enum { LOGIN_DEVICE = 0, LOGIN_NO_BROWSER };
const struct option_rule login_options[] = {
	{"device", NULL, "by a code, in the browser of any machine", false},
	{"no-browser", NULL, "print the address and open nothing", false},
	{0},
};

enum { LOGOUT_LOCAL = 0 };
const struct option_rule logout_options[] = {
	{"local", NULL, "leave the browser's session alone", false},
	{0},
};

enum { TOKEN_SHOW = 0 };
const struct option_rule token_options[] = {
	{"show", NULL, "print the token itself, for another program", false},
	{0},
};

static void
say_who(const struct cache_entry *entry, const struct app *app)
{
	struct str name = entry->who.name.len        ? entry->who.name
			  : entry->who.user_name.len ? entry->who.user_name
			  : entry->who.email.len     ? entry->who.email
						     : entry->who.subject;

	if (app->screen.format != SCREEN_TABLE)
		return;
	if (name.len) {
		fputs("Signed in as ", app->screen.out);
		screen_styled(&app->screen, STYLE_HEAD, name);
		fputs(".\n", app->screen.out);
	} else {
		fprintf(app->screen.out, "The application %s has a token.\n",
			app->profile.client_id);
	}
	fputs("Token expires ", app->screen.out);
	show_time(app->screen.out, entry->expires_at, app->screen.now);
	fprintf(app->screen.out, "%s.\n",
		entry->refresh_token.len ? " and is renewed by itself" : "");
}

int
command_login(const struct arguments *args)
{
	bool device = argument_given(args, &login_options[LOGIN_DEVICE]);
	struct cache_entry entry;
	struct app app;
	struct err err = {0};
	enum err_kind kind = app_open(&app, args, &err);
	enum grant grant = device ? GRANT_DEVICE : app.profile.granted;

	if (kind != OK)
		return app_end(&app, &err);
	if (argument_given(args, &login_options[LOGIN_NO_BROWSER])) {
		app.session.around.browser = NULL;
		app.session.around.has_display = false;
	}
	app.session.may_ask = true;
	if (device && app.profile.granted == GRANT_APPLICATION)
		kind = fail(&err, ERR_PARAMETER, "login/application",
			"profile %s is an application with a credential of its "
			"own; nobody signs in for it",
			app.profile.name);
	if (kind == OK)
		kind = acquire_anew(&app.session, grant, &entry, &err);
	if (kind == OK)
		say_who(&entry, &app);
	return app_end(&app, &err);
}

static void
revoke(void *ctx, const struct cache_entry *entry)
{
	struct session *session = ctx;
	struct err err = {0};
	enum err_kind kind;

	/* RFC 7009 2.1: with the refresh token goes what came of it */
	kind = entry->refresh_token.len
		       ? grant_revoke(session, entry->refresh_token,
				 "refresh_token", &err)
		       : OK;
	if (kind == OK)
		kind = grant_revoke(
			session, entry->access_token, "access_token", &err);
	/* some providers revoke no access tokens that are JWTs */
	if (kind != OK && strcmp(err.reason, "oauth/other") != 0) {
		fputs("A token could not be revoked: ", session->messages);
		show_text(session->messages, str_from(err.detail));
		fputs("\n", session->messages);
	}
}

static void
end_session(struct app *app)
{
	struct session *session = &app->session;
	const char *base = session->provider.end_session;
	struct buf address;

	if (!session->has_provider || !base)
		return;
	buf_init(&address, 8192);
	buf_z(&address, base);
	add_query(&address, "client_id", app->profile.client_id);
	if (!address.failed)
		fprintf(session->messages,
			browser_open(&session->around, address.at)
				? "A browser opens to end the session there, "
				  "too. If it does not, open\n%s\n"
				: "To end the session in a browser, too, "
				  "open\n%s\n",
			address.at);
	buf_free(&address);
}

int
command_logout(const struct arguments *args)
{
	struct cache *cache = NULL;
	struct err err = {0}, ignored = {0};
	size_t removed = 0;
	struct app app;
	enum err_kind kind = app_open(&app, args, &err);

	if (kind == OK)
		kind = cache_open(&cache, &app.session, &err);
	if (kind == OK)
		kind = cache_lock(cache, &app.session, &err);
	if (kind == OK)
		kind = cache_clear(cache, app.session.arena, revoke,
			&app.session, &removed, &err);
	if (kind == OK && app.screen.format == SCREEN_TABLE)
		fputs(removed ? "Signed out.\n" : "Nobody was signed in.\n",
			stdout);
	if (kind == OK && removed && app.profile.granted == GRANT_BROWSER &&
		!argument_given(args, &logout_options[LOGOUT_LOCAL]) &&
		session_provider(&app.session, &ignored) == OK)
		end_session(&app);
	cache_close(cache);
	return app_end(&app, &err);
}

static void
print_words(const struct screen *screen, const char *name, const json_t *list)
{
	fprintf(screen->out, "%-16s ", name);
	for (size_t i = 0; i < json_array_size(list); i++) {
		fputs(i ? ", " : "", screen->out);
		screen_text(screen, json_str(json_array_get(list, i)));
	}
	fputs(json_array_size(list) ? "\n" : "none\n", screen->out);
}

static void
print_who(const struct app *app, const struct identity *who, const json_t *me)
{
	const struct screen *screen = &app->screen;
	const json_t *reports = json_object_get(me, "reports");

	if (who->name.len || who->user_name.len)
		screen_pair(screen, "Name",
			who->name.len ? who->name : who->user_name);
	if (who->user_name.len && who->name.len)
		screen_pair(screen, "Account", who->user_name);
	if (who->email.len)
		screen_pair(screen, "E-mail", who->email);
	if (who->issuer.len)
		screen_pair(screen, "Signed in at", who->issuer);
	screen_pair(screen, "Application", str_from(app->profile.client_id));
	screen_pair(screen, "Service", str_from(app->profile.api));
	screen_pair(screen, "Id there", json_str(json_object_get(me, "id")));
	print_words(screen, "Permissions", json_object_get(me, "permissions"));
	if (json_is_integer(reports))
		fprintf(screen->out, "%-16s %lld\n", "Reports",
			(long long)json_integer_value(reports));
}

static void
print_who_csv(
	const struct app *app, const struct identity *who, const json_t *me)
{
	static const char *const heads[] = {
		"id", "name", "account", "issuer", "client_id", "service"};
	const struct str cells[] = {json_str(json_object_get(me, "id")),
		who->name, who->user_name, who->issuer,
		str_from(app->profile.client_id), str_from(app->profile.api)};
	struct sheet sheet;

	sheet_init(&sheet, heads, COUNT(heads));
	if (sheet_add(&sheet, cells))
		sheet_print(&sheet, &app->screen);
	sheet_free(&sheet);
}

int
command_whoami(const struct arguments *args)
{
	struct remote_call call = {.method = "GET", .path = "/api/me"};
	struct wire_answer answer = {0};
	struct cache_entry entry;
	json_t *me = NULL;
	struct app app;
	struct err err = {0};

	if (app_open(&app, args, &err) == OK &&
		call_json(&app, &call, &answer, &me, &err) == OK &&
		acquire_cached(&app.session, &entry, &err) == OK) {
		if (app.screen.format == SCREEN_JSON)
			(void)!screen_json(&app.screen, me, &err);
		else if (app.screen.format == SCREEN_CSV)
			print_who_csv(&app, &entry.who, me);
		else
			print_who(&app, &entry.who, me);
	}
	json_decref(me);
	wire_answer_free(&answer);
	return app_end(&app, &err);
}

/* A claim as text: numbers of times with their date. */
static void
print_claim(const struct screen *screen, const char *name, const json_t *value)
{
	static const char times[] = " exp iat nbf auth_time ";
	char key[40], *text = NULL;

	snprintf(key, sizeof(key), " %.30s ", name);
	fputs("  ", screen->out);
	screen_text(screen, str_from(name));
	fprintf(screen->out, "%*s ",
		strlen(name) < 14 ? (int)(14 - strlen(name)) : 0, "");
	if (json_is_integer(value) && strstr(times, key)) {
		show_time(screen->out, json_integer_value(value), screen->now);
	} else if (json_is_string(value)) {
		screen_text(screen, json_str(value));
	} else {
		text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
		screen_text(screen, str_from(text));
		free(text);
	}
	putc('\n', screen->out);
}

static enum err_kind
print_token(struct app *app, const struct cache_entry *entry, struct err *err)
{
	const struct screen *screen = &app->screen;
	json_t *claims = NULL, *value;
	struct str payload;
	enum err_kind kind = OK;

	if (id_token_payload(entry->access_token, app->session.arena, &payload))
		(void)!json_parse_object(payload, 16, &claims, NULL, 0);
	if (screen->format == SCREEN_JSON) {
		value = json_pack("{s:I, s:o}", "expires_at",
			(json_int_t)entry->expires_at, "claims",
			claims ? json_incref(claims) : json_null());
		kind = value ? screen_json(screen, value, err)
			     : fail_memory(err);
		json_decref(value);
		goto done;
	}
	fputs("Expires          ", screen->out);
	show_time(screen->out, entry->expires_at, screen->now);
	putc('\n', screen->out);
	screen_pair(screen, "Renewed by",
		entry->refresh_token.len ? STR_LIT("its refresh token")
		: app->profile.granted == GRANT_APPLICATION
			? STR_LIT("the application's credential")
			: STR_LIT("a new sign-in"));
	if (entry->scope.len)
		screen_pair(screen, "Granted", entry->scope);
	if (claims)
		fputs("What it says (the service checks it, this program does "
		      "not):\n",
			screen->out);
	else
		fputs("It says nothing to this program; the provider alone can "
		      "read it.\n",
			screen->out);
	for (void *at = json_object_iter(claims); at;
		at = json_object_iter_next(claims, at))
		print_claim(screen, json_object_iter_key(at),
			json_object_iter_value(at));
done:
	json_decref(claims);
	return kind;
}

int
command_token(const struct arguments *args)
{
	static const struct str none = {NULL, 0};
	struct cache_entry entry;
	struct app app;
	struct err err = {0};

	if (app_open(&app, args, &err) != OK ||
		acquire_token(&app.session, none, &entry, &err) != OK)
		return app_end(&app, &err);
	if (argument_given(args, &token_options[TOKEN_SHOW])) {
		fputs("Whoever has this token is you until it expires. Do not "
		      "paste it anywhere.\n",
			stderr);
		fprintf(stdout, "%.*s\n", STR_ARG(entry.access_token));
	} else {
		(void)!print_token(&app, &entry, &err);
	}
	return app_end(&app, &err);
}
