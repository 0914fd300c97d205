#ifndef STORE_OBSERVATION_COLUMNS_H
#define STORE_OBSERVATION_COLUMNS_H

#include "store/statement.h"
#include "weather/observation.h"

/*
 * The columns that every statement selects first which reads observations:
 * observed_at, received_at, source, flagged, interval_s, extra and the
 * measured ones in the order of enum observation_field.
 */

/* extra is a loan until the next step. */
void observation_columns_read(
	const struct statement *from, struct observation *observation);

/* Binds ?1 to ?25 of observations_insert and _replace. */
void observation_columns_bind(struct statement *write, int64_t observer,
	const struct observation *observation);

#endif
