/*
 * A token found in a header is the last word of it, after "Bearer" and
 * blanks, all of it printable ASCII without blank or comma.
 */
#include "auth/token.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str value = {(const char *)data, size}, token;
	struct err err = {0};
	enum err_kind kind = token_from_header(value, &token, &err);

	if (kind != OK) {
		PROMISE(kind == ERR_NO_TOKEN || kind == ERR_REQUEST);
		PROMISE(!token.at && err.reason);
		return 0;
	}
	PROMISE(token.len && token.at + token.len == value.at + value.len);
	for (size_t i = 0; i < token.len; i++)
		PROMISE(token.at[i] > ' ' && token.at[i] <= '~' &&
			token.at[i] != ',');
	PROMISE(token.at > value.at + 6);
	PROMISE(str_is_nocase((struct str){value.at, 6}, "bearer"));
	for (const char *p = value.at + 6; p < token.at; p++)
		PROMISE(*p == ' ');
	return 0;
}
