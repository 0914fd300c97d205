#include "store/places.h"
#include "store/place_names.h"
#include "store/statement.h"

#include <assert.h>

/* The columns that places_find and places_observed begin with. */
static bool
read_place(
	const struct statement *from, struct arena *arena, struct place *place)
{
	*place = (struct place){
		.id = statement_column_int(from, 0),
		.population = statement_column_int(from, 4),
		.located = !statement_column_is_null(from, 5),
		.lat_e5 = (int32_t)statement_column_int(from, 5),
		.lon_e5 = (int32_t)statement_column_int(from, 6),
	};
	return arena_str(arena, statement_column_str(from, 1), &place->name) &&
	       arena_str(arena, statement_column_str(from, 2), &place->state) &&
	       arena_str(arena, statement_column_str(from, 3), &place->country);
}

static enum err_kind
read_first(struct statement *from, struct arena *arena, struct place *place,
	bool *found, struct err *err)
{
	enum err_kind kind = statement_step(from, found, err);

	if (kind == OK && *found && !read_place(from, arena, place))
		kind = fail_memory(err);
	statement_close(from);
	return kind;
}

enum err_kind
places_find(struct store *store, struct str name_key, struct str state,
	struct str country, struct arena *arena, struct place *place,
	bool *found, struct err *err)
{
	struct statement find;
	enum err_kind kind;

	*found = false;
	*place = (struct place){0};
	kind = statement_open(&find, store, SQL_PLACES_FIND, err);
	if (kind != OK)
		return kind;
	statement_str(&find, name_key);
	statement_str(&find, country);
	statement_str(&find, state);
	return read_first(&find, arena, place, found, err);
}

/* The columns of places_observed behind those of read_place(). */
enum { MEASURED_LAST = 7, SIZE_OF_NAME };

/* Of those that are equally big the first that was measured last. */
static enum err_kind
read_observed(struct statement *from, struct arena *arena, struct place *place,
	bool *found, bool *only, struct err *err)
{
	int64_t size = 0, last = 0;
	size_t count = 0;
	bool row;
	enum err_kind kind;

	while ((kind = statement_step(from, &row, err)) == OK && row &&
		(!*found || statement_column_int(from, SIZE_OF_NAME) == size)) {
		int64_t measured = statement_column_int(from, MEASURED_LAST);

		count++;
		if (statement_column_is_null(from, MEASURED_LAST) ||
			(*found && measured <= last))
			continue;
		if (!read_place(from, arena, place))
			return fail_memory(err);
		size = statement_column_int(from, SIZE_OF_NAME);
		last = measured;
		*found = true;
	}
	*only = *found && !row && count == 1;
	return kind;
}

enum err_kind
places_observed(struct store *store, struct str name_key, struct str state,
	struct str country, int64_t since, struct arena *arena,
	struct place *place, bool *found, bool *only, struct err *err)
{
	struct statement find;
	enum err_kind kind;

	*found = *only = false;
	*place = (struct place){0};
	kind = statement_open(&find, store, SQL_PLACES_OBSERVED, err);
	if (kind != OK)
		return kind;
	statement_str(&find, name_key);
	statement_str(&find, country);
	statement_str(&find, state);
	statement_int(&find, since);
	kind = read_observed(&find, arena, place, found, only, err);
	statement_close(&find);
	return kind;
}

/* More own places of one name than states and provinces is a game. */
enum { ALIKE_MAX = 64 };

enum err_kind
places_alike(struct store *store, const struct place *place,
	struct str name_key, struct str state, struct str country,
	struct arena *arena, const int64_t **ids, size_t *count,
	struct err *err)
{
	int64_t *alike = arena_array(arena, ALIKE_MAX, sizeof(*alike));
	struct statement own;
	bool row;
	enum err_kind kind;

