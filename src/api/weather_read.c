#include "api/weather_read.h"

#include "api/known_places.h"
#include "api/place.h"
#include "api/weather_full.h"
#include "base/rfc3339.h"
#include "http/query.h"
#include "provider/provider.h"
#include "store/observations.h"
#include "store/places.h"
#include "weather/current.h"

enum { TAG_LIKELY = 400, TAG_MAX = 4096 };

/* What of the weather is shown. */
enum view { VIEW_MAIN = 0, VIEW_FULL };

static enum err_kind
read_view(const struct call *call, enum view *view, struct err *err)
{
	struct str word;
	enum err_kind kind = query_str(call->req, "view", &word, err);

	*view = VIEW_MAIN;
	if (kind != OK || !word.at || str_is(word, "main"))
		return kind;
	*view = VIEW_FULL;
	return str_is(word, "full")
		       ? OK
		       : fail_field(err, ERR_PARAMETER, "weather/view", "view",
				 "not-allowed", "view must be main or full");
}

static void
visit(void *ctx, int64_t observer, const struct observation *observation)
{
	current_add(ctx, observer, observation);
}

/* Of those where somebody measured. */
static enum err_kind
find_observed(struct call *call, const struct place_query *query, int64_t since,
	struct place *place, bool *found, struct err *err)
{
	const uint64_t version = call->versions ? call->versions->now : 0;
	bool only;
	enum err_kind kind;

	*found = known_places_find(
		call->known_places, call->versions, query, place);
	if (*found) {
		store_use_tables(call->store, known_places_tables());
		return OK;
	}
	kind = places_observed(call->store, query->city_key,
		query->location.state, query->location.country, since,
		call->arena, place, found, &only, err);
	if (kind == OK && only)
		known_places_add(call->known_places, version, query, place);
	return kind;
}

static enum err_kind
find_current(struct call *call, const struct place_query *query,
	struct place *place, struct current *current, struct err *err)
{
	int64_t since = call->now - CURRENT_STALE_S;
	bool found;
	enum err_kind kind;

	kind = find_observed(call, query, since, place, &found, err);
	if (kind != OK)
		return kind;
	current_begin(current, call->now);
	if (found) {
		kind = observations_recent(call->store, place->id, since,
			call->now + CURRENT_AHEAD_S, visit, current, err);
		if (kind != OK)
			return kind;
	}
	return current_finish(current, err);
}

/* The place by its name alone; one that nobody knows is what was asked for. */
static enum err_kind
find_place(struct call *call, const struct place_query *query,
	struct place *place, struct err *err)
{
	bool found;
	enum err_kind kind = places_find(call->store, query->city_key,
		query->location.state, query->location.country, call->arena,
		place, &found, err);

	if (kind == OK && !found)
		*place = (struct place){.name = query->location.city,
			.state = query->location.state,
			.country = query->location.country};
	return kind;
}

/* As the provider calls it and where it sees it. */
static void
learn_place(struct place *place, const struct reading *reading)
{
	if (place->id)
		return;
	if (reading->city.len)
		place->name = reading->city;
	place->located = reading->has_position;
	place->lat_e5 = reading->position.lat;
	place->lon_e5 = reading->position.lon;
}

/* What others say, where nobody here measured within the last hour. */
static enum err_kind
ask_provider(struct call *call, const struct place_query *query,
	struct place *place, struct current *current, struct err *err)
{
	struct place_asked asked = {
		.location = query->location, .city_key = query->city_key};
	struct provided *provided = arena_alloc(call->arena, sizeof(*provided));
	enum err_kind kind;

	if (!provided)
		return fail_memory(err);
	if ((kind = find_place(call, query, place, err)) != OK)
		return kind;
	asked.has_position = place->located;
	asked.position = (struct position){place->lat_e5, place->lon_e5};
	asked.city = place->name;
	kind = provider_get(call->provider, &asked, call->arena, provided, err);
	if (kind != OK)
		return kind;
	learn_place(place, &provided->reading);
	current_from_reading(current, call->now, &provided->reading,
		call->config->upstream.name, provided->is_stale);
	return OK;
}

static enum err_kind
find_weather(struct call *call, const struct place_query *query,
	struct place *place, struct current *current, struct err *err)
{
	enum err_kind own, kind;
	struct current theirs = {0};
	struct place there = {0};
	struct err failure = {0};

