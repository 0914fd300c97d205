#include "store/gazetteer.h"
#include "store/fold.h"
#include "store/place_names.h"
#include "store/places.h"
#include "store/statement.h"
#include "weather/aliases.h"

enum err_kind
gazetteer_begin(
	struct gazetteer *gazetteer, struct store *store, struct err *err)
{
	struct statement begin;
	bool found;
	enum err_kind kind;

	*gazetteer = (struct gazetteer){.store = store};
	kind = statement_open(&begin, store, SQL_GAZETTEER_BEGIN, err);
	if (kind != OK)
		return kind;
	return statement_get_int(&begin, &gazetteer->edition, &found, err);
}

/* The edition that has the place so far; *found false for a new one. */
static enum err_kind
find_edition(struct store *store, int64_t id, int64_t *edition, bool *found,
	struct err *err)
{
	struct statement find;
	enum err_kind kind =
		statement_open(&find, store, SQL_PLACES_EDITION, err);

	if (kind != OK)
		return kind;
	statement_int(&find, id);
	return statement_get_int(&find, edition, found, err);
}

static enum err_kind
run_with(struct store *store, enum sql_id id, int64_t value, int64_t *changes,
	struct err *err)
{
	struct statement statement;
	enum err_kind kind = statement_open(&statement, store, id, err);

	if (kind != OK)
		return kind;
	statement_int(&statement, value);
	return statement_run(&statement, changes, err);
}

static enum err_kind
run(struct store *store, enum sql_id id, int64_t *changes, struct err *err)
{
	struct statement statement;
	enum err_kind kind = statement_open(&statement, store, id, err);

	return kind == OK ? statement_run(&statement, changes, err) : kind;
}

enum err_kind
gazetteer_put(struct gazetteer *gazetteer, const struct place *place,
	struct arena *arena, struct err *err)
{
	struct store *store = gazetteer->store;
	int64_t edition;
	struct str key;
	bool found;
	enum err_kind kind;

	if ((kind = fold_name(store, place->name, "name", arena, &key, err)) !=
			OK ||
		(kind = find_edition(
			 store, place->id, &edition, &found, err)) != OK)
		return kind;
	if (found && edition == gazetteer->edition)
		return fail(err, ERR_INVALID, "gazetteer/twice",
			"the id %lld is there twice", (long long)place->id);
	if ((kind = place_put(store, place, key, gazetteer->edition, err)) !=
			OK ||
		(found && (kind = run_with(store, SQL_PLACES_UNNAME, place->id,
				   NULL, err)) != OK) ||
		(kind = place_names_put(store, place, key, arena, err)) != OK)
		return kind;
	if (found)
		gazetteer->kept++;
	else
		gazetteer->added++;
	return OK;
}

static enum err_kind
put_alias(struct gazetteer *gazetteer, const struct alias *alias,
	struct arena *arena, struct err *err)
{
	struct store *store = gazetteer->store;
	struct place place;
	struct str key;
	bool found;
	enum err_kind kind;

	if ((kind = fold_name(store, str_from(alias->name), "name", arena, &key,
		     err)) != OK ||
		(kind = places_find(store, key, str_from(alias->state),
			 str_from(alias->country), arena, &place, &found,
			 err)) != OK)
		return kind;
	if (!found || place.id < 0) {
		gazetteer->unplaced++;
		return OK;
	}
	gazetteer->aliases++;
	return place_alias_put(
		store, place.id, str_from(alias->alias), arena, err);
}

enum err_kind
gazetteer_finish(
	struct gazetteer *gazetteer, struct arena *arena, struct err *err)
{
	struct store *store = gazetteer->store;
	enum err_kind kind = run_with(store, SQL_GAZETTEER_DROP,
		gazetteer->edition, &gazetteer->dropped, err);

	for (size_t i = 0; i < alias_count && kind == OK; i++) {
		kind = put_alias(gazetteer, &aliases[i], arena, err);
		arena_reset(arena);
	}
	if (kind != OK ||
		(kind = run(store, SQL_GAZETTEER_ADOPT, &gazetteer->adopted,
			 err)) != OK ||
		(kind = run(store, SQL_GAZETTEER_DROP_OWN, NULL, err)) != OK)
		return kind;
	return run(store, SQL_GAZETTEER_CHANGED, NULL, err);
}
