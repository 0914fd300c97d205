/* weatherctl places: the gazetteer. */

#include "cli/files.h"
#include "programs/weatherctl.h"
#include "store/gazetteer.h"
#include "weather/cities.h"

#include <stdio.h>

enum {
	FILE_MAX = 256 * 1024 * 1024,
	PLACE_ARENA = 1024 * 1024,
	POPULATION_DEFAULT = 15000,
	POPULATION_MAX = 1000000000,
};

#define FILE_DEFAULT WEATHER_PREFIX "/share/weather/cities.pbf"

enum { IMPORT_MIN_POPULATION = 0 };

const struct option_rule places_import_options[] = {
	{"min-population", "N",
		"leave out what has fewer people (15000; 0: everything)",
		false},
	{0},
};

struct places_import {
	const char *path;
	struct str file;
	int64_t min_population;
	size_t left_out;
	struct gazetteer gazetteer;
};

static enum err_kind
put_cities(struct places_import *import, struct arena *arena, struct err *err)
{
	struct cities cities;
	struct city city;
	bool end;
	enum err_kind kind;

	cities_begin(&cities, import->file, import->path);
	while ((kind = cities_next(&cities, &city, &end, err)) == OK && !end) {
		struct place place = {
			.id = city.id,
			.name = city.name,
			.state = place_state(city.country, city.admin1),
			.country = city.country,
			.population = city.population,
			.located = true,
			.lat_e5 = city.lat_e5,
			.lon_e5 = city.lon_e5,
		};

		if (city.population < import->min_population) {
			import->left_out++;
			continue;
		}
		kind = gazetteer_put(&import->gazetteer, &place, arena, err);
		arena_reset(arena);
		if (kind != OK)
			break;
	}
	return kind;
}

/* One transaction: readers see the old gazetteer until the new one is whole. */
static enum err_kind
store_cities(struct places_import *import, struct store *store,
	struct arena *arena, struct err *err)
{
	enum err_kind kind = store_begin(store, err);

	if (kind != OK)
		return kind;
	if ((kind = gazetteer_begin(&import->gazetteer, store, err)) == OK &&
		(kind = put_cities(import, arena, err)) == OK &&
		(kind = gazetteer_finish(&import->gazetteer, arena, err)) == OK)
		return store_commit(store, err);
	store_rollback(store);
	return kind;
}

/* Reads all of it before the database is touched. */
static enum err_kind
check_cities(const struct places_import *import, struct err *err)
{
	struct cities cities;
	struct city city;
	bool end = false;
	enum err_kind kind = OK;

	cities_begin(&cities, import->file, import->path);
	while (kind == OK && !end)
		kind = cities_next(&cities, &city, &end, err);
	if (kind == OK && !cities.number)
		kind = fail(err, ERR_INVALID, "cities/empty", "%.150s is empty",
			import->path);
	return kind;
}

static enum err_kind
run(struct places_import *import, const struct settings *settings,
	struct err *err)
{
	const struct gazetteer *done = &import->gazetteer;
	struct arena *arena = arena_new(PLACE_ARENA);
	struct store *store = NULL;
	enum err_kind kind;

	if (!arena)
		return fail_memory(err);
	if ((kind = check_cities(import, err)) == OK &&
		(kind = settings_enter_state_dir(settings, err)) == OK &&
		(kind = store_open(&store, settings->config.state_dir,
			 STORE_WRITE, err)) == OK &&
		(kind = store_cities(import, store, arena, err)) == OK) {
		printf("%zu places: %zu new, %zu already there; %zu smaller "
		       "ones left out, %lld dropped\n",
			done->added + done->kept, done->added, done->kept,
			import->left_out, (long long)done->dropped);
		printf("%zu other names; %zu of places that are not there\n",
			done->aliases, done->unplaced);
		if (done->adopted)
			printf("observers of these places, who measured "
			       "before: %lld\n",
				(long long)done->adopted);
	}
	store_close(store);
	arena_free(arena);
	return kind;
}

/* The file of "make install" is only there where "make places" came before. */
static enum err_kind
read_cities(const struct arguments *args, const char *path, struct buf *file,
	struct err *err)
{
	enum err_kind kind = files_read(path, FILE_MAX, file, err);

	if (kind != ERR_NOT_FOUND || args->operand_count)
		return kind;
	return fail(err, kind, "cities/missing",
		"%s is not there; run `make places` and `make install`, or "
		"name the file: `weatherctl places import cities.pbf`",
		path);
}

int
command_places_import(const struct arguments *args)
{
	const char *path =
		args->operand_count ? args->operands[0] : FILE_DEFAULT;
	struct places_import import = {.path = path};
	struct settings settings = {0};
	struct buf file = {0};
	struct err err = {0};
	long long min = 0;

	if (argument_integer(args,
		    &places_import_options[IMPORT_MIN_POPULATION], 0,
		    POPULATION_MAX, POPULATION_DEFAULT, &min, &err) == OK &&
		read_cities(args, path, &file, &err) == OK &&
		settings_open(&settings, args, &err) == OK) {
		import.min_population = min;
		import.file = buf_as_str(&file);
		err.kind = run(&import, &settings, &err);
	}
	settings_close(&settings);
	buf_free(&file);
	return weatherctl_end(&err);
}
