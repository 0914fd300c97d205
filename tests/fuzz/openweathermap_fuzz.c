/*
 * What is taken as weather is plausible: within the hard limits, of now, with
 * a temperature, unflagged; and no answer is both weather and "unknown".
 */
#include "fuzz/fuzz.h"
#include "fuzz/reading.h"
#include "weather/openweathermap.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct location place = {
		STR_LIT("Zocca"), {NULL, 0}, STR_LIT("IT")};
	struct str body = {(const char *)data, size};
	struct arena *arena = arena_new(4 << 20);
	struct reading reading;
	struct err err = {0};
	enum err_kind kind;

	PROMISE(arena != NULL);
	kind = openweathermap_read(
		body, &place, FUZZ_NOW, arena, &reading, &err);
	PROMISE(kind == OK || kind == ERR_FETCH);
	if (kind == OK) {
		check_reading(&reading);
		PROMISE(!reading.country.len || str_is(reading.country, "IT"));
		PROMISE(!openweathermap_is_unknown(404, body));
	}
	arena_free(arena);
	return 0;
}
