#include "weather/report.h"

#include "base/json.h"
#include "base/rfc3339.h"
#include "weather/body.h"
#include "weather/text.h"

enum { DESCRIPTION_MAX = 4000 };

static void
check_description(struct str description, struct err *err)
{
	const char *name = "/description", *code;

	if (!description.at) {
		err_field(err, name, "missing", "description is needed");
	} else if (!description.len) {
		err_field(err, name, "empty", "description must not be empty");
	} else if ((code = text_check(description, TEXT_MANY_LINES))) {
		err_field(err, name, code, "description %s%s",
			text_demand(code),
			code[0] == 'c' ? " but newline and tab" : "");
	} else if (str_utf8_length(description) > DESCRIPTION_MAX) {
		err_field(err, name, "too-long",
			"description has %zu characters; at most %d are "
			"allowed",
			str_utf8_length(description), (int)DESCRIPTION_MAX);
	}
}

enum err_kind
report_check(struct report *report, struct arena *arena, struct err *err)
{
	report->description = str_trim(report->description);
	if (!body_is_bad(err, "/description"))
		check_description(report->description, err);
	if (!body_is_bad(err, "/location") &&
		!location_check(&report->location, arena, "/location/", err))
		return fail_memory(err);
	return err_settle(err, ERR_INVALID, "report/invalid");
}

static void
take_location(struct location *location, json_t *value, struct err *err)
{
	const char *member;
	json_t *part;

	if (json_is_null(value)) {
		err_field(err, "/location", "missing", "location is needed");
		return;
	}
	if (!json_is_object(value)) {
		body_wrong_type(err, "/location", "an object", value);
		return;
	}
	json_object_foreach(value, member, part)
	{
		struct str name = str_from(member);
		char pointer[BODY_POINTER_MAX];

		body_pointer(pointer, "/location", member);
		if (str_is(name, "city"))
			body_text(part, pointer, &location->city, err);
		else if (str_is(name, "state"))
			body_text(part, pointer, &location->state, err);
		else if (str_is(name, "country"))
			body_text(part, pointer, &location->country, err);
		else
			body_unknown(err, pointer, member, NULL);
	}
}

static bool
keep(struct str *s, struct arena *arena)
{
	return !s->at || arena_str(arena, *s, s);
}

enum err_kind
report_from_json(struct str body, struct arena *arena, struct report *report,
	struct err *err)
{
	json_t *root = NULL, *value;
	const char *member;
	enum err_kind kind = body_parse(body, &root, err);

	if (kind != OK)
		return kind;
	*report = (struct report){0};
	json_object_foreach(root, member, value)
	{
		struct str name = str_from(member);
		char pointer[BODY_POINTER_MAX];

		body_pointer(pointer, "", member);
		if (str_is(name, "description"))
			body_text(value, pointer, &report->description, err);
		else if (str_is(name, "location"))
			take_location(&report->location, value, err);
		else
			body_unknown(err, pointer, member, NULL);
	}
	if (!json_object_get(root, "location"))
		err_field(err, "/location", "missing", "location is needed");
	kind = report_check(report, arena, err);
	/* What passed still points into root. */
	if (kind == OK && (!keep(&report->description, arena) ||
				  !keep(&report->location.city, arena)))
		kind = fail_memory(err);
	json_decref(root);
	return kind;
}

static json_t *
location_value(const struct location *location)
{
	json_t *value = json_object();
	int bad = !value;

	bad |= json_object_set_new(
		value, "city", json_from_str(location->city));
	bad |= json_object_set_new(value, "state",
		location->state.len ? json_from_str(location->state)
				    : json_null());
	bad |= json_object_set_new(
		value, "country", json_from_str(location->country));
	if (!bad)
		return value;
	json_decref(value);
	return NULL;
}

static json_t *
report_value(const struct report *report)
{
	char created[RFC3339_MAX];
	json_t *value = json_object();
	int bad = !value;

	rfc3339_print_ms(report->created_ms, created);
	bad |= json_object_set_new(
		value, "description", json_from_str(report->description));
	bad |= json_object_set_new(
		value, "location", location_value(&report->location));
	bad |= json_object_set_new(value, "id", json_from_str(report->id));
	bad |= json_object_set_new(value, "created_date", json_string(created));
	if (!bad)
		return value;
	json_decref(value);
	return NULL;
}

enum err_kind
report_to_json(const struct report *report, struct arena *arena,
	struct str *out, struct err *err)
{
	json_t *value = report_value(report);
	enum err_kind kind =
		value ? json_print(value, arena, out, err) : fail_memory(err);

	json_decref(value);
	return kind;
}

enum err_kind
reports_to_json(const struct report *reports, size_t count, struct arena *arena,
	struct str *out, struct err *err)
{
	json_t *array = json_array();
	int bad = !array;
	enum err_kind kind;

	for (size_t i = 0; i < count && !bad; i++)
		bad = json_array_append_new(array, report_value(&reports[i]));
	kind = bad ? fail_memory(err) : json_print(array, arena, out, err);
	json_decref(array);
	return kind;
}
