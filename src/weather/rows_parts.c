#include "weather/rows_parts.h"

#include "base/uuid.h"
#include "weather/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME_MAX_LEN = 100 };

static const int64_t year_1900_ms = -2208988800000;
/* The last one that a program in JavaScript can tell from the next, and room
 * for as many changes again. */
static const int64_t version_max = INT64_C(9007199254740991);

void
rows_begin_observation(struct observation_row *row, int64_t now_ms)
{
	*row = (struct observation_row){0};
	/* An unreadable time has been named: it must not be called old too. */
	observation_init(&row->observation, now_ms / 1000);
	row->observation.received_at = now_ms / 1000;
	row->observation.source = SOURCE_IMPORT;
}

void
rows_begin_report(struct report_row *row, int64_t now_ms)
{
	*row = (struct report_row){
		.report = {.created_ms = now_ms, .updated_ms = INT64_MIN}};
}

static void
take_source(struct observation *observation, struct str value, struct err *err)
{
	struct str said = text_cut(value, 20);

	if (!value.len || observation_source_from(value, &observation->source))
		return;
	if (text_check(value, TEXT_ONE_LINE))
		said = (struct str){NULL, 0};
	err_field(err, "source", "not-allowed",
		"source \"%.*s\" is none of api, import and demo",
		STR_ARG(said));
}

static void
take_flagged(struct observation *observation, struct str value, struct err *err)
{
	struct str rest = value, name;

	while (str_cut(&rest, ' ', &name)) {
		enum observation_field field = observation_field_find(name);

		if (field < FIELD_COUNT)
			observation->flagged |= 1u << field;
		else if (name.len)
			err_field(err, "flagged", "not-allowed",
				"flagged names what is no field");
	}
}

static void
take_received(
	struct observation *observation, struct str value, struct err *err)
{
	int64_t ms;

	if (value.len && text_time(value, "received_at", &ms, err))
		observation->received_at = ms / 1000 - (ms % 1000 < 0);
}

static bool
take_place(struct location *location, enum column_meaning meaning,
	struct str value)
{
	switch (meaning) {
	case COLUMN_CITY:
		location->city = value;
		return true;
	case COLUMN_STATE:
		location->state = value;
		return true;
	case COLUMN_COUNTRY:
		location->country = value;
		return true;
	default:
		return false;
	}
}

void
rows_take_text(struct observation_row *row, enum column_meaning meaning,
	struct str value, struct err *err)
{
	if (take_place(&row->location, meaning, str_trim(value)))
		return;
	switch (meaning) {
	case COLUMN_OBSERVED_AT:
		if (!str_trim(value).len)
			err_field(err, "observed_at", "missing",
				"observed_at is needed");
		else
			observation_set_time(&row->observation, str_trim(value),
				"observed_at", err);
		break;
	case COLUMN_OBSERVER:
		row->observer = value;
		break;
	case COLUMN_ISSUER:
		row->issuer = value;
		break;
	case COLUMN_TENANT:
		row->tenant = value;
		break;
	case COLUMN_SOURCE:
		take_source(&row->observation, str_trim(value), err);
		break;
	case COLUMN_RECEIVED_AT:
		take_received(&row->observation, str_trim(value), err);
		break;
	case COLUMN_FLAGGED:
		take_flagged(&row->observation, value, err);
		break;
	default:
		break;
	}
}

static void
take_date(int64_t *date, const char *name, int64_t now_ms, struct str value,
	struct err *err)
{
	int64_t ms;

	if (!value.len || !text_time(value, name, &ms, err))
		return;
	*date = ms;
	if (ms > now_ms)
		err_field(err, name, "in-the-future",
			"%s \"%.*s\" is in the future", name, STR_ARG(value));
	else if (ms < year_1900_ms)
		err_field(err, name, "too-old", "%s must not be before 1900",
			name);
}

static void
take_version(struct report *report, struct str value, struct err *err)
{
	long long version;

	if (!value.len)
		return;
	if (str_to_int64(value, 1, version_max, &version))
		report->version = version;
	else
		err_field(err, "version", "not-a-number",
			"version must be a whole number from 1 to %" PRId64,
			version_max);
}

static void
take_id(struct report *report, struct str value, struct err *err)
{
	report->id = value;
	if (value.len && !uuid_is_valid(value))
		err_field(err, "id", "malformed",
			"id must be a UUID in small letters");
}

void
rows_take_report_text(struct report_row *row, int64_t now_ms,
	enum column_meaning meaning, struct str value, struct err *err)
{
	struct report *report = &row->report;

