#include "unit/tap.h"
#include "weather/place.h"
#include "weather/spelling.h"

static void
spellings_are_those_that_people_write(void)
{
	static const struct {
		const char *name;
		bool shorten;
		const char *want[SPELLINGS_MAX]; /* up to the first NULL */
	} cases[] = {
		{"Seattle", true, {NULL}},
		{"K\xc3\xb6ln", true, {"Koeln"}},
		{"\xc3\x85rhus", false, {"Aarhus"}},
		{"Troms\xc3\xb8", false, {"Tromsoe"}},
		{"L'Aquila", true, {"LAquila"}},
		{"Xi\xe2\x80\x99"
		 "an",
			true, {"Xian"}},
		{"Halle (Saale)", true, {"Halle"}},
		{"Halle (Saale)", false, {NULL}},
		{"Washington, D.C.", true, {"Washington"}},
		{"K'\xc3\xb6, x", true,
			{"K\xc3\xb6, x", "K'oe, x", "K'\xc3\xb6", "K\xc3\xb6",
				"K'oe"}},
		{"(x)", true, {NULL}},
		{", x", true, {NULL}},
		{"\xff'", true, {"\xff"}},
		{"", true, {NULL}},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new(65536);
		struct spellings got;
		size_t count = 0;

		while (count < SPELLINGS_MAX && cases[i].want[count])
			count++;
		CHECK(spellings_of(str_from(cases[i].name), cases[i].shorten,
			arena, &got));
		CHECK_INT(got.count, count);
		for (size_t k = 0; k < count && k < got.count; k++)
			CHECK(str_is(got.at[k], cases[i].want[k]));
		if (tap_failed_facts)
			printf("# %s\n", cases[i].name);
		arena_free(arena);
	}
}

static void
a_short_word_is_swapped_with_the_long_one(void)
{
	static const struct {
		const char *key, *other;
	} cases[] = {
		{"st louis", "saint louis"},
		{"saint louis", "st louis"},
		{"east st louis", "east saint louis"},
		{"sainte foy", "ste foy"},
		{"sankt gallen", "st gallen"},
		{"fort worth", "ft worth"},
		{"ft worth", "fort worth"},
		{"rocky mount", "rocky mt"},
		{"mt vernon", "mount vernon"},
		{"saint st", "st st"},
		{"st", "saint"},
		{"stade", ""},
		{"portland", ""},
		{"", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new(4096);
		struct str other;

		CHECK(spelling_swap(str_from(cases[i].key), arena, &other));
		CHECK_INT(other.len, strlen(cases[i].other));
		CHECK(str_is(other, cases[i].other));
		arena_free(arena);
	}
}

static void
a_name_too_long_keeps_its_one_spelling(void)
{
	char name[2048];
	struct arena *arena = arena_new(65536);
	struct spellings got;

	memset(name, '\'', sizeof(name));
	CHECK(spellings_of(
		(struct str){name, sizeof(name)}, true, arena, &got));
	CHECK_INT(got.count, 0);
	arena_free(arena);
}

static void
divisions_have_the_letters_of_addresses(void)
{
	static const struct {
		const char *country, *admin1, *state;
	} cases[] = {
		{"US", "OR", "OR"},
		{"CH", "ZH", "ZH"},
		{"CA", "08", "ON"},
		{"DE", "02", "BY"},
		{"BR", "27", "SP"},
		{"AU", "05", "SA"},
		{"AU", "02", ""}, /* NSW */
		{"FR", "11", ""},
		{"GB", "ENG", ""},
		{"DE", "99", ""},
		{"DE", "", ""},
		{"CA", "8", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK(str_is(place_state(str_from(cases[i].country),
				     str_from(cases[i].admin1)),
			cases[i].state));
}

int
main(void)
{
	RUN(spellings_are_those_that_people_write);
	RUN(a_short_word_is_swapped_with_the_long_one);
	RUN(a_name_too_long_keeps_its_one_spelling);
	RUN(divisions_have_the_letters_of_addresses);
	DONE();
}
