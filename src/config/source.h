#ifndef CONFIG_SOURCE_H
#define CONFIG_SOURCE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"

/* The file that settings are read from: what messages and relative paths
 * need of it.  All its strings are loans. */
struct source {
	const char *path;
	const char *folder;  /* of path, with its final slash; "" for none */
	struct arena *arena; /* of everything that is read */
};

/*
 * ERR_CONFIG with "path:line: ..." in err->detail; line 0 is left out.  The
 * text says what is wrong, then what to write instead.  A long path is
 * shortened to its end, so that the text is never what gets cut.
 */
enum err_kind
source_fail(const struct source *source, int line, struct err *err,
	const char *reason, const char *fmt, ...) PRINTF_LIKE(5, 6);

#endif
