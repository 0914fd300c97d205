#include "client/profile_parts.h"

#include "base/closest.h"
#include "base/url.h"

#include <stddef.h>
#include <string.h>

enum key_type {
	KEY_WORD = 0, /* visible ASCII without blanks */
	KEY_WORDS,    /* several; the key may be repeated */
	KEY_SAFE_URL, /* https, or http to this machine */
	KEY_URL,      /* any absolute identifier, compared as it is */
	KEY_PATH,     /* relative to the file */
	KEY_NAME,     /* of an environment variable */
	KEY_PORT,
	KEY_CHOICE,
};

struct key_rule {
	const char *name;
	enum key_type type;
	size_t offset;
	bool is_required;
	const char *choices; /* of KEY_CHOICE, in the order of its enum */
	const char *meaning;
};

#define AT(field) offsetof(struct profile, field)
/* clang-format off */
static const struct key_rule rules[] = {
	{"api", KEY_SAFE_URL, AT(api), true, NULL,
		"address of the weather service"},
	{"authority", KEY_SAFE_URL, AT(authority), true, NULL,
		"the identity provider: its issuer, or https://login.microsoftonline.com/TENANT"},
	{"issuer", KEY_URL, AT(issuer), false, NULL,
		"what its tokens name, where that differs from authority (Azure AD B2C)"},
	{"client_id", KEY_WORD, AT(client_id), true, NULL,
		"this application, as it is registered there"},
	{"client_secret_file", KEY_PATH, AT(client_secret_file), false, NULL,
		"a file with its secret, readable by you alone"},
	{"client_secret_env", KEY_NAME, AT(client_secret_env), false, NULL,
		"or the name of the environment variable that holds it"},
	{"certificate", KEY_PATH, AT(certificate), false, NULL,
		"or its certificate (PEM)"},
	{"key", KEY_PATH, AT(key), false, NULL,
		"and the private key of that (PEM), readable by you alone"},
	{"key_id", KEY_WORD, AT(key_id), false, NULL,
		"the name the provider knows the key by; else its SHA-1 thumbprint (x5t)"},
	{"assertion_algorithm", KEY_CHOICE, AT(assertion_algorithm), false,
		"RS256 PS256", "how the key signs; else what the provider prefers"},
	{"client_auth", KEY_CHOICE, AT(client_auth), false,
		"client_secret_post client_secret_basic private_key_jwt",
		"how the secret is sent; else what the provider lists first"},
	{"grant", KEY_CHOICE, AT(grant), false,
		"client_credentials authorization_code device_code",
		"who acts: the application, or a person by browser or by device code; else the application where it has a secret or certificate"},
	{"scope", KEY_WORDS, AT(scope), false, NULL,
		"what to ask for: api://.../.default for an application"},
	{"resource", KEY_URL, AT(resource), false, NULL,
		"the service as the provider names it (RFC 8707), where it wants that"},
	{"prompt", KEY_CHOICE, AT(prompt), false,
		"consent login select_account",
		"what the sign-in asks; some providers grant offline_access only with consent"},
	{"redirect_uri", KEY_SAFE_URL, AT(redirect_uri), false, NULL,
		"where the browser comes back to, on this machine, without port; else http://127.0.0.1/callback"},
	{"redirect_port", KEY_PORT, AT(redirect_port), false, NULL,
		"its port, where the provider insists on one; else any that is free"},
	{"ca_file", KEY_PATH, AT(ca_file), false, NULL,
		"authorities (PEM) to trust instead of the system's"},
	{"units", KEY_CHOICE, AT(units), false, "metric imperial standard",
		"what is shown and sent; else metric"},
};
/* clang-format on */
#undef AT

bool
profile_key(size_t i, struct profile_key *key)
{
	if (i >= COUNT(rules))
		return false;
	*key = (struct profile_key){
		rules[i].name, rules[i].meaning, rules[i].is_required};
	return true;
}

