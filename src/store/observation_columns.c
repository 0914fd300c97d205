#include "store/observation_columns.h"

enum {
	COLUMN_OBSERVED_AT,
	COLUMN_RECEIVED_AT,
	COLUMN_SOURCE,
	COLUMN_FLAGGED,
	COLUMN_INTERVAL_S,
	COLUMN_EXTRA,
	COLUMN_FIRST_FIELD,
};

void
observation_columns_read(
	const struct statement *from, struct observation *observation)
{
	*observation = (struct observation){
		.observed_at = statement_column_int(from, COLUMN_OBSERVED_AT),
		.received_at = statement_column_int(from, COLUMN_RECEIVED_AT),
		.source = (enum observation_source)statement_column_int(
			from, COLUMN_SOURCE),
		.flagged = (uint32_t)statement_column_int(from, COLUMN_FLAGGED),
		.interval_s = -1,
		.extra = statement_column_str(from, COLUMN_EXTRA),
	};
	if (!statement_column_is_null(from, COLUMN_INTERVAL_S))
		observation->interval_s =
			(int32_t)statement_column_int(from, COLUMN_INTERVAL_S);
	for (int i = 0; i < FIELD_COUNT; i++) {
		int32_t value = (int32_t)statement_column_int(
			from, COLUMN_FIRST_FIELD + i);

		/* what is NULL is read as 0 */
		if (!value &&
			statement_column_is_null(from, COLUMN_FIRST_FIELD + i))
			continue;
		observation->present |= 1u << i;
		observation->values[i] = value;
	}
}

void
observation_columns_bind(struct statement *write, int64_t observer,
	const struct observation *observation)
{
	statement_int(write, observer);
	statement_int(write, observation->observed_at);
	statement_int(write, observation->received_at);
	statement_int(write, observation->source);
	statement_int(write, observation->flagged);
	if (observation->interval_s < 0)
		statement_null(write);
	else
		statement_int(write, observation->interval_s);
	if (!observation->extra.len)
		statement_null(write);
	else
		statement_str(write, observation->extra);
	for (int i = 0; i < FIELD_COUNT; i++) {
		if (observation->present & 1u << i)
			statement_int(write, observation->values[i]);
		else
			statement_null(write);
	}
}
