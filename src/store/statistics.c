#include "store/statistics.h"
#include "store/statement.h"

enum err_kind
statistics_get(
	struct store *store, struct statistics *statistics, struct err *err)
{
	const struct {
		enum sql_id id;
		int64_t *to;
	} questions[] = {
		{SQL_STATISTICS_REPORTS, &statistics->reports},
		{SQL_STATISTICS_OBSERVATIONS, &statistics->observations},
		{SQL_STATISTICS_OBSERVERS, &statistics->observers},
		{SQL_STATISTICS_CALLERS, &statistics->callers},
		{SQL_STATISTICS_OLDEST_OBSERVATION,
			&statistics->oldest_observation},
		{SQL_STATISTICS_NEWEST_OBSERVATION,
			&statistics->newest_observation},
		{SQL_STATISTICS_OLDEST_REPORT, &statistics->oldest_report},
		{SQL_STATISTICS_NEWEST_REPORT, &statistics->newest_report},
	};
	struct statement statement;
	bool found;
	enum err_kind kind = OK;

	*statistics = (struct statistics){0};
	for (size_t i = 0; i < COUNT(questions) && kind == OK; i++) {
		kind = statement_open(&statement, store, questions[i].id, err);
		if (kind == OK)
			kind = statement_get_int(
				&statement, questions[i].to, &found, err);
	}
	return kind;
}
