#ifndef BASE_JSON_WRITE_H
#define BASE_JSON_WRITE_H

#include "base/buf.h"
#include "base/str.h"

#include <stdint.h>

/*
 * JSON appended piece by piece, byte for byte as json_print() prints it, for
 * the answers that are made most often: to build and to print fifty reports
 * with Jansson took four times as long as to read them from SQLite.
 */

/* A string with its quotes.  Text that is no UTF-8 fails the buffer, as memory
 * that is gone does. */
void json_write_str(struct buf *out, struct str value);

/* value / 10^decimals, for 1 to 4 decimals and up to 15 digits: 11.84, 5.0. */
void json_write_scaled(struct buf *out, int64_t value, int decimals);

#endif
