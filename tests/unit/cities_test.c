#include "unit/cities.h"
#include "unit/prop.h"

#include <stdlib.h>

static const struct city seattle = {5809844, {"Seattle", 7}, {"US", 2},
	{"WA", 2}, 684451, 4760621, -12233207};

/* The first record of a file, and what is said of it. */
static enum err_kind
read_one(const struct buf *file, struct city *city, struct err *err)
{
	struct cities cities;
	bool end;

	*err = (struct err){0};
	cities_begin(&cities, buf_as_str(file), "cities.pbf");
	return cities_next(&cities, city, &end, err);
}

static bool
same(const struct city *a, const struct city *b)
{
	return a->id == b->id && str_eq(a->name, b->name) &&
	       str_eq(a->country, b->country) && str_eq(a->admin1, b->admin1) &&
	       a->population == b->population && a->lat_e5 == b->lat_e5 &&
	       a->lon_e5 == b->lon_e5;
}

static void
any_city_reads_back_as_it_was_written(void)
{
	struct buf file;

	FOR_ALL(300)
	{
		struct city cities[5];
		char names[5][CITY_NAME_MAX + 1];
		struct cities_writer writer = {.out = &file};
		struct cities reader;
		struct city city;
		struct err err = {0};
		bool end;

		buf_init(&file, 65536);
		for (size_t i = 0; i < COUNT(cities); i++) {
			size_t len = 1 + prop_below(CITY_NAME_MAX);

			prop_text(names[i], len, "abc XYZ'-");
			cities[i] = (struct city){prop_between(1, INT32_MAX),
				{names[i], len}, {"DE", 2}, {"07", 2},
				prop_between(0, 30000000),
				(int32_t)prop_between(-9000000, 9000000),
				(int32_t)prop_between(-18000000, 18000000)};
			write_city(&writer, &cities[i]);
		}
		cities_begin(&reader, buf_as_str(&file), "cities.pbf");
		for (size_t i = 0; i < COUNT(cities); i++) {
			CHECK_INT(cities_next(&reader, &city, &end, &err), OK);
			CHECK(!end && same(&city, &cities[i]));
		}
		CHECK_INT(cities_next(&reader, &city, &end, &err), OK);
		CHECK(end);
		CHECK_INT(reader.number, COUNT(cities));
		buf_free(&file);
	}
}

static void
what_is_cut_short_anywhere_is_refused(void)
{
	struct buf file;
	struct cities_writer writer = {.out = &file};

	buf_init(&file, 4096);
	write_city(&writer, &seattle);
	for (size_t len = 1; len <= file.len; len++) {
		struct cities cities;
		struct city city;
		struct err err = {0};
		bool end;
		/* of exactly this size, so that sanitizers see its end */
		char *copy = malloc(len);

		memcpy(copy, file.at, len);
		cities_begin(&cities, (struct str){copy, len}, "cities.pbf");
		CHECK_INT(cities_next(&cities, &city, &end, &err),
			len < file.len ? ERR_INVALID : OK);
		CHECK(len == file.len || !strncmp(err.reason, "cities/", 7));
		free(copy);
	}
	buf_free(&file);
}

static void
fields_of_another_kind_are_skipped(void)
{
	struct buf file, record;
	struct city city;
	struct err err;

	buf_init(&file, 4096);
	buf_init(&record, 4096);
	write_text(&record, 1, STR_LIT("no id"));
	write_number(&record, 2, 7);
	write_varint(&record, 12 << 3 | 1);
	buf_add(&record, "12345678", 8);
	write_varint(&record, 13 << 3 | 5);
	buf_add(&record, "1234", 4);
	write_number(&record, 1u << 28, UINT64_MAX);
	write_number(&record, 1, zigzag(1));
	write_text(&record, 2, STR_LIT("A"));
	write_text(&record, 3, STR_LIT("AD"));
	write_number(&record, 10, zigzag(-5));
	write_number(&record, 11, zigzag(5));
	write_record(&file, &record);
	CHECK_INT(read_one(&file, &city, &err), OK);
	CHECK_INT(city.id, 1);
	CHECK_INT(city.lon_e5, -5);
	CHECK_INT(city.lat_e5, 5);
	CHECK_INT(city.population, 0);
	CHECK_INT(city.admin1.len, 0);
	buf_free(&file);
	buf_free(&record);
}

/* A record that is right but for one field. */
static void
what_no_city_has_is_refused(void)
{
	static const struct {
		unsigned field;
		uint64_t number;
		const char *text, *reason;
	} cases[] = {
		{1, 0, NULL, "cities/id"}, {1, 1, NULL, "cities/id"}, /* -1 */
		{1, UINT64_C(1) << 33, NULL, "cities/id"},
		{2, 0, "", "cities/name"}, {2, 0, "A\nB", "cities/name"},
		{2, 0, "\xff", "cities/name"}, {3, 0, "us", "cities/country"},
		{3, 0, "USA", "cities/country"},
		{9, 1000000001, NULL, "cities/population"},
		{10, 36000002, NULL, "cities/coordinates"},
		{11, 18000002, NULL, "cities/coordinates"},
		{11, UINT64_MAX, NULL, "cities/coordinates"}, /* INT64_MIN */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf file, record;
		struct city city;
		struct err err;

		buf_init(&file, 8192);
		buf_init(&record, 4096);
		for (unsigned field = 1; field <= 11; field++) {
			if (field == cases[i].field && cases[i].text)
				write_text(&record, field,
					str_from(cases[i].text));
			else if (field == cases[i].field)
				write_number(&record, field, cases[i].number);
			else if (field == 1 || field >= 9)
				write_number(&record, field, 2);
			else if (field == 2 || field == 3)
				write_text(&record, field, STR_LIT("AD"));
		}
		write_record(&file, &record);
		CHECK_INT(read_one(&file, &city, &err), ERR_INVALID);
		CHECK_STR(err.reason, cases[i].reason);
		CHECK(strstr(err.detail, "cities.pbf, record 1"));
		buf_free(&file);
		buf_free(&record);
	}
}

static void
numbers_records_and_fields_have_their_limits(void)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *reason;
	} cases[] = {
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, "cities/long"},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10,
			"cities/number"},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11,
			"cities/number"},
		{"\x81\x20", 2, "cities/long"},
		{"\x02\x08", 2, "cities/short"},
		{"\x00", 1, "cities/missing"},
		{"\x01\x0b", 2, "cities/wire"},
		{"\x02\x12\x05", 3, "cities/short"},
		{"\x04\x08\x02\x08\x02", 5, "cities/twice"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf file;
		struct city city;
		struct err err;

		buf_init(&file, 64);
		buf_add(&file, cases[i].bytes, cases[i].len);
		CHECK_INT(read_one(&file, &city, &err), ERR_INVALID);
		CHECK_STR(err.reason, cases[i].reason);
		buf_free(&file);
	}
}

static void
an_empty_file_ends_at_once(void)
{
	struct cities cities;
	struct city city;
	struct err err = {0};
	bool end = false;

	cities_begin(&cities, (struct str){0}, "cities.pbf");
	CHECK_INT(cities_next(&cities, &city, &end, &err), OK);
	CHECK(end);
}

int
main(void)
{
	RUN(any_city_reads_back_as_it_was_written);
	RUN(what_is_cut_short_anywhere_is_refused);
	RUN(fields_of_another_kind_are_skipped);
	RUN(what_no_city_has_is_refused);
	RUN(numbers_records_and_fields_have_their_limits);
	RUN(an_empty_file_ends_at_once);
	DONE();
}
