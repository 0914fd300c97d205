#ifndef PROGRAMS_WEATHER_CLIENT_H
#define PROGRAMS_WEATHER_CLIENT_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "cli/commands.h"
#include "client/screen.h"
#include "client/session.h"
#include "client/wire.h"

#include <stdbool.h>

/* What the commands of weather-client share. */

/* Libraries start with memory that is wiped when it is freed. */
bool memory_start(void) MUST_USE;

struct app {
	struct profile profile;
	struct session session;
	struct screen screen;
	struct buf secret; /* of the environment */
};

/* Reads the profile and opens what a command needs; app_close() also after a
 * failure.  ERR_CONFIG, ERR_PARAMETER. */
enum err_kind app_open(struct app *app, const struct arguments *args,
	struct err *err) MUST_USE;
void app_close(struct app *app);

/* Closes app and says how it ended; the code to leave with. */
int app_end(struct app *app, struct err *err);
/* The same for a command without a profile. */
int client_end(const struct err *err);

/* --json, --csv and what standard output is. */
enum err_kind client_screen(struct screen *screen, const struct arguments *args,
	struct err *err) MUST_USE;

/* Adds [?&]name=value, percent-encoded, unless value is NULL. */
void add_query(struct buf *path, const char *name, const char *value);

/* A call of the service whose answer is a JSON object or array; *value is for
 * json_decref().  answer is zeroed and for wire_answer_free(). */
struct remote_call;
enum err_kind call_json(struct app *app, const struct remote_call *call,
	struct wire_answer *answer, json_t **value, struct err *err) MUST_USE;

/* body as text in the session's arena. */
enum err_kind print_body(struct app *app, const json_t *value, struct str *body,
	struct err *err) MUST_USE;

/* Place options: the rows that several commands have. */
#define PLACE_OPTIONS                                          \
	{"state", "XX", "two letters", false},                 \
	{                                                      \
		"country", "XX", "two letters; else US", false \
	}

extern const struct option_rule client_options[];
enum {
	OPTION_CONFIG = 0,
	OPTION_PROFILE,
	OPTION_JSON,
	OPTION_CSV,
	OPTION_VERBOSE,
	OPTION_HELP,
};
extern const struct program client_program;

int command_login(const struct arguments *args);
int command_logout(const struct arguments *args);
int command_whoami(const struct arguments *args);
int command_token(const struct arguments *args);
int command_weather(const struct arguments *args);
int command_history(const struct arguments *args);
int command_observe(const struct arguments *args);
int command_reports_list(const struct arguments *args);
int command_reports_show(const struct arguments *args);
int command_reports_add(const struct arguments *args);
int command_reports_edit(const struct arguments *args);
int command_reports_delete(const struct arguments *args);
int command_cert_new(const struct arguments *args);
int command_completion(const struct arguments *args);
int command_client_version(const struct arguments *args);

extern const struct option_rule login_options[];
extern const struct option_rule logout_options[];
extern const struct option_rule token_options[];
extern const struct option_rule weather_options[];
extern const struct option_rule history_options[];
extern const struct option_rule observe_options[];
extern const struct option_rule list_options[];
extern const struct option_rule add_options[];
extern const struct option_rule edit_options[];
extern const struct option_rule cert_options[];

#endif
