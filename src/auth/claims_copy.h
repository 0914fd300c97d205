#ifndef AUTH_CLAIMS_COPY_H
#define AUTH_CLAIMS_COPY_H

#include "auth/claims.h"

#include <stddef.h>

/* Claims that live longer than the request they came with. */

/* The bytes that claims_copy() fills. */
size_t claims_copy_size(const struct claims *claims);

/* room is aligned as from malloc(); all that *to points to is in it, the issuer
 * excepted. */
void claims_copy(const struct claims *claims, void *room, struct claims *to);

#endif
