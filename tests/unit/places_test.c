#include "store/fold.h"
#include "store/gazetteer.h"
#include "store/observations.h"
#include "store/places.h"
#include "unit/store_rows.h"

static const int64_t start = 1700000000;

/* Made up, but for the names: id, name, state, country, population. */
static const struct place gazetteer[] = {
	{1, {"Portland", 8}, {"OR", 2}, {"US", 2}, 632309, true, 4552, -12267},
	{2, {"Portland", 8}, {"ME", 2}, {"US", 2}, 66881, true, 4366, -7025},
	{3, {"New York City", 13}, {"NY", 2}, {"US", 2}, 8175133, true, 1, 2},
	{4, {"Washington, D.C.", 16}, {"DC", 2}, {"US", 2}, 601723, true, 1, 2},
	{5, {"Washington", 10}, {"UT", 2}, {"US", 2}, 24299, true, 1, 2},
	{6, {"Munich", 6}, {"BY", 2}, {"DE", 2}, 1260391, true, 1, 2},
	{7, {"K\xc3\xb6ln", 5}, {"NW", 2}, {"DE", 2}, 963395, true, 1, 2},
	{8, {"St. John\xe2\x80\x99s", 12}, {"NL", 2}, {"CA", 2}, 99182, true, 1,
		2},
	{9, {"Saint-\xc3\x89tienne", 14}, {"", 0}, {"FR", 2}, 176280, true, 1,
		2},
};

/* A writable store within a transaction. */
static struct store *
begin(struct state *state)
{
	struct store *store;
	struct err err = {0};

	state_init(state);
	store = state_open(state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(owner_of(store, "a"), 1);
	CHECK_INT(owner_of(store, "b"), 2);
	CHECK_INT(owner_of(store, "c"), 3);
	return store;
}

static void
end(struct store *store, struct state *state)
{
	store_rollback(store);
	store_close(store);
	state_free(state);
}

/* The first count of the list. */
static struct gazetteer
import(struct store *store, struct arena *arena, size_t count)
{
	struct gazetteer import;
	struct err err = {0};

	CHECK_INT(gazetteer_begin(&import, store, &err), OK);
	for (size_t i = 0; i < count; i++)
		CHECK_INT(
			gazetteer_put(&import, &gazetteer[i], arena, &err), OK);
	CHECK_INT(gazetteer_finish(&import, arena, &err), OK);
	return import;
}

static struct str
key_of(struct store *store, struct arena *arena, const char *city)
{
	struct str key = {NULL, 0};
	struct err err = {0};

	CHECK_INT(fold_name(store, str_from(city), "city", arena, &key, &err),
		OK);
	return key;
}

/* The id of the place that a name means; 0: none. */
static int64_t
find(struct store *store, struct arena *arena, const char *city,
	const char *state, const char *country)
{
	struct place place;
	struct err err = {0};
	bool found;

	CHECK_INT(
		places_find(store, key_of(store, arena, city), str_from(state),
			str_from(country), arena, &place, &found, &err),
		OK);
	CHECK_INT(found, place.id != 0);
	return place.id;
}

static int64_t
observed(struct store *store, struct arena *arena, const char *city,
	const char *state, int64_t since)
{
	struct place place;
	struct err err = {0};
	bool found, only;

	CHECK_INT(places_observed(store, key_of(store, arena, city),
			  str_from(state), STR_LIT("US"), since, arena, &place,
			  &found, &only, &err),
		OK);
	CHECK_INT(found, place.id != 0);
	return place.id;
}

static int64_t
observer(struct store *store, struct arena *arena, int64_t owner,
	const char *city, const char *state)
{
	struct location location = {
		str_from(city), str_from(state), STR_LIT("US")};
	struct err err = {0};
	int64_t id = 0;

	CHECK_INT(observers_ensure(store, owner, &location,
			  key_of(store, arena, city), start, arena, &id, &err),
		OK);
	return id;
}

/* The owner measures there at at; gives the observer. */
static int64_t
measure(struct store *store, struct arena *arena, int64_t owner,
	const char *city, const char *state, int64_t at)
{
	struct observation observation = {.observed_at = at,
		.received_at = at,
		.source = SOURCE_API,
		.present = 1u << FIELD_TEMP,
		.interval_s = -1};
	int64_t id = observer(store, arena, owner, city, state);
	enum observation_outcome outcome;
	struct err err = {0};

	CHECK_INT(observations_put(store, id, &observation, CONFLICT_REFUSE,
			  &outcome, &err),
		OK);
	return id;
}

static void
a_place_is_found_by_each_of_its_names(void)
{
	static const struct {
		const char *city, *state, *country;
		int64_t id;
	} cases[] = {
		{"Portland", "", "US", 1},
		{"portland", "OR", "US", 1},
		{"PORTLAND", "ME", "US", 2},
		{"Portland", "TX", "US", 0},
		{"Portland", "", "GB", 0},
		{"New York City", "", "US", 3},
		{"New York", "", "US", 3},
		{"new york", "NY", "US", 3},
		{"NYC", "", "US", 3},
		{"NYC", "CA", "US", 0},
		{"Washington", "", "US", 4},
		{"Washington", "UT", "US", 5},
		{"Washington D.C.", "", "US", 4},
		{"M\xc3\xbcnchen", "", "DE", 6},
		{"Muenchen", "", "DE", 6},
		{"Munchen", "BY", "DE", 6},
		{"Koeln", "", "DE", 7},
		{"Cologne", "", "DE", 7},
		{"K\xc3\xb6ln", "", "AT", 0},
		{"St. John's", "", "CA", 8},
		{"St Johns", "", "CA", 8},
		{"Saint Johns", "NL", "CA", 8},
		{"saint etienne", "", "FR", 9},
		{"St-\xc3\x89tienne", "", "FR", 9},
		{"Etienne", "", "FR", 0},
	};
	struct state state;
	struct store *store = begin(&state);

	CHECK_INT(find(store, state.arena, "Portland", "", "US"), 0);
	import(store, state.arena, COUNT(gazetteer));
	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(find(store, state.arena, cases[i].city,
				  cases[i].state, cases[i].country),
			cases[i].id);
		if (tap_failed_facts)
			printf("# %s\n", cases[i].city);
	}
	end(store, &state);
}

