#ifndef API_OPENAPI_H
#define API_OPENAPI_H

#include "api/call.h"

/*
 * GET /openapi.json: OpenAPI 3.1 of exactly the routes of api/routes.c.  What
 * code knows comes from its tables: routes, permissions, parameters.c, error
 * kinds, fields of observations, issuers.  What only words can say comes from
 * src/api/openapi/, an operation's by the id of its handler.
 */
handler openapi_document;

#endif
