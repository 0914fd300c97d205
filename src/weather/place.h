#ifndef WEATHER_PLACE_H
#define WEATHER_PLACE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A place that observations belong to. */
struct place {
	int64_t id; /* above 0: of GeoNames; below 0: an own place; 0: none */
	struct str name, state, country; /* state empty when not known */
	int64_t population;              /* 0 when not known */
	bool located;                    /* false: lat_e5 and lon_e5 are 0 */
	int32_t lat_e5, lon_e5;          /* 0.00001 degrees, WGS 84 */
};

/* The two letters that addresses use for a first-order division of a country,
 * of its code in GeoNames; empty where there are none. */
struct str place_state(struct str country, struct str admin1);

/* A place that a search found. */
struct place_hit {
	struct place place;
	struct str alias; /* other name that was found; empty: its own */
	int64_t stations; /* observers there */
};

/* {"items": [...], "attribution": ...}; null for what is not known.  credit:
 * the gazetteer is part of it. */
enum err_kind
places_to_json(const struct place_hit *hits, size_t count, bool credit,
	struct arena *arena, struct str *out, struct err *err) MUST_USE;

#endif
