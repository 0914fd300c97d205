#ifndef TESTS_CITIES_H
#define TESTS_CITIES_H

/* Writes what weather/cities.h reads. */
#include "base/buf.h"
#include "weather/cities.h"

struct cities_writer {
	struct buf *out;
	int64_t lat_e5, lon_e5; /* of the record before */
};

static inline void
write_varint(struct buf *out, uint64_t value)
{
	do {
		unsigned char byte = value & 0x7f;

		value >>= 7;
		if (value)
			byte |= 0x80;
		buf_add(out, &byte, 1);
	} while (value);
}

static inline uint64_t
zigzag(int64_t value)
{
	return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

static inline void
write_number(struct buf *out, unsigned field, uint64_t value)
{
	write_varint(out, field << 3);
	write_varint(out, value);
}

static inline void
write_text(struct buf *out, unsigned field, struct str text)
{
	write_varint(out, field << 3 | 2);
	write_varint(out, text.len);
	buf_str(out, text);
}

/* The record behind its length. */
static inline void
write_record(struct buf *out, const struct buf *record)
{
	write_varint(out, record->len);
	buf_str(out, buf_as_str(record));
}

static inline void
write_city(struct cities_writer *writer, const struct city *city)
{
	struct buf record;

	buf_init(&record, CITY_RECORD_MAX);
	write_number(&record, 1, zigzag(city->id));
	write_text(&record, 2, city->name);
	write_text(&record, 3, city->country);
	write_text(&record, 7, STR_LIT("PPL"));
	write_text(&record, 8, city->admin1);
	if (city->population)
		write_number(&record, 9, (uint64_t)city->population);
	write_number(&record, 10, zigzag(city->lon_e5 - writer->lon_e5));
	write_number(&record, 11, zigzag(city->lat_e5 - writer->lat_e5));
	writer->lon_e5 = city->lon_e5;
	writer->lat_e5 = city->lat_e5;
	write_record(writer->out, &record);
	buf_free(&record);
}

#endif