	if (take_place(&report->location, meaning, value))
		return;
	switch (meaning) {
	case COLUMN_DESCRIPTION:
		report->description = value;
		break;
	case COLUMN_CREATED_DATE:
		take_date(&report->created_ms, "created_date", now_ms,
			str_trim(value), err);
		break;
	case COLUMN_UPDATED_DATE:
		take_date(&report->updated_ms, "updated_date", now_ms,
			str_trim(value), err);
		break;
	case COLUMN_VERSION:
		take_version(report, str_trim(value), err);
		break;
	case COLUMN_ID:
		take_id(report, str_trim(value), err);
		break;
	case COLUMN_OBSERVER:
		report->author = value;
		break;
	case COLUMN_ISSUER:
		row->issuer = value;
		break;
	case COLUMN_TENANT:
		row->tenant = value;
		break;
	default:
		break;
	}
}

/* JSON pointers of the shared checks become names of columns. */
static void
name_columns(struct err *err)
{
	for (size_t i = 0; i < err->field_count && i < ERR_FIELDS_MAX; i++) {
		char *name = err->fields[i].name;
		const char *slash = strrchr(name, '/');

		if (slash)
			memmove(name, slash + 1, strlen(slash));
		if (!*name)
			snprintf(name, sizeof(err->fields[i].name), "record");
	}
}

static bool
has_nul(struct str text)
{
	return text.len && memchr(text.at, '\0', text.len) != NULL;
}

/* A name of our own is one line; what providers call people is theirs. */
static void
check_owner(struct str *identity, struct str issuer, struct str tenant,
	const char *name, struct err *err)
{
	const struct str all[] = {*identity, issuer, tenant};
	const char *code;

	for (size_t i = 0; i < COUNT(all); i++) {
		if (all[i].len <= IDENTITY_MAX && str_is_utf8(all[i]) &&
			!has_nul(all[i]))
			continue;
		err_field(err, name, "too-long",
			"%s, issuer and tenant are UTF-8 of at most %d bytes",
			name, (int)IDENTITY_MAX);
		return;
	}
	if (issuer.len && !identity->len)
		err_field(err, name, "missing", "%s is needed where issuer is",
			name);
	if (issuer.len)
		return;
	*identity = str_trim(*identity);
	code = text_check(*identity, TEXT_ONE_LINE);
	if (code)
		err_field(err, name, code, "%s %s", name, text_demand(code));
	else if (str_utf8_length(*identity) > NAME_MAX_LEN)
		err_field(err, name, "too-long",
			"%s has %zu characters; at most %d are allowed", name,
			str_utf8_length(*identity), (int)NAME_MAX_LEN);
}

/* Into arena, for the record goes away. */
static bool
keep(struct str **texts, size_t count, struct arena *arena)
{
	for (size_t i = 0; i < count; i++)
		if (!arena_str(arena, *texts[i], texts[i]))
			return false;
	return true;
}

enum err_kind
rows_end_observation(struct observation_row *row, bool flagged, int64_t now_ms,
	struct arena *arena, struct err *err)
{
	struct observation *observation = &row->observation;
	struct str *texts[] = {&row->location.city, &row->observer,
		&row->issuer, &row->tenant};
	uint32_t flags = observation->flagged;
	enum err_kind kind;

	check_owner(&row->observer, row->issuer, row->tenant, "observer", err);
	if (!location_check(&row->location, arena, "", err))
		return fail_memory(err);
	observation_check(observation, now_ms / 1000, err);
	if (flagged)
		observation->flagged = flags & observation->present;
	name_columns(err);
	kind = err_settle(err, ERR_INVALID, "rows/observation");
	if (kind == OK && !keep(texts, COUNT(texts), arena))
		return fail_memory(err);
	return kind;
}

enum err_kind
rows_end_report(struct report_row *row, struct arena *arena, struct err *err)
{
	struct report *report = &row->report;
	struct str *texts[] = {&report->location.city, &report->description,
		&report->author, &report->id, &row->issuer, &row->tenant};
	enum err_kind kind;

	check_owner(&report->author, row->issuer, row->tenant, "author", err);
	if (report->updated_ms == INT64_MIN)
		report->updated_ms = report->created_ms;
	else if (report->updated_ms < report->created_ms)
		err_field(err, "updated_date", "too-old",
			"updated_date must not be before created_date");
	kind = report_check(report, arena, err);
	name_columns(err);
	if (kind != OK)
		return kind == ERR_INVALID
			       ? err_settle(err, kind, "rows/report")
			       : kind;
	return keep(texts, COUNT(texts), arena) ? OK : fail_memory(err);
}
