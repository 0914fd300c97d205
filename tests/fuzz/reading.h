#ifndef TESTS_FUZZ_READING_H
#define TESTS_FUZZ_READING_H

/* What every parser of a provider promises of a reading. */
#include "fuzz/fuzz.h"
#include "weather/reading.h"
#include "weather/text.h"

enum { FUZZ_NOW = 1661871000 };

static inline void
check_scaled(int32_t value, enum observation_field field)
{
	PROMISE(value >= observation_fields[field].hard_min &&
		value <= observation_fields[field].hard_max);
}

static inline void
check_reading(const struct reading *reading)
{
	const struct observation *observation = &reading->observation;

	PROMISE(observation_plausible(observation, FIELD_TEMP));
	PROMISE(!observation->flagged);
	PROMISE(observation->observed_at <= FUZZ_NOW + 600);
	PROMISE(observation->observed_at >= FUZZ_NOW - 86400);
	PROMISE(observation->interval_s >= -1 &&
		observation->interval_s <= 86400);
	for (int i = 0; i < FIELD_COUNT; i++) {
		enum observation_field field = (enum observation_field)i;

		if (observation_has(observation, field))
			check_scaled(observation->values[i], field);
		else
			PROMISE(!observation->values[i]);
	}
	check_scaled(reading->temp_min, FIELD_TEMP);
	check_scaled(reading->temp_max, FIELD_TEMP);
	PROMISE(reading->temp_min <= observation->values[FIELD_TEMP]);
	PROMISE(reading->temp_max >= observation->values[FIELD_TEMP]);
	if (reading->has_feels_like)
		check_scaled(reading->feels_like, FIELD_TEMP);
	if (reading->has_position) {
		PROMISE(reading->position.lat >= -9000000 &&
			reading->position.lat <= 9000000);
		PROMISE(reading->position.lon >= -18000000 &&
			reading->position.lon <= 18000000);
	}
	PROMISE(!text_check(reading->city, TEXT_ONE_LINE));
	PROMISE(str_utf8_length(reading->city) <= 100);
}

#endif
