#ifndef TESTS_TORTURE_KEYS_H
#define TESTS_TORTURE_KEYS_H

/* A provider and a keys.db for scenarios in which memory runs out. */
#include "unit/idp.h"
#include "unit/torture.h"

static struct idp idp;
static char *old_keys, *new_keys;

/* The provider has new keys; keys.db has none, or the old ones, which are
 * fresh. */
static inline void
provide(const char *stored)
{
	struct key_set_row row = {.source = str_from(idp.source.id),
		.jwks_uri = STR_LIT("https://id.example/keys"),
		.metadata_at = IDP_START,
		.fetched_at = IDP_START,
		.fresh_until = IDP_START + KEYS_FRESH_S};
	struct err err = {0};

	CHECK_INT(stranger_run(&idp.state, "keys.db",
			  "DELETE FROM key_set; DELETE FROM key_refresh"),
		0);
	if (stored) {
		row.body = str_from(stored);
		CHECK_INT(keys_import(idp.store, &row, &err), OK);
	}
}

static inline void
old_keys_are_stored(void)
{
	provide(old_keys);
}

static inline void
torture_keys_begin(void)
{
	/* one process for each answer, since there are many */
	static const char script[] = "#!/bin/sh\n"
				     "while read -r key value; do\n"
				     "	[ $key != url ] || url=$value\n"
				     "done <&3\n"
				     "exec cat \"${0%/*}/${url##*/}\"\n";

	idp_new(&idp);
	idp_write(&idp, "program", str_from(script));
	chmod(idp.program, 0700);
	old_keys = idp_jwks("a");
	new_keys = idp_jwks("ab");
	idp_says_body(&idp, "keys", 200, new_keys);
}

static inline void
torture_keys_end(void)
{
	free(old_keys);
	free(new_keys);
	idp_free(&idp);
}

#endif
