#include "net/fetch_wire.h"

#include "net/http_values.h"

#include <string.h>

/* 9999-12-31 */
static const long long DATE_MAX = 253402300799;

static bool
is_one_line(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == '\x7f')
			return false;
	return true;
}

static bool
print_value(struct buf *out, const char *name, const char *value)
{
	if (!value)
		return true;
	buf_printf(out, "%s %s\n", name, value);
	return *value && is_one_line(value);
}

bool
fetch_request_print(struct buf *out, const struct fetch_request *request)
{
	if (!request->url || !print_value(out, "url", request->url) ||
		!print_value(out, "etag", request->etag) ||
		!print_value(out, "ca_file", request->ca_file) ||
		!print_value(out, "proxy", request->proxy))
		return false;
	if (request->allow_insecure_loopback)
		buf_z(out, "insecure_loopback 1\n");
	if (request->as_caller)
		buf_printf(out, "caller %zu\n", request->body_bytes);
	buf_printf(out, "timeout_ms %d\n", request->timeout_ms);
	return !out->failed;
}

static bool
read_request_line(
	const char *name, const char *value, struct fetch_request *request)
{
	long long timeout_ms, bytes;

	if (strcmp(name, "url") == 0)
		request->url = value;
	else if (strcmp(name, "etag") == 0)
		request->etag = value;
	else if (strcmp(name, "ca_file") == 0)
		request->ca_file = value;
	else if (strcmp(name, "proxy") == 0)
		request->proxy = value;
	else if (strcmp(name, "insecure_loopback") == 0)
		request->allow_insecure_loopback = strcmp(value, "1") == 0;
	else if (strcmp(name, "timeout_ms") == 0 &&
		 str_to_int64(
			 str_from(value), 1, FETCH_PATIENT_MS, &timeout_ms))
		request->timeout_ms = (int)timeout_ms;
	else if (strcmp(name, "caller") == 0 &&
		 str_to_int64(str_from(value), 0, FETCH_SENT_MAX, &bytes)) {
		request->as_caller = true;
		request->body_bytes = (size_t)bytes;
	} else {
		return false;
	}
	return true;
}

bool
fetch_request_parse(char *text, struct fetch_request *request)
{
	*request = (struct fetch_request){0};
	while (*text) {
		char *end = strchr(text, '\n');
		char *value = strchr(text, ' ');

		if (!end || !value || value > end)
			return false;
		*value++ = *end = '\0';
		if (!*value || !is_one_line(value) ||
			!read_request_line(text, value, request))
			return false;
		text = end + 1;
	}
	return request->url && request->timeout_ms &&
	       (!request->etag || http_etag_is_good(str_from(request->etag)));
}

void
fetch_answer_print(struct buf *out, const struct fetch_answer *answer)
{
	buf_printf(out, "weather-fetch 1\nstatus %d\n", answer->status);
	if (answer->etag)
		buf_printf(out, "etag %s\n", answer->etag);
	if (answer->max_age_s >= 0)
		buf_printf(out, "max_age %lld\n", (long long)answer->max_age_s);
	if (answer->retry_after_s >= 0)
		buf_printf(out, "retry_after %lld\n",
			(long long)answer->retry_after_s);
	if (answer->date > 0)
		buf_printf(out, "date %lld\n", (long long)answer->date);
	buf_printf(out, "body %zu\n", answer->body.len);
	buf_str(out, answer->body);
	buf_z(out, "end\n");
}

/* What a server or libcurl says must not look like a line of ours. */
static void
to_one_line(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

void
fetch_error_print(struct buf *out, bool timed_out, const char *sentence)
{
	size_t start;

	buf_z(out, timed_out ? "timeout " : "error ");
	start = out->len;
	buf_z(out, sentence);
	if (!out->failed)
		to_one_line(out->at + start);
	buf_z(out, "\n");
}

/* Takes the next line off *rest if it is `name value`. */
static bool
take(char **rest, const char *limit, const char *name, char **value)
{
	size_t len = strlen(name), left = (size_t)(limit - *rest);
	char *end = left ? memchr(*rest, '\n', left) : NULL;

	if (!end || (size_t)(end - *rest) <= len ||
		memcmp(*rest, name, len) != 0 || (*rest)[len] != ' ' ||
		memchr(*rest, '\0', (size_t)(end - *rest)))
		return false;
	*value = *rest + len + 1;
	*end = '\0';
	*rest = end + 1;
	return true;
}

static bool
take_number(char **rest, const char *limit, const char *name, long long min,
	long long max, long long *number)
{
	char *value;

	return take(rest, limit, name, &value) &&
	       str_to_int64(str_from(value), min, max, number);
}

/* True for a line that is missing as well; *number is then -1. */
static bool
take_seconds(char **rest, const char *limit, const char *name, int64_t *seconds)
{
	char *value;
	long long number = -1;

	*seconds = -1;
	if (!take(rest, limit, name, &value))
		return true;
	if (!str_to_int64(str_from(value), 0, INT32_MAX, &number))
		return false;
	*seconds = number;
	return true;
}

static bool
take_date(char **rest, const char *limit, int64_t *date)
{
	char *value;
	long long seconds = 0;

	if (take(rest, limit, "date", &value) &&
		!str_to_int64(str_from(value), 1, DATE_MAX, &seconds))
		return false;
	*date = seconds;
	return true;
}

enum err_kind
fetch_answer_parse(
	char *bytes, size_t len, struct fetch_answer *answer, struct err *err)
{
	static const char last[] = "end\n";
	const char *limit = bytes + len;
	long long status, body;
	char *rest = bytes, *value;
	bool timed_out;

	*answer = (struct fetch_answer){0};
	timed_out = take(&rest, limit, "timeout", &value);
	if (timed_out || take(&rest, limit, "error", &value)) {
		if (rest != limit)
			goto garbled;
		to_one_line(value);
		return fail(err, timed_out ? ERR_TIMEOUT : ERR_FETCH,
			timed_out ? "fetch/timeout" : "fetch/failed", "%s",
			value);
	}
	if (!take(&rest, limit, "weather-fetch", &value) ||
		strcmp(value, "1") != 0 ||
		!take_number(&rest, limit, "status", 100, 999, &status))
		goto garbled;
	if (take(&rest, limit, "etag", &value)) {
		if (!http_etag_is_good(str_from(value)))
			goto garbled;
		answer->etag = value;
	}
	if (!take_seconds(&rest, limit, "max_age", &answer->max_age_s) ||
		!take_seconds(
			&rest, limit, "retry_after", &answer->retry_after_s) ||
		!take_date(&rest, limit, &answer->date) ||
		!take_number(&rest, limit, "body", 0, FETCH_BODY_MAX, &body) ||
		(size_t)(limit - rest) != (size_t)body + strlen(last) ||
		memcmp(rest + body, last, strlen(last)) != 0)
		goto garbled;
	answer->status = (int)status;
	answer->body = (struct str){rest, (size_t)body};
	return OK;

garbled:
	*answer = (struct fetch_answer){0};
	return fail(err, ERR_FETCH, "fetch/garbled",
		"the answer of the fetch program is not whole (%zu bytes)",
		len);
}
