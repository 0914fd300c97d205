#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Jansson with this project's rules.  The json_t of json_parse_object() is
 * the caller's to json_decref() in the same function.
 */

enum json_verdict { JSON_MALFORMED = 0, JSON_NO_MEMORY, JSON_GOOD };

/*
 * Strict: UTF-8 without BOM, one object and nothing after it, no duplicate
 * members, no NUL in any string, nested at most depth (the object itself is
 * 1).  why, unless it is NULL, gets what is wrong, "has a duplicate member",
 * and never a part of the text.
 */
enum json_verdict json_parse_object(struct str text, int depth, json_t **out,
	char *why, size_t why_size) MUST_USE;

/* The same for an array and nothing else. */
enum json_verdict json_parse_array(struct str text, int depth, json_t **out,
	char *why, size_t why_size) MUST_USE;

/* The bytes of a string; empty when value is NULL or no string.  A loan. */
struct str json_str(const json_t *value);
/* False unless object has a string member of that name; *out is a loan. */
bool json_get_str(const json_t *object, const char *name, struct str *out);

/* Compact text in arena, members in the order of insertion. */
enum err_kind json_print(const json_t *value, struct arena *arena,
	struct str *out, struct err *err) MUST_USE;

/* NULL when memory is gone or s is not UTF-8. */
json_t *json_from_str(struct str s) MUST_USE;

/*
 * value / 10^decimals as a JSON number, printed exactly for up to 15 digits:
 * 1184, 2 gives 11.84; 1200, 2 the real 12.0; no decimals give an integer.
 * NULL when memory is gone.
 */
json_t *json_from_scaled(int64_t value, int decimals) MUST_USE;

#endif
