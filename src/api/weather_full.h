#ifndef API_WEATHER_FULL_H
#define API_WEATHER_FULL_H

#include "api/call.h"
#include "base/attr.h"
#include "base/buf.h"
#include "weather/current.h"
#include "weather/place.h"

/* view=full of GET /api/weather/{city}. */
enum err_kind weather_full(struct call *call, const struct place *place,
	const struct current *current, enum units units, struct str *body,
	struct err *err) MUST_USE;

/* Adds to the text of an entity tag what the full view shows besides the
 * values. */
void weather_full_tag(const struct place *place, const struct current *current,
	struct buf *tag);

#endif
