#ifndef TESTS_CLAIMS_H
#define TESTS_CLAIMS_H

/* Claims for the issuers of auth.h, and the reasons for which they are
 * refused. */
#include "auth/claims.h"
#include "unit/auth.h"
#include "unit/checks.h"
#include "unit/tap.h"

#include <stdint.h>

static struct issuer_set issuers;
static struct arena *arena;

/* The reason for which a payload is refused at now; "" when it is not. */
static inline const char *
reason_at(const char *payload, int64_t now)
{
	static struct err err;
	struct claims claims;

	err = (struct err){0};
	if (claims_read(str_from(payload), &issuers, arena, &claims, &err) ==
			OK &&
		claims_check(&claims, now, &err) == OK)
		return "";
	CHECK_INT(err.kind, ERR_BAD_TOKEN);
	return err.reason;
}

struct claim_case {
	const char *change, *reason;
};

static inline void
check_changes(const char *base, const struct claim_case *cases, size_t count)
{
	CHECK_STR(reason_at(base, NOW), "");
	for (size_t i = 0; i < count; i++) {
		char *payload = auth_claims(base, cases[i].change);
		const char *reason = reason_at(payload, NOW);

		if (strcmp(reason, cases[i].reason) != 0)
			fprintf(stderr, "# %s\n", cases[i].change);
		CHECK_STR(reason, cases[i].reason);
		free(payload);
	}
}

static inline struct claims
claims_of(const char *base, const char *change)
{
	char *payload = auth_claims(base, change);
	struct claims claims;
	struct err err = {0};

	CHECK_INT(
		claims_read(str_from(payload), &issuers, arena, &claims, &err),
		OK);
	free(payload);
	return claims;
}

static inline void
claims_begin(void)
{
	struct err err = {0};

	arena = arena_new(64 * 1024 * 1024);
	if (issuer_set_new(&issuers, &auth_config, &err) != OK)
		fprintf(stderr, "# %s\n", err.detail);
}

static inline void
claims_end(void)
{
	issuer_set_free(&issuers);
	arena_free(arena);
}

#endif
