#ifndef CONFIG_API_KEY_H
#define CONFIG_API_KEY_H

#include "base/attr.h"
#include "base/err.h"

/*
 * The key for a weather provider, in a file of its own: one line of up to 128
 * visible ASCII characters.  Read when it is needed, so that a new one counts
 * at once; whoever reads it wipes it (explicit_bzero) when it was used.
 */
enum { API_KEY_MAX = 128 };

/*
 * ERR_CREDENTIALS says what is wrong with the file and what to do, and never
 * what is in it.  Nobody but its owner, this user or root, may read or write
 * it; where root owns it a group may read it.
 */
enum err_kind api_key_read(
	const char *path, char key[API_KEY_MAX + 1], struct err *err) MUST_USE;

#endif
