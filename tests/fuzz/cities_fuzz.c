/*
 * Reading ends and stays within its bounds; every city that comes out is one
 * that can be stored, and written again it reads back as the same.
 */
#include "fuzz/fuzz.h"
#include "unit/cities.h"
#include "weather/text.h"

static void
check_again(const struct city *city)
{
	struct buf file;
	struct cities_writer writer = {.out = &file};
	struct cities cities;
	struct city again;
	struct err err = {0};
	bool end;

	/* the division's code is of any length, and not needed */
	if (city->admin1.len > 1000)
		return;
	buf_init(&file, 8192);
	write_city(&writer, city);
	cities_begin(&cities, buf_as_str(&file), "again");
	PROMISE(cities_next(&cities, &again, &end, &err) == OK && !end);
	PROMISE(again.id == city->id && str_eq(again.name, city->name));
	PROMISE(str_eq(again.country, city->country));
	PROMISE(str_eq(again.admin1, city->admin1));
	PROMISE(again.population == city->population);
	PROMISE(again.lat_e5 == city->lat_e5 && again.lon_e5 == city->lon_e5);
	PROMISE(cities_next(&cities, &again, &end, &err) == OK && end);
	buf_free(&file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cities cities;
	size_t before = 0;

	cities_begin(&cities, (struct str){(const char *)data, size}, "cities");
	for (;;) {
		struct city city;
		struct err err = {0};
		bool end;
		enum err_kind kind = cities_next(&cities, &city, &end, &err);

		PROMISE(kind == OK || kind == ERR_INVALID);
		if (kind != OK) {
			PROMISE(err.reason && err.detail[0]);
			break;
		}
		if (end)
			break;
		PROMISE(cities.at > before && cities.at <= size);
		before = cities.at;
		PROMISE(city.id > 0 && city.population >= 0);
		PROMISE(city.country.len == 2);
		PROMISE(city.name.len && city.name.len <= CITY_NAME_MAX);
		PROMISE(!text_check(city.name, TEXT_ONE_LINE));
		PROMISE(city.lat_e5 >= -9000000 && city.lat_e5 <= 9000000);
		PROMISE(city.lon_e5 >= -18000000 && city.lon_e5 <= 18000000);
		check_again(&city);
	}
	return 0;
}
