#ifndef API_WEATHER_READ_H
#define API_WEATHER_READ_H

#include "api/call.h"

/* GET /api/weather/{city}: the weather of a place from what is measured
 * there. */
handler weather_current;

#endif
