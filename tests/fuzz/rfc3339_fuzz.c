/* A time that is read prints to a text that reads as the same time. */
#include "base/rfc3339.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};
	char printed[RFC3339_MAX];
	int64_t ms, again;

	if (rfc3339_parse(text, &ms) != RFC3339_GOOD) {
		PROMISE(ms == 0);
		return 0;
	}
	rfc3339_print_ms(ms, printed);
	PROMISE(rfc3339_parse(str_from(printed), &again) == RFC3339_GOOD);
	PROMISE(again == ms);
	rfc3339_print_http(ms / 1000, printed);
	PROMISE(str_from(printed).len == 29);
	return 0;
}
