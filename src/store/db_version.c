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

void
connection_changed(struct store *store, uint16_t tables)
{
	struct store_versions *versions = &store->versions;

	versions->now++;
	if (tables == TABLES_ALL)
		versions->all = versions->now;
	for (size_t i = 0; i < TABLES_BITS; i++)
		if (tables & 1u << i)
			versions->tables[i] = versions->now;
}

/* What the file says.  True when it says all. */
static bool
look_at_changes(struct store *store)
{
	struct changes_seen now, before = store->seen_changes;
	bool is_whole = changes_look(&store->changes, &now);

	store->seen_changes = now;
	if (!store->versions.now)
		connection_changed(store, TABLES_ALL);
	else if (now.begun != before.begun || now.ended != before.ended)
		connection_changed(
			store, changes_tables(&store->changes, &before, &now));
	return is_whole;
}

/*
 * PRAGMA data_version costs a third of a whole request that is answered from
 * memory, two numbers nothing.  They are looked at first: a commit between the
 * two makes the next ones others.
 */
const struct store_versions *
store_versions(struct store *store, int64_t now_ms)
{
	bool is_time = is_time_to_ask(store, now_ms);
	int64_t data;
	bool is_whole;

	if (is_time && !changes_are_current(&store->changes))
		connection_changed(store, TABLES_ALL);
	is_whole = look_at_changes(store);
	if (is_whole && !is_time)
		return &store->versions;
	if (!ask_data(store, &data)) {
		store->asked_ms = INT64_MAX;
		connection_changed(store, TABLES_ALL);
		return NULL;
	}
	if (data != store->seen_data)
		connection_changed(store, TABLES_ALL);
	store->seen_data = data;
	store->asked_ms = now_ms;
	return &store->versions;
}

uint64_t
store_version(struct store *store, int64_t now_ms)
{
	const struct store_versions *versions = store_versions(store, now_ms);

	return versions ? versions->now : 0;
}

uint16_t
store_tables_read(struct store *store)
{
	uint16_t read = store ? store->read : 0;

	if (store)
		store->read = 0;
	return read;
}

void
store_use_tables(struct store *store, uint16_t tables)
{
	store->read |= tables;
}

bool
store_versions_hold(const struct store_versions *versions, uint64_t version,
	uint16_t tables)
{
	for (size_t i = 0; i < TABLES_BITS; i++)
		if (tables & 1u << i && versions->tables[i] > version)
			return false;
	return true;
}
