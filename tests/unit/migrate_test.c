/* New databases, databases of somebody else, and the storage below them. */
#include "unit/store.h"

#include <fcntl.h>

static const char *const names[] = {"weather.db", "keys.db"};

static void
network_file_systems_are_known(void)
{
	static const struct {
		unsigned type;
		enum storage storage;
	} cases[] = {
		{0x6969, STORAGE_NETWORK},
		{0x517b, STORAGE_NETWORK},
		{0xff534d42, STORAGE_NETWORK},
		{0xfe534d42, STORAGE_NETWORK},
		{0x564c, STORAGE_NETWORK},
		{0x5346414f, STORAGE_NETWORK},
		{0x73757245, STORAGE_NETWORK},
		{0x01021997, STORAGE_NETWORK},
		{0x65735546, STORAGE_NETWORK},
		{0xef53, STORAGE_LOCAL},
		{0x9123683e, STORAGE_LOCAL},
		{0x58465342, STORAGE_LOCAL},
		{0x01021994, STORAGE_LOCAL},
		{0x794c7630, STORAGE_LOCAL},
		{0, STORAGE_LOCAL},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(storage_from_type((long)cases[i].type),
			cases[i].storage);
		CHECK_INT(storage_from_type((long)(int)cases[i].type),
			cases[i].storage);
	}
}

static void
storage_of_a_missing_directory_is_an_error(void)
{
	enum storage storage = STORAGE_LOCAL;
	struct err err = {0};

	CHECK_INT(storage_detect("/nonexistent/weather", &storage, &err),
		ERR_DATABASE);
	CHECK_INT(storage, STORAGE_NETWORK);
	CHECK_INT(storage_detect("/", &storage, &err), OK);
}

static void
a_new_file_is_private_and_in_wal_mode(void)
{
	struct state state;
	struct stat st;
	mode_t before = umask(0);

	state_new(&state);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct migrate_result result;
		struct err err = {0};

		CHECK_INT(migrate(state.dir, names[i], STORAGE_LOCAL, &result,
				  &err),
			OK);
		CHECK_INT(result.from, 0);
		CHECK_INT(result.to, newest(names[i]));
		CHECK(result.wal);
		CHECK_INT(stat(state_path(&state, names[i]), &st), 0);
		CHECK_INT(st.st_mode & 07777, 0600);
	}
	umask(before);
	state_free(&state);
}

static void
migrating_again_changes_nothing(void)
{
	struct state state;
	struct migrate_result result;
	struct err err = {0};

	state_init(&state);
	for (size_t i = 0; i < COUNT(names); i++) {
		CHECK_INT(migrate(state.dir, names[i], STORAGE_LOCAL, &result,
				  &err),
			OK);
		CHECK_INT(result.from, newest(names[i]));
		CHECK_INT(result.to, newest(names[i]));
	}
	state_free(&state);
}

static void
network_storage_gets_no_wal_also_later(void)
{
	struct state state;
	struct migrate_result result;
	struct store *store;
	struct err err = {0};

	state_init(&state);
	CHECK_INT(migrate(state.dir, "weather.db", STORAGE_NETWORK, &result,
			  &err),
		OK);
	CHECK(!result.wal);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK(access(state_path(&state, "weather.db-wal"), F_OK) != 0);
	CHECK(access(state_path(&state, "weather.db-shm"), F_OK) != 0);
	CHECK_INT(store_commit(store, &err), OK);
	store_close(store);

	CHECK_INT(
		migrate(state.dir, "weather.db", STORAGE_LOCAL, &result, &err),
		OK);
	CHECK(result.wal);
	state_free(&state);
}

