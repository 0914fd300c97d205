/* weather, observe: what instruments measure. */

#include "programs/weather_client.h"

#include "base/closest.h"
#include "base/json.h"
#include "client/form.h"
#include "client/remote.h"
#include "programs/weather_client_place.h"
#include "weather/observation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct option_rule weather_options[] = {
	PLACE_OPTIONS,
	UNITS_OPTION,
	{0},
};

enum { OBSERVE_AT = WEATHER_OPTIONS };
const struct option_rule observe_options[] = {
	PLACE_OPTIONS,
	UNITS_OPTION,
	{"at", "TIME", "when it was measured (RFC 3339); else now", false},
	{0},
};

static const char *const unit_words[] = {
	[UNITS_METRIC] = "metric",
	[UNITS_IMPERIAL] = "imperial",
	[UNITS_STANDARD] = "standard",
};

const char *
place_unit_sign(const char *base, enum quantity quantity, enum units units)
{
	static const struct {
		const char *name, *sign;
	} signs[] = {
		{"degC", " \u00B0C"},
		{"degF", " \u00B0F"},
		{"degree", "\u00B0"},
		{"%", " %"},
		{"1", ""},
		{"W/m2", " W/m\u00B2"},
		{"K", " K"},
		{"mph", " mph"},
		{"m/s", " m/s"},
		{"hPa", " hPa"},
		{"mm/h", " mm/h"},
		{"mm", " mm"},
		{"m", " m"},
	};
	const char *name = units_name(base, quantity, units);

	for (size_t i = 0; i < COUNT(signs); i++)
		if (!strcmp(signs[i].name, name))
			return signs[i].sign;
	return "";
}

enum err_kind
place_units(struct app *app, const struct arguments *args,
	const struct option_rule *rules, enum units *units, struct err *err)
{
	const char *word = argument_value(args, &rules[PLACE_UNITS]);

	*units = app->profile.shown;
	if (!word || units_from(str_from(word), units))
		return OK;
	return fail(err, ERR_PARAMETER, "usage/units",
		"--units %.40s: metric, imperial or standard is needed", word);
}

void
place_add(struct buf *path, const struct arguments *args,
	const struct option_rule *rules, const char *tail, enum units units)
{
	const char *city = args->operands[0];
	bool has_slash = strchr(city, '/') != NULL;

	buf_z(path, "/api/weather/");
	if (has_slash)
		buf_z(path, "-");
	else
		form_encode_url(path, str_from(city));
	buf_z(path, tail);
	add_query(path, "city", has_slash ? city : NULL);
	add_query(path, "state", argument_value(args, &rules[PLACE_STATE]));
	add_query(path, "country", argument_value(args, &rules[PLACE_COUNTRY]));
	add_query(path, "units", unit_words[units]);
}

static void
print_number(const struct app *app, const json_t *value, const char *sign)
{
	if (json_is_integer(value))
		fprintf(app->screen.out, "%lld%s",
			(long long)json_integer_value(value), sign);
	else if (json_is_number(value))
		fprintf(app->screen.out, "%.1f%s", json_number_value(value),
			sign);
	else
		fputs("not measured", app->screen.out);
}

static const struct {
	const char *member, *name, *unit;
	enum quantity quantity;
} now_rows[] = {
	{"temp", "Temperature", "degC", QUANTITY_TEMPERATURE},
	{"feels_like", "Feels like", "degC", QUANTITY_TEMPERATURE},
	{"temp_min", "Lowest", "degC", QUANTITY_TEMPERATURE},
	{"temp_max", "Highest", "degC", QUANTITY_TEMPERATURE},
	{"humidity", "Humidity", "%", QUANTITY_PLAIN},
	{"pressure", "Pressure", "hPa", QUANTITY_PLAIN},
};

static void
print_now(const struct app *app, const char *city, const json_t *now,
	const struct wire_answer *answer, enum units units)
{
	struct str observed = wire_header(answer, "Weather-Observed-At", 0);
	const struct screen *screen = &app->screen;

	screen_styled(screen, STYLE_HEAD, str_from(city));
	if (observed.len) {
		fputs(", observed ", screen->out);
		screen_text(screen, observed);
	}
	putc('\n', screen->out);
	if (str_is(wire_header(answer, "Weather-Stale", 0), "?1")) {
		screen_styled(screen, STYLE_WARNING,
			STR_LIT("Nobody has measured here in the last hour; "
				"this is older."));
		putc('\n', screen->out);
	}
	for (size_t i = 0; i < COUNT(now_rows); i++) {
		fprintf(screen->out, "%-16s ", now_rows[i].name);
		print_number(app, json_object_get(now, now_rows[i].member),
			place_unit_sign(
				now_rows[i].unit, now_rows[i].quantity, units));
		putc('\n', screen->out);
	}
}