	if (!alike)
		return fail_memory(err);
	alike[0] = place->id;
	*ids = alike;
	*count = 1;
	if (place->id > 0)
		return OK;
	*count = 0;
	kind = statement_open(&own, store, SQL_PLACES_OWN, err);
	if (kind != OK)
		return kind;
	statement_str(&own, name_key);
	statement_str(&own, country);
	statement_str(&own, state);
	while ((kind = statement_step(&own, &row, err)) == OK && row &&
		*count < ALIKE_MAX)
		alike[(*count)++] = statement_column_int(&own, 0);
	statement_close(&own);
	return kind;
}

static enum err_kind
insert_own(struct store *store, const struct location *location,
	struct str name_key, struct arena *arena, int64_t *id, struct err *err)
{
	struct place place = {
		.name = location->city,
		.state = location->state,
		.country = location->country,
	};
	struct statement next;
	bool found;
	enum err_kind kind =
		statement_open(&next, store, SQL_PLACES_NEXT_OWN, err);

	if (kind != OK ||
		(kind = statement_get_int(&next, &place.id, &found, err)) !=
			OK ||
		(kind = place_put(store, &place, name_key, 0, err)) != OK)
		return kind;
	*id = place.id;
	return place_names_put(store, &place, name_key, arena, err);
}

enum err_kind
places_file(struct store *store, const struct location *location,
	struct str name_key, struct arena *arena, int64_t *id, struct err *err)
{
	struct statement find;
	bool found;
	enum err_kind kind;

	*id = 0;
	kind = statement_open(&find, store, SQL_PLACES_FILE, err);
	if (kind != OK)
		return kind;
	statement_str(&find, name_key);
	statement_str(&find, location->country);
	statement_str(&find, location->state);
	kind = statement_get_int(&find, id, &found, err);
	if (kind != OK || found)
		return kind;
	return insert_own(store, location, name_key, arena, id, err);
}

/* Behind every key that begins with prefix: no name has this character. */
static bool
end_of(struct str prefix, struct arena *arena, struct str *end)
{
	const char *text =
		arena_printf(arena, "%.*s\xf4\x8f\xbf\xbf", STR_ARG(prefix));

	*end = str_from(text);
	return text != NULL;
}

static enum err_kind
read_hits(struct statement *search, struct arena *arena, size_t limit,
	struct place_page *page, struct err *err)
{
	bool row;
	enum err_kind kind;

	while ((kind = statement_step(search, &row, err)) == OK && row) {
		struct place_hit *hit = &page->at[page->count];

		assert(page->count < limit);
		hit->stations = statement_column_int(search, 8);
		if (!read_place(search, arena, &hit->place) ||
			!arena_str(arena, statement_column_str(search, 7),
				&hit->alias))
			return fail_memory(err);
		page->count++;
	}
	return kind;
}

enum err_kind
places_search(struct store *store, struct str prefix, struct str country,
	size_t limit, struct arena *arena, struct place_page *page,
	struct err *err)
{
	struct statement search;
	struct str end;
	enum err_kind kind;

	*page = (struct place_page){0};
	page->at = arena_alloc(arena, limit * sizeof(page->at[0]));
	if (!page->at || !end_of(prefix, arena, &end))
		return fail_memory(err);
	kind = statement_open(&search, store, SQL_PLACES_SEARCH, err);
	if (kind != OK)
		return kind;
	statement_str(&search, prefix);
	statement_str(&search, end);
	statement_str(&search, country);
	statement_int(&search, (int64_t)limit);
	kind = read_hits(&search, arena, limit, page, err);
	statement_close(&search);
	return kind;
}

enum err_kind
places_revision(struct store *store, int64_t *revision, int64_t *gazetteer,
	struct err *err)
{
	struct statement get;
	bool row;
	enum err_kind kind =
		statement_open(&get, store, SQL_PLACES_REVISION, err);

	*revision = *gazetteer = 0;
	if (kind != OK)
		return kind;
	kind = statement_step(&get, &row, err);
	if (kind == OK && row) {
		*revision = statement_column_int(&get, 0);
		*gazetteer = statement_column_int(&get, 1);
	}
	statement_close(&get);
	return kind;
}
