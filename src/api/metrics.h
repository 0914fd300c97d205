#ifndef API_METRICS_H
#define API_METRICS_H

#include "api/call.h"

#include <stdint.h>

/* The numbers of docs/metrics.md, over all processes of a state_dir. */

/* One request that was answered. */
struct metrics_request {
	const char *route;  /* NULL: none was found */
	const char *reason; /* NULL: none was refused */
	const char *issuer; /* NULL: not known */
	int status;
	int64_t us;
};
void
metrics_count(struct counters *counters, const struct metrics_request *request);

/* GET /metrics: OpenMetrics text; 404 where the configuration does not let
 * the caller see them. */
handler metrics_page;

#endif
