#include "store/history.h"
#include "store/observations.h"
#include "store/places.h"
#include "unit/prop.h"
#include "unit/store_rows.h"

static const int64_t start = 1700000000;

/* A place with some observers, and all that was measured there. */
enum { OBSERVERS = 5, ROWS_MAX = 400 };

struct fixture {
	struct state state;
	struct store *store;
	int64_t observers[OBSERVERS];
	struct history_position rows[ROWS_MAX]; /* in the order of history */
	size_t count;
};

static void
put(struct fixture *f, int64_t observer, int64_t at)
{
	struct observation observation = {.observed_at = at,
		.received_at = at,
		.source = SOURCE_API,
		.present = 1u << FIELD_TEMP,
		.interval_s = -1};
	enum observation_outcome outcome;
	struct err err = {0};
	size_t i = f->count;

	observation.values[FIELD_TEMP] = (int32_t)(at % 1000);
	CHECK_INT(observations_put(f->store, observer, &observation,
			  CONFLICT_REFUSE, &outcome, &err),
		OK);
	if (outcome != OUTCOME_NEW)
		return;
	while (i && (f->rows[i - 1].observed_at < at ||
			    (f->rows[i - 1].observed_at == at &&
				    f->rows[i - 1].observer < observer))) {
		f->rows[i] = f->rows[i - 1];
		i--;
	}
	f->rows[i] = (struct history_position){at, observer};
	f->count++;
}

static void
add_observers(struct fixture *f)
{
	static const char *const states[] = {"WA", "WA", "OR", "", "WA"};

	for (int i = 0; i < OBSERVERS; i++) {
		char name[] = {(char)('a' + i), '\0'};
		struct location location = {
			STR_LIT("Salem"), str_from(states[i]), STR_LIT("US")};
		struct err err = {0};

		CHECK_INT(observers_ensure(f->store, owner_of(f->store, name),
				  &location, STR_LIT("salem"), start,
				  f->state.arena, &f->observers[i], &err),
			OK);
	}
}

static void
fixture_new(struct fixture *f)
{
	struct err err = {0};

	*f = (struct fixture){0};
	state_init(&f->state);
	f->store = state_open(&f->state, STORE_WRITE);
	CHECK_INT(store_begin(f->store, &err), OK);
	add_observers(f);
}

static void
fixture_free(struct fixture *f)
{
	store_rollback(f->store);
	store_close(f->store);
	state_free(&f->state);
}

/* Of all places called Salem, in a state or in any. */
static struct history_filter
everything(struct fixture *f, const char *state)
{
	struct history_filter filter = {.from = INT64_MIN, .to = INT64_MAX};
	struct place place;
	struct err err = {0};
	bool found, only;

	CHECK_INT(places_observed(f->store, STR_LIT("salem"), str_from(state),
			  STR_LIT("US"), INT64_MIN, f->state.arena, &place,
			  &found, &only, &err),
		OK);
	if (found)
		CHECK_INT(
			places_alike(f->store, &place, STR_LIT("salem"),
				str_from(state), STR_LIT("US"), f->state.arena,
				&filter.places, &filter.place_count, &err),
			OK);
	return filter;
}

static void
open_history(struct fixture *f, struct history *history,
	const struct history_filter *filter,
	const struct history_position *after)
{
	struct err err = {0};

	CHECK_INT(history_open(history, f->store, filter, after, f->state.arena,
			  &err),
		OK);
}

struct seen {
	struct history_position rows[ROWS_MAX];
	size_t count;
};

static enum err_kind
note(void *ctx, const struct history_observer *observer,
	const struct observation *observation, struct err *err)
{
	struct seen *seen = ctx;

	(void)err;
	CHECK_INT(observation->values[FIELD_TEMP],
		observation->observed_at % 1000);
	if (seen->count < ROWS_MAX)
		seen->rows[seen->count] = (struct history_position){
			observation->observed_at, observer->id};
	seen->count++;
	return OK;
}

/* The next page; true while there are more. */
static bool
read_page(struct fixture *f, struct history *history, size_t limit,
	struct seen *seen, struct history_position *last)
{
	struct err err = {0};
	bool more = false;
	size_t before = seen->count;

	CHECK_INT(history_read(history, f->store, limit, note, seen, last,
			  &more, &err),
		OK);
	CHECK(seen->count - before <= limit);
	if (more)
		CHECK_INT(seen->count - before, limit);
	return more;
}

/* Exactly the rows of [first, end) of what was put. */
static void
check_seen(const struct fixture *f, const struct seen *seen, size_t first,
	size_t end)
{
	CHECK_INT(seen->count, end - first);
	for (size_t i = 0; i < seen->count && i < end - first; i++) {
		CHECK_INT(seen->rows[i].observed_at,
			f->rows[first + i].observed_at);
		CHECK_INT(seen->rows[i].observer, f->rows[first + i].observer);
	}
}

