#ifndef WEATHER_UNITS_H
#define WEATHER_UNITS_H

#include "base/attr.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The three systems of OpenWeatherMap: metric (degC, m/s), imperial (degF,
 * mph) and standard (K, m/s).  Everything else is the same in all three.
 */
enum units { UNITS_METRIC = 0, UNITS_IMPERIAL, UNITS_STANDARD };

/* What a number measures, as far as systems differ. */
enum quantity { QUANTITY_PLAIN = 0, QUANTITY_TEMPERATURE, QUANTITY_SPEED };

/*
 * In any case and with blanks around, as the names of places.  False for any
 * other word, also the empty one.
 */
bool units_from(struct str word, enum units *units);

/* Between the SI-like base unit (degC, m/s, as it is) and a system. */
double units_to_base(double value, enum quantity quantity, enum units units);
double units_from_base(double value, enum quantity quantity, enum units units);

/* "degF", "K", "mph" where a system has a name of its own, else base. */
const char *
units_name(const char *base, enum quantity quantity, enum units units);

/* The same as people write it: a degree sign and C for "degC", "" for "1". */
const char *units_symbol(const char *name);

/*
 * value * 10^decimals as a whole number, half away from zero, exact for
 * decimal input: 0.285, 2 gives 29 although no double is 0.285.
 */
double units_scale(double value, int decimals);
double units_unscale(int64_t scaled, int decimals);

/* A scaled value of the base unit as one of the system, same decimals. */
int64_t units_convert(
	int64_t scaled, int decimals, enum quantity quantity, enum units units);

#endif