	own = find_current(call, query, place, current, err);
	if (!call->provider || (own != OK && own != ERR_NO_DATA) ||
		(own == OK && current_has_fresh_temp(current)))
		return own;
	kind = ask_provider(call, query, &there, &theirs, &failure);
	/* what is old is worth as much as it is new */
	if (own == OK &&
		(kind != OK || (current_is_stale(&theirs) &&
				       current->newest >= theirs.newest)))
		return OK;
	if (kind == OK) {
		*current = theirs;
		*place = there;
	}
	*err = failure;
	return kind;
}

/* Sixty numbers: printf would take a tenth of a request made anew. */
static void
add_number(struct buf *buf, int64_t number)
{
	buf_add(buf, " ", 1);
	buf_int(buf, number);
}

/* Most fields are those that nobody measured. */
static void
add_field(struct buf *buf, const struct current *current,
	enum observation_field field)
{
	if (!current_has(current, field)) {
		buf_add(buf, " 0 0 0", 6);
		return;
	}
	add_number(buf, 1);
	add_number(buf, current->values[field]);
	add_number(buf, current->observer[field]);
}

/* Everything that the answer depends on, so that an equal tag means an equal
 * answer. */
static enum err_kind
set_etag(struct call *call, const struct place *place,
	const struct current *current, enum units units, enum view view,
	bool *finished, struct err *err)
{
	const int64_t numbers[] = {place->id, units, current->newest,
		current_is_stale(current), current->has_spread,
		current->temp_min, current->temp_max,
		(int64_t)current->observers, current->source};
	struct buf buf;
	enum err_kind kind;

	buf_init(&buf, TAG_MAX);
	buf_reserve(&buf, TAG_LIKELY);
	buf_z(&buf, "weather ");
	buf_z(&buf, current->reading ? current->provider : "-");
	for (size_t i = 0; i < COUNT(numbers); i++)
		add_number(&buf, numbers[i]);
	if (current->reading && current->reading->has_feels_like)
		add_number(&buf, current->reading->feels_like);
	for (int i = 0; i < FIELD_COUNT; i++)
		add_field(&buf, current, (enum observation_field)i);
	if (view == VIEW_FULL)
		weather_full_tag(place, current, &buf);
	kind = buf.failed ? fail_memory(err)
			  : call_etag(call, buf_as_str(&buf), finished, err);
	buf_free(&buf);
	return kind;
}

/* What a provider says depends on more than rows, and may have to be asked
 * for again. */
static void
keep_own(struct call *call, const struct current *current)
{
	bool own = !current->reading && current->until < INT64_MAX / 1000;

	if (own && (!call->provider || current_has_fresh_temp(current)))
		call_keep(call, KEEP_FOR_ALL, current->until * 1000);
}

static enum err_kind
set_time(struct call *call, const char *name, const char *time, struct err *err)
{
	const char *copy = arena_copy(call->arena, str_from(time));

	if (!copy)
		return fail_memory(err);
	response_header(call->res, name, copy);
	return OK;
}

static enum err_kind
set_headers(struct call *call, const struct current *current, struct err *err)
{
	char observed[RFC3339_MAX], modified[RFC3339_MAX];
	enum err_kind kind;

	rfc3339_print(current->newest, observed);
	rfc3339_print_http(current->newest, modified);
	kind = current->reading
		       ? call_header(call, "Weather-Source", err, "%s",
				 current->provider)
		       : call_header(call, "Weather-Source", err, "%s;n=%zu",
				 observation_source_name(current->source),
				 current->observers);
	if (kind != OK ||
		(kind = set_time(call, "Weather-Observed-At", observed, err)) !=
			OK ||
		(kind = set_time(call, "Last-Modified", modified, err)) != OK)
		return kind;
	response_header(call->res, "Weather-Stale",
		current_is_stale(current) ? "?1" : "?0");
	response_header(call->res, "Cache-Control", "private, max-age=60");
	return OK;
}

enum err_kind
weather_current(struct call *call, struct err *err)
{
	struct place_query query;
	struct place place;
	struct current current;
	enum view view;
	struct str body;
	bool finished;
	enum err_kind kind;

	if ((kind = place_from_query(call, &query, err)) != OK ||
		(kind = read_view(call, &view, err)) != OK ||
		(kind = find_weather(call, &query, &place, &current, err)) !=
			OK)
		return kind;
	keep_own(call, &current);
	if ((kind = set_headers(call, &current, err)) != OK ||
		(kind = place_to_header(call, &place, err)) != OK ||
		(kind = set_etag(call, &place, &current, query.units, view,
			 &finished, err)) != OK ||
		finished)
		return kind;
	kind = view == VIEW_FULL ? weather_full(call, &place, &current,
					   query.units, &body, err)
				 : current_to_json(&current, query.units,
					   call->arena, &body, err);
	if (kind == OK)
		response_json(call->res, 200, body);
	return kind;
}
