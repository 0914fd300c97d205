#ifndef WEATHER_DERIVED_H
#define WEATHER_DERIVED_H

#include <stdbool.h>
#include <stdint.h>

/* Values computed from measured ones.  Base units: degC, %, m/s, hPa, m. */

/*
 * Apparent temperature: wind chill where it applies, else heat index where
 * that does, else the temperature.  has_* tell what was measured; what a
 * formula lacks makes it the temperature.
 */
double derived_feels_like(double temp_c, bool has_humidity,
	double humidity_percent, bool has_wind, double wind_m_s);

/* NWS 2001; applies at or below 10 degC with at least 1.34 m/s. */
bool derived_wind_chill(double temp_c, double wind_m_s, double *wind_chill_c);

/* NWS: Rothfusz 1990 with Steadman below 80 degF and both adjustments;
 * applies from 26.7 degC. */
bool derived_heat_index(
	double temp_c, double humidity_percent, double *heat_index_c);

/* Magnus formula (WMO-No. 8). */
double derived_dew_point(double temp_c, double humidity_percent);

/* Stull 2011 (J. Appl. Meteor. Climatol. 50, 2267), within 1 degC; applies
 * from 5 to 99 % and from -20 to 50 degC. */
bool
derived_wet_bulb(double temp_c, double humidity_percent, double *wet_bulb_c);

/* The pressure at mean sea level: hypsometric equation with the mean
 * temperature of a column of the standard lapse rate (WMO-No. 8). */
double
derived_pressure_msl(double station_hpa, double elevation_m, double temp_c);

/*
 * Whether the upper edge of the sun is above the horizon, refraction
 * included (an altitude of the center above -0.833 degrees): low-precision
 * formulas of the Astronomical Almanac, good to a minute of time outside the
 * polar circles.  Degrees, north and east positive.
 */
bool derived_is_day(double latitude, double longitude, int64_t time);

#endif
