#include "base/buf.h"
#include "store/connection.h"
#include "store/denylist.h"
#include "unit/store.h"

static const struct str issuer = {"https://a/", 10};

static bool
is_denied(struct store *store, struct denied_token token)
{
	struct err err = {0};
	bool denied = true;

	CHECK_INT(denylist_find(store, &token, &denied, &err), OK);
	return denied;
}

static void
add(struct store *store, enum denied_kind kind, const char *value,
	int64_t before)
{
	struct err err = {0};

	CHECK_INT(denylist_add(store, kind, issuer, str_from(value), before,
			  1000, &err),
		OK);
}

/* covers: G17 J3 */
static void
an_entry_hits_what_it_names_and_nothing_else(void)
{
	static const struct {
		struct denied_token token;
		bool denied;
	} cases[] = {
		{{.issuer = {"https://a/", 10}}, false},
		{{.issuer = {"https://a/", 10}, .jti = {"t", 1}}, true},
		{{.issuer = {"https://b/", 10}, .jti = {"t", 1}}, false},
		{{.issuer = {"https://a/", 10}, .jti = {"T", 1}}, false},
		{{.issuer = {"https://a/", 10}, .uti = {"t", 1}}, true},
		{{.issuer = {"https://b/", 10}, .uti = {"t", 1}}, false},
		{{.issuer = {"https://a/", 10},
			 .jti = {"x", 1},
			 .uti = {"t", 1}},
			true},
		{{.issuer = {"https://a/", 10},
			 .jti = {"t", 1},
			 .uti = {"x", 1}},
			true},
		{{.issuer = {"https://a/", 10}, .subject = {"t", 1}}, false},
		{{.issuer = {"https://a/", 10}, .azp = {"t", 1}}, false},
		{{.issuer = {"https://a/", 10}, .azp = {"c", 1}}, true},
		{{.issuer = {"https://a/", 10}, .appid = {"c", 1}}, true},
		{{.issuer = {"https://a/", 10}, .client_id = {"c", 1}}, true},
		{{.issuer = {"https://b/", 10}, .client_id = {"c", 1}}, false},
		{{.issuer = {"https://a/", 10},
			 .azp = {"x", 1},
			 .appid = {"y", 1},
			 .client_id = {"c", 1}},
			true},
		{{.issuer = {"https://a/", 10},
			 .azp = {"x", 1},
			 .appid = {"y", 1},
			 .client_id = {"z", 1}},
			false},
		{{.issuer = {"https://a/", 10}, .jti = {"c", 1}}, false},
		{{.issuer = {"https://a/", 10},
			 .jti = {"x", 1},
			 .subject = {"y", 1},
			 .azp = {"c", 1}},
			true},
		{{.issuer = {"https://a/", 10},
			 .subject = {"s", 1},
			 .has_issued_at = true,
			 .issued_at = 499},
			true},
		{{.issuer = {"https://a/", 10},
			 .subject = {"s", 1},
			 .has_issued_at = true,
			 .issued_at = 500},
			false},
		{{.issuer = {"https://a/", 10},
			 .subject = {"s", 1},
			 .has_issued_at = true,
			 .issued_at = -5},
			true},
		{{.issuer = {"https://a/", 10}, .subject = {"s", 1}}, true},
		{{.issuer = {"https://b/", 10}, .subject = {"s", 1}}, false},
		{{.issuer = {"https://a/", 10},
			 .subject = {"all", 3},
			 .has_issued_at = true,
			 .issued_at = INT64_MAX},
			true},
	};
	struct state state;
	struct store *admin, *store;

	state_init(&state);
	admin = state_open(&state, STORE_KEYS_ADMIN);
	store = state_open(&state, STORE_KEYS);
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK(!is_denied(store, cases[i].token));
	add(admin, DENIED_TOKEN, "t", 0);
	add(admin, DENIED_SUBJECT, "s", 500);
	add(admin, DENIED_SUBJECT, "all", INT64_MAX);
	add(admin, DENIED_CLIENT, "c", 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool denied = is_denied(store, cases[i].token);

		CHECK_INT(denied, cases[i].denied);
		if (denied != cases[i].denied)
			printf("# case %zu\n", i);
	}
	store_close(admin);
	store_close(store);
	state_free(&state);
}

