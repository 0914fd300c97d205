#ifndef CLI_SEEN_H
#define CLI_SEEN_H

#include "auth/claims.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

/*
 * The members of a token's header or payload as texts, for people: strangers'
 * bytes of which nothing is proven.  No check may read them.
 */
struct seen_member {
	struct str name;
	struct str text;       /* a string as it is, all else as JSON */
	struct str_list words; /* the string, or the strings of an array */
};

struct seen {
	struct seen_member *members;
	size_t count;
};

/* Nothing for a text that is no strict JSON object; ERR_INTERNAL alone is an
 * error.  All of it lives in arena. */
enum err_kind seen_read(struct str object, int depth, struct arena *arena,
	struct seen *seen, struct err *err) MUST_USE;

/* at NULL: there is no such member. */
struct str seen_text(const struct seen *seen, const char *name);
/* Empty where there is none. */
struct str_list seen_words(const struct seen *seen, const char *name);

#endif
