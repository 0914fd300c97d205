#ifndef WEATHER_OPEN_METEO_H
#define WEATHER_OPEN_METEO_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "weather/location.h"
#include "weather/reading.h"

#include <stdbool.h>

/*
 * Open-Meteo (https://open-meteo.com/en/docs): the current weather of a
 * position, and the position of a name by its geocoding API
 * (https://open-meteo.com/en/docs/geocoding-api).  key may be empty.
 */

/* GEOCODING/search?name=CITY&countryCode=COUNTRY&... */
void open_meteo_search_url(struct buf *out, const char *geocoding_url,
	const struct location *place, const char *key);

/*
 * The most relevant result of the country and, in the United States, of the
 * state of place, towns before others; elsewhere no two-letter codes of
 * states are known to it, and the state does not count.  *found false when
 * there is none.  Fills city, country and position of *reading.  ERR_FETCH
 * upstream/malformed.
 */
enum err_kind open_meteo_search_read(struct str body,
	const struct location *place, struct arena *arena,
	struct reading *reading, bool *found, struct err *err) MUST_USE;

/* BASE/forecast?latitude=...&longitude=...&current=... */
void open_meteo_url(struct buf *out, const char *base_url,
	struct position position, const char *key);

/*
 * A 200 to that, into *reading, which holds the position that was asked for.
 * ERR_FETCH: upstream/malformed, upstream/units, upstream/time,
 * upstream/temp, upstream/place when it is of a position far away.
 */
enum err_kind open_meteo_read(struct str body, int64_t now,
	struct reading *reading, struct err *err) MUST_USE;

#endif