static void
a_place_is_found_whole(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct place place;
	struct err err = {0};
	bool found;

	import(store, state.arena, COUNT(gazetteer));
	CHECK_INT(places_find(store, STR_LIT("portland"), STR_LIT("ME"),
			  STR_LIT("US"), state.arena, &place, &found, &err),
		OK);
	CHECK(found && place.located);
	CHECK(str_is(place.name, "Portland"));
	CHECK(str_is(place.state, "ME"));
	CHECK(str_is(place.country, "US"));
	CHECK_INT(place.population, 66881);
	CHECK_INT(place.lat_e5, 4366);
	CHECK_INT(place.lon_e5, -7025);
	measure(store, state.arena, 1, "Nowhere", "", start);
	CHECK_INT(places_find(store, STR_LIT("nowhere"), STR_LIT(""),
			  STR_LIT("US"), state.arena, &place, &found, &err),
		OK);
	CHECK(found && !place.located && place.id < 0);
	CHECK_INT(place.population, 0);
	end(store, &state);
}

static void
one_owner_is_one_observer_of_a_place_however_it_is_written(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t first;

	import(store, state.arena, COUNT(gazetteer));
	first = observer(store, state.arena, 1, "NYC", "");
	CHECK_INT(observer(store, state.arena, 1, "New York", "NY"), first);
	CHECK_INT(observer(store, state.arena, 1, "new york city", ""), first);
	CHECK(observer(store, state.arena, 2, "NYC", "") != first);
	CHECK(observer(store, state.arena, 1, "Portland", "") !=
		observer(store, state.arena, 1, "Portland", "ME"));
	CHECK_INT(observer(store, state.arena, 1, "Portland", ""),
		observer(store, state.arena, 1, "Portland", "OR"));
	CHECK(observer(store, state.arena, 1, "Portland", "TX") !=
		observer(store, state.arena, 1, "Portland", ""));
	end(store, &state);
}

static void
weather_is_that_of_the_biggest_place_where_somebody_measured(void)
{
	struct state state;
	struct store *store = begin(&state);

	import(store, state.arena, COUNT(gazetteer));
	CHECK_INT(observed(store, state.arena, "Portland", "", start), 0);
	measure(store, state.arena, 1, "Portland", "ME", start + 5);
	CHECK_INT(observed(store, state.arena, "Portland", "", start), 2);
	CHECK_INT(observed(store, state.arena, "Portland", "OR", start), 0);
	CHECK_INT(observed(store, state.arena, "Portland", "", start + 6), 0);
	measure(store, state.arena, 2, "Portland", "", start);
	CHECK_INT(observed(store, state.arena, "Portland", "", start), 1);
	CHECK_INT(observed(store, state.arena, "Portland", "ME", start), 2);
	CHECK_INT(observed(store, state.arena, "Portland", "", start + 1), 2);
	measure(store, state.arena, 3, "new york", "NY", start);
	CHECK_INT(observed(store, state.arena, "NYC", "", start), 3);
	end(store, &state);
}

