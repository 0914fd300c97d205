#ifndef API_ME_H
#define API_ME_H

#include "api/call.h"

/* GET /api/me: what this service knows of the caller. */
handler me;

#endif
