#ifndef API_PLACE_H
#define API_PLACE_H

#include "api/call.h"
#include "base/attr.h"
#include "weather/location.h"
#include "weather/place.h"
#include "weather/units.h"

/*
 * The place and the units of /api/weather/{city}: the city from the path, or
 * from ?city= where the path says "-" (hosts that refuse %2F); ?state=,
 * ?country= (default US), ?units= (default metric).  ERR_PARAMETER names
 * every bad one.  city_key as fold_name() gives it.
 */
struct place_query {
	struct location location;
	struct str city_key;
	enum units units;
};
enum err_kind place_from_query(
	struct call *call, struct place_query *place, struct err *err) MUST_USE;

/* path and query that lead back to the place: "/api/weather/Sao%20Paulo?
 * country=BR". */
enum err_kind place_to_url(struct call *call, const struct location *location,
	const char **url, struct err *err) MUST_USE;

/*
 * Weather-Place: the place that was found for the name asked for, as an item
 * of RFC 9651: its name, a string or, beyond ASCII, a display string, with
 * the parameters state (when known), country and id (when of GeoNames).
 */
enum err_kind place_to_header(
	struct call *call, const struct place *place, struct err *err) MUST_USE;

#endif
