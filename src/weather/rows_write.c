#include "weather/rows_write.h"

#include "base/json.h"
#include "base/json_write.h"
#include "base/rfc3339.h"
#include "weather/columns.h"
#include "weather/csv_cell.h"
#include "weather/extra.h"

#include <inttypes.h>
#include <stdio.h>

static const struct {
	const char *word, *media_type;
} formats[] = {
	[FORMAT_JSON] = {"json", "application/json"},
	[FORMAT_CSV] = {"csv", "text/csv; charset=utf-8; header=present"},
	[FORMAT_NDJSON] = {"ndjson", "application/x-ndjson"},
};

bool
format_from(struct str word, enum format *format)
{
	for (size_t i = 0; i < COUNT(formats); i++) {
		if (str_is(word, formats[i].word)) {
			*format = (enum format)i;
			return true;
		}
	}
	return false;
}

const char *
format_media_type(enum format format)
{
	return formats[format].media_type;
}

void
rows_write_observations_header(
	struct buf *out, enum format format, enum units units, bool owners)
{
	char name[COLUMN_NAME_MAX];

	if (format != FORMAT_CSV)
		return;
	buf_z(out, "observed_at,city,state,country,observer,");
	if (owners)
		buf_z(out, "issuer,tenant,");
	buf_z(out, "source,received_at,interval_s,");
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		column_with_unit(&observation_fields[i], units, name);
		buf_printf(out, "%s,", name);
	}
	buf_z(out, "extra,flagged\r\n");
}

/* Exactly, with all decimals: they tell how finely was measured. */
static void
write_scaled(struct buf *out, int64_t scaled, int decimals)
{
	int64_t one = 1, whole = scaled < 0 ? -scaled : scaled;

	for (int i = 0; i < decimals; i++)
		one *= 10;
	buf_printf(out, "%s%" PRId64, scaled < 0 ? "-" : "", whole / one);
	if (decimals)
		buf_printf(out, ".%0*" PRId64, decimals, whole % one);
}

static void
write_time(struct buf *out, int64_t seconds)
{
	char text[RFC3339_MAX];

	rfc3339_print(seconds, text);
	buf_z(out, text);
	buf_z(out, ",");
}

static void
write_cell(struct buf *out, struct str text)
{
	csv_cell_write(out, text);
	buf_z(out, ",");
}

static enum err_kind
write_extra(struct buf *out, struct str extra, enum units units,
	struct arena *arena, struct err *err)
{
	enum err_kind kind = OK;
	json_t *value;

	if (!extra.len)
		return OK;
	if (!(value = extra_to_json(extra, units)))
		return fail_memory(err);
	kind = json_print(value, arena, &extra, err);
	json_decref(value);
	if (kind == OK)
		csv_cell_write(out, extra);
	return kind;
}

static enum err_kind
write_csv(struct buf *out, enum units units, bool owners,
	const struct observation_row *row, struct arena *arena, struct err *err)
{
	const struct observation *observation = &row->observation;
	const char *separator = "";
	enum err_kind kind;

	write_time(out, observation->observed_at);
	write_cell(out, row->location.city);
	write_cell(out, row->location.state);
	write_cell(out, row->location.country);
	write_cell(out, row->observer);
	if (owners) {
		write_cell(out, row->issuer);
		write_cell(out, row->tenant);
	}
	buf_printf(out, "%s,", observation_source_name(observation->source));
	write_time(out, observation->received_at);
	if (observation->interval_s >= 0)
		buf_printf(out, "%" PRId32, observation->interval_s);
	buf_z(out, ",");
	for (int i = 0; i < FIELD_COUNT; i++) {
		enum observation_field field = (enum observation_field)i;

		if (observation_has(observation, field))
			write_scaled(out,
				observation_scaled(observation, field, units),
				observation_fields[i].decimals);
		buf_z(out, ",");
	}
	kind = write_extra(out, observation->extra, units, arena, err);
	buf_z(out, ",");
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (!(observation->flagged & 1u << i))
			continue;
		buf_printf(out, "%s%s", separator, observation_fields[i].name);
		separator = " ";
	}
	buf_z(out, "\r\n");
	return kind;
}

enum err_kind
rows_write_observation(struct buf *out, enum format format, enum units units,
	bool owners, const struct observation_row *row, struct arena *arena,
	struct err *err)
{
	struct str object;
	enum err_kind kind;

	if (format == FORMAT_CSV)
		return write_csv(out, units, owners, row, arena, err);
	kind = observation_to_json(row, owners, units, arena, &object, err);
	if (kind != OK)
		return kind;
	buf_str(out, object);
	if (format == FORMAT_NDJSON)
		buf_z(out, "\n");
	return OK;
}

enum err_kind
rows_write_units(
	struct buf *out, enum units units, struct arena *arena, struct err *err)
{
	json_t *map = json_object();
	struct str text = {NULL, 0};
	enum err_kind kind;
	int bad = !map;

	bad |= json_object_set_new(map, "interval", json_string("s"));
	for (int i = 0; i < FIELD_COUNT && !bad; i++) {
		const struct observation_field_rule *rule =
			&observation_fields[i];

		bad = json_object_set_new(map, rule->name,
			json_string(units_symbol(units_name(
				rule->unit, rule->quantity, units))));
	}
	kind = bad ? fail_memory(err) : json_print(map, arena, &text, err);
	json_decref(map);
	buf_str(out, text);
	return kind;
}

void
rows_write_reports_header(struct buf *out, enum format format, bool owners)
{
	if (format != FORMAT_CSV)
		return;
	buf_printf(out,
		"id,created_date,city,state,country,description,author,%s"
		"updated_date,version\r\n",
		owners ? "issuer,tenant," : "");
}

static void
write_time_ms(struct buf *out, int64_t ms)
{
	char text[RFC3339_MAX];

	rfc3339_print_ms(ms, text);
	buf_z(out, text);
	buf_z(out, ",");
}

static void
write_report_csv(struct buf *out, bool owners, const struct report_row *row)
{
	const struct report *report = &row->report;

	write_cell(out, report->id);
	write_time_ms(out, report->created_ms);
	write_cell(out, report->location.city);
	write_cell(out, report->location.state);
	write_cell(out, report->location.country);
	write_cell(out, report->description);
	write_cell(out, report->author);
	if (owners) {
		write_cell(out, row->issuer);
		write_cell(out, row->tenant);
	}
	write_time_ms(out, report->updated_ms);
	buf_printf(out, "%" PRId64 "\r\n", report->version);
}

/* {..., "issuer":"y","tenant":null} */
static void
write_owner(struct buf *out, const struct report_row *row)
{
	buf_z(out, ",\"issuer\":");
	json_write_str(out, row->issuer);
	buf_z(out, ",\"tenant\":");
	if (row->tenant.len)
		json_write_str(out, row->tenant);
	else
		buf_z(out, "null");
	buf_z(out, "}");
}

enum err_kind
rows_write_report(struct buf *out, enum format format, bool owners,
	const struct report_row *row, struct arena *arena, struct err *err)
{
	struct str object;
	enum err_kind kind;

	if (format == FORMAT_CSV) {
		write_report_csv(out, owners, row);
		return OK;
	}
	kind = report_to_json(&row->report, REPORT_FULL, arena, &object, err);
	if (kind != OK)
		return kind;
	if (owners)
		object.len--; /* its last brace */
	buf_str(out, object);
	if (owners)
		write_owner(out, row);
	if (format == FORMAT_NDJSON)
		buf_z(out, "\n");
	return OK;
}
