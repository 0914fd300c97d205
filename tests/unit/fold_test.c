#include "store/fold.h"
#include "unit/prop.h"
#include "unit/store.h"

static struct str
fold(struct store *store, struct arena *arena, struct str text)
{
	struct str key = {NULL, 0};
	struct err err = {0};

	CHECK_INT(fold_name(store, text, "city", arena, &key, &err), OK);
	return key;
}

static void
names_fold_to_one_key(void)
{
	static const struct {
		const char *name, *key;
	} cases[] = {
		{"Seattle", "seattle"},
		{"  SEATTLE ", "seattle"},
		{"S\xc3\xa3o Paulo", "sao paulo"},
		{"Sa\xcc\x83o Paulo", "sao paulo"},
		{"s\xc3\xa3o-paulo", "sao paulo"},
		{"SAO   PAULO", "sao paulo"},
		{"Z\xc3\xbcrich", "zurich"},
		{"\xc3\x85lesund", "alesund"},
		{"\xe1\xba\xbe Ti\xe1\xba\xbfn", "e tien"},
		{"St. John's", "st john s"},
		{"\xd0\x9c\xd0\x9e\xd0\xa1\xd0\x9a\xd0\x92\xd0\x90",
			"\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0"},
		{"\xe6\x9d\xb1\xe4\xba\xac", "\xe6\x9d\xb1\xe4\xba\xac"},
		{"100 Mile House", "100 mile house"},
		/* letters with strokes, ligatures */
		{"Gie\xc3\x9f"
		 "en",
			"giessen"},
		{"GIESSEN", "giessen"},
		{"STRA\xe1\xba\x9e"
		 "E",
			"strasse"},
		{"Troms\xc3\xb8", "tromso"},
		{"TROMS\xc3\x98", "tromso"},
		{"\xc5\x81\xc3\xb3"
		 "d\xc5\xba",
			"lodz"},
		{"\xc4\x90\xc3\xa0 N\xe1\xba\xb5ng", "da nang"},
		{"N\xc3\xa6stved", "naestved"},
		{"\xef\xac\x81n", "fin"},
		/* dotted and dotless */
		{"D\xc4\xb0YARBAKIR", "diyarbakir"},
		{"Diyarbak\xc4\xb1r", "diyarbakir"},
		/* composed and combining, beyond Latin */
		{"\xd0\x99\xd0\xbe\xd1\x88\xd0\xba\xd0\xb0\xd1\x80",
			"\xd0\xb8\xd0\xbe\xd1\x88\xd0\xba\xd0\xb0\xd1\x80"},
		{"\xd0\x98\xcc\x86\xd0\xbe\xd1\x88\xd0\xba\xd0\xb0"
		 "\xd1\x80",
			"\xd0\xb8\xd0\xbe\xd1\x88\xd0\xba\xd0\xb0\xd1\x80"},
		{"\xce\x91\xce\xb8\xce\xae\xce\xbd\xce\xb1\xcf\x82",
			"\xce\xb1\xce\xb8\xce\xb7\xce\xbd\xce\xb1\xcf\x83"},
		/* Arabic vowel signs go, Indic ones stay */
		{"\xd8\xa7\xd9\x84\xd9\x82\xd9\x8e\xd8\xa7\xd9\x87",
			"\xd8\xa7\xd9\x84\xd9\x82\xd8\xa7\xd9\x87"},
		{"\xe0\xa4\xa6\xe0\xa4\xbf\xe0\xa4\xb2",
			"\xe0\xa4\xa6\xe0\xa4\xbf\xe0\xa4\xb2"},
		{"Honolulu\xca\xbb", "honolulu"},
		/* hyphens and apostrophes separate */
		{"Saint-\xc3\x89tienne", "saint etienne"},
		{"L\xe2\x80\x99"
		 "Aquila",
			"l aquila"},
		{"Coeur d'Alene", "coeur d alene"},
		{"'; DROP TABLE report; --", "drop table report"},
	};
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_READ);
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(fold(store, state.arena, str_from(cases[i].name)).at,
			cases[i].key);
	store_close(store);
	state_free(&state);
}

static void
different_names_keep_different_keys(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK(!str_eq(fold(store, state.arena, STR_LIT("Salem")),
		fold(store, state.arena, STR_LIT("Salerno"))));
	/* vowel signs: di and da */
	CHECK(!str_eq(
		fold(store, state.arena, STR_LIT("\xe0\xa4\xa6\xe0\xa4\xbf")),
		fold(store, state.arena, STR_LIT("\xe0\xa4\xa6\xe0\xa4\xbe"))));
	CHECK(!str_eq(fold(store, state.arena, STR_LIT("New York")),
		fold(store, state.arena, STR_LIT("Newyork"))));
	store_close(store);
	state_free(&state);
}

static void
a_name_without_letters_is_invalid(void)
{
	static const char *const cases[] = {"", " ", "-", "...", "\xcc\x81",
		"\xca\xbb", "\xe2\x98\x82", "\xe2\x80\x94"};
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_READ);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str key;
		struct err err = {0};

		CHECK_INT(fold_name(store, str_from(cases[i]), "/location/city",
				  state.arena, &key, &err),
			ERR_INVALID);
		CHECK_INT(key.len, 0);
		CHECK_INT(err.field_count, 1);
		CHECK_STR(err.fields[0].name, "/location/city");
	}
	store_close(store);
	state_free(&state);
}

static void
folding_a_key_changes_nothing(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_READ);
	FOR_ALL(2000)
	{
		char bytes[64];
		size_t len = prop_below(sizeof(bytes));
		struct str key = {NULL, 0}, again = {NULL, 0};
		struct err err = {0};

		prop_bytes(bytes, len);
		if (!str_is_utf8((struct str){bytes, len}))
			prop_text(bytes, len = len / 2, "ab \xc3\xa3-XY.1");
		if (fold_name(store, (struct str){bytes, len}, "city",
			    state.arena, &key, &err) != OK)
			continue;
		CHECK_INT(fold_name(store, key, "city", state.arena, &again,
				  &err),
			OK);
		CHECK(str_eq(key, again));
	}
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(names_fold_to_one_key);
	RUN(different_names_keep_different_keys);
	RUN(a_name_without_letters_is_invalid);
	RUN(folding_a_key_changes_nothing);
	DONE();
}
