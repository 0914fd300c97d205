#ifndef API_WEATHER_WRITE_H
#define API_WEATHER_WRITE_H

#include "api/call.h"

/* POST /api/weather/{city}: one measured observation of the caller. */
handler observation_create;

#endif