static void
a_strangers_file_is_refused_and_left_alone(void)
{
	static const char *const strangers[] = {
		"CREATE TABLE recipe (name TEXT)",
		"PRAGMA application_id = 77",
		"PRAGMA user_version = 1",
	};
	for (size_t i = 0; i < COUNT(strangers); i++) {
		struct state state;
		struct migrate_result result;
		struct err err = {0};
		struct stat st;

		state_new(&state);
		CHECK_INT(stranger_run(&state, "weather.db", strangers[i]),
			SQLITE_OK);
		CHECK_INT(migrate(state.dir, "weather.db", STORAGE_LOCAL,
				  &result, &err),
			ERR_DATABASE);
		CHECK_STR(err.reason, "store/foreign");
		CHECK(strstr(err.detail, "weather.db") != NULL);
		CHECK(stat(state_path(&state, "weather.db-wal"), &st) != 0);
		CHECK_INT(stranger_run(
				  &state, "weather.db", "SELECT 1 FROM report"),
			SQLITE_ERROR);
		state_free(&state);
	}
}

static void
one_database_is_not_taken_for_the_other(void)
{
	struct state state;
	struct migrate_result result;
	struct err err = {0};
	char from[PATH_MAX];

	state_init(&state);
	snprintf(from, sizeof(from), "%s", state_path(&state, "keys.db"));
	CHECK_INT(rename(from, state_path(&state, "weather.db")), 0);
	CHECK_INT(
		migrate(state.dir, "weather.db", STORAGE_LOCAL, &result, &err),
		ERR_DATABASE);
	CHECK_STR(err.reason, "store/foreign");
	state_free(&state);
}

static void
a_file_that_is_no_database_is_refused(void)
{
	struct state state;
	struct migrate_result result;
	struct err err = {0};
	FILE *file;

	state_new(&state);
	file = fopen(state_path(&state, "keys.db"), "w");
	CHECK(file && fputs("This is a text, not a database.\n", file) >= 0);
	CHECK_INT(file ? fclose(file) : -1, 0);
	CHECK_INT(migrate(state.dir, "keys.db", STORAGE_LOCAL, &result, &err),
		ERR_DATABASE);
	CHECK_STR(err.reason, "store/damaged");
	state_free(&state);
}

static int
migrate_as_nobody(const struct state *state)
{
	struct migrate_result result;
	struct err err = {0};

	return migrate(state->dir, "keys.db", STORAGE_LOCAL, &result, &err) ==
		       ERR_DATABASE &&
	       strcmp(err.reason, "store/create") == 0 &&
	       strstr(err.detail, "keys.db");
}

static void
a_directory_that_cannot_be_written_is_named(void)
{
	struct state state;
	struct migrate_result result;
	struct err err = {0};

	state_new(&state);
	CHECK_INT(chmod(state.dir, 0555), 0);
	CHECK_INT(as_nobody(migrate_as_nobody, &state), 1);
	state_free(&state);
	CHECK_INT(migrate("/nonexistent/weather", "keys.db", STORAGE_LOCAL,
			  &result, &err),
		ERR_DATABASE);
	CHECK_STR(err.reason, "store/create");
}

static int
migrate_both(const struct state *state, int number)
{
	int good = 0;

	(void)number;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct migrate_result result;
		struct err err = {0};

		if (migrate(state->dir, names[i], STORAGE_LOCAL, &result,
			    &err) == OK &&
			result.to == newest(names[i]))
			good++;
		else
			printf("# %s %s\n", err.reason, err.detail);
	}
	fflush(stdout);
	return good;
}

static void
several_may_migrate_at_once(void)
{
	for (int i = 0; i < 5; i++) {
		struct state state;

		state_new(&state);
		CHECK_INT(in_processes(4, migrate_both, &state), 8);
		store_close(state_open(&state, STORE_WRITE));
		state_free(&state);
	}
}

int
main(void)
{
	RUN(network_file_systems_are_known);
	RUN(storage_of_a_missing_directory_is_an_error);
	RUN(a_new_file_is_private_and_in_wal_mode);
	RUN(migrating_again_changes_nothing);
	RUN(network_storage_gets_no_wal_also_later);
	RUN(a_strangers_file_is_refused_and_left_alone);
	RUN(one_database_is_not_taken_for_the_other);
	RUN(a_file_that_is_no_database_is_refused);
	RUN(a_directory_that_cannot_be_written_is_named);
	RUN(several_may_migrate_at_once);
	DONE();
}
