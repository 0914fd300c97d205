#include "api/place.h"

#include "base/buf.h"
#include "base/url.h"
#include "http/query.h"
#include "store/fold.h"

static enum err_kind
read_units(const struct call *call, enum units *units, struct err *err)
{
	struct str word;
	enum err_kind kind = query_str(call->req, "units", &word, err);

	*units = UNITS_METRIC;
	if (kind != OK || !word.at || units_from(word, units))
		return kind;
	return fail_field(err, ERR_PARAMETER, "place/units", "units",
		"not-allowed",
		"Invalid units: \"%.*s\"; use standard, metric or imperial",
		(int)(word.len < 40 ? word.len : 40), word.len ? word.at : "");
}

enum err_kind
place_from_query(struct call *call, struct place_query *place, struct err *err)
{
	const struct request *req = call->req;
	struct location *location = &place->location;
	struct str city;
	enum err_kind kind;

	*place = (struct place_query){0};
	location->city = call->path[0];
	if ((kind = query_str(req, "city", &city, err)) != OK ||
		(kind = query_str(req, "state", &location->state, err)) != OK ||
		(kind = query_str(req, "country", &location->country, err)) !=
			OK ||
		(kind = read_units(call, &place->units, err)) != OK)
		return kind;
	if (str_is(location->city, "-") && city.at)
		location->city = city;
	if (!location_check(location, call->arena, "", err))
		return fail_memory(err);
	if ((kind = err_settle(err, ERR_PARAMETER, "place/location")) != OK)
		return kind;
	kind = fold_name(call->store, location->city, "city", call->arena,
		&place->city_key, err);
	/* a name without a letter is a bad parameter here, not a bad field */
	return kind == ERR_INVALID
		       ? err_settle(err, ERR_PARAMETER, "place/city")
		       : kind;
}

enum err_kind
place_to_url(struct call *call, const struct location *location,
	const char **url, struct err *err)
{
	struct buf buf;

	buf_init(&buf, 2048);
	buf_printf(&buf, "%s/api/weather/", call->config->base_path);
	url_add_escaped(&buf, location->city);
	buf_z(&buf, "?country=");
	url_add_escaped(&buf, location->country);
	if (location->state.len) {
		buf_z(&buf, "&state=");
		url_add_escaped(&buf, location->state);
	}
	*url = buf.failed ? NULL : arena_copy(call->arena, buf_as_str(&buf));
	buf_free(&buf);
	return *url ? OK : fail_memory(err);
}

static bool
is_ascii(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] >= 0x80)
			return false;
	return true;
}

/* RFC 9651 4.1.6 and 4.1.11; a name has no control characters. */
static void
add_item(struct buf *buf, struct str name)
{
	bool ascii = is_ascii(name);

	buf_z(buf, ascii ? "\"" : "%\"");
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.at[i];

		if (ascii && (c == '"' || c == '\\'))
			buf_printf(buf, "\\%c", c);
		else if (!ascii && (c >= 0x7f || c == '"' || c == '%'))
			buf_printf(buf, "%%%02x", c);
		else
			buf_add(buf, &c, 1);
	}
	buf_z(buf, "\"");
}

enum err_kind
place_to_header(struct call *call, const struct place *place, struct err *err)
{
	const char *value;
	struct buf buf;

	buf_init(&buf, 2048);
	add_item(&buf, place->name);
	if (place->state.len) {
		buf_z(&buf, ";state=");
		buf_str(&buf, place->state);
	}
	buf_z(&buf, ";country=");
	buf_str(&buf, place->country);
	if (place->id > 0) {
		buf_z(&buf, ";id=");
		buf_int(&buf, place->id);
	}
	value = buf.failed ? NULL : arena_copy(call->arena, buf_as_str(&buf));
	buf_free(&buf);
	if (!value)
		return fail_memory(err);
	response_header(call->res, "Weather-Place", value);
	return OK;
}
