#include "store/role.h"
#include "store/connection.h"

#include <sqlite3.h>
#include <string.h>

static const char *const none[] = {NULL};
static const char *const weather_tables[] = {"principal", "observer",
	"observation", "report", "report_fts", "report_fts_config",
	"report_fts_data", "report_fts_idx", "report_words", "idempotency",
	"revision", "upstream", "upstream_right", "place", "place_name", NULL};
/* what a provider says is nobody's row */
static const char *const weather_written[] = {"principal", "observer",
	"observation", "report", "report_fts", "report_fts_config",
	"report_fts_data", "report_fts_idx", "idempotency", "revision", "place",
	"place_name", NULL};
static const char *const upstream_tables[] = {
	"upstream", "upstream_right", NULL};
static const char *const keys_tables[] = {
	"key_set", "key_refresh", "generation", "verified", "denied", NULL};
static const char *const keys_refreshed[] = {
	"key_set", "key_refresh", "generation", "verified", NULL};

/* Those that our statements, CHECKs and triggers call. */
static const char *const functions[] = {"coalesce", "count", "glob", "hex",
	"length", "match", "max", "min", "random", NULL};

static const struct role roles[] = {
	[STORE_READ] = {"weather.db", false, weather_tables, none},
	[STORE_WRITE] = {"weather.db", true, weather_tables, weather_written},
	[STORE_CACHE] = {"weather.db", true, weather_tables, upstream_tables},
	[STORE_KEYS] = {"keys.db", true, keys_tables, keys_refreshed},
	[STORE_KEYS_ADMIN] = {"keys.db", true, keys_tables, keys_tables},
};

const struct role *
role_find(enum store_role role)
{
	return &roles[role];
}

static bool
is_among(const char *const *names, const char *name)
{
	for (; name && *names; names++) {
		if (strcmp(*names, name) == 0)
			return true;
	}
	return false;
}

/*
 * For each virtual table SQLite compiles an UPDATE of the schema that it never
 * runs: at its first use, and again when another process has changed the
 * schema, as VACUUM does.  Ignored is what changes nothing even if it ran.
 */
static bool
is_declaration(int action, const char *first, const char *second)
{
	return first && strcmp(first, "sqlite_master") == 0 &&
	       (action == SQLITE_UPDATE ||
		       (action == SQLITE_READ && second &&
			       strcmp(second, "ROWID") == 0));
}

/* Also of what is asked without a named statement, right before it runs. */
static void
note_table(struct store *store, int action, const char *table)
{
	uint16_t bit = tables_bit(table);

	if (action == SQLITE_READ) {
		store->read |= bit;
		if (store->touching)
			store->touching->read |= bit;
	} else {
		store->changes.tables |= bit;
		if (store->touching)
			store->touching->written |= bit;
	}
}

int
role_authorizer(void *ctx, int action, const char *first, const char *second,
	const char *database, const char *trigger)
{
	struct store *store = ctx;
	const struct role *role = role_find(store->role);
	bool is_main = database && strcmp(database, "main") == 0;
	bool allowed = false;

	(void)trigger;
	if (is_main && is_declaration(action, first, second))
		return action == SQLITE_UPDATE ? SQLITE_IGNORE : SQLITE_OK;
	switch (action) {
	case SQLITE_SELECT:
		allowed = true;
		break;
	case SQLITE_TRANSACTION:
		allowed = role->writes;
		break;
	case SQLITE_READ:
		/* Without a database where no column is read: count(*). */
		allowed = (is_main || !database) &&
			  is_among(role->readable, first);
		note_table(store, action, first);
		break;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		allowed = is_main && is_among(role->writable, first);
		note_table(store, action, first);
		break;
	case SQLITE_FUNCTION:
		allowed = is_among(functions, second);
		break;
	case SQLITE_PRAGMA:
		/* FTS5 asks for it by itself; it changes nothing. */
		allowed = strcmp(first, "data_version") == 0 && !second;
		break;
	default:
		break;
	}
	return allowed ? SQLITE_OK : SQLITE_DENY;
}
