#ifndef CLI_EXITS_H
#define CLI_EXITS_H

#include "base/err.h"

#include <sysexits.h>

/*
 * What the tools leave with, after sysexits(3): 64 for a wrong command line,
 * 65 bad data, 66 a missing file, 69 something needed is not available, 71 no
 * memory, 73 and 74 files that cannot be made, read or written, 75 try again,
 * 77 no permission, 78 the configuration.
 */

/* OK gives 0. */
int exits_code(const struct err *err);

/* `program: detail` on standard error; the code to leave with. */
int exits_complain(const char *program, const struct err *err);

#endif
