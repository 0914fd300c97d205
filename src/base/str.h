#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/*
 * Borrowed bytes: never freed here, not ended by NUL, may hold any byte.
 * A str is valid as long as what it points into; {NULL, 0} is the empty one.
 */
struct str {
	const char *at;
	size_t len;
};

/* For printf: printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).len, (s).len ? (s).at : ""
/* clang-format off */
/* STR_INIT where a constant initializer is asked for, as in static tables. */
#define STR_INIT(literal) {"" literal, sizeof(literal) - 1}
#define STR_LIT(literal) ((struct str)STR_INIT(literal))
/* clang-format on */

/* The bytes of z up to its NUL; NULL gives the empty str.  Inline, as are the
 * next ones: the length of a literal is then a number. */
static inline struct str
str_from(const char *z)
{
	return (struct str){z, z ? strlen(z) : 0};
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || !memcmp(a.at, b.at, a.len));
}

static inline bool
str_is(struct str s, const char *z)
{
	return str_eq(s, str_from(z));
}

/* ASCII letters only, as HTTP tokens and scheme names ask for. */
static inline bool
str_is_nocase(struct str s, const char *z)
{
	return s.len == strlen(z) && (!s.len || !strncasecmp(s.at, z, s.len));
}

bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);

size_t str_count(struct str s, char c);

/* FNV-1a, onward from sum, which begins as STR_HASH: for tables that stay
 * right, and only become slow, where somebody chooses texts that meet. */
#define STR_HASH UINT64_C(14695981039346656037)
uint64_t str_hash(uint64_t sum, struct str s);

/*
 * Moves what stands before the first sep out of *rest into *head and drops
 * the sep; without one, *head is all of it and *rest is empty.  False when
 * *rest was used up before: loops read `while (str_cut(&rest, ' ', &word))`.
 * A used-up rest has at == NULL.
 */
bool str_cut(struct str *rest, char sep, struct str *head);

/* Without the ASCII blanks (space, tab, CR, LF) at both ends. */
struct str str_trim(struct str s);

/* Decimal, optional leading '-', nothing else; false outside [min, max]. */
bool str_to_int64(
	struct str s, long long min, long long max, long long *out) MUST_USE;

/* Bytes of the well-formed UTF-8 character s starts with; 0 when there is none.
 */
size_t str_utf8_next(struct str s);

/* True when s holds only well-formed UTF-8 (RFC 3629), NUL included. */
bool str_is_utf8(struct str s);

/* Code points in s, which must be well-formed UTF-8. */
size_t str_utf8_length(struct str s);

#endif
