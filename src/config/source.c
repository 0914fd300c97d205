#include "config/source.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LABEL_MAX = 48 };

enum err_kind
source_fail(const struct source *source, int line, struct err *err,
	const char *reason, const char *fmt, ...)
{
	char text[sizeof(err->detail)], number[16] = "";
	size_t len = strlen(source->path);
	const char *label = source->path;
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (len > LABEL_MAX)
		label += len - LABEL_MAX;
	if (line)
		snprintf(number, sizeof(number), ":%d", line);
	return fail(err, ERR_CONFIG, reason, "%s%s%s: %s",
		label == source->path ? "" : "...", label, number, text);
}