static void
print_now_csv(const struct app *app, const json_t *now)
{
	const struct screen *screen = &app->screen;
	char text[40];

	for (size_t i = 0; i < COUNT(now_rows); i++)
		screen_csv(screen, i == 0, str_from(now_rows[i].member));
	putc('\n', screen->out);
	for (size_t i = 0; i < COUNT(now_rows); i++) {
		const json_t *value = json_object_get(now, now_rows[i].member);

		snprintf(text, sizeof(text), "%.15g", json_number_value(value));
		screen_csv(screen, i == 0,
			json_is_number(value) ? str_from(text) : STR_LIT(""));
	}
	putc('\n', screen->out);
}

int
command_weather(const struct arguments *args)
{
	struct remote_call call = {.method = "GET"};
	struct wire_answer answer = {0};
	json_t *now = NULL;
	struct buf path;
	enum units units;
	struct app app;
	struct err err = {0};

	buf_init(&path, 8192);
	if (app_open(&app, args, &err) == OK &&
		place_units(&app, args, weather_options, &units, &err) == OK) {
		place_add(&path, args, weather_options, "", units);
		call.path = path.at;
		if (call_json(&app, &call, &answer, &now, &err) == OK) {
			if (app.screen.format == SCREEN_JSON)
				(void)!screen_json(&app.screen, now, &err);
			else if (app.screen.format == SCREEN_CSV)
				print_now_csv(&app, now);
			else
				print_now(&app, args->operands[0], now, &answer,
					units);
		}
	}
	json_decref(now);
	wire_answer_free(&answer);
	buf_free(&path);
	return app_end(&app, &err);
}

/* NAME=VALUE into body. */
static enum err_kind
take_value(json_t *body, const char *word, struct err *err)
{
	struct str rest = str_from(word), name;
	struct closest closest = {0};
	enum observation_field field;
	char *end;
	double value;

	str_cut(&rest, '=', &name);
	field = observation_field_find(name);
	if (field == FIELD_COUNT) {
		closest.word = name;
		for (size_t i = 0; i < FIELD_COUNT; i++) {
			closest_offer(&closest, observation_fields[i].name);
			if (observation_fields[i].alias)
				closest_offer(
					&closest, observation_fields[i].alias);
		}
		return fail(err, ERR_PARAMETER, "usage/field",
			"\"%.*s\" is nothing that the service stores%s%s%s",
			name.len < 40 ? (int)name.len : 40, name.at,
			closest.name ? "; did you mean " : "",
			closest.name ? closest.name : "",
			closest.name ? "?" : "");
	}
	value = rest.len ? strtod(rest.at, &end) : 0;
	if (!rest.len || *end || !isfinite(value) ||
		strspn(rest.at, "0123456789.-+eE") != rest.len)
		return fail(err, ERR_PARAMETER, "usage/field",
			"%.60s: write %.*s= and a number, with a point for "
			"decimals",
			word, STR_ARG(name));
	if (json_object_get(body, observation_fields[field].name))
		return fail(err, ERR_PARAMETER, "usage/field",
			"%.*s is given twice", STR_ARG(name));
	return json_object_set_new(
		       body, observation_fields[field].name, json_real(value))
		       ? fail_memory(err)
		       : OK;
}

static enum err_kind
make_observation(const struct arguments *args, json_t *body, struct err *err)
{
	const char *at = argument_value(args, &observe_options[OBSERVE_AT]);
	enum err_kind kind = body ? OK : fail_memory(err);

	for (size_t i = 1; kind == OK && i < args->operand_count; i++)
		kind = take_value(body, args->operands[i], err);
	if (kind == OK && at &&
		json_object_set_new(
			body, "observed_at", json_from_str(str_from(at))))
		kind = fail(
			err, ERR_PARAMETER, "usage/field", "--at is no text");
	return kind;
}

int
command_observe(const struct arguments *args)
{
	struct remote_call call = {.method = "POST"};
	json_t *body = json_object(), *stored = NULL;
	struct wire_answer answer = {0};
	struct err err = {0};
	struct buf path;
	enum units units;
	struct app app;

	buf_init(&path, 8192);
	if (app_open(&app, args, &err) != OK ||
		place_units(&app, args, observe_options, &units, &err) != OK ||
		make_observation(args, body, &err) != OK ||
		print_body(&app, body, &call.body, &err) != OK)
		goto done;
	place_add(&path, args, observe_options, "", units);
	call.path = path.at;
	if (call_json(&app, &call, &answer, &stored, &err) != OK)
		goto done;
	if (app.screen.format == SCREEN_TABLE) {
		fputs("Stored for ", stdout);
		screen_text(&app.screen, str_from(args->operands[0]));
		fputs(", ", stdout);
		screen_text(&app.screen,
			json_str(json_object_get(stored, "observed_at")));
		fputs(json_object_get(stored, "flagged")
				? "; some values are unusual and kept aside.\n"
				: ".\n",
			stdout);
	} else {
		(void)!screen_json(&app.screen, stored, &err);
	}
done:
	json_decref(stored);
	json_decref(body);
	wire_answer_free(&answer);
	buf_free(&path);
	return app_end(&app, &err);
}
