#include "api/docs.h"
#include "api/me.h"
#include "api/metrics.h"
#include "api/openapi.h"
#include "api/places.h"
#include "api/public.h"
#include "api/reports_read.h"
#include "api/reports_write.h"
#include "api/route.h"
#include "api/sign_in.h"
#include "api/weather_history.h"
#include "api/weather_read.h"
#include "api/weather_write.h"

#define RUN(handler) handler, #handler

/* clang-format off */
const struct route routes[] = {
	{HTTP_GET,    "/health",             PERMIT_PUBLIC, STORE_READ,  RUN(health)},
	{HTTP_GET,    "/problems/{type}",    PERMIT_PUBLIC, STORE_NONE,  RUN(problem_page)},
	{HTTP_GET,    "/.well-known/oauth-protected-resource",
	                                     PERMIT_PUBLIC, STORE_NONE,  RUN(resource_metadata)},
	{HTTP_GET,    "/docs",               PERMIT_PUBLIC, STORE_NONE,  RUN(docs_page)},
	{HTTP_GET,    "/openapi.json",       PERMIT_PUBLIC, STORE_NONE,  RUN(openapi_document)},
	{HTTP_GET,    "/api/config",         PERMIT_PUBLIC, STORE_NONE,  RUN(page_config)},
	{HTTP_GET,    "/metrics",            PERMIT_PUBLIC, STORE_NONE,  RUN(metrics_page)},
	{HTTP_GET,    "/api/me",             PERMIT_TOKEN,  STORE_READ,  RUN(me)},
	{HTTP_GET,    "/api/weather/{city}", PERMIT_READ,   STORE_CACHE, RUN(weather_current)},
	{HTTP_GET,    "/api/weather/{city}/observations",
	                                     PERMIT_READ,   STORE_READ,  RUN(weather_history)},
	{HTTP_POST,   "/api/weather/{city}", PERMIT_WRITE,  STORE_WRITE, RUN(observation_create)},
	{HTTP_GET,    "/api/places",         PERMIT_READ,   STORE_READ,  RUN(places_list)},
	{HTTP_GET,    "/api/reports",        PERMIT_READ,   STORE_READ,  RUN(reports_list)},
	{HTTP_POST,   "/api/reports",        PERMIT_WRITE,  STORE_WRITE, RUN(report_create)},
	{HTTP_DELETE, "/api/reports",        PERMIT_WRITE | PERMIT_ADMIN,
	                                                    STORE_WRITE, RUN(reports_clear)},
	{HTTP_GET,    "/api/reports/{id}",   PERMIT_READ,   STORE_READ,  RUN(report_show)},
	{HTTP_PATCH,  "/api/reports/{id}",   PERMIT_WRITE,  STORE_WRITE, RUN(report_edit)},
	{HTTP_DELETE, "/api/reports/{id}",   PERMIT_WRITE,  STORE_WRITE, RUN(report_delete)},
};
/* clang-format on */

const size_t route_count = COUNT(routes);
