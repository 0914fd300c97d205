#include "api/weather_write.h"

#include "api/place.h"
#include "http/query.h"
#include "store/observations.h"
#include "weather/row.h"

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
	struct observation *observation, enum observation_conflict conflict,
	enum observation_outcome *outcome, struct err *err)
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
	struct observation_row row = {0};
	bool timed;
	struct place_query place;
	const char *url;
	struct str body;
	enum err_kind kind;

	if ((kind = place_from_query(call, &place, err)) != OK ||
		(kind = read_conflict(call, &conflict, err)) != OK ||
		(kind = observation_from_json(call->req->body, place.units,
			 call->now, call->arena, &row.observation, &timed,
			 err)) != OK)
		return kind;
	/* two readings of one second, without a time, are two readings */
	if (!timed && conflict == CONFLICT_REFUSE)
		conflict = CONFLICT_LATER;
	row.location = place.location;
	row.observer = str_from(call->who->public_id);
	if ((kind = store_observation(call, &place, &row.observation, conflict,
		     &outcome, err)) != OK ||
		(kind = place_to_url(call, &place.location, &url, err)) != OK ||
		(kind = observation_to_json(&row, false, place.units,
			 call->arena, &body, err)) != OK)
		return kind;
	/* with 200, mod_fcgid and mod_cgid would make it a GET of that URL */
	if (outcome == OUTCOME_NEW)
		response_header(call->res, "Location", url);
	response_json(call->res, outcome == OUTCOME_NEW ? 201 : 200, body);
	return OK;
}
