/* What every command opens before and closes after its work. */

#include "programs/weather_client.h"

#include "base/json.h"
#include "client/form.h"
#include "client/outcome.h"
#include "client/remote.h"
#include "client/secret.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_MAX = 512 * 1024 * 1024, JSON_DEPTH = 16 };

/*
 * Gone for whoever is started later, and wiped where the kernel shows it as
 * /proc/PID/environ.
 */
static void
take_secret(struct app *app)
{
	const char *name = app->profile.client_secret_env;
	char *found = name ? getenv(name) : NULL;

	if (!found)
		return;
	buf_reserve(&app->secret, strlen(found));
	buf_z(&app->secret, found);
	OPENSSL_cleanse(found, strlen(found));
	unsetenv(name);
	app->session.around.secret = buf_as_str(&app->secret);
}

static enum err_kind
find_file(const struct arguments *args, const char **path, char *room,
	size_t size, struct err *err)
{
	const char *home = getenv("HOME");

	*path = argument_value(args, &client_options[OPTION_CONFIG]);
	if (!*path)
		*path = getenv("WEATHER_CLIENT_CONFIG");
	if (*path)
		return OK;
	*path = room;
	if (home && snprintf(room, size, "%s/.config/weather-client.conf",
			    home) < (int)size)
		return OK;
	return fail(err, ERR_CONFIG, "profile/missing",
		"HOME is not set; say --config FILE");
}

enum err_kind
client_screen(
	struct screen *screen, const struct arguments *args, struct err *err)
{
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
	bool json = argument_given(args, &client_options[OPTION_JSON]);
	bool csv = argument_given(args, &client_options[OPTION_CSV]);

	*screen = (struct screen){
		.out = stdout,
		.is_terminal = isatty(STDOUT_FILENO),
		.format = json  ? SCREEN_JSON
			  : csv ? SCREEN_CSV
				: SCREEN_TABLE,
		.now = clock_now(clock_system()),
	};
	/* no-color.org: any value but the empty one counts */
	screen->has_color =
		screen->is_terminal && screen->format == SCREEN_TABLE &&
		!(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
	if (json && csv)
		return fail(err, ERR_PARAMETER, "usage/format",
			"--json and --csv exclude each other");
	return OK;
}

static void
look_around(struct session *session)
{
	session->around = (struct surroundings){
		.home = getenv("HOME"),
		.state_home = getenv("XDG_STATE_HOME"),
		.browser = getenv("BROWSER"),
		.has_display = getenv("DISPLAY") || getenv("WAYLAND_DISPLAY"),
	};
	session->clock = clock_system();
	session->waiting = waiting_real();
	session->messages = stderr;
	session->may_ask = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

enum err_kind
app_open(struct app *app, const struct arguments *args, struct err *err)
{
	const char *name =
		argument_value(args, &client_options[OPTION_PROFILE]);
	struct session *session = &app->session;
	struct wire_options options = {0};
	const char *path;
	char room[4096];
	enum err_kind kind;

	*app = (struct app){0};
	buf_init(&app->secret, SECRET_MAX);
	session->profile = &app->profile;
	session->arena = arena_new(ARENA_MAX);
	if (!session->arena)
		return fail_memory(err);
	look_around(session);
	if (!name)
		name = getenv("WEATHER_CLIENT_PROFILE");
	if ((kind = client_screen(&app->screen, args, err)) != OK ||
		(kind = find_file(args, &path, room, sizeof(room), err)) !=
			OK ||
		(kind = profile_load(
			 path, name, session->arena, &app->profile, err)) != OK)
		return kind;
	take_secret(app);
	options.ca_file = app->profile.ca_file;
	if (argument_given(args, &client_options[OPTION_VERBOSE]))
		options.verbose = stderr;
	else if (isatty(STDERR_FILENO))
		options.progress = stderr;
	return wire_open(&session->wire, &options, err);
}

void
app_close(struct app *app)
{
	wire_close(app->session.wire);
	secret_free(&app->secret);
	arena_free(app->session.arena);
	*app = (struct app){0};
}

int
client_end(const struct err *err)
{
	int code = EX_OK;

	if (err->kind != OK)
		code = outcome_complain(client_program.name, err, stderr);
	if ((fflush(stdout) != 0 || ferror(stdout)) && code == EX_OK) {
		fprintf(stderr, "%s: standard output: %s\n",
			client_program.name, strerror(errno));
		code = EX_IOERR;
	}
	return code;
}

int
app_end(struct app *app, struct err *err)
{
	int code = client_end(err);

	app_close(app);
	return code;
}

void
add_query(struct buf *path, const char *name, const char *value)
{
	if (!value)
		return;
	buf_z(path, memchr(path->at, '?', path->len) ? "&" : "?");
	buf_z(path, name);
	buf_z(path, "=");
	form_encode_url(path, str_from(value));
}

enum err_kind
call_json(struct app *app, const struct remote_call *call,
	struct wire_answer *answer, json_t **value, struct err *err)
{
	char why[64] = "is empty";
	struct str body;
	enum json_verdict verdict;
	enum err_kind kind = remote_call(&app->session, call, answer, err);

	if (kind != OK)
		return kind;
	body = str_trim(buf_as_str(&answer->body));
	verdict = str_starts(body, "[") ? json_parse_array(body, JSON_DEPTH,
						  value, why, sizeof(why))
					: json_parse_object(body, JSON_DEPTH,
						  value, why, sizeof(why));
	if (verdict == JSON_NO_MEMORY)
		return fail_memory(err);
	if (verdict == JSON_GOOD)
		return OK;
	return fail(err, ERR_FETCH, "api/page",
		"%.*s answers %d, and its JSON %s",
		STR_ARG(wire_origin(app->profile.api)), answer->status, why);
}

enum err_kind
print_body(
	struct app *app, const json_t *value, struct str *body, struct err *err)
{
	return json_print(value, app->session.arena, body, err);
}
