/*
 * Makes tests/data/places/cities.pbf of the whole gazetteer: the places that
 * data/aliases.txt names, those that an alias names as well, and those of the
 * names given as arguments, with 15,000 people or more, and one smaller.
 *
 *   cities_extract NAME... <build/places/cities.pbf
 * >tests/data/places/cities.pbf
 */
#include "unit/cities.h"
#include "weather/aliases.h"

#include <stdio.h>

enum { FILE_MAX = 64 * 1024 * 1024, POPULATION = 15000 };

static bool
is_alias(const struct city *city)
{
	for (size_t i = 0; i < alias_count; i++) {
		if (str_is(city->country, aliases[i].country) &&
			(str_is(city->name, aliases[i].name) ||
				str_is(city->name, aliases[i].alias)))
			return true;
	}
	return false;
}

static bool
is_wanted(const struct city *city, const char *const *names)
{
	for (; *names; names++)
		if (str_is(city->name, *names))
			return true;
	return is_alias(city);
}

int
main(int argc, char **argv)
{
	struct buf in, out;
	struct cities cities;
	struct city city;
	struct cities_writer writer = {.out = &out};
	struct err err = {0};
	char chunk[65536];
	bool end = argc < 1, small = false;
	size_t len;

	buf_init(&in, FILE_MAX);
	buf_init(&out, FILE_MAX);
	while ((len = fread(chunk, 1, sizeof(chunk), stdin)) > 0)
		buf_add(&in, chunk, len);
	cities_begin(&cities, buf_as_str(&in), "standard input");
	while (!end && cities_next(&cities, &city, &end, &err) == OK) {
		bool big = city.population >= POPULATION;

		if (end || (!big && small) ||
			!is_wanted(&city, (const char *const *)argv + 1))
			continue;
		small = small || !big;
		write_city(&writer, &city);
	}
	if (err.kind != OK || in.failed || out.failed) {
		fprintf(stderr, "cities_extract: %s\n", err.detail);
		return 1;
	}
	fwrite(out.at, 1, out.len, stdout);
	buf_free(&in);
	buf_free(&out);
	return fflush(stdout) != 0;
}
