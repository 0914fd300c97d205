#include "cli/exits.h"

#include "base/attr.h"
#include "base/str.h"
#include "cli/show.h"

#include <stdio.h>

/* Finer than the kind; the first row whose reason fits wins. */
static const struct {
	const char *reason;
	int code;
} by_reason[] = {
	{"memory", EX_OSERR},
	{"file/missing", EX_NOINPUT},
	{"file/read", EX_IOERR},
	{"file/create", EX_CANTCREAT},
	{"file/write", EX_IOERR},
	{"owner/user", EX_NOUSER},
	{"owner/become", EX_OSERR},
	{"permission", EX_NOPERM},
	{"store/no-directory", EX_NOINPUT},
	{"store/missing", EX_NOINPUT},
	{"store/create", EX_CANTCREAT},
	{"store/unreadable", EX_NOPERM},
	{"store/unwritable", EX_NOPERM},
};

static const struct {
	enum err_kind kind;
	int code;
} by_kind[] = {
	{OK, EX_OK},
	{ERR_CONFIG, EX_CONFIG},
	{ERR_PARAMETER, EX_USAGE},
	{ERR_JSON, EX_DATAERR},
	{ERR_INVALID, EX_DATAERR},
	{ERR_EXISTS, EX_DATAERR},
	{ERR_TOO_LARGE, EX_DATAERR},
	{ERR_NOT_FOUND, EX_UNAVAILABLE},
	{ERR_FETCH, EX_UNAVAILABLE},
	{ERR_TIMEOUT, EX_UNAVAILABLE},
	{ERR_CREDENTIALS, EX_NOPERM},
	{ERR_QUOTA, EX_TEMPFAIL},
	{ERR_PLACE, EX_UNAVAILABLE},
	{ERR_KEYS, EX_UNAVAILABLE},
	{ERR_DATABASE, EX_UNAVAILABLE},
	{ERR_BUSY, EX_TEMPFAIL},
	{ERR_READ_ONLY, EX_CANTCREAT},
	{ERR_FULL, EX_IOERR},
};

int
exits_code(const struct err *err)
{
	struct str reason = str_from(err->reason);

	for (size_t i = 0; err->kind != OK && i < COUNT(by_reason); i++)
		if (str_is(reason, by_reason[i].reason))
			return by_reason[i].code;
	for (size_t i = 0; i < COUNT(by_kind); i++)
		if (by_kind[i].kind == err->kind)
			return by_kind[i].code;
	return EX_SOFTWARE;
}

int
exits_complain(const char *program, const struct err *err)
{
	const char *detail =
		err->detail[0] ? err->detail : err_sentence(err->kind);

	fprintf(stderr, "%s: ", program);
	show_text(stderr, str_from(detail));
	putc('\n', stderr);
	return exits_code(err);
}