static void
adding_again_only_widens(void)
{
	struct denied_token token = {.issuer = issuer,
		.subject = STR_LIT("s"),
		.has_issued_at = true,
		.issued_at = 600};
	struct state state;
	struct store *admin;

	state_init(&state);
	admin = state_open(&state, STORE_KEYS_ADMIN);
	add(admin, DENIED_SUBJECT, "s", 500);
	CHECK(!is_denied(admin, token));
	add(admin, DENIED_SUBJECT, "s", 700);
	CHECK(is_denied(admin, token));
	add(admin, DENIED_SUBJECT, "s", 100);
	CHECK(is_denied(admin, token));
	store_close(admin);
	state_free(&state);
}

static void
an_empty_value_is_refused(void)
{
	struct state state;
	struct store *admin;
	struct err err = {0};

	state_init(&state);
	admin = state_open(&state, STORE_KEYS_ADMIN);
	CHECK_INT(denylist_add(admin, DENIED_CLIENT, issuer,
			  (struct str){NULL, 0}, 0, 1, &err),
		ERR_INVALID);
	CHECK(!is_denied(admin, (struct denied_token){.issuer = issuer}));
	store_close(admin);
	state_free(&state);
}

static void
the_responder_cannot_change_the_list(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	CHECK_INT(denylist_add(store, DENIED_CLIENT, issuer, STR_LIT("c"), 0, 1,
			  &err),
		ERR_INTERNAL);
	CHECK_STR(err.reason, "store/denied");
	store_close(store);
	state_free(&state);
}

/* A question that cannot be answered must not read as "not denied". */
static void
an_error_counts_as_denied(void)
{
	struct denied_token token = {.issuer = issuer};
	struct state state;
	struct store *store;
	struct err err = {0};
	bool denied = false;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	stranger_run(&state, "keys.db", "DROP TABLE denied");
	CHECK(denylist_find(store, &token, &denied, &err) != OK);
	CHECK(denied);
	store_close(store);
	state_free(&state);
}

static void
write_entry(void *ctx, const struct denied_entry *entry)
{
	struct buf *list = ctx;

	buf_printf(list, "%.*s %d %.*s %lld %lld\n", STR_ARG(entry->issuer),
		(int)entry->kind, STR_ARG(entry->value),
		(long long)entry->before, (long long)entry->created_at);
}

static void
the_list_shows_every_entry_in_order(void)
{
	struct state state;
	struct store *admin;
	struct err err = {0};
	struct buf list;

	state_init(&state);
	buf_init(&list, 4096);
	admin = state_open(&state, STORE_KEYS_ADMIN);
	CHECK_INT(denylist_each(admin, state.arena, write_entry, &list, &err),
		OK);
	CHECK_INT(list.len, 0);
	add(admin, DENIED_CLIENT, "c", 0);
	add(admin, DENIED_SUBJECT, "s", 500);
	add(admin, DENIED_TOKEN, "u", 0);
	add(admin, DENIED_TOKEN, "t", 0);
	CHECK_INT(denylist_each(admin, state.arena, write_entry, &list, &err),
		OK);
	buf_add(&list, "", 1);
	CHECK_STR(list.at, "https://a/ 1 t 9223372036854775807 1000\n"
			   "https://a/ 1 u 9223372036854775807 1000\n"
			   "https://a/ 2 s 500 1000\n"
			   "https://a/ 3 c 9223372036854775807 1000\n");
	buf_free(&list);
	store_close(admin);
	state_free(&state);
}

static bool
removes(struct store *store, enum denied_kind kind, struct str of,
	const char *value)
{
	struct err err = {0};
	bool removed = false;

	CHECK_INT(denylist_remove(
			  store, kind, of, str_from(value), &removed, &err),
		OK);
	return removed;
}

