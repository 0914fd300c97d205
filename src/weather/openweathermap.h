#ifndef WEATHER_OPENWEATHERMAP_H
#define WEATHER_OPENWEATHERMAP_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "weather/location.h"
#include "weather/reading.h"

#include <stdbool.h>

/*
 * OpenWeatherMap's current weather, API 2.5
 * (https://openweathermap.org/current): the question and the shapes of its
 * answers.
 */

/* BASE/weather?q=CITY,STATE,COUNTRY&units=standard&appid=KEY */
void openweathermap_url(struct buf *out, const char *base_url,
	const struct location *place, const char *key);

/* True for its own "city not found", which a server that is not it does not
 * say. */
bool openweathermap_is_unknown(int status, struct str body);

/*
 * A 200.  ERR_FETCH: upstream/malformed, upstream/time, upstream/temp,
 * upstream/place when it is of another country than place.
 */
enum err_kind
openweathermap_read(struct str body, const struct location *place, int64_t now,
	struct arena *arena, struct reading *reading, struct err *err) MUST_USE;

/* WMO 4677 for a condition id (https://openweathermap.org/weather-conditions);
 * -1 for one that is not known. */
int openweathermap_wmo(long long condition);

#endif
