#ifndef API_PUBLIC_H
#define API_PUBLIC_H

#include "api/call.h"

/* What everybody may see: whether it works, what its problem types mean, and
 * where tokens for it come from (RFC 9728). */
handler health;
handler problem_page;
handler resource_metadata;

#endif
