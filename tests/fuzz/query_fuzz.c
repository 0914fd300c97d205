/*
 * A query string, asked for in every way there is.  What is refused is named
 * in text that JSON can hold; what is taken is within its bounds.
 */
#include "fuzz/fuzz.h"
#include "http/query.h"

#include <string.h>

static const char *const names[] = {"n", "t", "s", NULL};

static void
check_refusal(const struct err *err)
{
	PROMISE(err->kind == ERR_PARAMETER);
	PROMISE(err->field_count == 1);
	PROMISE(str_is_utf8(str_from(err->fields[0].name)));
	PROMISE(str_is_utf8(str_from(err->fields[0].detail)));
	PROMISE(err->fields[0].code && err->fields[0].detail[0]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(1 << 20);
	const char *envp[] = {"REQUEST_METHOD=GET", NULL, NULL};
	struct request req;
	struct err err = {0};
	struct str value;
	int64_t number = -1;
	bool is_bad;

	PROMISE(arena);
	envp[1] = arena_printf(arena, "REQUEST_URI=/?%.*s", (int)size,
		size ? (const char *)data : "");
	PROMISE(envp[1]);
	if (request_from_cgi(&req, arena, envp, "", &err) != OK) {
		PROMISE(req.raw_query.len == 0 && size > 8192);
		arena_free(arena);
		return 0;
	}
	is_bad = query_only(&req, names, &err) != OK;
	if (is_bad)
		check_refusal(&err);
	PROMISE(is_bad || !req.bad_query);
	err = (struct err){0};
	if (query_int(&req, "n", 3, 1000, 500, &number, &err) != OK)
		check_refusal(&err);
	PROMISE(number >= 3 && number <= 1000);
	err = (struct err){0};
	if (query_time(&req, "t", 1795310100, 7, &number, &err) != OK)
		check_refusal(&err);
	PROMISE(number >= -62167219200 && number <= 253402300800);
	err = (struct err){0};
	if (query_str(&req, "s", &value, &err) != OK)
		check_refusal(&err);
	else
		PROMISE(str_is_utf8(value));
	arena_free(arena);
	return 0;
}
