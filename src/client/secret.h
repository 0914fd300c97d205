#ifndef CLIENT_SECRET_H
#define CLIENT_SECRET_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/* Bytes that nobody else may see: read with care, wiped afterwards. */

enum { SECRET_MAX = 4096 };

/*
 * All of a regular file that only its owner can read, of at most max bytes;
 * a symbolic link is followed to such a file.  *content is the caller's to
 * secret_free(), also on failure.  ERR_CONFIG: secret/missing; secret/mode
 * with the line that helps.
 */
enum err_kind secret_read(const char *path, size_t max, struct buf *content,
	struct err *err) MUST_USE;

/*
 * Cuts the line end behind a password-like secret.  ERR_CONFIG when nothing
 * or more than a line is left; where is what messages call it.
 */
enum err_kind
secret_trim(struct buf *content, const char *where, struct err *err) MUST_USE;

/* Wipes the bytes, then frees them. */
void secret_free(struct buf *content);

#endif
