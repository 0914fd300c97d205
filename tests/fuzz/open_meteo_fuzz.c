/*
 * What is taken as weather is plausible, and what is found as a place is one
 * of the country that was asked for.
 */
#include "fuzz/fuzz.h"
#include "fuzz/reading.h"
#include "weather/open_meteo.h"

static void
check_search(struct str body, struct arena *arena)
{
	const struct location place = {
		STR_LIT("Portland"), STR_LIT("OR"), STR_LIT("US")};
	struct reading reading;
	struct err err = {0};
	bool found;
	enum err_kind kind = open_meteo_search_read(
		body, &place, arena, &reading, &found, &err);

	PROMISE(kind == OK || kind == ERR_FETCH);
	PROMISE(kind == OK || !found);
	if (!found)
		return;
	PROMISE(reading.has_position && str_is(reading.country, "US"));
	PROMISE(!text_check(reading.city, TEXT_ONE_LINE));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str body = {(const char *)data, size};
	struct arena *arena = arena_new(4 << 20);
	struct reading reading = {
		.has_position = true, .position = {4552345, -12267621}};
	struct err err = {0};
	enum err_kind kind;

	PROMISE(arena != NULL);
	kind = open_meteo_read(body, FUZZ_NOW, &reading, &err);
	PROMISE(kind == OK || kind == ERR_FETCH);
	if (kind == OK) {
		check_reading(&reading);
		PROMISE(reading.position.lat == 4552345);
	}
	check_search(body, arena);
	arena_free(arena);
	return 0;
}
