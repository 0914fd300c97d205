#ifndef CONFIG_WORD_H
#define CONFIG_WORD_H

#include "base/str.h"

#include <stdbool.h>

/* What single words of the configuration must look like. */

/* A scope token of RFC 6749 3.3, or nothing: it goes into a quoted string of
 * WWW-Authenticate. */
bool word_is_scope(struct str text);

/* 8-4-4-4-12 hexadecimal digits in either case. */
bool word_is_guid(struct str text);

/* Small letters, digits and inner hyphens, at most 63: one label of a host. */
bool word_is_label(struct str text);

/* Letters, digits, - and _, at most 64: a B2C policy, part of a URL's path. */
bool word_is_policy(struct str text);

/* Empty, or up to 16 segments of letters, digits and "-._~", each behind one
 * slash: nothing that a server, a page or a comparison spells in two ways. */
bool word_is_base_path(struct str path);

/* http or https, host and perhaps port in lower case, as browsers send it. */
bool word_is_origin(struct str word);

/* The name of a signature algorithm that exists here. */
bool word_is_algorithm(struct str word);

#endif
