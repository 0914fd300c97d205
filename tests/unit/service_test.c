#include "api/service.h"

#include "store/reports.h"
#include "unit/store.h"
#include "unit/tap.h"

/* A service over a state directory, with the dev issuer. */
struct fixture {
	struct state state;
	struct issuer_config issuer;
	struct config config;
	struct log log;
	int64_t now_ms;
	struct service service;
};

static void
drop_line(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
}

static void
open_over(struct fixture *f)
{
	struct err err = {0};

	f->issuer =
		(struct issuer_config){.name = "demo", .preset = PRESET_DEV};
	f->config = (struct config){.path = "weather.conf",
		.state_dir = f->state.dir,
		.public_url = "http://localhost",
		.base_path = "",
		.fetch_program = "/nonexistent",
		.issuers = &f->issuer,
		.issuer_count = 1};
	f->log = (struct log){.level = LOG_ERROR, .write = drop_line};
	f->now_ms = INT64_C(1790000000000);
	CHECK_INT(service_open(&f->service, &f->config, clock_fixed(&f->now_ms),
			  &f->log, &err),
		OK);
}

static void
close_all(struct fixture *f)
{
	service_close(&f->service);
	state_free(&f->state);
}

static void
a_worker_that_started_before_init_recovers_by_itself(void)
{
	static const char *const names[] = {"weather.db", "keys.db"};
	struct migrate_result result;
	struct token_rules rules;
	struct store *store;
	struct fixture f;
	struct err err = {0};

	state_new(&f.state);
	open_over(&f);
	CHECK_INT(service_store(&f.service, STORE_READ, &store, &err),
		ERR_DATABASE);
	CHECK(!store);
	CHECK_INT(service_rules(&f.service, &rules, &err), ERR_DATABASE);
	for (size_t i = 0; i < COUNT(names); i++)
		CHECK_INT(migrate(f.state.dir, names[i], STORAGE_LOCAL, &result,
				  &err),
			OK);
	CHECK_INT(service_store(&f.service, STORE_READ, &store, &err), OK);
	CHECK_INT(service_rules(&f.service, &rules, &err), OK);
	CHECK(rules.keys && rules.store);
	close_all(&f);
}

static void
a_replaced_database_is_opened_anew_and_another_one_is_kept(void)
{
	char sql[PATH_MAX + 32], new[PATH_MAX];
	struct store *store, *again;
	struct fixture f;
	struct err err = {0};
	const char *before, *after;

	state_init(&f.state);
	open_over(&f);
	CHECK_INT(service_store(&f.service, STORE_READ, &store, &err), OK);
	CHECK_INT(service_store(&f.service, STORE_READ, &again, &err), OK);
	CHECK(store == again);
	CHECK_INT(reports_revision(store, f.state.arena, &before, &err), OK);

	/* what a restored backup does: another file under the same name */
	snprintf(new, sizeof(new), "%s", state_path(&f.state, "copy"));
	CHECK_INT(stranger_run(&f.state, "weather.db",
			  "UPDATE revision SET value = value + 7"),
		SQLITE_OK);
	snprintf(sql, sizeof(sql), "VACUUM INTO '%s'", new);
	CHECK_INT(stranger_run(&f.state, "weather.db", sql), SQLITE_OK);
	/* whoever restores a backup leaves no pages of the old file behind */
	CHECK_INT(stranger_run(&f.state, "weather.db",
			  "PRAGMA wal_checkpoint(TRUNCATE)"),
		SQLITE_OK);
	CHECK_INT(rename(new, state_path(&f.state, "weather.db")), 0);
	service_follow(&f.service, f.now_ms += 1000, false);
	CHECK_INT(service_store(&f.service, STORE_READ, &store, &err), OK);
	CHECK_INT(reports_revision(store, f.state.arena, &after, &err), OK);
	CHECK(strcmp(after, before) != 0);
	close_all(&f);
}

static void
a_replaced_key_database_serves_the_keyring_as_well(void)
{
	struct token_rules rules;
	char copy[PATH_MAX], sql[PATH_MAX + 32];
	struct fixture f;
	struct err err = {0};

	state_init(&f.state);
	open_over(&f);
	CHECK_INT(service_rules(&f.service, &rules, &err), OK);
	snprintf(copy, sizeof(copy), "%s", state_path(&f.state, "copy"));
	snprintf(sql, sizeof(sql), "VACUUM INTO '%s'", copy);
	CHECK_INT(stranger_run(&f.state, "keys.db", sql), SQLITE_OK);
	CHECK_INT(rename(copy, state_path(&f.state, "keys.db")), 0);
	service_follow(&f.service, f.now_ms += 1000, false);
	CHECK_INT(service_rules(&f.service, &rules, &err), OK);
	CHECK(!store_has_moved(rules.store));
	CHECK_INT(store_ping(rules.store, &err), OK);
	close_all(&f);
}

