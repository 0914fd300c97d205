#include "weather/place.h"

#include "base/attr.h"

/*
 * GeoNames has the letters themselves for the United States, Switzerland and
 * some more, and numbers for all others: FIPS 10-4 of old.  These are the
 * countries whose addresses are written with two letters.
 */
static const struct division {
	char country[3], admin1[3], state[3];
} divisions[] = {
	{"AU", "03", "NT"},
	{"AU", "05", "SA"},
	{"AU", "08", "WA"},
	{"BR", "01", "AC"},
	{"BR", "02", "AL"},
	{"BR", "03", "AP"},
	{"BR", "04", "AM"},
	{"BR", "05", "BA"},
	{"BR", "06", "CE"},
	{"BR", "07", "DF"},
	{"BR", "08", "ES"},
	{"BR", "11", "MS"},
	{"BR", "13", "MA"},
	{"BR", "14", "MT"},
	{"BR", "15", "MG"},
	{"BR", "16", "PA"},
	{"BR", "17", "PB"},
	{"BR", "18", "PR"},
	{"BR", "20", "PI"},
	{"BR", "21", "RJ"},
	{"BR", "22", "RN"},
	{"BR", "23", "RS"},
	{"BR", "24", "RO"},
	{"BR", "25", "RR"},
	{"BR", "26", "SC"},
	{"BR", "27", "SP"},
	{"BR", "28", "SE"},
	{"BR", "29", "GO"},
	{"BR", "30", "PE"},
	{"BR", "31", "TO"},
	{"CA", "01", "AB"},
	{"CA", "02", "BC"},
	{"CA", "03", "MB"},
	{"CA", "04", "NB"},
	{"CA", "05", "NL"},
	{"CA", "07", "NS"},
	{"CA", "08", "ON"},
	{"CA", "09", "PE"},
	{"CA", "10", "QC"},
	{"CA", "11", "SK"},
	{"CA", "12", "YT"},
	{"CA", "13", "NT"},
	{"CA", "14", "NU"},
	{"DE", "01", "BW"},
	{"DE", "02", "BY"},
	{"DE", "03", "HB"},
	{"DE", "04", "HH"},
	{"DE", "05", "HE"},
	{"DE", "06", "NI"},
	{"DE", "07", "NW"},
	{"DE", "08", "RP"},
	{"DE", "09", "SL"},
	{"DE", "10", "SH"},
	{"DE", "11", "BB"},
	{"DE", "12", "MV"},
	{"DE", "13", "SN"},
	{"DE", "14", "ST"},
	{"DE", "15", "TH"},
	{"DE", "16", "BE"},
};

struct str
place_state(struct str country, struct str admin1)
{
	if (admin1.len != 2)
		return (struct str){0};
	if (admin1.at[0] >= 'A' && admin1.at[0] <= 'Z' && admin1.at[1] >= 'A' &&
		admin1.at[1] <= 'Z')
		return admin1;
	for (size_t i = 0; i < COUNT(divisions); i++) {
		if (str_is(country, divisions[i].country) &&
			str_is(admin1, divisions[i].admin1))
			return str_from(divisions[i].state);
	}
	return (struct str){0};
}
