#include "api/report_tag.h"

#include <inttypes.h>

enum err_kind
report_tag(struct call *call, const struct report *report, struct str *text,
	struct err *err)
{
	const struct location *location = &report->location;
	char *made = arena_printf(call->arena,
		"report %.*s %" PRId64 " %" PRId64 " %zu %zu %zu "
		"%.*s%.*s%.*s%.*s",
		STR_ARG(report->id), report->version, report->updated_ms,
		location->country.len, location->state.len, location->city.len,
		STR_ARG(location->country), STR_ARG(location->state),
		STR_ARG(location->city), STR_ARG(report->description));

	*text = str_from(made);
	return made ? OK : fail_memory(err);
}
