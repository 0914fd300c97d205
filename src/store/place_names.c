#include "store/place_names.h"
#include "store/fold.h"
#include "store/statement.h"
#include "weather/spelling.h"

enum err_kind
place_put(struct store *store, const struct place *place, struct str name_key,
	int64_t edition, struct err *err)
{
	struct statement put;
	enum err_kind kind =
		statement_open(&put, store, SQL_PLACES_INSERT, err);

	if (kind != OK)
		return kind;
	statement_int(&put, place->id);
	statement_str(&put, place->name);
	statement_str(&put, name_key);
	statement_str(&put, place->country);
	statement_str(&put, place->state);
	statement_int(&put, place->population);
	if (place->located) {
		statement_int(&put, place->lat_e5);
		statement_int(&put, place->lon_e5);
	} else {
		statement_null(&put);
		statement_null(&put);
	}
	statement_int(&put, edition);
	return statement_run(&put, NULL, err);
}

static enum err_kind
put_key(struct store *store, int64_t place, struct str key, struct str alias,
	struct err *err)
{
	struct statement put;
	enum err_kind kind = statement_open(&put, store, SQL_PLACES_NAME, err);

	if (kind != OK)
		return kind;
	statement_int(&put, place);
	statement_str(&put, key);
	statement_str(&put, alias);
	return statement_run(&put, NULL, err);
}

static enum err_kind
put_both(struct store *store, int64_t place, struct str key, struct str alias,
	struct arena *arena, struct err *err)
{
	struct str swapped;
	enum err_kind kind = put_key(store, place, key, alias, err);

	if (kind != OK)
		return kind;
	if (!spelling_swap(key, arena, &swapped))
		return fail_memory(err);
	return swapped.len ? put_key(store, place, swapped, alias, err) : OK;
}

/* A spelling may be without a letter, although the name is not. */
static enum err_kind
put_spelling(struct store *store, int64_t place, struct str spelling,
	struct str alias, struct arena *arena, struct err *err)
{
	struct err folding = {0};
	struct str key;
	enum err_kind kind =
		fold_name(store, spelling, "name", arena, &key, &folding);

	if (kind == ERR_INVALID)
		return OK;
	if (kind != OK) {
		*err = folding;
		return kind;
	}
	return put_both(store, place, key, alias, arena, err);
}

static enum err_kind
put_all(struct store *store, int64_t place, struct str name, struct str key,
	struct str alias, struct arena *arena, struct err *err)
{
	struct spellings spellings;
	enum err_kind kind = put_both(store, place, key, alias, arena, err);

	if (kind != OK)
		return kind;
	if (!spellings_of(name, place > 0, arena, &spellings))
		return fail_memory(err);
	for (size_t i = 0; i < spellings.count && kind == OK; i++)
		kind = put_spelling(
			store, place, spellings.at[i], alias, arena, err);
	return kind;
}

enum err_kind
place_names_put(struct store *store, const struct place *place,
	struct str name_key, struct arena *arena, struct err *err)
{
	return put_all(store, place->id, place->name, name_key, (struct str){0},
		arena, err);
}

enum err_kind
place_alias_put(struct store *store, int64_t place, struct str alias,
	struct arena *arena, struct err *err)
{
	struct str key;
	enum err_kind kind = fold_name(store, alias, "alias", arena, &key, err);

	if (kind != OK)
		return kind;
	return put_all(store, place, alias, key, alias, arena, err);
}
