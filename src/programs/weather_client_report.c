/* reports show, add, edit, delete: one report. */

#include "programs/weather_client.h"

#include "base/json.h"
#include "cli/files.h"
#include "client/form.h"
#include "client/remote.h"
#include "programs/weather_client_reports.h"

#include <string.h>

enum { TEXT_MAX = 64 * 1024 };
enum { WHERE_STATE = 0, WHERE_COUNTRY, WHERE_CITY };
const struct option_rule add_options[] = {
	PLACE_OPTIONS,
	{0},
};
const struct option_rule edit_options[] = {
	PLACE_OPTIONS,
	{"city", "CITY", "another place", false},
	{0},
};

/* /api/reports/ID; the id is whatever was typed, so it is encoded. */
static const char *
report_path(struct app *app, const char *id, struct err *err)
{
	const char *path = NULL;
	struct buf text;

	buf_init(&text, 4096);
	buf_z(&text, "/api/reports/");
	form_encode_url(&text, str_from(id));
	if (text.failed)
		(void)fail(err, ERR_PARAMETER, "usage/id",
			"%.40s... is no id of a report", id);
	else if (!(path = arena_copy(app->session.arena, buf_as_str(&text))))
		(void)fail_memory(err);
	buf_free(&text);
	return path;
}

static enum err_kind
print_one(struct app *app, const json_t *report, struct err *err)
{
	const struct screen *screen = &app->screen;
	struct str changed = report_member(report, "updated_date");

	if (screen->format == SCREEN_JSON)
		return screen_json(screen, report, err);
	if (screen->format == SCREEN_CSV) {
		json_t *list = json_pack("[O]", report);
		enum err_kind kind =
			list ? reports_print(app, list, err) : fail_memory(err);

		json_decref(list);
		return kind;
	}
	screen_pair(screen, "Report", report_member(report, "id"));
	screen_pair(screen, "Place", report_place(app, report));
	screen_pair(screen, "Written", report_member(report, "created_date"));
	if (changed.len &&
		!str_eq(changed, report_member(report, "created_date")))
		screen_pair(screen, "Changed", changed);
	if (report_member(report, "author").len)
		screen_pair(screen, "Author", report_member(report, "author"));
	screen_pair(
		screen, "Description", report_member(report, "description"));
	return OK;
}

static enum err_kind
send_report(struct app *app, const struct remote_call *call,
	const char *headline, struct err *err)
{
	struct wire_answer answer = {0};
	json_t *report = NULL;
	enum err_kind kind = call_json(app, call, &answer, &report, err);

	if (kind == OK && headline && app->screen.format == SCREEN_TABLE)
		fprintf(app->screen.out, "%s\n", headline);
	if (kind == OK)
		kind = print_one(app, report, err);
	json_decref(report);
	wire_answer_free(&answer);
	return kind;
}

int
command_reports_show(const struct arguments *args)
{
	struct remote_call call = {.method = "GET"};
	struct app app;
	struct err err = {0};

	if (app_open(&app, args, &err) == OK &&
		(call.path = report_path(&app, args->operands[0], &err)))
		(void)!send_report(&app, &call, NULL, &err);
	return app_end(&app, &err);
}

/* The text of the command line, or of standard input for "-". */
static enum err_kind
take_text(struct app *app, const char *word, struct str *text, struct err *err)
{
	struct buf content;
	enum err_kind kind;

	*text = str_from(word);
	if (!word || strcmp(word, "-") != 0)
		return OK;
	kind = files_read("-", TEXT_MAX, &content, err);
	if (kind == OK && !arena_str(app->session.arena,
				  str_trim(buf_as_str(&content)), text))
		kind = fail_memory(err);
	buf_free(&content);
	return kind;
}

static bool
put(json_t *object, const char *name, struct str value)
{
	return !value.at ||
	       json_object_set_new(object, name, json_from_str(value)) == 0;
}

/* {"description", "location": {...}}; what is at NULL is left out. */
static enum err_kind
make_body(struct app *app, struct str text, const char *city,
	const struct arguments *args, const struct option_rule *rules,
	struct str *body, struct err *err)
{
	const char *state = argument_value(args, &rules[WHERE_STATE]);
	const char *country = argument_value(args, &rules[WHERE_COUNTRY]);
	json_t *object = json_object(), *location = json_object();
	enum err_kind kind = OK;

	if (!object || !location)
		kind = fail_memory(err);
	else if (!put(object, "description", text) ||
		 !put(location, "city", str_from(city)) ||
		 !put(location, "state", str_from(state)) ||
		 !put(location, "country", str_from(country)))
		kind = fail(err, ERR_PARAMETER, "usage/field",
			"the text is no UTF-8");
	else if (json_object_size(location) &&
		 json_object_set(object, "location", location))
		kind = fail_memory(err);
	if (kind == OK && !json_object_size(object))
		kind = fail(err, ERR_PARAMETER, "usage/field",
			"nothing to change: give TEXT, --city, --state or "
			"--country");
	if (kind == OK)
		kind = print_body(app, object, body, err);
	json_decref(location);
	json_decref(object);
	return kind;
}

int
command_reports_add(const struct arguments *args)
{
	struct remote_call call = {.method = "POST", .path = "/api/reports"};
	struct str text;
	struct app app;
	struct err err = {0};

	if (app_open(&app, args, &err) == OK &&
		take_text(&app, args->operands[1], &text, &err) == OK &&
		make_body(&app, text, args->operands[0], args, add_options,
			&call.body, &err) == OK)
		(void)!send_report(&app, &call, "Thank you.", &err);
	return app_end(&app, &err);
}

/* The version that is about to be changed. */
static enum err_kind
read_version(
	struct app *app, const char *path, struct str *etag, struct err *err)
{
	struct remote_call call = {.method = "GET", .path = path};
	struct wire_answer answer = {0};
	enum err_kind kind = remote_call(&app->session, &call, &answer, err);

	if (kind == OK && !arena_str(app->session.arena,
				  wire_header(&answer, "ETag", 0), etag))
		kind = fail_memory(err);
	wire_answer_free(&answer);
	return kind;
}

int
command_reports_edit(const struct arguments *args)
{
	const char *word = args->operand_count > 1 ? args->operands[1] : NULL;
	struct remote_call call = {.method = "PATCH"};
	struct str text;
	struct app app;
	struct err err = {0};

	if (app_open(&app, args, &err) == OK &&
		(call.path = report_path(&app, args->operands[0], &err)) &&
		take_text(&app, word, &text, &err) == OK &&
		make_body(&app, text,
			argument_value(args, &edit_options[WHERE_CITY]), args,
			edit_options, &call.body, &err) == OK &&
		read_version(&app, call.path, &call.etag, &err) == OK)
		(void)!send_report(&app, &call, "Changed.", &err);
	return app_end(&app, &err);
}

int
command_reports_delete(const struct arguments *args)
{
	struct remote_call call = {.method = "DELETE"};
	struct wire_answer answer = {0};
	struct app app;
	struct err err = {0};

	if (app_open(&app, args, &err) == OK &&
		(call.path = report_path(&app, args->operands[0], &err)) &&
		remote_call(&app.session, &call, &answer, &err) == OK &&
		app.screen.format == SCREEN_TABLE)
		fputs("Deleted.\n", app.screen.out);
	wire_answer_free(&answer);
	return app_end(&app, &err);
}
