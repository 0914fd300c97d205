#ifndef CLI_MOMENT_H
#define CLI_MOMENT_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

/*
 * A time in the past as an operator writes it: "400d", "36h" before now, a
 * date, which begins in UTC, or RFC 3339 with an offset.  Seconds since 1970
 * UTC, rounded down.  ERR_PARAMETER names option and text; so it does when the
 * time is not over, which for what will be deleted is a slip.
 */
enum err_kind moment_read(const char *option, const char *text, int64_t now,
	int64_t *time, struct err *err) MUST_USE;

#endif
