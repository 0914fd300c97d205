/* weatherctl token: tokens of the dev issuer. */

#include "base/clock.h"
#include "cli/mint.h"
#include "programs/weatherctl.h"

#include <stdio.h>

enum { MINT_ARENA = 1024 * 1024 };

enum {
	MINT_SCOPE = 0,
	MINT_ROLE,
	MINT_SUBJECT,
	MINT_CLIENT,
	MINT_NAME,
	MINT_EXPIRES,
	MINT_APP,
};

const struct option_rule mint_options[] = {
	{"scope", "WORDS", "scopes of a signed-in user: \"weather.read\"",
		false},
	{"role", "WORD",
		"a role: \"Admin\", or with --app \"app.weather.read\"", true},
	{"subject", "TEXT", "who the token is about (default dev-user)", false},
	{"client", "TEXT", "which application asked (default dev-client)",
		false},
	{"name", "TEXT", "the name to show", false},
	{"expires", "SECONDS", "lifetime, 1 to 2592000 (default 3600)", false},
	{"app", NULL, "a token of the application itself, without a user",
		false},
	{0},
};

static const char *
value_or(const struct arguments *args, int option, const char *otherwise)
{
	const char *value = argument_value(args, &mint_options[option]);

	return value ? value : otherwise;
}

/* roles has room for every option that may be given. */
static enum err_kind
read_request(const struct arguments *args, const char **roles,
	struct mint_request *request, struct err *err)
{
	const char *scopes = value_or(args, MINT_SCOPE, NULL);
	const char *client = value_or(args, MINT_CLIENT, "dev-client");
	long long lifetime;
	enum err_kind kind;

	*request = (struct mint_request){
		.client = str_from(client),
		.name = str_from(value_or(args, MINT_NAME, NULL)),
		.has_scopes = scopes != NULL,
		.scopes = str_from(scopes),
		.roles = {roles, 0},
		.app_only = argument_given(args, &mint_options[MINT_APP]),
		.now = clock_now(clock_system()),
	};
	request->subject = str_from(value_or(
		args, MINT_SUBJECT, request->app_only ? client : "dev-user"));
	for (size_t i = 0; i < args->given_count; i++)
		if (args->given[i].rule == &mint_options[MINT_ROLE])
			roles[request->roles.count++] = args->given[i].value;
	kind = argument_integer(args, &mint_options[MINT_EXPIRES], 1,
		MINT_LIFETIME_MAX_S, MINT_LIFETIME_S, &lifetime, err);
	request->lifetime_s = lifetime;
	if (kind != OK)
		return kind;
	if (request->app_only && scopes)
		return fail(err, ERR_PARAMETER, "usage/app",
			"a token of an application has roles, not scopes: "
			"--app --role app.weather.read");
	if (!scopes && !request->roles.count)
		return fail(err, ERR_PARAMETER, "usage/mint",
			"say what the token grants: --scope \"weather.read "
			"weather.write\", or --role");
	if (!request->subject.len || !request->client.len)
		return fail(err, ERR_PARAMETER, "usage/mint",
			"--subject and --client must not be empty");
	return OK;
}

static enum err_kind
mint(const struct settings *settings, const struct mint_request *request,
	struct err *err)
{
	struct arena *arena = arena_new(MINT_ARENA);
	struct dev_key *key = NULL;
	const struct issuer *issuer;
	struct str token;
	enum err_kind kind;

	if (!arena)
		return fail_memory(err);
	if ((kind = settings_dev_issuer(settings, &issuer, err)) == OK &&
		(kind = settings_enter_state_dir(settings, err)) == OK &&
		(kind = dev_key_open(&key, settings->config.state_dir, err)) ==
			OK &&
		(kind = mint_token(request, issuer, key, arena, &token, err)) ==
			OK)
		printf("%.*s\n", STR_ARG(token));
	dev_key_close(key);
	arena_free(arena);
	return kind;
}

int
command_token_mint(const struct arguments *args)
{
	const char *roles[OPTIONS_GIVEN_MAX];
	struct mint_request request;
	struct settings settings = {0};
	struct err err = {0};

	if (read_request(args, roles, &request, &err) != OK)
		return weatherctl_end(&err);
	if (settings_open(&settings, args, &err) == OK)
		err.kind = mint(&settings, &request, &err);
	settings_close(&settings);
	return weatherctl_end(&err);
}
