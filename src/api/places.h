#ifndef API_PLACES_H
#define API_PLACES_H

#include "api/call.h"

/* GET /api/places: places whose name begins with ?q=. */
handler places_list;

#endif
