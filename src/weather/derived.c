#include "weather/derived.h"

#include <math.h>

static const double CHILL_MAX_C = 10, CHILL_MIN_WIND_M_S = 1.34;
static const double HEAT_MIN_C = 26.7;

/* NWS 2001; the formula wants km/h. */
static double
wind_chill(double temp_c, double wind_m_s)
{
	double v = pow(wind_m_s * 3.6, 0.16);

	return 13.12 + 0.6215 * temp_c - 11.37 * v + 0.3965 * temp_c * v;
}

/* Steadman's values as the NWS averages them with the temperature, in degF. */
static double
simple_heat_index(double t, double rh)
{
	return 0.5 * (t + 61 + (t - 68) * 1.2 + rh * 0.094);
}

/* Rothfusz 1990 (NWS Technical Attachment SR 90-23), in degF. */
static double
regression_heat_index(double t, double rh)
{
	double index = -42.379 + 2.04901523 * t + 10.14333127 * rh -
		       0.22475541 * t * rh - 6.83783e-3 * t * t -
		       5.481717e-2 * rh * rh + 1.22874e-3 * t * t * rh +
		       8.5282e-4 * t * rh * rh - 1.99e-6 * t * t * rh * rh;

	if (rh < 13 && t >= 80 && t <= 112)
		index -= (13 - rh) / 4 * sqrt((17 - fabs(t - 95)) / 17);
	else if (rh > 85 && t >= 80 && t <= 87)
		index += (rh - 85) / 10 * ((87 - t) / 5);
	return index;
}

static double
heat_index(double temp_c, double humidity_percent)
{
	double t = temp_c * 9 / 5 + 32;
	double index = simple_heat_index(t, humidity_percent);

	if (index >= 80)
		index = regression_heat_index(t, humidity_percent);
	return (index - 32) * 5 / 9;
}

double
derived_feels_like(double temp_c, bool has_humidity, double humidity_percent,
	bool has_wind, double wind_m_s)
{
	if (temp_c <= CHILL_MAX_C && has_wind && wind_m_s >= CHILL_MIN_WIND_M_S)
		return wind_chill(temp_c, wind_m_s);
	if (temp_c >= HEAT_MIN_C && has_humidity)
		return heat_index(temp_c, humidity_percent);
	return temp_c;
}

double
derived_dew_point(double temp_c, double humidity_percent)
{
	/* Dry air has no dew point; 0.1 % is what instruments resolve. */
	double rh = fmax(humidity_percent, 0.1);
	double gamma = log(rh / 100) + 17.62 * temp_c / (243.12 + temp_c);

	return 243.12 * gamma / (17.62 - gamma);
}
