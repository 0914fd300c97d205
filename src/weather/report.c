#include "weather/report.h"

#include "base/json.h"
#include "base/json_write.h"
#include "base/rfc3339.h"
#include "weather/body.h"
#include "weather/text.h"

/* A page has a thousand reports, of up to 16 kB each. */
enum { DESCRIPTION_MAX = 4000, TEXT_MAX = 64 * 1024 * 1024 };

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
	} else if (!text_is_visible(description)) {
		err_field(err, name, "invisible",
			"description has no visible character");
	}
}

enum err_kind
report_check(struct report *report, struct arena *arena, struct err *err)
{
	report->description = text_trim(report->description);
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

/* Members that answers have and bodies must not. */
static bool
is_read_only(struct str name)
{
	static const char *const names[] = {
		"author", "created_date", "id", "updated_date", "version"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

static void
take_members(struct report *report, json_t *root, struct err *err)
{
	const char *member;
	json_t *value;

	json_object_foreach(root, member, value)
	{
		struct str name = str_from(member);
		char pointer[BODY_POINTER_MAX];

		body_pointer(pointer, "", member);
		if (str_is(name, "description"))
			body_text(value, pointer, &report->description, err);
		else if (str_is(name, "location"))
			take_location(&report->location, value, err);
		else if (is_read_only(name))
			err_field(err, pointer, "read-only-field",
				"%s cannot be written", member);
		else
			body_unknown(err, pointer, member, NULL);
	}
}

/* What of body is not said stays as it is in *report. */
static enum err_kind
take_body(struct str body, bool is_new, struct arena *arena,
	struct report *report, struct err *err)
{
	struct report taken = *report;
	json_t *root = NULL;
	enum err_kind kind = body_parse(body, &root, err);

	if (kind != OK)
		return kind;
	take_members(&taken, root, err);
	if (is_new && !json_object_get(root, "location"))
		err_field(err, "/location", "missing", "location is needed");
	kind = report_check(&taken, arena, err);
	/* What passed may still point into root. */
	if (kind == OK && (!keep(&taken.description, arena) ||
				  !keep(&taken.location.city, arena)))
		kind = fail_memory(err);
	if (kind == OK)
		*report = taken;
	json_decref(root);
	return kind;
}

enum err_kind
report_from_json(struct str body, struct arena *arena, struct report *report,
	struct err *err)
{
	*report = (struct report){0};
	return take_body(body, true, arena, report, err);
}

enum err_kind
report_merge(struct str body, struct arena *arena, struct report *report,
	struct err *err)
{
	return take_body(body, false, arena, report, err);
}

bool
report_same(const struct report *a, const struct report *b)
{
	return str_eq(a->description, b->description) &&
	       str_eq(a->location.city, b->location.city) &&
	       str_eq(a->location.state, b->location.state) &&
	       str_eq(a->location.country, b->location.country);
}

static void
write_location(struct buf *out, const struct location *location)
{
	buf_z(out, "{\"city\":");
	json_write_str(out, location->city);
	buf_z(out, ",\"state\":");
	if (location->state.len)
		json_write_str(out, location->state);
	else
		buf_z(out, "null");
	buf_z(out, ",\"country\":");
	json_write_str(out, location->country);
	buf_z(out, "}");
}

static void
write_time(struct buf *out, const char *member, int64_t ms)
{
	char text[RFC3339_MAX];

	rfc3339_print_ms(ms, text);
	buf_z(out, member);
	buf_z(out, text);
	buf_z(out, "\"");
}

static void
write_report(
	struct buf *out, const struct report *report, enum report_view view)
{
	buf_z(out, "{\"description\":");
	json_write_str(out, report->description);
	buf_z(out, ",\"location\":");
	write_location(out, &report->location);
	buf_z(out, ",\"id\":");
	json_write_str(out, report->id);
	write_time(out, ",\"created_date\":\"", report->created_ms);
	if (view == REPORT_FULL) {
		buf_z(out, ",\"author\":");
		json_write_str(out, report->author);
		write_time(out, ",\"updated_date\":\"", report->updated_ms);
		buf_z(out, ",\"version\":");
		buf_int(out, report->version);
	}
	buf_z(out, "}");
}

static enum err_kind
keep_text(
	struct buf *text, struct arena *arena, struct str *out, struct err *err)
{
	enum err_kind kind = OK;

	if (text->failed || !arena_str(arena, buf_as_str(text), out))
		kind = fail_memory(err);
	buf_free(text);
	return kind;
}

enum err_kind
report_to_json(const struct report *report, enum report_view view,
	struct arena *arena, struct str *out, struct err *err)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	write_report(&text, report, view);
	return keep_text(&text, arena, out, err);
}

enum err_kind
reports_to_json(const struct report *reports, size_t count,
	enum report_view view, struct arena *arena, struct str *out,
	struct err *err)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	buf_z(&text, "[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_z(&text, ",");
		write_report(&text, &reports[i], view);
	}
	buf_z(&text, "]");
	return keep_text(&text, arena, out, err);
}
