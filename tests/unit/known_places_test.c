#include "api/known_places.h"

#include "unit/tap.h"

#include <stdio.h>
#include <string.h>

static struct place_query
asking_for(const char *key, const char *state, const char *country)
{
	return (struct place_query){.city_key = str_from(key),
		.location = {.city = STR_LIT("as written"),
			.state = str_from(state),
			.country = str_from(country)}};
}

/* The number of the place; 0: none is known. */
static int64_t
known(const struct known_places *places, const struct store_versions *versions,
	const char *key, const char *state, const char *country)
{
	const struct place_query query = asking_for(key, state, country);
	struct place place;

	return known_places_find(places, versions, &query, &place) ? place.id
								   : 0;
}

static void
add(struct known_places *places, uint64_t version, const char *key,
	const char *state, int64_t id)
{
	const struct place_query query = asking_for(key, state, "US");
	struct place place = {.id = id,
		.name = str_from(key),
		.state = str_from(state),
		.country = STR_LIT("US"),
		.population = 7,
		.located = true,
		.lat_e5 = 1,
		.lon_e5 = 2};

	known_places_add(places, version, &query, &place);
}

static void
a_name_means_what_it_meant_and_no_other_name_does(void)
{
	struct known_places *places = known_places_new();
	struct store_versions versions = {.now = 3};
	struct place_query query = asking_for("salem", "OR", "US");
	char key[] = "salem";
	struct place place;

	CHECK_INT(known(places, &versions, "salem", "OR", "US"), 0);
	add(places, 3, key, "OR", -4);
	/* the texts are its own */
	memset(key, 'x', strlen(key));
	CHECK(known_places_find(places, &versions, &query, &place));
	CHECK_INT(place.id, -4);
	CHECK(str_is(place.name, "salem") && str_is(place.state, "OR") &&
		str_is(place.country, "US"));
	CHECK(place.located && place.lat_e5 == 1 && place.lon_e5 == 2);
	CHECK_INT(place.population, 7);
	CHECK_INT(known(places, &versions, "salem", "", "US"), 0);
	CHECK_INT(known(places, &versions, "salem", "MA", "US"), 0);
	CHECK_INT(known(places, &versions, "salem", "OR", "DE"), 0);
	/* the same bytes, taken apart elsewhere */
	CHECK_INT(known(places, &versions, "sale", "mOR", "US"), 0);
	CHECK_INT(known(places, NULL, "salem", "OR", "US"), 0);
	known_places_forget(places);
	CHECK_INT(known(places, &versions, "salem", "OR", "US"), 0);
	known_places_free(places);
}

static void
it_holds_until_a_place_changes(void)
{
	struct known_places *places = known_places_new();
	struct store_versions versions = {.now = 3};

	add(places, 3, "salem", "OR", -4);
	for (size_t i = 0; i < TABLES_BITS; i++) {
		versions.tables[i] = 4;
		CHECK_INT(known(places, &versions, "salem", "OR", "US"),
			(known_places_tables() & 1u << i) != 0 ? 0 : -4);
		versions.tables[i] = 3;
	}
	/* nobody can say when it was read */
	add(places, 0, "bend", "OR", -5);
	CHECK_INT(known(places, &versions, "bend", "OR", "US"), 0);
	known_places_free(places);
}

static void
of_many_names_and_of_long_ones_none_is_mistaken(void)
{
	struct known_places *places = known_places_new();
	const struct store_versions versions = {.now = 3};
	char name[400];
	int found = 0;

	for (int i = 1; i <= 500; i++) {
		int64_t id;

		snprintf(name, sizeof(name), "place %d", i);
		add(places, 3, name, "", i);
		CHECK_INT(known(places, &versions, name, "", "US"), i);
		snprintf(name, sizeof(name), "place %d", i / 2 + 1);
		id = known(places, &versions, name, "", "US");
		CHECK(id == 0 || id == i / 2 + 1);
		found += id != 0;
	}
	CHECK(found > 10);
	for (int len = 80; len < 120; len++) {
		memset(name, 'n', (size_t)len);
		name[len] = '\0';
		add(places, 3, name, "OR", len);
		/* twice the name, twice the state and the country */
		CHECK_INT(known(places, &versions, name, "OR", "US"),
			2 * len + 8 <= 200 ? len : 0);
	}
	known_places_free(places);
	/* without memory nothing is known */
	add(NULL, 3, "salem", "OR", 1);
	CHECK_INT(known(NULL, &versions, "salem", "OR", "US"), 0);
	known_places_forget(NULL);
	known_places_free(NULL);
}

int
main(void)
{
	RUN(a_name_means_what_it_meant_and_no_other_name_does);
	RUN(it_holds_until_a_place_changes);
	RUN(of_many_names_and_of_long_ones_none_is_mistaken);
	DONE();
}
