#ifndef API_DOCS_H
#define API_DOCS_H

#include "api/call.h"

/*
 * GET /docs: the page of Swagger UI, whose files the web server has at
 * /swagger-ui/.  They are no part of this program: where they are missing the
 * page says so.  Its Content-Security-Policy lets it ask the service and the
 * provider of [page], nothing else, and run no script but those files.
 */
handler docs_page;

#endif
