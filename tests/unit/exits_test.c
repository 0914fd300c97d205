#include "unit/tap.h"

#include "base/attr.h"
#include "cli/exits.h"

static void
every_error_has_the_code_of_sysexits(void)
{
	static const struct {
		const char *reason;
		enum err_kind kind;
		int code;
	} rows[] = {
		{NULL, OK, 0},
		{"memory", OK, 0},
		{"usage/option", ERR_PARAMETER, 64},
		{"import/lines", ERR_INVALID, 65},
		{"file/missing", ERR_NOT_FOUND, 66},
		{"file/missing", ERR_DATABASE, 66},
		{"owner/user", ERR_PARAMETER, 67},
		{"store/damaged", ERR_DATABASE, 69},
		{"keys/none", ERR_KEYS, 69},
		{"fetch/connect", ERR_FETCH, 69},
		{"other", ERR_INTERNAL, 70},
		{"memory", ERR_INTERNAL, 71},
		{"store/read-only", ERR_READ_ONLY, 73},
		{"store/full", ERR_FULL, 74},
		{"file/write", ERR_INTERNAL, 74},
		{"store/busy", ERR_BUSY, 75},
		{"permission", ERR_KEYS, 77},
		{"config/value", ERR_CONFIG, 78},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct err err = {
			.kind = rows[i].kind, .reason = rows[i].reason};

		CHECK_INT(exits_code(&err), rows[i].code);
	}
}

static void
no_error_leaves_with_zero(void)
{
#define ERR_KIND(kind, status, type, sentence) kind,
	static const enum err_kind kinds[] = {ERR_KINDS(ERR_KIND)};
#undef ERR_KIND

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct err err = {.kind = kinds[i]};

		CHECK((exits_code(&err) == 0) == (kinds[i] == OK));
	}
}

int
main(void)
{
	RUN(every_error_has_the_code_of_sysexits);
	RUN(no_error_leaves_with_zero);
	DONE();
}
