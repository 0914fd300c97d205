/* reports list: what people wrote, page after page. */

#include "programs/weather_client.h"

#include "base/json.h"
#include "client/remote.h"
#include "programs/weather_client_reports.h"

#include <string.h>

enum {
	LIST_STATE = 0,
	LIST_COUNTRY,
	LIST_CITY,
	LIST_MINE,
	LIST_AUTHOR,
	LIST_FROM,
	LIST_TO,
	LIST_SEARCH,
	LIST_LIMIT,
	LIST_ALL,
};
const struct option_rule list_options[] = {
	{"state", "XX", "only of this state, two letters", false},
	{"country", "XX", "only of this country, two letters", false},
	{"city", "CITY", "only of this place", false},
	{"mine", NULL, "only yours", false},
	{"author", "ID", "only of this author", false},
	{"from", "TIME", "only from then on", false},
	{"to", "TIME", "only before", false},
	{"search", "WORDS", "only with these words", false},
	{"limit", "N", "at most so many; else 50", false},
	{"all", NULL, "all of them", false},
	{0},
};

enum { LIMIT_DEFAULT = 50, PAGE_MAX = 500 };

struct str
report_member(const json_t *report, const char *name)
{
	return json_str(json_object_get(report, name));
}

/* "Seattle, WA, US" */
struct str
report_place(struct app *app, const json_t *report)
{
	const json_t *location = json_object_get(report, "location");
	struct str state = report_member(location, "state");
	char *text = arena_printf(app->session.arena, "%.*s%s%.*s, %.*s",
		STR_ARG(report_member(location, "city")), state.len ? ", " : "",
		STR_ARG(state), STR_ARG(report_member(location, "country")));

	return str_from(text);
}

enum err_kind
reports_print(struct app *app, const json_t *list, struct err *err)
{
	static const char *const heads[] = {
		"created", "place", "id", "description"};
	static const char *const columns[] = {"created_date", "city", "state",
		"country", "id", "author", "description"};
	bool csv = app->screen.format == SCREEN_CSV;
	enum err_kind kind = OK;
	struct sheet sheet;

	sheet_init(&sheet, csv ? columns : heads,
		csv ? COUNT(columns) : COUNT(heads));
	for (size_t i = 0; kind == OK && i < json_array_size(list); i++) {
		const json_t *report = json_array_get(list, i);
		const json_t *location = json_object_get(report, "location");
		const struct str row[] = {report_member(report, "created_date"),
			report_place(app, report), report_member(report, "id"),
			report_member(report, "description")};
		const struct str cells[] = {
			report_member(report, "created_date"),
			report_member(location, "city"),
			report_member(location, "state"),
			report_member(location, "country"),
			report_member(report, "id"),
			report_member(report, "author"),
			report_member(report, "description")};

		if (!sheet_add(&sheet, csv ? cells : row))
			kind = fail_memory(err);
	}
	if (kind == OK && (csv || sheet.count))
		sheet_print(&sheet, &app->screen);
	else if (kind == OK)
		fputs("There are no such reports.\n", app->screen.out);
	sheet_free(&sheet);
	return kind;
}

/* Moves one page into list; *path is then the next one's, at NULL at the
 * end. */
static enum err_kind
read_page(struct app *app, struct str *path, json_t *list, size_t limit,
	struct err *err)
{
	struct remote_call call = {.method = "GET"};
	struct wire_answer answer = {0};
	json_t *page = NULL;
	struct str next;
	enum err_kind kind;

	call.path = arena_copy(app->session.arena, *path);
	*path = (struct str){NULL, 0};
	if (!call.path)
		return fail_memory(err);
	if ((kind = call_json(app, &call, &answer, &page, err)) != OK)
		goto done;
	for (size_t i = 0;
		i < json_array_size(page) && json_array_size(list) < limit; i++)
		if (json_array_append(list, json_array_get(page, i)))
			kind = fail_memory(err);
	/* a service that sends empty pages for ever must not keep us */
	next = remote_next(&app->session, &answer);
	if (kind == OK && next.at && json_array_size(page) &&
		!arena_str(app->session.arena, next, path))
		kind = fail_memory(err);
done:
	json_decref(page);
	wire_answer_free(&answer);
	return kind;
}

static void
add_filters(struct buf *path, const struct arguments *args)
{
	static const struct {
		int rule;
		const char *name;
	} filters[] = {
		{LIST_STATE, "state"},
		{LIST_COUNTRY, "country"},
		{LIST_CITY, "city"},
		{LIST_AUTHOR, "author"},
		{LIST_FROM, "from"},
		{LIST_TO, "to"},
		{LIST_SEARCH, "q"},
	};

	for (size_t i = 0; i < COUNT(filters); i++)
		add_query(path, filters[i].name,
			argument_value(args, &list_options[filters[i].rule]));
	if (argument_given(args, &list_options[LIST_MINE]))
		add_query(path, "author", "me");
}

static enum err_kind
list(struct app *app, const struct arguments *args, struct err *err)
{
	bool all = argument_given(args, &list_options[LIST_ALL]);
	json_t *found = json_array();
	char number[24];
	long long limit;
	struct str rest;
	struct buf path;
	enum err_kind kind;

	buf_init(&path, 8192);
	kind = argument_integer(args, &list_options[LIST_LIMIT], 1, 10000000,
		LIMIT_DEFAULT, &limit, err);
	if (all)
		limit = INT64_MAX / 2;
	snprintf(number, sizeof(number), "%lld",
		limit < PAGE_MAX ? limit : PAGE_MAX);
	buf_z(&path, "/api/reports");
	add_filters(&path, args);
	add_query(&path, "limit", number);
	if (kind == OK && (path.failed || !found))
		kind = fail_memory(err);
	rest = buf_as_str(&path);
	while (kind == OK && rest.at && json_array_size(found) < (size_t)limit)
		kind = read_page(app, &rest, found, (size_t)limit, err);
	if (kind == OK && app->screen.format == SCREEN_JSON)
		kind = screen_json(&app->screen, found, err);
	else if (kind == OK)
		kind = reports_print(app, found, err);
	if (kind == OK && rest.at)
		fputs("There are more; --limit N or --all shows them.\n",
			stderr);
	json_decref(found);
	buf_free(&path);
	return kind;
}

int
command_reports_list(const struct arguments *args)
{
	struct app app;
	struct err err = {0};

	if (app_open(&app, args, &err) == OK)
		(void)!list(&app, args, &err);
	return app_end(&app, &err);
}
