#ifndef WEATHER_ROW_H
#define WEATHER_ROW_H

#include "base/str.h"
#include "weather/location.h"
#include "weather/observation.h"
#include "weather/report.h"

/* An observation with where and by whom: what lists and files consist of. */
struct observation_row {
	struct observation observation;
	struct location location;
	struct str observer; /* who measured; empty: not said */
	/* whose identity observer is; where issuer is empty, a public id or a
	 * name of this service's own */
	struct str issuer, tenant;
};

/* A report, its author as observer above. */
struct report_row {
	struct report report;
	struct str issuer, tenant;
};

#endif
