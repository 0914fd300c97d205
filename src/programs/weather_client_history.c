/* history: what was measured at a place, page after page. */

#include "programs/weather_client.h"

#include "base/json.h"
#include "client/remote.h"
#include "programs/weather_client_place.h"
#include "weather/observation.h"

#include <string.h>

enum { HISTORY_FROM = WEATHER_OPTIONS, HISTORY_TO, HISTORY_LIMIT };
const struct option_rule history_options[] = {
	PLACE_OPTIONS,
	UNITS_OPTION,
	{"from", "TIME", "RFC 3339 or relative, as in -24h", false},
	{"to", "TIME", "the same", false},
	{"limit", "N", "at most so many; else 100, with --csv all", false},
	{0},
};

enum { LIMIT_DEFAULT = 100, PAGE_MAX = 1000, CELL_MAX = 48 };

/* The columns of the table; CSV has all that the service knows. */
static const enum observation_field shown[] = {FIELD_TEMP, FIELD_HUMIDITY,
	FIELD_PRESSURE_MSL, FIELD_WIND_SPEED, FIELD_WIND_DIR, FIELD_PRECIP};

static enum err_kind
add_row(struct app *app, struct sheet *sheet, const json_t *item,
	struct err *err)
{
	struct str cells[COUNT(shown) + 1];

	cells[0] = json_str(json_object_get(item, "observed_at"));
	for (size_t i = 0; i < COUNT(shown); i++) {
		const json_t *value = json_object_get(
			item, observation_fields[shown[i]].name);
		char *text = arena_alloc(app->session.arena, CELL_MAX);

		if (!text)
			return fail_memory(err);
		if (json_is_number(value))
			snprintf(text, CELL_MAX, "%.*f",
				observation_fields[shown[i]].decimals ? 1 : 0,
				json_number_value(value));
		else
			snprintf(text, CELL_MAX, "-");
		cells[i + 1] = str_from(text);
	}
	return sheet_add(sheet, cells) ? OK : fail_memory(err);
}

static enum err_kind
print_rows(
	struct app *app, const json_t *items, enum units units, struct err *err)
{
	const char *heads[COUNT(shown) + 1] = {"observed_at"};
	enum err_kind kind = OK;
	struct sheet sheet;

	for (size_t i = 0; i < COUNT(shown); i++) {
		const struct observation_field_rule *rule =
			&observation_fields[shown[i]];

		heads[i + 1] = arena_printf(app->session.arena, "%s%s",
			rule->name,
			place_unit_sign(rule->unit, rule->quantity, units));
		if (!heads[i + 1])
			return fail_memory(err);
	}
	sheet_init(&sheet, heads, COUNT(heads));
	for (size_t i = 0; kind == OK && i < json_array_size(items); i++)
		kind = add_row(app, &sheet, json_array_get(items, i), err);
	if (kind == OK)
		sheet_print(&sheet, &app->screen);
	sheet_free(&sheet);
	return kind;
}

/* Moves one page into items; *path is then the next one's, at NULL at the
 * end. */
static enum err_kind
read_page(struct app *app, struct str *path, json_t *items, size_t limit,
	struct err *err)
{
	struct remote_call call = {.method = "GET"};
	struct wire_answer answer = {0};
	json_t *page = NULL, *found;
	struct str next;
	enum err_kind kind;

	call.path = arena_copy(app->session.arena, *path);
	*path = (struct str){NULL, 0};
	if (!call.path)
		return fail_memory(err);
	if ((kind = call_json(app, &call, &answer, &page, err)) != OK)
		goto done;
	found = json_object_get(page, "items");
	for (size_t i = 0;
		i < json_array_size(found) && json_array_size(items) < limit;
		i++)
		if (json_array_append(items, json_array_get(found, i)))
			kind = fail_memory(err);
	next = remote_next(&app->session, &answer);
	if (kind == OK && next.at && !arena_str(app->session.arena, next, path))
		kind = fail_memory(err);
done:
	json_decref(page);
	wire_answer_free(&answer);
	return kind;
}

static enum err_kind
show_pages(struct app *app, const struct buf *first, size_t limit,
	enum units units, struct err *err)
{
	struct str path = buf_as_str(first);
	json_t *items = json_array();
	enum err_kind kind = items ? OK : fail_memory(err);

	while (kind == OK && path.at && json_array_size(items) < limit)
		kind = read_page(app, &path, items, limit, err);
	if (kind == OK && app->screen.format == SCREEN_JSON)
		kind = screen_json(&app->screen, items, err);
	else if (kind == OK)
		kind = print_rows(app, items, units, err);
	if (kind == OK && path.at)
		fprintf(stderr, "There are more; --limit shows them.\n");
	json_decref(items);
	return kind;
}

/* The service's own CSV, as it comes; what a terminal shows is escaped. */
static enum err_kind
pass_csv(struct app *app, const struct buf *path, struct err *err)
{
	struct remote_call call = {.method = "GET",
		.path = path->at,
		.accept = "text/csv",
		.sink = app->screen.is_terminal ? NULL : app->screen.out};
	struct wire_answer answer = {0};
	enum err_kind kind = remote_call(&app->session, &call, &answer, err);
	struct str rest = buf_as_str(&answer.body), line;

	while (kind == OK && str_cut(&rest, '\n', &line)) {
		if (!line.len && !rest.at)
			break;
		screen_text(&app->screen, str_trim(line));
		putc('\n', app->screen.out);
	}
	wire_answer_free(&answer);
	return kind;
}

int
command_history(const struct arguments *args)
{
	const struct option_rule *rules = history_options;
	bool limited = argument_given(args, &rules[HISTORY_LIMIT]);
	char number[24];
	struct buf path;
	enum units units;
	long long limit;
	struct app app;
	struct err err = {0};

	buf_init(&path, 8192);
	if (app_open(&app, args, &err) != OK ||
		place_units(&app, args, rules, &units, &err) != OK ||
		argument_integer(args, &rules[HISTORY_LIMIT], 1, 1000000,
			LIMIT_DEFAULT, &limit, &err) != OK)
		goto done;
	snprintf(number, sizeof(number), "%lld",
		limit < PAGE_MAX ? limit : PAGE_MAX);
	place_add(&path, args, rules, "/observations", units);
	add_query(&path, "from", argument_value(args, &rules[HISTORY_FROM]));
	add_query(&path, "to", argument_value(args, &rules[HISTORY_TO]));
	if (app.screen.format == SCREEN_CSV) {
		add_query(&path, "format", "csv");
		add_query(&path, "limit", limited ? number : NULL);
		(void)!pass_csv(&app, &path, &err);
	} else {
		add_query(&path, "limit", number);
		(void)!show_pages(&app, &path, (size_t)limit, units, &err);
	}
done:
	buf_free(&path);
	return app_end(&app, &err);
}
