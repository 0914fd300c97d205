#ifndef AUTH_EXAM_H
#define AUTH_EXAM_H

#include "auth/claims_rules.h"
#include "auth/jwt.h"
#include "auth/keyring.h"
#include "auth/memo.h"
#include "auth/recall.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The checks of a bearer token in their one order, as a table: the service
 * goes through it by token_verify(), and what explains a token to its operator
 * goes through the same one.
 */
struct token_rules {
	const struct issuer_set *issuers;
	const struct permission_config *permissions; /* CONFIG_PERMISSIONS */
	struct keyring *keys;
	struct store *store;   /* STORE_KEYS, for the deny-list; NULL refuses */
	struct memo *memo;     /* NULL: every signature is computed */
	struct recall *recall; /* NULL: every token is parsed */
};

struct exam {
	/* given */
	struct str token;
	const struct token_rules *rules;
	int64_t now;
	struct arena *arena;
	/* found, as far as it got; zeroed before.  Nothing of it is true
	 * unless all checks passed. */
	size_t passed;         /* checks, in their order */
	struct recalled *seen; /* what was read in the same bytes before */
	struct jwt jwt;        /* of a token that was seen: alg and kid alone */
	struct claims claims;
	const struct key *key; /* a loan of the keyring */
	bool old_keys;
	bool remembered; /* the signature verified before */
};

struct exam_check {
	const char *name;    /* one word */
	const char *promise; /* what is true of a token that passed */
};

/* Check i, counted from 0; false past the last one. */
bool exam_check_at(size_t i, struct exam_check *check);

/* Values of passed: claims are whole from the first on; from the second on
 * all that needs neither a key nor the network is done. */
enum { EXAM_CLAIMS = 3, EXAM_OFFLINE = EXAM_CLAIMS + 1 + CLAIMS_RULES };

/* OK only when every check passed.  ERR_BAD_TOKEN, ERR_KEYS, ERR_DATABASE or
 * ERR_INTERNAL otherwise; exam->passed is then the check that refused. */
enum err_kind exam_run(struct exam *exam, struct err *err) MUST_USE;

#endif
