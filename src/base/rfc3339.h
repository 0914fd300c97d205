#ifndef BASE_RFC3339_H
#define BASE_RFC3339_H

#include "base/attr.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum { RFC3339_MAX = 32 };

/* The result of reading a date and time of RFC 3339 5.6. */
enum rfc3339_verdict {
	RFC3339_MALFORMED = 0,
	RFC3339_NO_OFFSET, /* well-formed but for the missing offset */
	RFC3339_GOOD,
};

/*
 * Any offset in; *ms are milliseconds since 1970 UTC, rounded down.  Years
 * 0000 to 9999 (proleptic Gregorian), 'T' or a blank between date and time,
 * the instant within them in UTC too, so that it can be printed; a leap second,
 * good only where a month of UTC ends, counts as the second after it.  *ms is 0
 * unless the verdict is good.
 */
enum rfc3339_verdict rfc3339_parse(struct str text, int64_t *ms) MUST_USE;

/* "2026-11-22T01:15:00Z"; years outside 0000 to 9999 give "". */
void rfc3339_print(int64_t seconds, char out[RFC3339_MAX]);
/* "2026-11-22T01:15:00.482Z" */
void rfc3339_print_ms(int64_t ms, char out[RFC3339_MAX]);
/* IMF-fixdate of RFC 9110 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT". */
void rfc3339_print_http(int64_t seconds, char out[RFC3339_MAX]);

#endif
