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

/* False for any other word, also the empty one. */
bool units_from(struct str word, enum units *units);

/* Between the SI-like base unit (degC, m/s, as it is) and a system. */
double units_to_base(double value, enum quantity quantity, enum units units);
double units_from_base(double value, enum quantity quantity, enum units units);

#endif