bool
profile_url_is_safe(struct str text)
{
	struct url url;

	return url_parse(text, &url) && !url.has_userinfo &&
	       !url.has_fragment &&
	       (str_is(url.scheme, "https") ||
		       (str_is(url.scheme, "http") && url_is_loopback(&url)));
}

static bool
is_visible(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= ' ' || text.at[i] > '~')
			return false;
	return text.len > 0;
}

static bool
is_variable_name(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			c != '_' && (i == 0 || !(c >= '0' && c <= '9')))
			return false;
	}
	return text.len > 0;
}

/* The place of word in choices, from 1 on; 0: not there. */
static int
choice(const char *choices, const char *word)
{
	struct str rest = str_from(choices), head;

	for (int i = 1; word && str_cut(&rest, ' ', &head); i++)
		if (str_is(head, word))
			return i;
	return 0;
}

/* NULL, or what to write instead. */
static const char *
complaint(const struct key_rule *rule, struct str value)
{
	long long port;

	switch (rule->type) {
	case KEY_SAFE_URL:
		return profile_url_is_safe(value)
			       ? NULL
			       : "write an address that begins with https:// "
				 "(http:// only for this machine)";
	case KEY_PORT:
		return str_to_int64(value, 1, 65535, &port)
			       ? NULL
			       : "write a number from 1 to 65535";
	case KEY_CHOICE:
		return NULL; /* said with the choices */
	case KEY_NAME:
		return is_variable_name(value)
			       ? NULL
			       : "write the variable's name, not the secret "
				 "itself";
	case KEY_WORD:
	case KEY_URL:
		return is_visible(value) ? NULL : "write one word";
	default:
		return NULL;
	}
}

/* Words of scope, one blank between them, behind those before. */
static const char *
join_words(struct arena *arena, const char *before, struct str value)
{
	struct str rest = value, word;
	const char *joined = before;

	while (str_cut(&rest, ' ', &word)) {
		word = str_trim(word);
		if (!word.len)
			continue;
		joined = arena_printf(arena, "%s%s%.*s", joined ? joined : "",
			joined ? " " : "", STR_ARG(word));
		if (!joined)
			return NULL;
	}
	return joined;
}

static enum err_kind
unknown_key(const struct source *source, const struct ini_line *line,
	struct err *err)
{
	struct closest closest = {.word = str_from(line->name)};

	for (size_t i = 0; i < COUNT(rules); i++)
		closest_offer(&closest, rules[i].name);
	/* a secret must not stand here, nor be repeated on a terminal */
	if (!strcmp(line->name, "client_secret"))
		return source_fail(source, line->number, err, "profile/secret",
			"a secret does not belong into this file; put it into "
			"a file of its own and name that with "
			"client_secret_file");
	return source_fail(source, line->number, err, "profile/key",
		"there is no key \"%.40s\"%s%s%s", line->name,
		closest.name ? "; did you mean " : "",
		closest.name ? closest.name : "", closest.name ? "?" : "");
}

enum err_kind
profile_set(const struct source *source, struct profile *profile,
	const struct ini_line *line, struct err *err)
{
	struct str value = str_from(line->value);
	const struct key_rule *rule = NULL;
	const char **field, *why;

	for (size_t i = 0; i < COUNT(rules) && !rule; i++)
		if (!strcmp(rules[i].name, line->name))
			rule = &rules[i];
	if (!rule)
		return unknown_key(source, line, err);
	field = (const char **)(void *)((char *)profile + rule->offset);
	if (*field && rule->type != KEY_WORDS)
		return source_fail(source, line->number, err, "profile/twice",
			"%s is there already", rule->name);
	if (!value.len)
		return source_fail(source, line->number, err, "profile/empty",
			"%s has no value", rule->name);
	if (rule->type == KEY_CHOICE && !choice(rule->choices, line->value))
		return source_fail(source, line->number, err, "profile/value",
			"%s must be one of: %s", rule->name, rule->choices);
	why = complaint(rule, value);
	if (why)
		return source_fail(source, line->number, err, "profile/value",
			"%s: %s", rule->name, why);
	if (rule->type == KEY_WORDS)
		*field = join_words(source->arena, *field, value);
	else if (rule->type == KEY_PATH && value.at[0] != '/')
		*field = arena_printf(source->arena, "%s%.*s", source->folder,
			STR_ARG(value));
	else
		*field = arena_copy(source->arena, value);
	return *field ? OK : fail_memory(err);
}

