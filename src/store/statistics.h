#ifndef STORE_STATISTICS_H
#define STORE_STATISTICS_H

#include "base/attr.h"
#include "base/err.h"
#include "store/db.h"

#include <stdint.h>

/* What weather.db holds, for an operator: it reads all of some tables. */
struct statistics {
	int64_t reports, observations, observers, callers;
	/* seconds since 1970 UTC; 0 without a row */
	int64_t oldest_observation, newest_observation;
	int64_t oldest_report, newest_report;
};

/* store of STORE_READ. */
enum err_kind statistics_get(struct store *store, struct statistics *statistics,
	struct err *err) MUST_USE;

#endif
