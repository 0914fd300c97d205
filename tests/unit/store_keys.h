#ifndef TESTS_STORE_KEYS_H
#define TESTS_STORE_KEYS_H

/* One source of keys, and what tests do with it in one line. */
#include "store/keys.h"
#include "unit/store.h"

static const struct str source = {"main https://login.test/", 24};
static const int64_t start = 1000000;

static inline bool
claims(struct store *store, enum fetch_budget budget, const char *owner,
	int64_t now)
{
	struct err err = {0};
	bool granted = true;

	CHECK_INT(keys_claim(store, source, budget, str_from(owner), now,
			  &granted, &err),
		OK);
	return granted;
}

static inline struct key_set_row
row_at(int64_t now, const char *body)
{
	return (struct key_set_row){.source = source,
		.jwks_uri = STR_LIT("https://login.test/keys"),
		.metadata_at = now - 1,
		.fetched_at = now,
		.fresh_until = now + 3600,
		.etag = STR_LIT("\"abc\""),
		.body = str_from(body)};
}

static inline bool
stores(struct store *store, const char *owner, int64_t now, const char *body)
{
	struct key_set_row row = row_at(now, body);
	struct err err = {0};
	bool stored = true;

	CHECK_INT(keys_store(store, &row, str_from(owner), now, &stored, &err),
		OK);
	return stored;
}

static inline void
fails(struct store *store, const char *owner, int64_t now, int64_t not_before)
{
	struct err err = {0};

	CHECK_INT(keys_fail(store, source, str_from(owner), now, not_before,
			  STR_LIT("HTTP 500"), &err),
		OK);
}

static inline int64_t
generation(struct store *store)
{
	struct err err = {0};
	int64_t value = -1;

	CHECK_INT(keys_generation(store, &value, &err), OK);
	return value;
}

static inline struct key_refresh
refresh(struct store *store, struct arena *arena)
{
	struct key_refresh refresh;
	struct err err = {0};

	CHECK_INT(keys_refresh_state(store, source, arena, &refresh, &err), OK);
	return refresh;
}

static inline struct str
stored_body(struct store *store, struct arena *arena)
{
	struct key_set_row row;
	struct err err = {0};
	bool found, damaged;

	CHECK_INT(keys_load(store, source, arena, &found, &damaged, &row, &err),
		OK);
	CHECK(!damaged);
	CHECK_INT(found, row.body.len > 0);
	return row.body;
}

#endif
