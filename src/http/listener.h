#ifndef HTTP_LISTENER_H
#define HTTP_LISTENER_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

/* The listening Unix socket of a worker that is started by hand. */

/* True for a listening socket of any family. */
bool listener_is(int fd);

/*
 * Listens on path, mode 0660, in place of a socket that nobody listens on.
 * When descriptor 0 already listens on path, as after a re-execution, that
 * one is taken.  ERR_CONFIG when path is in use or cannot be had.
 */
enum err_kind
listener_open(const char *path, int *listener, struct err *err) MUST_USE;

#endif
