#include "base/json.h"
#include "unit/prop.h"
#include "unit/tap.h"

static const char *
printed(json_t *value, struct arena *arena)
{
	struct err err = {0};
	struct str text = {NULL, 0};

	CHECK_INT(json_print(value, arena, &text, &err), OK);
	CHECK(text.at && strlen(text.at) == text.len);
	json_decref(value);
	return text.at;
}

static void
scaled_numbers_print_as_people_write_them(void)
{
	static const struct {
		int64_t value;
		int decimals;
		const char *text;
	} cases[] = {
		{1184, 2, "11.84"},
		{-5, 1, "-0.5"},
		{1200, 2, "12.0"},
		{1210, 2, "12.1"},
		{0, 2, "0.0"},
		{0, 0, "0"},
		{1013, 0, "1013"},
		{-7, 0, "-7"},
		{101325, 2, "1013.25"},
		{999999999, 2, "9999999.99"},
		{-999999999, 9, "-0.999999999"},
		{1, 4, "0.0001"},
		{1, 3, "0.001"},
		{100, 3, "0.1"},
		{48208488, 6, "48.208488"},
		{16372080, 6, "16.37208"},
		{INT64_MAX, 0, "9223372036854775807"},
		{INT64_MIN, 0, "-9223372036854775808"},
	};
	struct arena *arena = arena_new(100000);

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(printed(json_from_scaled(
					  cases[i].value, cases[i].decimals),
				  arena),
			cases[i].text);
	arena_free(arena);
}

/* What long division by hand would write. */
static void
write_scaled(int64_t value, int decimals, char *out, size_t size)
{
	long long whole = llabs(value), scale = 1;
	char *end;

	for (int i = 0; i < decimals; i++)
		scale *= 10;
	snprintf(out, size, "%s%lld.%0*lld", value < 0 ? "-" : "",
		whole / scale, decimals, whole % scale);
	end = out + strlen(out) - 1;
	while (*end == '0' && end[-1] != '.')
		*end-- = '\0';
}

static void
any_scaled_number_prints_exactly(void)
{
	struct arena *arena = arena_new(10000);

	FOR_ALL(20000)
	{
		/* up to 15 digits, none smaller than %g writes plainly */
		int64_t value = prop_between(-999999999999999, 999999999999999);
		int decimals = 1 + (int)prop_below(4);
		char want[64];

		for (size_t i = prop_below(15); i > 0; i--)
			value /= 10;
		write_scaled(value, decimals, want, sizeof(want));
		CHECK_STR(printed(json_from_scaled(value, decimals), arena),
			want);
		arena_reset(arena);
	}
	arena_free(arena);
}

static void
printing_is_compact_and_keeps_the_order(void)
{
	struct arena *arena = arena_new(10000);
	json_t *object = json_object();

	json_object_set_new(object, "z", json_from_str(STR_LIT("1")));
	json_object_set_new(object, "a", json_array());
	json_object_set_new(object, "m", json_null());
	CHECK_STR(printed(object, arena), "{\"z\":\"1\",\"a\":[],\"m\":null}");
	CHECK_STR(printed(json_from_str(STR_LIT("OK")), arena), "\"OK\"");
	CHECK_STR(printed(json_from_str(str_from(NULL)), arena), "\"\"");
	CHECK_STR(printed(json_from_str(STR_LIT("\"\\\n\x01")), arena),
		"\"\\\"\\\\\\n\\u0001\"");
	CHECK_STR(printed(json_from_str(STR_LIT("S\xC3\xA3o\x7F")), arena),
		"\"S\xC3\xA3o\x7F\"");
	arena_free(arena);
}

static void
what_cannot_be_printed_is_an_error(void)
{
	struct arena *arena = arena_new(40);
	json_t *value = json_from_str(STR_LIT("much longer than the arena is"));
	struct str text = STR_LIT("old");
	struct err err = {0};

	CHECK_INT(json_print(NULL, arena, &text, &err), ERR_INTERNAL);
	CHECK_INT(text.len, 0);
	CHECK_INT(json_print(value, arena, &text, &err), ERR_INTERNAL);
	CHECK_INT(text.len, 0);
	CHECK(!json_from_str(STR_LIT("\xFF")));
	json_decref(value);
	arena_free(arena);
}

int
main(void)
{
	RUN(scaled_numbers_print_as_people_write_them);
	RUN(any_scaled_number_prints_exactly);
	RUN(printing_is_compact_and_keeps_the_order);
	RUN(what_cannot_be_printed_is_an_error);
	DONE();
}