static enum err_kind
contradiction(const struct source *source, const struct profile *profile,
	struct err *err)
{
	int secrets = (profile->client_secret_file != NULL) +
		      (profile->client_secret_env != NULL) +
		      (profile->certificate != NULL);
	const char *what = NULL;

	if (secrets > 1)
		what = "one of client_secret_file, client_secret_env and "
		       "certificate is enough; remove the others";
	else if (!profile->certificate != !profile->key)
		what = "certificate and key belong together; write both";
	else if (!profile->certificate &&
		 profile->auth == CLIENT_AUTH_ASSERTION)
		what = "private_key_jwt needs certificate and key";
	else if (profile->auth && profile->auth != CLIENT_AUTH_ASSERTION &&
		 (profile->certificate || !secrets))
		what = "client_auth says how a secret is sent, but there is no "
		       "client_secret_file or client_secret_env";
	else if (profile->granted == GRANT_APPLICATION && !secrets)
		what = "an application needs client_secret_file, "
		       "client_secret_env or certificate and key";
	if (!what)
		return OK;
	return source_fail(source, profile->line, err, "profile/contradiction",
		"[%s] %s", profile->name, what);
}

static enum err_kind
check_redirect(const struct source *source, const struct profile *profile,
	struct err *err)
{
	struct url url;

	if (!profile->redirect_uri ||
		(url_parse(str_from(profile->redirect_uri), &url) &&
			str_is(url.scheme, "http") && !url.port.len &&
			!url.has_query &&
			(str_is(url.host, "127.0.0.1") ||
				str_is(url.host, "localhost"))))
		return OK;
	return source_fail(source, profile->line, err, "profile/redirect",
		"[%s] redirect_uri must be http://127.0.0.1/PATH or "
		"http://localhost/PATH; its port goes into redirect_port",
		profile->name);
}

enum err_kind
profile_finish(
	const struct source *source, struct profile *profile, struct err *err)
{
	long long port = 0;
	enum err_kind kind;
	struct str api;

	for (size_t i = 0; i < COUNT(rules); i++) {
		const char *const *field =
			(const char *const *)(const void *)((const char *)
								    profile +
							    rules[i].offset);
		int chosen = choice(rules[i].choices, *field);

		if (rules[i].is_required && !*field)
			return source_fail(source, profile->line, err,
				"profile/required", "[%s] lacks %s: %s",
				profile->name, rules[i].name, rules[i].meaning);
		if (rules[i].offset == offsetof(struct profile, grant))
			profile->granted = (enum grant)chosen;
		else if (rules[i].offset ==
			 offsetof(struct profile, client_auth))
			profile->auth = (enum client_auth)chosen;
		else if (rules[i].offset ==
			 offsetof(struct profile, assertion_algorithm))
			profile->algorithm = (enum assertion_algorithm)chosen;
		else if (rules[i].offset == offsetof(struct profile, units))
			profile->shown = (enum units)(chosen ? chosen - 1 : 0);
	}
	api = str_from(profile->api);
	if (str_ends(api, "/")) {
		api.len--;
		profile->api = arena_copy(source->arena, api);
		if (!profile->api)
			return fail_memory(err);
	}
	if (profile->redirect_port)
		(void)!str_to_int64(
			str_from(profile->redirect_port), 1, 65535, &port);
	profile->port = (int)port;
	if ((kind = contradiction(source, profile, err)) != OK)
		return kind;
	if (!profile->granted)
		profile->granted = profile->client_secret_file ||
						   profile->client_secret_env ||
						   profile->certificate
					   ? GRANT_APPLICATION
					   : GRANT_BROWSER;
	return check_redirect(source, profile, err);
}
