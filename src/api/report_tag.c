#include "api/report_tag.h"

#include <inttypes.h>

enum err_kind
report_tag(struct call *call, const struct report *report, struct str *text,
	struct err *err)
{
	char *made = arena_printf(call->arena,
		"report %.*s %" PRId64 " %" PRId64, STR_ARG(report->id),
		report->version, report->updated_ms);

	*text = str_from(made);
	return made ? OK : fail_memory(err);
}
