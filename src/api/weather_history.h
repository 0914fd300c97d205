#ifndef API_WEATHER_HISTORY_H
#define API_WEATHER_HISTORY_H

#include "api/call.h"

/*
 * GET /api/weather/{city}/observations: what was ever measured at a place,
 * newest first, as a JSON page, CSV or NDJSON.  Without limit the last two are
 * all of it, in pieces of a bounded size.
 */
handler weather_history;

#endif
