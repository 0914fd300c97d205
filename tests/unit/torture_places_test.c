/* Memory runs out while places are named, filed, found, imported and
 * printed: a transaction then is rolled back, and the database has the old
 * gazetteer. */
#include "unit/torture.h"

#include "store/fold.h"
#include "store/gazetteer.h"
#include "store/observations.h"
#include "store/places.h"
#include "unit/store_rows.h"
#include "weather/cities.h"
#include "weather/spelling.h"

static struct state state;
static int64_t revision;

static enum err_kind
spellings_of_a_name_are_made(void)
{
	struct arena *arena = arena_new(4096);
	struct spellings spellings;
	enum err_kind kind = ERR_INTERNAL;
	struct str swapped;

	if (!arena)
		return ERR_INTERNAL;
	if (!spellings_of(STR_LIT("L'\xc3\xb6, x"), true, arena, &spellings) ||
		!spelling_swap(STR_LIT("st x"), arena, &swapped))
		goto done;
	kind = spellings.count == 5 && str_is(swapped, "saint x") ? OK
								  : ERR_REQUEST;
done:
	arena_free(arena);
	return kind;
}

static enum err_kind
places_are_printed(void)
{
	static const struct place_hit hits[] = {
		{.place = {.id = 1,
			 .name = STR_INIT("A"),
			 .country = STR_INIT("DE"),
			 .located = true}},
		{.place = {.id = -1,
			 .name = STR_INIT("B"),
			 .state = STR_INIT("OR"),
			 .country = STR_INIT("US")},
			.alias = STR_INIT("C")},
	};
	struct arena *arena = arena_new(65536);
	struct err err = {0};
	struct str out;
	enum err_kind kind;

	if (!arena)
		return ERR_INTERNAL;
	kind = places_to_json(hits, COUNT(hits), true, arena, &out, &err);
	arena_free(arena);
	return kind;
}

static enum err_kind
import(struct store *store, struct arena *arena, struct err *err)
{
	static const struct place place = {7, STR_INIT("St. K\xc3\xb6ln"),
		STR_INIT("NW"), STR_INIT("DE"), 963395, true, 1, 2};
	struct gazetteer gazetteer;
	enum err_kind kind;

	if ((kind = gazetteer_begin(&gazetteer, store, err)) != OK ||
		(kind = gazetteer_put(&gazetteer, &place, arena, err)) != OK)
		return kind;
	return gazetteer_finish(&gazetteer, arena, err);
}

static enum err_kind
file_and_find(struct store *store, struct arena *arena, struct err *err)
{
	static const struct location own = {
		STR_INIT("New St. Koeln"), STR_INIT(""), STR_INIT("DE")};
	struct place_page page;
	struct place place;
	struct str key;
	int64_t id;
	bool found;
	enum err_kind kind;

	if ((kind = fold_name(store, own.city, "city", arena, &key, err)) !=
			OK ||
		(kind = observers_ensure(
			 store, 1, &own, key, 1, arena, &id, err)) != OK ||
		(kind = places_find(store, STR_LIT("saint koeln"), STR_LIT(""),
			 STR_LIT("DE"), arena, &place, &found, err)) != OK ||
		(kind = places_search(store, STR_LIT("new"), STR_LIT(""), 10,
			 arena, &page, err)) != OK)
		return kind;
	return found && place.id == 7 && page.count == 1 ? OK : ERR_REQUEST;
}

static enum err_kind
a_gazetteer_is_stored_and_used(void)
{
	struct arena *arena = arena_new(4 * 1024 * 1024);
	struct store *store = NULL;
	struct err err = {0};
	enum err_kind kind;

	if (!arena)
		return ERR_INTERNAL;
	if ((kind = store_open(&store, state.dir, STORE_WRITE, &err)) == OK &&
		(kind = store_begin(store, &err)) == OK &&
		(kind = import(store, arena, &err)) == OK)
		kind = file_and_find(store, arena, &err);
	if (store)
		store_rollback(store);
	store_close(store);
	arena_free(arena);
	return kind;
}

static void
nothing_was_stored(enum err_kind kind)
{
	struct store *store = state_open(&state, STORE_READ);
	struct err err = {0};
	int64_t now, gazetteer;

	(void)kind;
	CHECK_INT(places_revision(store, &now, &gazetteer, &err), OK);
	CHECK_INT(now, revision);
	CHECK_INT(gazetteer, 0);
	store_close(store);
}

static enum err_kind
migrations_fold(void)
{
	static struct state fresh;
	struct migrate_result result;
	struct err err = {0};
	enum err_kind kind;

	state_new(&fresh);
	kind = fresh.arena ? migrate(fresh.dir, "weather.db", STORAGE_LOCAL,
				     &result, &err)
			   : ERR_INTERNAL;
	state_free(&fresh);
	return kind;
}

int
main(void)
{
	struct store *store;
	struct err err = {0};

	if (!torture_init()) {
		puts("1..0 # SKIP linked without --wrap=malloc");
		return 0;
	}
	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(owner_of(store, "a"), 1);
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(places_revision(store, &revision, &(int64_t){0}, &err), OK);
	store_close(store);
	TORTURE(spellings_of_a_name_are_made);
	TORTURE_JSON(places_are_printed);
	TORTURE_AS("a gazetteer is stored and used",
		.scenario = a_gazetteer_is_stored_and_used,
		.after = nothing_was_stored);
	TORTURE(migrations_fold);
	state_free(&state);
	TORTURE_DONE();
}