static void
expect_roots(struct fixture *f, const char *root, const char *context_root,
	enum err_kind kind)
{
	const struct str roots[VARIABLES_ROOTS] = {
		str_from(root), str_from(context_root)};
	struct err err = {0};

	CHECK_INT(service_check_roots(&f->service, roots, &err), kind);
}

static void
a_folder_that_is_shown_to_strangers_must_not_hold_our_files(void)
{
	struct fixture f;

	state_init(&f.state);
	open_over(&f);
	expect_roots(&f, "", "", OK);
	expect_roots(&f, "/usr", "/usr", OK);
	expect_roots(&f, f.state.dir, "/usr", ERR_CONFIG);
	expect_roots(&f, "/usr", f.state.dir, ERR_CONFIG);
	/* a refusal is not remembered as a pass */
	expect_roots(&f, "/usr", f.state.dir, ERR_CONFIG);
	close_all(&f);
}

/* Apache's two, of which one is the folder of the program: a link that leads
 * elsewhere by now shows that nobody looks at it again. */
static void
two_roots_that_differ_are_looked_at_once(void)
{
	struct fixture f;
	char link[300];

	state_init(&f.state);
	open_over(&f);
	snprintf(link, sizeof(link), "%s-link", f.state.dir);
	CHECK_INT(symlink("/usr", link), 0);
	expect_roots(&f, link, "/var", OK);
	CHECK_INT(unlink(link), 0);
	CHECK_INT(symlink(f.state.dir, link), 0);
	expect_roots(&f, link, "/var", OK);
	/* each is remembered for itself */
	expect_roots(&f, "/var", link, ERR_CONFIG);
	expect_roots(&f, link, "/var", ERR_CONFIG);
	CHECK_INT(unlink(link), 0);
	close_all(&f);
}

static void
handlers_get_no_store_of_keys_and_none_where_none_is_asked_for(void)
{
	struct store *store;
	struct fixture f;
	struct err err = {0};

	state_init(&f.state);
	open_over(&f);
	CHECK_INT(service_store(&f.service, STORE_NONE, &store, &err), OK);
	CHECK(!store);
	CHECK_INT(
		service_store(&f.service, STORE_KEYS_ADMIN, &store, &err), OK);
	CHECK(!store);
	close_all(&f);
}

/* How many descriptors of this process are of its databases. */
static int
count_open_databases(const struct state *state)
{
	char link[64], path[PATH_MAX];
	int count = 0;

	for (int fd = 0; fd < 256; fd++) {
		ssize_t len;

		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		len = readlink(link, path, sizeof(path) - 1);
		if (len <= 0)
			continue;
		path[len] = '\0';
		count += strncmp(path, state->dir, strlen(state->dir)) == 0;
	}
	return count;
}

/* covers: I16; what a process does before it forks (SQLite, "How To Corrupt"
 * 2.6), and that it goes on afterwards with connections of its own */
static void
no_connection_is_carried_over_a_fork(void)
{
	struct token_rules rules;
	struct store *store;
	struct fixture f;
	struct err err = {0};

	state_init(&f.state);
	open_over(&f);
	for (int round = 0; round < 2; round++) {
		CHECK_INT(service_store(&f.service, STORE_READ, &store, &err),
			OK);
		CHECK_INT(service_store(&f.service, STORE_WRITE, &store, &err),
			OK);
		CHECK_INT(service_rules(&f.service, &rules, &err), OK);
		CHECK(count_open_databases(&f.state) >= 3);
		service_close_stores(&f.service);
		CHECK_INT(count_open_databases(&f.state), 0);
	}
	close_all(&f);
}

int
main(void)
{
	RUN(a_worker_that_started_before_init_recovers_by_itself);
	RUN(a_replaced_database_is_opened_anew_and_another_one_is_kept);
	RUN(a_replaced_key_database_serves_the_keyring_as_well);
	RUN(a_folder_that_is_shown_to_strangers_must_not_hold_our_files);
	RUN(two_roots_that_differ_are_looked_at_once);
	RUN(handlers_get_no_store_of_keys_and_none_where_none_is_asked_for);
	RUN(no_connection_is_carried_over_a_fork);
	DONE();
}