static void
without_a_gazetteer_it_is_the_place_measured_last(void)
{
	struct state state;
	struct store *store = begin(&state);
	int64_t oregon, massachusetts, nowhere;

	CHECK_INT(observed(store, state.arena, "Salem", "", 0), 0);
	measure(store, state.arena, 1, "Salem", "OR", start);
	oregon = observed(store, state.arena, "Salem", "OR", start);
	CHECK(oregon < 0);
	measure(store, state.arena, 2, "SALEM", "MA", start + 5);
	massachusetts = observed(store, state.arena, "Salem", "MA", start);
	CHECK(massachusetts < 0 && massachusetts != oregon);
	CHECK_INT(observed(store, state.arena, "Salem", "", start),
		massachusetts);
	CHECK_INT(observed(store, state.arena, "Salem", "OR", start + 1), 0);
	CHECK_INT(observed(store, state.arena, "Salem", "TX", 0), 0);
	measure(store, state.arena, 3, "salem", "", start + 9);
	nowhere = observed(store, state.arena, "Salem", "", start);
	CHECK(nowhere < 0 && nowhere != oregon && nowhere != massachusetts);
	CHECK_INT(observed(store, state.arena, "Salem", "OR", start), oregon);
	CHECK_INT(observed(store, state.arena, "Salem", "", start + 10), 0);
	end(store, &state);
}

static void
own_places_join_the_gazetteer_when_it_comes(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct gazetteer done;
	int64_t first, second;

	first = measure(store, state.arena, 1, "NYC", "", start);
	second = measure(store, state.arena, 1, "New York", "NY", start);
	CHECK(first != second);
	measure(store, state.arena, 2, "Portland", "ME", start);
	measure(store, state.arena, 3, "Portland", "TX", start);
	done = import(store, state.arena, COUNT(gazetteer));
	CHECK_INT(done.added, COUNT(gazetteer));
	CHECK_INT(done.adopted, 3);
	CHECK_INT(observed(store, state.arena, "New York City", "", start), 3);
	CHECK_INT(observed(store, state.arena, "Portland", "", start), 2);
	CHECK(observed(store, state.arena, "Portland", "TX", start) < 0);
	CHECK_INT(observer(store, state.arena, 1, "Nueva York", ""), first);
	end(store, &state);
}

static void
importing_again_keeps_ids_and_what_is_measured_at(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct gazetteer done;

	done = import(store, state.arena, COUNT(gazetteer));
	CHECK_INT(done.added, COUNT(gazetteer));
	CHECK_INT(done.kept, 0);
	measure(store, state.arena, 1, "Koeln", "", start);
	measure(store, state.arena, 1, "Washington", "UT", start);
	done = import(store, state.arena, COUNT(gazetteer));
	CHECK_INT(done.added, 0);
	CHECK_INT(done.kept, COUNT(gazetteer));
	CHECK_INT(done.dropped, 0);
	done = import(store, state.arena, 4);
	CHECK_INT(done.kept, 4);
	CHECK_INT(done.dropped, 4); /* Munich and others, not 5 */
	CHECK_INT(find(store, state.arena, "Munich", "", "DE"), 0);
	CHECK_INT(find(store, state.arena, "Washington", "UT", "US"), 5);
	CHECK_INT(find(store, state.arena, "Washington", "", "US"), 4);
	end(store, &state);
}

static void
an_id_twice_is_refused(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct gazetteer done;
	struct err err = {0};

	CHECK_INT(gazetteer_begin(&done, store, &err), OK);
	CHECK_INT(gazetteer_put(&done, &gazetteer[0], state.arena, &err), OK);
	CHECK_INT(gazetteer_put(&done, &gazetteer[1], state.arena, &err), OK);
	CHECK_INT(gazetteer_put(&done, &gazetteer[0], state.arena, &err),
		ERR_INVALID);
	CHECK_STR(err.reason, "gazetteer/twice");
	end(store, &state);
}

static void
places_of_one_name_are_looked_at_up_to_a_number(void)
{
	enum { MANY = 70, MOST = 64 };
	struct state state;
	struct store *store = begin(&state);
	struct place place = {0};
	const int64_t *ids;
	size_t count;
	struct err err = {0};

	for (int i = 0; i < MANY; i++) {
		const char code[] = {
			(char)('A' + i / 26), (char)('A' + i % 26)};
		const struct location salem = {
			STR_LIT("Salem"), {code, 2}, STR_LIT("US")};

		CHECK_INT(places_file(store, &salem, STR_LIT("salem"),
				  state.arena, &place.id, &err),
			OK);
		CHECK_INT(places_alike(store, &place, STR_LIT("salem"),
				  STR_LIT(""), STR_LIT("US"), state.arena, &ids,
				  &count, &err),
			OK);
		CHECK_INT(count, i < MOST ? i + 1 : MOST);
	}
	end(store, &state);
}

int
main(void)
{
	RUN(a_place_is_found_by_each_of_its_names);
	RUN(a_place_is_found_whole);
	RUN(one_owner_is_one_observer_of_a_place_however_it_is_written);
	RUN(weather_is_that_of_the_biggest_place_where_somebody_measured);
	RUN(without_a_gazetteer_it_is_the_place_measured_last);
	RUN(own_places_join_the_gazetteer_when_it_comes);
	RUN(importing_again_keeps_ids_and_what_is_measured_at);
	RUN(an_id_twice_is_refused);
	RUN(places_of_one_name_are_looked_at_up_to_a_number);
	DONE();
}
