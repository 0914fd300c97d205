#include "weather/units.h"

#include <stddef.h>

static const double ZERO_C_IN_K = 273.15;
static const double MPH_IN_M_S = 0.44704;

bool
units_from(struct str word, enum units *units)
{
	static const char *const names[] = {
		[UNITS_METRIC] = "metric",
		[UNITS_IMPERIAL] = "imperial",
		[UNITS_STANDARD] = "standard",
	};

	word = str_trim(word);
	for (size_t i = 0; i < COUNT(names); i++) {
		if (str_is_nocase(word, names[i])) {
			*units = (enum units)i;
			return true;
		}
	}
	return false;
}

double
units_to_base(double value, enum quantity quantity, enum units units)
{
	if (quantity == QUANTITY_TEMPERATURE && units == UNITS_IMPERIAL)
		return (value - 32) * 5 / 9;
	if (quantity == QUANTITY_TEMPERATURE && units == UNITS_STANDARD)
		return value - ZERO_C_IN_K;
	if (quantity == QUANTITY_SPEED && units == UNITS_IMPERIAL)
		return value * MPH_IN_M_S;
	return value;
}

double
units_from_base(double value, enum quantity quantity, enum units units)
{
	if (quantity == QUANTITY_TEMPERATURE && units == UNITS_IMPERIAL)
		return value * 9 / 5 + 32;
	if (quantity == QUANTITY_TEMPERATURE && units == UNITS_STANDARD)
		return value + ZERO_C_IN_K;
	if (quantity == QUANTITY_SPEED && units == UNITS_IMPERIAL)
		return value / MPH_IN_M_S;
	return value;
}

const char *
units_name(const char *base, enum quantity quantity, enum units units)
{
	if (quantity == QUANTITY_TEMPERATURE && units == UNITS_IMPERIAL)
		return "degF";
	if (quantity == QUANTITY_TEMPERATURE && units == UNITS_STANDARD)
		return "K";
	if (quantity == QUANTITY_SPEED && units == UNITS_IMPERIAL)
		return "mph";
	return base;
}

const char *
units_symbol(const char *name)
{
	static const struct {
		const char *name, *symbol;
	} symbols[] = {
		{"degC", "\u00b0C"},
		{"degF", "\u00b0F"},
		{"degree", "\u00b0"},
		{"W/m2", "W/m\u00b2"},
		{"1", ""},
	};

	for (size_t i = 0; i < COUNT(symbols); i++)
		if (str_is(str_from(name), symbols[i].name))
			return symbols[i].symbol;
	return name;
}

static double
power_of_ten(int decimals)
{
	double power = 1;

	while (decimals-- > 0)
		power *= 10;
	return power;
}

double
units_scale(double value, int decimals)
{
	/*
	 * Most decimals lie a hair beside their double, and conversions add
	 * to that: what is this close to a half was meant as one.
	 */
	static const double hair = 1e-7;
	/* From here on doubles have no fraction, and soon no int64_t. */
	static const double whole = 4503599627370496;
	double scaled = (value < 0 ? -value : value) * power_of_ten(decimals);

	if (scaled < whole)
		scaled = (double)(int64_t)(scaled + 0.5 + hair);
	return value < 0 ? -scaled : scaled;
}

double
units_unscale(int64_t scaled, int decimals)
{
	return (double)scaled / power_of_ten(decimals);
}

int64_t
units_convert(
	int64_t scaled, int decimals, enum quantity quantity, enum units units)
{
	double value = units_unscale(scaled, decimals);

	return (int64_t)units_scale(
		units_from_base(value, quantity, units), decimals);
}
