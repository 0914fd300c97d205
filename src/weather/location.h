#ifndef WEATHER_LOCATION_H
#define WEATHER_LOCATION_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

/* A named place as people write it; state is empty when not said. */
struct location {
	struct str city, state, country;
};

/*
 * Checks and normalises in place, adding to err's fields: city trimmed, 1 to
 * 100 characters, no control characters; state and country trimmed, two
 * ASCII letters, made upper case; country defaults to US.  prefix stands
 * before the field names: "/location/" or "".  False when memory is gone.
 */
bool location_check(struct location *location, struct arena *arena,
	const char *prefix, struct err *err) MUST_USE;

#endif
