#ifndef WEATHER_DERIVED_H
#define WEATHER_DERIVED_H

#include <stdbool.h>

/* Values computed from measured ones.  Base units: degC, %, m/s, hPa. */

/*
 * Apparent temperature: wind chill (NWS 2001) at or below 10 degC with at
 * least 1.34 m/s, heat index (NWS, Rothfusz 1990 with Steadman below 80 degF
 * and both adjustments) from 26.7 degC, else the temperature.  has_* tell
 * what was measured; what a formula lacks makes it the temperature.
 */
double derived_feels_like(double temp_c, bool has_humidity,
	double humidity_percent, bool has_wind, double wind_m_s);

/* Magnus formula (WMO-No. 8). */
double derived_dew_point(double temp_c, double humidity_percent);

#endif