static void
all_observers_of_a_place_come_merged_by_time(void)
{
	struct history_filter filter;
	struct history history;
	struct seen seen = {0};
	struct fixture f;

	fixture_new(&f);
	put(&f, f.observers[0], start + 3);
	put(&f, f.observers[0], start + 1);
	put(&f, f.observers[1], start + 2);
	put(&f, f.observers[2], start + 2);
	filter = everything(&f, "");
	open_history(&f, &history, &filter, NULL);
	CHECK(!read_page(&f, &history, 100, &seen, NULL));
	check_seen(&f, &seen, 0, 4);

	filter = everything(&f, "OR");
	seen.count = 0;
	open_history(&f, &history, &filter, NULL);
	CHECK(!read_page(&f, &history, 100, &seen, NULL));
	CHECK_INT(seen.count, 1);
	CHECK_INT(seen.rows[0].observer, f.observers[2]);

	filter = everything(&f, "TX");
	open_history(&f, &history, &filter, NULL);
	CHECK(!read_page(&f, &history, 100, &seen, NULL));
	CHECK_INT(seen.count, 1);
	CHECK_INT(history.observer_count, 0);
	fixture_free(&f);
}

static void
put_random(struct fixture *f)
{
	size_t wanted = prop_below(120);

	/* close together, so that many are at the same second */
	while (wanted--)
		put(f, f->observers[prop_below(OBSERVERS)],
			start + prop_between(0, 60));
}

static void
any_pages_of_any_range_are_all_rows_once(void)
{
	FOR_ALL(25)
	{
		struct history_filter filter;
		struct history_position last;
		struct history history;
		struct seen seen = {0};
		size_t first = 0, end;
		struct fixture f;
		bool more = true;

		fixture_new(&f);
		put_random(&f);
		filter = everything(&f, "");
		filter.from = start + prop_between(-1, 30);
		filter.to = filter.from + prop_between(0, 62);
		open_history(&f, &history, &filter, NULL);
		/* anew with a cursor, or on in the same history */
		while (more) {
			more = read_page(
				&f, &history, 1 + prop_below(9), &seen, &last);
			if (more && prop_below(2))
				open_history(&f, &history, &filter, &last);
		}
		while (first < f.count &&
			f.rows[first].observed_at >= filter.to)
			first++;
		for (end = first; end < f.count &&
				  f.rows[end].observed_at >= filter.from;)
			end++;
		check_seen(&f, &seen, first, end);
		fixture_free(&f);
	}
}

static void
a_change_within_the_range_changes_revision_or_ends(void)
{
	struct history_filter filter;
	struct history before, after;
	struct fixture f;

	fixture_new(&f);
	put(&f, f.observers[0], start);
	filter = everything(&f, "");
	filter.from = start - 10;
	open_history(&f, &before, &filter, NULL);
	put(&f, f.observers[0], start - 5);
	open_history(&f, &after, &filter, NULL);
	CHECK_INT(before.observer_count, 1);
	CHECK(after.observers[0].revision != before.observers[0].revision);

	/* nothing was written, but the range has moved past a row */
	filter.from = start - 4;
	open_history(&f, &before, &filter, NULL);
	CHECK_INT(before.observers[0].revision, after.observers[0].revision);
	CHECK(before.observers[0].oldest != after.observers[0].oldest);
	fixture_free(&f);
}

static enum err_kind
refuse(void *ctx, const struct history_observer *observer,
	const struct observation *observation, struct err *err)
{
	size_t *count = ctx;

	(void)observer;
	(void)observation;
	return ++*count < 2 ? OK : fail(err, ERR_INTERNAL, "test/stop", "stop");
}

static void
an_error_of_the_visitor_ends_the_reading(void)
{
	struct history_filter filter;
	struct history history;
	struct err err = {0};
	struct fixture f;
	size_t count = 0;
	bool more;

	fixture_new(&f);
	for (int i = 0; i < 5; i++)
		put(&f, f.observers[i], start + i);
	filter = everything(&f, "");
	open_history(&f, &history, &filter, NULL);
	CHECK_INT(history_read(&history, f.store, 10, refuse, &count, NULL,
			  &more, &err),
		ERR_INTERNAL);
	CHECK_STR(err.reason, "test/stop");
	CHECK_INT(count, 2);
	fixture_free(&f);
}

int
main(void)
{
	RUN(all_observers_of_a_place_come_merged_by_time);
	RUN(any_pages_of_any_range_are_all_rows_once);
	RUN(a_change_within_the_range_changes_revision_or_ends);
	RUN(an_error_of_the_visitor_ends_the_reading);
	DONE();
}
