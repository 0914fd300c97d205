/*
 * What is accepted is an object within its depth and without NUL, and prints
 * to a text that reads and prints the same again.
 */
#include "base/json.h"
#include "fuzz/fuzz.h"

#include <string.h>

enum { DEPTH = 6 };

static bool
is_below(const json_t *value, double limit)
{
	double real = json_real_value(value);

	return real < limit && real > -limit;
}

/* False where a real is so big that 15 digits may round it to infinity. */
static bool
check_value(json_t *value, int depth)
{
	bool prints = true;
	const char *name;
	json_t *member;
	size_t i;

	if (json_is_object(value) || json_is_array(value))
		PROMISE(depth >= 1);
	json_object_foreach(value, name, member)
	{
		prints = check_value(member, depth - 1) && prints;
	}
	json_array_foreach(value, i, member)
	{
		prints = check_value(member, depth - 1) && prints;
	}
	if (json_is_string(value)) {
		struct str s = json_str(value);

		PROMISE(str_is_utf8(s));
		PROMISE(!s.len || !memchr(s.at, '\0', s.len));
	}
	return prints && (!json_is_real(value) || is_below(value, 1e300));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size}, once, twice;
	struct arena *arena = arena_new(64 * size + 4096);
	struct err err = {0};
	json_t *value, *again;

	PROMISE(arena);
	if (json_parse_object(text, DEPTH, &value, NULL, 0) == JSON_GOOD) {
		PROMISE(json_is_object(value));
		PROMISE(!memchr(data, '\0', size));
		if (check_value(value, DEPTH)) {
			PROMISE(json_print(value, arena, &once, &err) == OK);
			PROMISE(json_parse_object(once, DEPTH, &again, NULL,
					0) == JSON_GOOD);
			PROMISE(json_print(again, arena, &twice, &err) == OK);
			PROMISE(str_eq(once, twice));
			json_decref(again);
		}
		json_decref(value);
	} else {
		PROMISE(!value);
	}
	arena_free(arena);
	return 0;
}
