#include "client/outcome.h"

#include "base/attr.h"
#include "cli/exits.h"
#include "cli/show.h"

#include <string.h>

enum { LINE_WIDTH = 78 };

const struct outcome_class outcome_classes[] = {
	{EX_OK, "success"},
	{EX_USAGE, "the command line is wrong"},
	{EX_DATAERR, "the service refuses what was sent"},
	{EX_NOINPUT, "there is no such report, place or file"},
	{OUTCOME_SIGN_IN, "a sign-in is needed, or was not granted"},
	{EX_UNAVAILABLE,
		"the service or the identity provider cannot be reached, or "
		"answers nonsense"},
	{EX_SOFTWARE, "a fault of this program"},
	{EX_OSERR, "the system lacks memory or another resource"},
	{EX_CANTCREAT, "a file cannot be made"},
	{EX_IOERR, "a file cannot be read or written"},
	{EX_TEMPFAIL, "too busy; try again later"},
	{EX_NOPERM, "the permission for this is missing"},
	{EX_CONFIG, "the profile, or the application's registration, is wrong"},
	{0, NULL},
};

static const struct outcome *
find_in(const struct outcome *table, const char *reason)
{
	for (; table->reason; table++)
		if (!strcmp(table->reason, reason))
			return table;
	return NULL;
}

const struct outcome *
outcome_find(const char *reason)
{
	const struct outcome *found;

	if (!reason)
		return NULL;
	found = find_in(outcome_local, reason);
	if (!found)
		found = find_in(outcome_oauth, reason);
	return found ? found : find_in(outcome_entra, reason);
}

enum err_kind
outcome_kind(int code)
{
	switch (code) {
	case OUTCOME_SIGN_IN:
		return ERR_NO_TOKEN;
	case EX_CONFIG:
		return ERR_CONFIG;
	case EX_TEMPFAIL:
		return ERR_BUSY;
	case EX_NOPERM:
		return ERR_SCOPE;
	case EX_NOINPUT:
		return ERR_NOT_FOUND;
	case EX_DATAERR:
		return ERR_INVALID;
	default:
		return ERR_FETCH;
	}
}

/* The end of the first part of text that fits a line. */
static size_t
line_end(struct str text)
{
	size_t end = LINE_WIDTH - 2;

	if (text.len <= end)
		return text.len;
	while (end && text.at[end] != ' ')
		end--;
	return end ? end : text.len;
}

static void
print_advice(const char *advice, FILE *out)
{
	struct str rest = str_from(advice);

	while (rest.len) {
		size_t end = line_end(rest);

		fprintf(out, "  %.*s\n", (int)end, rest.at);
		rest.at += end;
		rest.len -= end;
		rest = str_trim(rest);
	}
}

static void
print_fields(const struct err *err, FILE *out)
{
	for (size_t i = 0; i < err->field_count && i < ERR_FIELDS_MAX; i++) {
		const struct err_field *field = &err->fields[i];

		fprintf(out, "  %s", field->name[0] ? "" : "- ");
		show_text(out, str_from(field->name));
		fprintf(out, "%s", field->name[0] ? ": " : "");
		show_text(out, str_from(field->detail));
		putc('\n', out);
	}
}

int
outcome_complain(const char *program, const struct err *err, FILE *out)
{
	const struct outcome *row = outcome_find(err->reason);
	const char *detail =
		err->detail[0] ? err->detail : err_sentence(err->kind);

	fprintf(out, "%s: ", program);
	show_text(out, str_from(detail));
	putc('\n', out);
	print_fields(err, out);
	if (row && row->advice)
		print_advice(row->advice, out);
	return row ? row->code : exits_code(err);
}
