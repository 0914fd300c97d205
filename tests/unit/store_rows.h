#ifndef TESTS_STORE_ROWS_H
#define TESTS_STORE_ROWS_H

/* Rows for tests of src/store that need some. */
#include "store/principals.h"
#include "store/reports.h"
#include "unit/store.h"

static inline enum err_kind
add_report(struct store *store, int64_t owner, int number, struct err *err)
{
	char id[37];
	struct report report = {.owner = owner,
		.created_ms = number,
		.description = STR_LIT("Hail"),
		.location = {STR_LIT("Salem"), STR_LIT("OR"), STR_LIT("US")}};

	snprintf(id, sizeof(id), "%08u-0000-7000-8000-000000000000",
		(unsigned)number % 100000000u);
	report.id = str_from(id);
	return reports_insert(store, &report, STR_LIT("salem"), err);
}

static inline void
insert_report(struct store *store, int64_t owner, int number, struct err *err)
{
	CHECK_INT(add_report(store, owner, number, err), OK);
}

static inline int64_t
owner_of(struct store *store, const char *identity)
{
	struct principal_key key = {
		STR_LIT("https://issuer.test/"), {NULL, 0}, str_from(identity)};
	struct err err = {0};
	int64_t id = 0;

	CHECK_INT(principals_ensure(store, &key, 1, &id, &err), OK);
	return id;
}

#endif
