#include "api/weather_write.h"

#include "api/place.h"
#include "http/query.h"
#include "store/observations.h"
#include "weather/observation.h"

static enum err_kind
read_conflict(const struct call *call, enum observation_conflict *conflict,
	struct err *err)
{
	struct str word;
	enum err_kind kind = query_str(call->req, "on_conflict", &word, err);

	*conflict = CONFLICT_REFUSE;
	if (kind != OK || !word.at)
		return kind;
	if (!str_is(word, "replace"))
		return fail_field(err, ERR_PARAMETER, "observation/conflict",
			"on_conflict", "not-allowed",
			"on_conflict can only be replace");
	*conflict = CONFLICT_REPLACE;
	return OK;
}

static enum err_kind
store_observation(struct call *call, const struct place_query *place,
	const struct observation *observation,
	enum observation_conflict conflict, enum observation_outcome *outcome,
	struct err *err)
{
	int64_t owner, observer;
	enum err_kind kind;

	if ((kind = call_owner(call, &owner, err)) != OK ||
		(kind = observers_ensure(call->store, owner, &place->location,
			 place->city_key, call->now, call->arena, &observer,
			 err)) != OK)
		return kind;
	return observations_put(
		call->store, observer, observation, conflict, outcome, err);
}

enum err_kind
observation_create(struct call *call, struct err *err)
{
	enum observation_conflict conflict;
	enum observation_outcome outcome;
	struct observation observation;
	struct place_query place;
	const char *url;
	struct str body;
	enum err_kind kind;

	if ((kind = place_from_query(call, &place, err)) != OK ||
		(kind = read_conflict(call, &conflict, err)) != OK ||
		(kind = observation_from_json(call->req->body, place.units,
			 call->now, call->arena, &observation, err)) != OK)
		return kind;
	observation.received_at = call->now;
	observation.source = SOURCE_API;
	if ((kind = store_observation(call, &place, &observation, conflict,
		     &outcome, err)) != OK ||
		(kind = place_to_url(call, &place.location, &url, err)) != OK ||
		(kind = observation_to_json(&observation, &place.location,
			 place.units, call->arena, &body, err)) != OK)
		return kind;
	response_header(call->res, "Location", url);
	response_json(call->res, outcome == OUTCOME_NEW ? 201 : 200, body);
	return OK;
}
