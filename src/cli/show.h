#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "base/str.h"

#include <stdint.h>
#include <stdio.h>

/* Text of others on a terminal: control bytes, with which a file could
 * rewrite what the operator sees, and bytes that are no UTF-8 become '?'. */
void show_text(FILE *out, struct str text);

/* "2026-11-22T01:15:00Z (5 min ago)" or "(in 5 min)"; 0 is "never". */
void show_time(FILE *out, int64_t seconds, int64_t now);

#endif
