#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "auth/exam.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What the service would say about a token, and why: by its own checks. */
struct look {
	struct exam exam;
	bool is_one_token; /* the first check, that of the header's value */
	struct err err;    /* kind OK: it passed all of them */
};

/*
 * Checks text, a token or the whole value of an Authorization header, with
 * blanks around it; text, rules and arena must outlive *look.
 */
void explain_look(struct look *look, struct str text,
	const struct token_rules *rules, int64_t now, struct arena *arena);

/*
 * Prints every check with its verdict, what the token says, what it grants
 * and what is wrong; claims escaped, the token and its signature never.
 * *accepted: the service would accept it for some request.  ERR_INTERNAL.
 */
enum err_kind explain_print(const struct look *look, FILE *out, bool *accepted,
	struct err *err) MUST_USE;

#endif
