/*
 * What weather-fetch says is whole or refused, and what was taken prints to a
 * text that is taken again; the same for its request.
 */
#include "net/fetch_wire.h"

#include "fuzz/fuzz.h"
#include "net/http_values.h"

#include <string.h>

static void
read_answer(const uint8_t *data, size_t size)
{
	char *bytes = malloc(size ? size : 1);
	struct fetch_answer answer;
	struct err err = {0};
	struct buf printed;
	enum err_kind kind;

	PROMISE(bytes);
	memcpy(bytes, data, size);
	kind = fetch_answer_parse(bytes, size, &answer, &err);
	PROMISE(kind == OK || kind == ERR_FETCH || kind == ERR_TIMEOUT);
	PROMISE(kind == err.kind);
	if (kind == OK) {
		PROMISE(!answer.etag ||
			http_etag_is_good(str_from(answer.etag)));
		PROMISE(answer.body.len <= FETCH_BODY_MAX);
		buf_init(&printed, FETCH_ANSWER_MAX);
		fetch_answer_print(&printed, &answer);
		PROMISE(printed.len <= size);
		PROMISE(fetch_answer_parse(
				printed.at, printed.len, &answer, &err) == OK);
		buf_free(&printed);
	} else {
		PROMISE(!answer.body.at && !answer.etag && !answer.status);
	}
	free(bytes);
}

static void
read_request(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct fetch_request request, again;
	struct buf printed;

	PROMISE(text);
	memcpy(text, data, size);
	text[size] = '\0';
	if (fetch_request_parse(text, &request)) {
		buf_init(&printed, size + FETCH_REQUEST_MAX);
		PROMISE(fetch_request_print(&printed, &request));
		PROMISE(fetch_request_parse(printed.at, &again));
		PROMISE(strcmp(request.url, again.url) == 0);
		PROMISE(request.timeout_ms == again.timeout_ms);
		buf_free(&printed);
	}
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str line = {(const char *)data, size};
	int64_t max_age_s = -1;

	read_answer(data, size);
	read_request(data, size);
	http_cache_control(line, &max_age_s);
	PROMISE(max_age_s >= -1 && max_age_s <= INT32_MAX);
	return 0;
}