static void
removing_takes_one_entry_away_and_no_other(void)
{
	struct denied_token token = {.issuer = issuer, .jti = STR_LIT("t")};
	struct state state;
	struct store *admin, *store;
	struct err err = {0};
	bool removed = true;

	state_init(&state);
	admin = state_open(&state, STORE_KEYS_ADMIN);
	store = state_open(&state, STORE_KEYS);
	add(admin, DENIED_TOKEN, "t", 0);
	CHECK(!removes(admin, DENIED_TOKEN, issuer, "T"));
	CHECK(!removes(admin, DENIED_CLIENT, issuer, "t"));
	CHECK(!removes(admin, DENIED_TOKEN, STR_LIT("https://b/"), "t"));
	CHECK_INT(denylist_remove(store, DENIED_TOKEN, issuer, STR_LIT("t"),
			  &removed, &err),
		ERR_INTERNAL);
	CHECK_STR(err.reason, "store/denied");
	CHECK(!removed);
	CHECK(is_denied(store, token));
	CHECK(removes(admin, DENIED_TOKEN, issuer, "t"));
	CHECK(!is_denied(store, token));
	CHECK(!removes(admin, DENIED_TOKEN, issuer, "t"));
	store_close(admin);
	store_close(store);
	state_free(&state);
}

static int
count_statement(unsigned what, void *ctx, void *stmt, void *text)
{
	(void)what;
	(void)stmt;
	(void)text;
	++*(int *)ctx;
	return 0;
}

static void
one_statement_answers_for_a_token(void)
{
	struct denied_token token = {.issuer = issuer,
		.jti = STR_LIT("t"),
		.subject = STR_LIT("s"),
		.azp = STR_LIT("c")};
	struct state state;
	struct store *store;
	int statements = 0;

	state_init(&state);
	store = state_open(&state, STORE_KEYS);
	sqlite3_trace_v2(
		store->db, SQLITE_TRACE_STMT, count_statement, &statements);
	CHECK(!is_denied(store, token));
	CHECK_INT(statements, 1);
	CHECK(!is_denied(store, token));
	CHECK_INT(statements, 2);
	store_close(store);
	state_free(&state);
}

/* A connection that was open before sees an entry, and its removal, with the
 * next question, whatever seven other processes do. */
static int
ask_in_process(const struct state *state, int number)
{
	char name[2] = {(char)('a' + number), '\0'};
	struct store *mine = state_open(state, STORE_KEYS), *admin;
	struct denied_token all = {.issuer = issuer, .azp = STR_LIT("all")};
	struct denied_token own = {.issuer = issuer, .jti = str_from(name)};
	int wrong = 0;

	for (int i = 0; i < 8; i++) {
		wrong += !is_denied(mine, all);
		wrong += is_denied(mine, own);
		admin = state_open(state, STORE_KEYS_ADMIN);
		add(admin, DENIED_TOKEN, name, 0);
		wrong += !is_denied(mine, own);
		wrong += !removes(admin, DENIED_TOKEN, issuer, name);
		store_close(admin);
		wrong += is_denied(mine, own);
	}
	store_close(mine);
	return wrong + tap_failed_facts > 100 ? 100 : wrong + tap_failed_facts;
}

/* covers: J3 */
static void
what_one_process_writes_every_other_sees_at_once(void)
{
	struct state state;
	struct store *admin;

	state_init(&state);
	admin = state_open(&state, STORE_KEYS_ADMIN);
	add(admin, DENIED_CLIENT, "all", 0);
	store_close(admin);
	CHECK_INT(in_processes(8, ask_in_process, &state), 0);
	state_free(&state);
}

int
main(void)
{
	RUN(an_entry_hits_what_it_names_and_nothing_else);
	RUN(adding_again_only_widens);
	RUN(an_empty_value_is_refused);
	RUN(the_responder_cannot_change_the_list);
	RUN(an_error_counts_as_denied);
	RUN(the_list_shows_every_entry_in_order);
	RUN(removing_takes_one_entry_away_and_no_other);
	RUN(one_statement_answers_for_a_token);
	RUN(what_one_process_writes_every_other_sees_at_once);
	DONE();
}
