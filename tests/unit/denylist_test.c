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

static void
an_entry_hits_what_it_names_and_nothing_else(void)
{
	static const struct {
		struct denied_token token;
		bool denied;
	} cases[] = {
		{{.issuer = {"https://a/", 10}}, false},
		{{.issuer = {"https://a/", 10}, .token_id = {"t", 1}}, true},
		{{.issuer = {"https://b/", 10}, .token_id = {"t", 1}}, false},
		{{.issuer = {"https://a/", 10}, .token_id = {"T", 1}}, false},
		{{.issuer = {"https://a/", 10}, .subject = {"t", 1}}, false},
		{{.issuer = {"https://a/", 10}, .client = {"t", 1}}, false},
		{{.issuer = {"https://a/", 10}, .client = {"c", 1}}, true},
		{{.issuer = {"https://a/", 10}, .token_id = {"c", 1}}, false},
		{{.issuer = {"https://a/", 10},
			 .token_id = {"x", 1},
			 .subject = {"y", 1},
			 .client = {"c", 1}},
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

int
main(void)
{
	RUN(an_entry_hits_what_it_names_and_nothing_else);
	RUN(adding_again_only_widens);
	RUN(an_empty_value_is_refused);
	RUN(the_responder_cannot_change_the_list);
	RUN(an_error_counts_as_denied);
	DONE();
}
