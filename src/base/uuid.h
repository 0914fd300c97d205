#ifndef BASE_UUID_H
#define BASE_UUID_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum { UUID_LEN = 36 };

/* UUID version 7 (RFC 9562 5.7), lower case; ms since 1970 UTC, low 48 bits. */
void
uuid7_print(int64_t ms, const unsigned char random[10], char out[UUID_LEN + 1]);

/* The same with random bytes of the kernel. */
enum err_kind
uuid7_new(int64_t ms, char out[UUID_LEN + 1], struct err *err) MUST_USE;

/* For many of one process, which asks the kernel once for twenty of them.  Zero
 * is an empty one; no process may go on with a copy after a fork. */
struct uuid_pool {
	unsigned char random[20][10];
	size_t left;
};

enum err_kind uuid7_from(struct uuid_pool *pool, int64_t ms,
	char out[UUID_LEN + 1], struct err *err) MUST_USE;

/* True for 8-4-4-4-12 lower-case hexadecimal digits of any version. */
bool uuid_is_valid(struct str text);

/* Its first 48 bits, which of version 7 are milliseconds since 1970.  False
 * unless it is valid. */
bool uuid_time(struct str text, int64_t *ms);

/* Bytes of the kernel's random source; never blocks once the system is up. */
enum err_kind random_bytes(void *out, size_t len, struct err *err) MUST_USE;

#endif
