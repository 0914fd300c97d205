#include "weather/rows_parts.h"

#include "base/closest.h"
#include "base/json.h"
#include "weather/body.h"

#include <inttypes.h>
#include <stdio.h>

/* Of an object with a location and of one with extra. */
enum { LINE_DEPTH_MAX = 2 };

static enum err_kind
parse_line(struct str line, const char *reason, json_t **root, struct err *err)
{
	char why[120] = "";

	switch (json_parse_object(
		line, LINE_DEPTH_MAX, root, why, sizeof(why))) {
	case JSON_GOOD:
		return OK;
	case JSON_NO_MEMORY:
		return fail_memory(err);
	case JSON_MALFORMED:
	default:
		return fail_field(err, ERR_INVALID, reason, "record",
			"malformed-json", "the line %s", why);
	}
}

static void
refuse_member(enum rows_kind kind, const char *member, struct err *err)
{
	struct closest near = {.word = str_from(member)};
	char pointer[BODY_POINTER_MAX], nearest[COLUMN_NAME_MAX] = "";
	struct column known;

	for (size_t i = 0; column_at(kind, i, &known); i++) {
		closest_offer(&near, known.name);
		if (near.name == known.name) {
			snprintf(nearest, sizeof(nearest), "%s", known.name);
			near.name = nearest;
		}
	}
	body_pointer(pointer, "", member);
	body_unknown(err, pointer, member, near.name);
}

/* The text of a string or a whole number; empty for null. */
static bool
text_of(const json_t *value, char number[24], struct str *text)
{
	*text = json_str(value);
	if (json_is_integer(value)) {
		int len = snprintf(number, 24, "%" JSON_INTEGER_FORMAT,
			json_integer_value(value));

		*text = (struct str){number, (size_t)len};
	}
	return json_is_string(value) || json_is_integer(value) ||
	       json_is_null(value);
}

static void
take_flagged(struct observation_row *row, const json_t *value, struct err *err)
{
	if (!json_is_array(value))
		body_wrong_type(err, "/flagged", "an array", value);
	for (size_t i = 0; i < json_array_size(value); i++)
		rows_take_text(row, COLUMN_FLAGGED,
			json_str(json_array_get(value, i)), err);
}

/* A member that no observation of the API has. */
static void
take_other(struct observation_row *row, const char *member, const json_t *value,
	bool *flagged, struct err *err)
{
	struct column column = column_find(ROWS_OBSERVATIONS, str_from(member));
	char pointer[BODY_POINTER_MAX], number[24];
	struct str text;

	body_pointer(pointer, "", member);
	if (column.meaning == COLUMN_FLAGGED) {
		*flagged = true;
		take_flagged(row, value, err);
	} else if (column.meaning < COLUMN_SOURCE || column.has_units ||
		   column.meaning == COLUMN_UNKNOWN) {
		refuse_member(ROWS_OBSERVATIONS, member, err);
	} else if (!text_of(value, number, &text) || json_is_integer(value)) {
		body_wrong_type(err, pointer, "a text", value);
	} else {
		rows_take_text(row, column.meaning, text, err);
	}
}

enum err_kind
rows_observation_json(struct str line, const struct rows_rules *rules,
	struct arena *arena, struct observation_row *row, struct err *err)
{
	json_t *root = NULL, *value;
	const char *member;
	bool flagged = false;
	enum err_kind kind = parse_line(line, "rows/observation", &root, err);

	if (kind != OK)
		return kind;
	rows_begin_observation(row, rules->now_ms);
	if (!json_is_string(json_object_get(root, "observed_at")))
		err_field(
			err, "observed_at", "missing", "observed_at is needed");
	json_object_foreach(root, member, value)
	{
		switch (observation_take(&row->observation, member, value,
			rules->units, arena, err)) {
		case MEMBER_TAKEN:
			break;
		case MEMBER_NO_MEMORY:
			kind = fail_memory(err);
			break;
		case MEMBER_UNKNOWN:
		default:
			take_other(row, member, value, &flagged, err);
		}
	}
	if (kind == OK)
		kind = rows_end_observation(
			row, flagged, rules->now_ms, arena, err);
	json_decref(root);
	return kind;
}

static void
take_location(struct report_row *row, json_t *value, struct err *err)
{
	const char *member;
	json_t *part;

	if (!json_is_object(value))
		body_wrong_type(err, "/location", "an object", value);
	json_object_foreach(value, member, part)
	{
		struct column column =
			column_find(ROWS_REPORTS, str_from(member));

		if (column.meaning < COLUMN_CITY ||
			column.meaning > COLUMN_COUNTRY)
			refuse_member(ROWS_REPORTS, member, err);
		else if (!json_is_string(part) && !json_is_null(part))
			body_wrong_type(err, column.name, "a text", part);
		else
			rows_take_report_text(
				row, 0, column.meaning, json_str(part), err);
	}
}

static void
take_report_member(struct report_row *row, const char *member, json_t *value,
	int64_t now_ms, struct err *err)
{
	struct column column = column_find(ROWS_REPORTS, str_from(member));
	char number[24];
	struct str text;

	if (str_is(str_from(member), "location"))
		take_location(row, value, err);
	else if (column.meaning == COLUMN_UNKNOWN)
		refuse_member(ROWS_REPORTS, member, err);
	else if (!text_of(value, number, &text) ||
		 (json_is_integer(value) && column.meaning != COLUMN_VERSION))
		body_wrong_type(err, column.name, "a text", value);
	else
		rows_take_report_text(row, now_ms, column.meaning, text, err);
}

enum err_kind
rows_report_json(struct str line, const struct rows_rules *rules,
	struct arena *arena, struct report_row *row, struct err *err)
{
	json_t *root = NULL, *value;
	const char *member;
	enum err_kind kind = parse_line(line, "rows/report", &root, err);

	if (kind != OK)
		return kind;
	rows_begin_report(row, rules->now_ms);
	json_object_foreach(root, member, value)
	{
		take_report_member(row, member, value, rules->now_ms, err);
	}
	kind = rows_end_report(row, arena, err);
	json_decref(root);
	return kind;
}
