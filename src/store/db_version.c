#include "store/db.h"

#include "store/connection.h"
#include "store/statement.h"

static bool
ask_data(struct store *store, int64_t *value)
{
	struct statement ask;
	struct err ignored;
	bool found = false;

	err_clear(&ignored);
	return statement_open(&ask, store, SQL_STORE_DATA_VERSION, &ignored) ==
		       OK &&
	       statement_get_int(&ask, value, &found, &ignored) == OK && found;
}

/* Also when the clock was set back. */
static bool
is_time_to_ask(const struct store *store, int64_t now_ms)
{
	return now_ms < store->asked_ms ||
	       now_ms - store->asked_ms >= CHANGES_FOREIGN_MS;
}

/*
 * PRAGMA data_version costs a third of a whole request that is answered from
 * memory, the sum of two numbers nothing.  The sum is taken first: a commit
 * between the two makes the next sum another one.
 */
uint64_t
store_version(struct store *store, int64_t now_ms)
{
	bool is_time = is_time_to_ask(store, now_ms);
	int64_t data;
	uint64_t sum;
	bool is_whole;

	if (is_time && !changes_are_current(&store->changes))
		store->version++;
	is_whole = changes_look(&store->changes, &sum);
	if (sum != store->seen_changes || !store->version)
		store->version++;
	store->seen_changes = sum;
	if (is_whole && !is_time)
		return store->version;
	if (!ask_data(store, &data)) {
		store->asked_ms = INT64_MAX;
		store->version++;
		return 0;
	}
	if (data != store->seen_data)
		store->version++;
	store->seen_data = data;
	store->asked_ms = now_ms;
	return store->version;
}
