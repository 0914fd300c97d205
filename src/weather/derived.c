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

bool
derived_wind_chill(double temp_c, double wind_m_s, double *wind_chill_c)
{
	if (temp_c > CHILL_MAX_C || wind_m_s < CHILL_MIN_WIND_M_S)
		return false;
	*wind_chill_c = wind_chill(temp_c, wind_m_s);
	return true;
}

bool
derived_heat_index(double temp_c, double humidity_percent, double *heat_index_c)
{
	if (temp_c < HEAT_MIN_C)
		return false;
	*heat_index_c = heat_index(temp_c, humidity_percent);
	return true;
}

double
derived_feels_like(double temp_c, bool has_humidity, double humidity_percent,
	bool has_wind, double wind_m_s)
{
	double felt;

	if (has_wind && derived_wind_chill(temp_c, wind_m_s, &felt))
		return felt;
	if (has_humidity && derived_heat_index(temp_c, humidity_percent, &felt))
		return felt;
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

bool
derived_wet_bulb(double temp_c, double humidity_percent, double *wet_bulb_c)
{
	double t = temp_c, rh = humidity_percent;

	if (rh < 5 || rh > 99 || t < -20 || t > 50)
		return false;
	*wet_bulb_c = t * atan(0.151977 * sqrt(rh + 8.313659)) + atan(t + rh) -
		      atan(rh - 1.676331) +
		      0.00391838 * pow(rh, 1.5) * atan(0.023101 * rh) -
		      4.686035;
	return true;
}

double
derived_pressure_msl(double station_hpa, double elevation_m, double temp_c)
{
	static const double g = 9.80665, dry_air = 287.05, lapse = 0.0065;
	double mean_k = temp_c + 273.15 + lapse * elevation_m / 2;

	return station_hpa * exp(g * elevation_m / (dry_air * mean_k));
}

bool
derived_is_day(double latitude, double longitude, int64_t time)
{
	static const double rad = 0.017453292519943295, edge = -0.833;
	/* since 2000-01-01 12:00 */
	double days = (double)(time - 946728000) / 86400;
	double anomaly = (357.528 + 0.9856003 * days) * rad;
	double ecliptic = (280.460 + 0.9856474 * days + 1.915 * sin(anomaly) +
				  0.020 * sin(2 * anomaly)) *
			  rad;
	double tilt = (23.439 - 0.0000004 * days) * rad;
	double ascension = atan2(cos(tilt) * sin(ecliptic), cos(ecliptic));
	double declination = asin(sin(tilt) * sin(ecliptic));
	/* of Greenwich, sidereal, in degrees */
	double clock = 280.46062 + 360.98564737 * days;
	double hour = (clock + longitude) * rad - ascension;

	return sin(latitude * rad) * sin(declination) +
		       cos(latitude * rad) * cos(declination) * cos(hour) >
	       sin(edge * rad);
}
