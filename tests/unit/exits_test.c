#include "unit/tap.h"

#include "base/attr.h"
#include "cli/exits.h"

static void
every_error_has_the_code_of_sysexits(void)
{
	static const struct {
		enum err_kind kind;
		const char *reason;
		int code;
	} rows[] = {
		{OK, NULL, 0},
		{OK, "memory", 0},
		{ERR_PARAMETER, "usage/option", 64},
		{ERR_INVALID, "import/lines", 65},
		{ERR_NOT_FOUND, "file/missing", 66},
		{ERR_DATABASE, "file/missing", 66},
		{ERR_PARAMETER, "owner/user", 67},
		{ERR_DATABASE, "store/damaged", 69},
		{ERR_KEYS, "keys/none", 69},
		{ERR_FETCH, "fetch/connect", 69},
		{ERR_INTERNAL, "other", 70},
		{ERR_INTERNAL, "memory", 71},
		{ERR_READ_ONLY, "store/read-only", 73},
		{ERR_FULL, "store/full", 74},
		{ERR_INTERNAL, "file/write", 74},
		{ERR_BUSY, "store/busy", 75},
		{ERR_KEYS, "permission", 77},
		{ERR_CONFIG, "config/value", 78},
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
#define ERR_LEAVES(kind_, status, type, sentence)                \
	{                                                        \
		struct err err = {.kind = kind_};                \
		CHECK((exits_code(&err) == 0) == (kind_ == OK)); \
	}
	ERR_KINDS(ERR_LEAVES)
#undef ERR_LEAVES
}

int
main(void)
{
	RUN(every_error_has_the_code_of_sysexits);
	RUN(no_error_leaves_with_zero);
	DONE();
}
