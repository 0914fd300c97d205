#include "store/principals.h"
#include "unit/store.h"

static int64_t
ensure(struct store *store, const char *issuer, const char *tenant,
	const char *identity)
{
	struct principal_key key = {
		str_from(issuer), str_from(tenant), str_from(identity)};
	struct err err = {0};
	int64_t id = 0;

	CHECK_INT(principals_ensure(store, &key, 1000, &id, &err), OK);
	return id;
}

static int64_t
find(struct store *store, const char *issuer, const char *tenant,
	const char *identity)
{
	struct principal_key key = {
		str_from(issuer), str_from(tenant), str_from(identity)};
	struct err err = {0};
	int64_t id = -1;

	CHECK_INT(principals_find(store, &key, &id, &err), OK);
	return id;
}

static void
the_same_caller_is_the_same_row(void)
{
	struct state state;
	struct store *store;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	CHECK_INT(ensure(store, "https://a/", "", "me"), 1);
	for (int i = 0; i < 10; i++)
		CHECK_INT(ensure(store, "https://a/", "", "me"), 1);
	CHECK_INT(ensure(store, "https://a/", "", "you"), 2);
	CHECK_INT(store_commit(store, &err), OK);
	CHECK_INT(find(store, "https://a/", "", "me"), 1);
	store_close(store);
	state_free(&state);
}

static void
issuer_tenant_and_identity_all_count(void)
{
	static const char *const callers[][3] = {
		{"https://a/", "", "me"},
		{"https://a", "", "me"},
		{"https://a/", "t", "me"},
		{"https://a/", "T", "me"},
		{"https://a/", "", "ME"},
		{"https://a/", "m", "e"},
		{"https://a/m", "", "e"},
	};
	struct state state;
	struct store *store;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	for (size_t i = 0; i < COUNT(callers); i++)
		CHECK_INT(ensure(store, callers[i][0], callers[i][1],
				  callers[i][2]),
			i + 1);
	for (size_t i = 0; i < COUNT(callers); i++)
		CHECK_INT(find(store, callers[i][0], callers[i][1],
				  callers[i][2]),
			i + 1);
	CHECK_INT(find(store, "https://a/", "", "nobody"), 0);
	CHECK_INT(store_commit(store, &err), OK);
	store_close(store);
	state_free(&state);
}

static void
nobody_without_an_identity_owns_anything(void)
{
	static const struct principal_key cases[] = {
		{{"https://a/", 10}, {NULL, 0}, {NULL, 0}},
		{{NULL, 0}, {NULL, 0}, {"me", 2}},
	};
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err err = {0};
		int64_t id = 0;

		CHECK_INT(store_begin(store, &err), OK);
		CHECK_INT(principals_ensure(store, &cases[i], 1, &id, &err),
			ERR_INTERNAL);
		CHECK_INT(id, 0);
		store_rollback(store);
	}
	store_close(store);
	state_free(&state);
}

static void
finding_needs_no_right_to_write(void)
{
	struct state state;
	struct store *store;
	struct principal_key key = {
		STR_LIT("https://a/"), {NULL, 0}, STR_LIT("me")};
	struct err err = {0};
	int64_t id;

	state_init(&state);
	store = state_open(&state, STORE_READ);
	CHECK_INT(find(store, "https://a/", "", "me"), 0);
	CHECK_INT(principals_ensure(store, &key, 1, &id, &err), ERR_INTERNAL);
	CHECK_STR(err.reason, "store/denied");
	store_close(store);
	state_free(&state);
}

int
main(void)
{
	RUN(the_same_caller_is_the_same_row);
	RUN(issuer_tenant_and_identity_all_count);
	RUN(nobody_without_an_identity_owns_anything);
	RUN(finding_needs_no_right_to_write);
	DONE();
}
