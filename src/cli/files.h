#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Whole files.  Errors name the file and carry the reasons file/missing,
 * file/read, file/create and file/write, which exits.h turns into codes.
 */

/* All of a regular file, or of standard input for "-"; content is the
 * caller's to buf_free(), also on failure.  ERR_TOO_LARGE over max bytes. */
enum err_kind files_read(const char *path, size_t max, struct buf *content,
	struct err *err) MUST_USE;

/*
 * A file that can be read from its beginning again: path itself, or for "-"
 * and what is no regular file a nameless copy of it.  *out is the caller's to
 * fclose().
 */
enum err_kind
files_open(const char *path, FILE **out, struct err *err) MUST_USE;

/*
 * Writes dir/name with mode 0600 so that a reader sees the old file, the new
 * one or, with keep, never a second one: then *made is false and nothing is
 * changed where dir/name exists.
 */
enum err_kind files_write(const char *dir, const char *name, struct str content,
	bool keep, bool *made, struct err *err) MUST_USE;

#endif
