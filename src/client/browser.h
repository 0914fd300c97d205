#ifndef CLIENT_BROWSER_H
#define CLIENT_BROWSER_H

#include "base/attr.h"
#include "client/session.h"

#include <stdbool.h>

/*
 * Opens url in the user's browser: the first program of $BROWSER (commands
 * separated by colons, %s for the address) that can be started, else xdg-open
 * where there is a desktop.  It is not waited for, gets no descriptor of ours
 * but /dev/null, and no shell is involved.  False when there is none.
 */
bool browser_open(const struct surroundings *around, const char *url) MUST_USE;

#endif
