#include "store/history.h"
#include "store/observation_columns.h"

/*
 * Every observer's rows lie in the order of time; the place's are a merge of
 * them.  The heap holds the observers by their next row, so that each row
 * costs one step, and each change of observer one seek.
 */

/* Whether a's next row comes before b's. */
static bool
is_before(const struct history *history, size_t a, size_t b)
{
	const struct history_observer *x = &history->observers[a];
	const struct history_observer *y = &history->observers[b];

	return x->newest > y->newest ||
	       (x->newest == y->newest && x->id > y->id);
}

/* Moves what stands at i down to where it belongs. */
static void
sift(struct history *history, size_t i)
{
	size_t *heap = history->heap, moved = heap[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < history->heap_count &&
			is_before(history, heap[child + 1], heap[child]))
			child++;
		if (child >= history->heap_count ||
			!is_before(history, heap[child], moved))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = moved;
}

static enum err_kind
make_heap(struct history *history, struct arena *arena, struct err *err)
{
	history->heap = arena_array(
		arena, history->observer_count + 1, sizeof(*history->heap));
	if (!history->heap)
		return fail_memory(err);
	for (size_t i = 0; i < history->observer_count; i++)
		if (history->observers[i].newest != INT64_MIN)
			history->heap[history->heap_count++] = i;
	for (size_t i = history->heap_count; i-- > 0;)
		sift(history, i);
	return OK;
}

static bool
copy_observer(const struct statement *from, struct arena *arena,
	struct history_observer *observer)
{
	struct location *location = &observer->location;
	struct str *const texts[] = {&location->city, &location->state,
		&location->country, &observer->owner};

	*observer = (struct history_observer){
		.id = statement_column_int(from, 0),
		.revision = statement_column_int(from, 1),
		.newest = INT64_MIN,
		.oldest = INT64_MIN,
	};
	for (size_t i = 0; i < COUNT(texts); i++)
		if (!arena_str(arena, statement_column_str(from, 2 + (int)i),
			    texts[i]))
			return false;
	return true;
}

/* Room for one more; what it leaves behind is as large as what it makes. */
static bool
grow(struct history *history, size_t *room, struct arena *arena)
{
	struct history_observer *larger;

	if (history->observer_count < *room)
		return true;
	*room = *room ? 2 * *room : 16;
	larger = arena_array(arena, *room, sizeof(*larger));
	if (!larger)
		return false;
	for (size_t i = 0; i < history->observer_count; i++)
		larger[i] = history->observers[i];
	history->observers = larger;
	return true;
}

static enum err_kind
read_observers(struct history *history, struct store *store, int64_t place,
	size_t *room, struct arena *arena, struct err *err)
{
	struct statement all;
	bool row;
	enum err_kind kind =
		statement_open(&all, store, SQL_HISTORY_OBSERVERS, err);

	if (kind != OK)
		return kind;
	statement_int(&all, place);
	statement_int(&all, history->filter.from);
	while ((kind = statement_step(&all, &row, err)) == OK && row) {
		if (!grow(history, room, arena) ||
			!copy_observer(&all, arena,
				&history->observers[history->observer_count])) {
			kind = fail_memory(err);
			break;
		}
		history->observer_count++;
	}
	statement_close(&all);
	return kind;
}

static enum err_kind
find_ends(struct store *store, struct history_observer *observer, int64_t from,
	int64_t before, struct err *err)
{
	struct statement ends;
	bool row;
	enum err_kind kind =
		statement_open(&ends, store, SQL_HISTORY_ENDS, err);

	if (kind != OK)
		return kind;
	statement_int(&ends, observer->id);
	statement_int(&ends, from);
	statement_int(&ends, before);
	kind = statement_step(&ends, &row, err);
	if (kind == OK && row && !statement_column_is_null(&ends, 0)) {
		observer->newest = statement_column_int(&ends, 0);
		observer->oldest = statement_column_int(&ends, 1);
	}
	statement_close(&ends);
	return kind;
}

enum err_kind
history_open(struct history *history, struct store *store,
	const struct history_filter *filter,
	const struct history_position *after, struct arena *arena,
	struct err *err)
{
	enum err_kind kind = OK;
	size_t room = 0;

	*history = (struct history){.filter = *filter};
	for (size_t i = 0; i < filter->place_count && kind == OK; i++)
		kind = read_observers(
			history, store, filter->places[i], &room, arena, err);
	if (kind != OK)
		return kind;
	for (size_t i = 0; i < history->observer_count; i++) {
		struct history_observer *observer = &history->observers[i];
		int64_t before = filter->to;

		/* at the time of after itself, the smaller ones come behind */
		if (after && after->observed_at < before)
			before = after->observed_at +
				 (observer->id < after->observer);
		kind = find_ends(store, observer, filter->from, before, err);
		if (kind != OK)
			return kind;
	}
	return make_heap(history, arena, err);
}

/* The observer whose row comes next after those of the first one, or NULL. */
static const struct history_observer *
find_second(const struct history *history)
{
	size_t second = 1;

	if (history->heap_count < 2)
		return NULL;
	if (history->heap_count > 2 &&
		is_before(history, history->heap[2], history->heap[1]))
		second = 2;
	return &history->observers[history->heap[second]];
}

static bool
is_ahead(int64_t observed_at, int64_t id, const struct history_observer *other)
{
	return !other || observed_at > other->newest ||
	       (observed_at == other->newest && id > other->id);
}

/* The rows of the first observer until another one's comes, or *left is
 * used up; notes where its reading goes on. */
static enum err_kind
read_run(struct history *history, struct store *store, size_t *left,
	history_visitor *each, void *ctx, struct history_position *last,
	struct err *err)
{
	struct history_observer *first = &history->observers[history->heap[0]];
	const struct history_observer *second = find_second(history);
	struct observation observation;
	struct statement rows;
	bool row;
	enum err_kind kind =
		statement_open(&rows, store, SQL_HISTORY_ROWS, err);

	if (kind != OK)
		return kind;
	statement_int(&rows, first->id);
	statement_int(&rows, history->filter.from);
	statement_int(&rows, first->newest);
	first->newest = INT64_MIN;
	while ((kind = statement_step(&rows, &row, err)) == OK && row) {
		observation_columns_read(&rows, &observation);
		if (!*left ||
			!is_ahead(observation.observed_at, first->id, second)) {
			first->newest = observation.observed_at;
			break;
		}
		if ((kind = each(ctx, first, &observation, err)) != OK)
			break;
		*last = (struct history_position){
			observation.observed_at, first->id};
		--*left;
	}
	statement_close(&rows);
	return kind;
}

enum err_kind
history_read(struct history *history, struct store *store, size_t limit,
	history_visitor *each, void *ctx, struct history_position *last,
	bool *more, struct err *err)
{
	struct history_position ignored;
	enum err_kind kind = OK;

	if (!last)
		last = &ignored;
	while (kind == OK && limit && history->heap_count) {
		kind = read_run(history, store, &limit, each, ctx, last, err);
		if (history->observers[history->heap[0]].newest == INT64_MIN)
			history->heap[0] = history->heap[--history->heap_count];
		if (history->heap_count)
			sift(history, 0);
	}
	*more = history->heap_count > 0;
	return kind;
}
