/* Every line of data/aliases.txt against real places: those of tests/data,
 * and all of the gazetteer where `make places` fetched it. */
#include "base/buf.h"
#include "store/fold.h"
#include "store/gazetteer.h"
#include "store/places.h"
#include "unit/store.h"
#include "weather/aliases.h"
#include "weather/cities.h"

enum { FILE_MAX = 64 * 1024 * 1024, POPULATION = 15000 };

static bool
read_whole(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "rb");
	char chunk[65536];
	size_t len;

	buf_init(out, FILE_MAX);
	if (!file)
		return false;
	while ((len = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(out, chunk, len);
	fclose(file);
	return !out->failed && out->len;
}

static size_t
load(struct store *store, struct arena *arena, struct str file)
{
	struct gazetteer gazetteer;
	struct cities cities;
	struct city city;
	struct err err = {0};
	bool end = false;

	CHECK_INT(gazetteer_begin(&gazetteer, store, &err), OK);
	cities_begin(&cities, file, "cities.pbf");
	while (cities_next(&cities, &city, &end, &err) == OK && !end) {
		struct place place = {city.id, city.name,
			place_state(city.country, city.admin1), city.country,
			city.population, true, city.lat_e5, city.lon_e5};

		if (city.population >= POPULATION)
			CHECK_INT(
				gazetteer_put(&gazetteer, &place, arena, &err),
				OK);
		arena_reset(arena);
	}
	CHECK_INT(err.kind, OK);
	CHECK_INT(gazetteer_finish(&gazetteer, arena, &err), OK);
	CHECK_INT(gazetteer.aliases, alias_count);
	CHECK_INT(gazetteer.unplaced, 0);
	return gazetteer.added;
}

static int64_t
find(struct store *store, struct arena *arena, const char *name,
	const char *state, const char *country, struct str *key)
{
	struct place place = {0};
	struct err err = {0};
	bool found;

	CHECK_INT(
		fold_name(store, str_from(name), "name", arena, key, &err), OK);
	CHECK_INT(places_find(store, *key, str_from(state), str_from(country),
			  arena, &place, &found, &err),
		OK);
	return place.id;
}

static void
check_alias(struct store *store, struct arena *arena, const struct alias *alias)
{
	struct str name, key;
	int facts = tap_failed_facts;
	int64_t id = find(
		store, arena, alias->name, alias->state, alias->country, &name);

	CHECK(id > 0);
	CHECK_INT(find(store, arena, alias->alias, alias->state, alias->country,
			  &key),
		id);
	/* no bigger place has the alias for its name */
	CHECK_INT(
		find(store, arena, alias->alias, "", alias->country, &key), id);
	/* and it says something that folding does not */
	CHECK(!str_eq(key, name));
	if (tap_failed_facts != facts)
		printf("# %s: %s, %s\n", alias->country, alias->name,
			alias->alias);
}

static size_t
check_file(const char *path)
{
	struct state state;
	struct store *store;
	struct buf file;
	struct err err = {0};
	size_t count = 0;

	if (!read_whole(path, &file)) {
		buf_free(&file);
		return 0;
	}
	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	count = load(store, state.arena, buf_as_str(&file));
	for (size_t i = 0; i < alias_count; i++) {
		check_alias(store, state.arena, &aliases[i]);
		arena_reset(state.arena);
	}
	store_rollback(store);
	store_close(store);
	state_free(&state);
	buf_free(&file);
	return count;
}

static void
every_alias_names_its_place(void)
{
	CHECK_INT(check_file("tests/data/places/cities.pbf"), 320);
}

static void
every_alias_names_its_place_among_all(void)
{
	size_t count = check_file("build/places/cities.pbf");

	CHECK(count == 0 || count == 24323);
	if (!count)
		puts("# SKIP: make places fetches the gazetteer");
}

static void
every_alias_is_there_once(void)
{
	for (size_t i = 0; i < alias_count; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(aliases[i].country, aliases[k].country) &&
				!strcmp(aliases[i].state, aliases[k].state) &&
				!strcmp(aliases[i].alias, aliases[k].alias))
				CHECK_STR(aliases[i].alias, "only once");
	CHECK(alias_count > 400);
}

int
main(void)
{
	RUN(every_alias_names_its_place);
	RUN(every_alias_names_its_place_among_all);
	RUN(every_alias_is_there_once);
	DONE();
}
