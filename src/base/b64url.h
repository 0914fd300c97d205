#ifndef BASE_B64URL_H
#define BASE_B64URL_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * base64url without padding (RFC 4648 5, RFC 7515 2), strict: only its
 * alphabet, no length of 1 modulo 4, unused bits zero, so that every value
 * has exactly one spelling.
 */

/* Into memory of arena, ended by a NUL that does not count. */
enum b64url_verdict { B64URL_MALFORMED = 0, B64URL_NO_MEMORY, B64URL_GOOD };
enum b64url_verdict
b64url_decode(struct str text, struct arena *arena, struct str *bytes) MUST_USE;

/* out must have room for b64url_length(len) + 1. */
size_t b64url_length(size_t len);
void b64url_encode(const void *bytes, size_t len, char *out);

#endif
