#include "weather/observation.h"

#include "base/closest.h"
#include "base/json.h"
#include "base/rfc3339.h"
#include "weather/body.h"
#include "weather/extra.h"
#include "weather/row.h"

static void
report_unknown(const char *member, struct err *err)
{
	struct closest near = {.word = str_from(member)};
	char pointer[BODY_POINTER_MAX];

	/* Only so many are shown; a body can hold thousands of them. */
	for (int i = 0; i < FIELD_COUNT && err->field_count < ERR_FIELDS_MAX;
		i++) {
		closest_offer(&near, observation_fields[i].name);
		if (observation_fields[i].alias)
			closest_offer(&near, observation_fields[i].alias);
	}
	closest_offer(&near, "observed_at");
	closest_offer(&near, "interval");
	closest_offer(&near, "extra");
	body_pointer(pointer, "", member);
	body_unknown(err, pointer, member, near.name);
}

static void
take_field(struct observation *observation, enum observation_field field,
	const char *member, const json_t *value, enum units units,
	struct err *err)
{
	char pointer[BODY_POINTER_MAX];

	body_pointer(pointer, "", member);
	if (json_is_null(value))
		return;
	if (!json_is_number(value))
		body_wrong_type(err, pointer, "a number", value);
	else if (observation_has(observation, field))
		err_field(err, pointer, "duplicate",
			"%s and %s are two names of the same field",
			observation_fields[field].name,
			observation_fields[field].alias);
	else
		observation_set(observation, field, json_number_value(value),
			units, pointer, err);
}

static void
take_time(struct observation *observation, const json_t *value, struct err *err)
{
	if (json_is_null(value))
		return;
	if (json_is_string(value))
		observation_set_time(
			observation, json_str(value), "/observed_at", err);
	else
		body_wrong_type(err, "/observed_at",
			"a time such as \"2026-11-22T01:15:00Z\"", value);
}

static void
take_interval(
	struct observation *observation, const json_t *value, struct err *err)
{
	if (json_is_null(value))
		return;
	if (json_is_number(value))
		observation_set_interval(observation, json_number_value(value),
			"/interval", err);
	else
		body_wrong_type(err, "/interval", "a number", value);
}

enum observation_member
observation_take(struct observation *observation, const char *member,
	json_t *value, enum units units, struct arena *arena, struct err *err)
{
	struct str name = str_from(member);
	enum observation_field field = observation_field_find(name);

	if (field < FIELD_COUNT)
		take_field(observation, field, member, value, units, err);
	else if (str_is(name, "observed_at"))
		take_time(observation, value, err);
	else if (str_is(name, "interval"))
		take_interval(observation, value, err);
	else if (!str_is(name, "extra"))
		return MEMBER_UNKNOWN;
	else if (!extra_from_json(
			 value, units, arena, &observation->extra, err))
		return MEMBER_NO_MEMORY;
	return MEMBER_TAKEN;
}

enum err_kind
observation_from_json(struct str body, enum units units, int64_t now,
	struct arena *arena, struct observation *observation, bool *timed,
	struct err *err)
{
	json_t *root = NULL, *value;
	const char *member;
	enum err_kind kind = body_parse(body, &root, err);

	*timed = false;
	if (kind != OK)
		return kind;
	observation_init(observation, now);
	observation->received_at = now;
	observation->source = SOURCE_API;
	json_object_foreach(root, member, value)
	{
		switch (observation_take(
			observation, member, value, units, arena, err)) {
		case MEMBER_TAKEN:
			break;
		case MEMBER_NO_MEMORY:
			kind = fail_memory(err);
			break;
		case MEMBER_UNKNOWN:
		default:
			report_unknown(member, err);
		}
	}
	*timed = json_is_string(json_object_get(root, "observed_at"));
	json_decref(root);
	if (kind != OK)
		return kind;
	observation_check(observation, now, err);
	return err_settle(err, ERR_INVALID, "observation/invalid");
}

/* An array of the names of flagged fields. */
static json_t *
flagged_names(const struct observation *observation)
{
	json_t *names = json_array();

	for (int i = 0; i < FIELD_COUNT && names; i++) {
		if (!(observation->flagged & 1u << i))
			continue;
		if (json_array_append_new(names,
			    json_from_str(
				    str_from(observation_fields[i].name)))) {
			json_decref(names);
			return NULL;
		}
	}
	return names;
}

static json_t *
text_or_null(struct str text)
{
	return text.len ? json_from_str(text) : json_null();
}

static int
set_time(json_t *root, const char *name, int64_t seconds)
{
	char time[RFC3339_MAX];

	rfc3339_print(seconds, time);
	return json_object_set_new(root, name, json_string(time));
}

/* Where, by whom and how it came here. */
static int
set_origin(json_t *root, const struct observation_row *row, bool owners)
{
	int bad = set_time(root, "observed_at", row->observation.observed_at);

	bad |= json_object_set_new(
		root, "city", json_from_str(row->location.city));
	bad |= json_object_set_new(
		root, "state", text_or_null(row->location.state));
	bad |= json_object_set_new(
		root, "country", json_from_str(row->location.country));
	bad |= json_object_set_new(
		root, "observer", text_or_null(row->observer));
	if (owners) {
		bad |= json_object_set_new(
			root, "issuer", text_or_null(row->issuer));
		bad |= json_object_set_new(
			root, "tenant", text_or_null(row->tenant));
	}
	bad |= json_object_set_new(root, "source",
		json_string(observation_source_name(row->observation.source)));
	bad |= set_time(root, "received_at", row->observation.received_at);
	return bad;
}

static int
set_fields(
	json_t *root, const struct observation *observation, enum units units)
{
	int bad = json_object_set_new(root, "interval",
		observation->interval_s >= 0
			? json_integer(observation->interval_s)
			: json_null());

	for (int i = 0; i < FIELD_COUNT; i++) {
		enum observation_field field = (enum observation_field)i;

		bad |= json_object_set_new(root, observation_fields[i].name,
			observation_has(observation, field)
				? json_from_scaled(
					  observation_scaled(
						  observation, field, units),
					  observation_fields[i].decimals)
				: json_null());
	}
	return bad;
}

enum err_kind
observation_to_json(const struct observation_row *row, bool owners,
	enum units units, struct arena *arena, struct str *out, struct err *err)
{
	const struct observation *observation = &row->observation;
	json_t *root = json_object();
	enum err_kind kind;
	int bad = !root;

	bad |= set_origin(root, row, owners);
	bad |= set_fields(root, observation, units);
	bad |= json_object_set_new(root, "extra",
		observation->extra.len
			? extra_to_json(observation->extra, units)
			: json_null());
	bad |= json_object_set_new(root, "flagged", flagged_names(observation));
	kind = bad ? fail(err, ERR_INTERNAL, "observation/print",
			     "no memory, or extra is no JSON object")
		   : json_print(root, arena, out, err);
	json_decref(root);
	return kind;
}
