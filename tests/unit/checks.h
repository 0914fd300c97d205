#ifndef TESTS_CHECKS_H
#define TESTS_CHECKS_H

/* Parts of the token check, each as one call. */
#include "auth/claims_rules.h"
#include "auth/jwt.h"

/* Form and header of an access token. */
static inline enum err_kind
jwt_parse(
	struct str token, struct arena *arena, struct jwt *jwt, struct err *err)
{
	enum err_kind kind = jwt_cut(token, JWT_ACCESS_TOKEN, arena, jwt, err);

	return kind == OK ? jwt_read_header(jwt, arena, err) : kind;
}

/* Every rule for claims, in their order. */
static inline enum err_kind
claims_check(const struct claims *claims, int64_t now, struct err *err)
{
	for (size_t i = 0; i < CLAIMS_RULES; i++) {
		enum err_kind kind = claims_rules[i].check(claims, now, err);

		if (kind != OK)
			return kind;
	}
	return OK;
}

#endif
