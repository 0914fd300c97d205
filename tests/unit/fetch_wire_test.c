#include "net/fetch_wire.h"

#include "unit/tap.h"

#include <stdlib.h>

static const struct fetch_request full_request = {
	.url = "https://id.example/keys?p=B2C_1 x",
	.etag = "W/\"7\"",
	.ca_file = "/etc/our ca.pem",
	.proxy = "http://proxy.example:3128",
	.allow_insecure_loopback = true,
	.as_caller = true,
	.body_bytes = 65536,
	.timeout_ms = 15000,
};

static void
a_request_survives_the_pipe(void)
{
	struct fetch_request seen;
	struct buf text;

	buf_init(&text, FETCH_REQUEST_MAX);
	CHECK(fetch_request_print(&text, &full_request));
	CHECK(fetch_request_parse(text.at, &seen));
	CHECK_STR(seen.url, full_request.url);
	CHECK_STR(seen.etag, full_request.etag);
	CHECK_STR(seen.ca_file, full_request.ca_file);
	CHECK_STR(seen.proxy, full_request.proxy);
	CHECK(seen.allow_insecure_loopback);
	CHECK(seen.as_caller);
	CHECK_INT(seen.body_bytes, 65536);
	CHECK_INT(seen.timeout_ms, 15000);
	buf_clear(&text);
	CHECK(fetch_request_print(&text,
		&(struct fetch_request){.url = "https://x", .timeout_ms = 1}));
	CHECK_STR(text.at, "url https://x\ntimeout_ms 1\n");
	CHECK(fetch_request_parse(text.at, &seen));
	CHECK(!seen.etag && !seen.ca_file && !seen.proxy &&
		!seen.allow_insecure_loopback && !seen.as_caller);
	buf_free(&text);
}

static void
a_value_cannot_smuggle_in_a_line(void)
{
	static const char *const evil[] = {
		"https://x\ninsecure_loopback 1", "https://x\r", "", "\x7f"};

	for (size_t i = 0; i < COUNT(evil); i++) {
		struct fetch_request request = full_request;
		struct buf text;

		request.url = evil[i];
		buf_init(&text, FETCH_REQUEST_MAX);
		CHECK(!fetch_request_print(&text, &request));
		request = full_request;
		request.proxy = evil[i];
		buf_clear(&text);
		CHECK(!fetch_request_print(&text, &request));
		buf_free(&text);
	}
}

static void
a_malformed_request_is_refused(void)
{
	static const char *const bad[] = {
		"",
		"\n",
		"url https://x\n",
		"timeout_ms 5\n",
		"url https://x\ntimeout_ms 5",
		"url https://x\ntimeout_ms 0\n",
		"url https://x\ntimeout_ms 15001\n",
		"url https://x\ntimeout_ms 5\ncaller 1048577\n",
		"url https://x\ntimeout_ms 5\ncaller -1\n",
		"url https://x\ntimeout_ms 5\ncaller token\n",
		"url https://x\ntimeout_ms\n",
		"url \ntimeout_ms 5\n",
		"url https://x\ntimeout_ms 5\ncookie a\n",
		"url https://x\ntimeout_ms 5\n\n",
		"url https://x\ntimeout_ms 5\netag 7\n",
		"url https://x\r\ntimeout_ms 5\n",
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct fetch_request seen;
		char *text = strdup(bad[i]);

		if (fetch_request_parse(text, &seen)) {
			printf("# %s\n", bad[i]);
			CHECK(false);
		}
		free(text);
	}
}

/* In memory of exactly its length, for the sanitizer. */
static enum err_kind
parse(const char *text, size_t len, struct fetch_answer *answer,
	struct err *err, char **bytes)
{
	*bytes = malloc(len ? len : 1);
	memcpy(*bytes, text, len);
	return fetch_answer_parse(*bytes, len, answer, err);
}

static void
an_answer_survives_the_pipe(void)
{
	static const struct fetch_answer answers[] = {
		{.status = 200,
			.etag = "\"v1\"",
			.body = {"{\"keys\":\0[]}\nend\n", 18},
			.max_age_s = 3600,
			.retry_after_s = -1},
		{.status = 304, .max_age_s = -1, .retry_after_s = -1},
		{.status = 503,
			.max_age_s = 0,
			.retry_after_s = 120,
			.date = 1795348800},
	};

	for (size_t i = 0; i < COUNT(answers); i++) {
		struct fetch_answer seen;
		struct err err = {0};
		struct buf text;
		char *bytes;

		buf_init(&text, FETCH_ANSWER_MAX);
		fetch_answer_print(&text, &answers[i]);
		CHECK_INT(parse(text.at, text.len, &seen, &err, &bytes), OK);
		CHECK_INT(seen.status, answers[i].status);
		CHECK_INT(seen.max_age_s, answers[i].max_age_s);
		CHECK_INT(seen.retry_after_s, answers[i].retry_after_s);
		CHECK_INT(seen.date, answers[i].date);
		CHECK(str_eq(seen.body, answers[i].body));
		CHECK_STR(seen.etag ? seen.etag : "",
			answers[i].etag ? answers[i].etag : "");
		free(bytes);
		buf_free(&text);
	}
}

static void
a_cut_answer_is_never_taken_for_a_whole_one(void)
{
	static const char whole[] = "weather-fetch 1\nstatus 200\netag \"a\"\n"
				    "max_age 60\nbody 12\n{\"keys\":[]}\nend\n";
	struct fetch_answer answer;
	char *bytes;

	for (size_t len = 0; len < sizeof(whole); len++) {
		struct err err = {0};
		enum err_kind kind = parse(whole, len, &answer, &err, &bytes);

		CHECK_INT(kind, len == sizeof(whole) - 1 ? OK : ERR_FETCH);
		if (kind != OK)
			CHECK_STR(err.reason, "fetch/garbled");
		free(bytes);
	}
}

static void
a_garbled_answer_is_refused(void)
{
	static const char *const bad[] = {
		"weather-fetch 2\nstatus 200\nbody 0\nend\n",
		"status 200\nbody 0\nend\n",
		"weather-fetch 1\nbody 0\nend\n",
		"weather-fetch 1\nstatus 99\nbody 0\nend\n",
		"weather-fetch 1\nstatus 1000\nbody 0\nend\n",
		"weather-fetch 1\nstatus 200\nbody -1\nend\n",
		"weather-fetch 1\nstatus 200\nbody 524289\nend\n",
		"weather-fetch 1\nstatus 200\nbody 1\nend\n",
		"weather-fetch 1\nstatus 200\nbody 0\nxend\n",
		"weather-fetch 1\nstatus 200\nbody 0\nend\nx",
		"weather-fetch 1\nstatus 200\netag a\nbody 0\nend\n",
		"weather-fetch 1\nstatus 200\nmax_age -1\nbody 0\nend\n",
		"weather-fetch 1\nstatus 200\ndate 0\nbody 0\nend\n",
		"weather-fetch 1\nstatus 200\ndate 253402300800\nbody 0\n"
		"end\n",
		"weather-fetch 1\nstatus 200\nmax_age 1\nmax_age 1\nbody 0\n"
		"end\n",
		"weather-fetch 1\nstatus 200\nretry_after 2147483648\nbody 0\n"
		"end\n",
		"weather-fetch 1\nstatus 200\nerror x\nbody 0\nend\n",
		"error \nweather-fetch 1\nstatus 200\nbody 0\nend\n",
		"timeout x\nerror y\n",
		"error: while loading shared libraries\n",
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct fetch_answer answer;
		struct err err = {0};
		char *bytes;

		if (parse(bad[i], strlen(bad[i]), &answer, &err, &bytes) !=
			ERR_FETCH) {
			printf("# %s\n", bad[i]);
			CHECK(false);
		}
		CHECK_STR(err.reason, "fetch/garbled");
		CHECK(!answer.body.at);
		free(bytes);
	}
}

static void
a_sentence_of_failure_stays_one_line(void)
{
	struct fetch_answer answer;
	struct err err = {0};
	struct buf text;

	buf_init(&text, FETCH_ANSWER_MAX);
	fetch_error_print(
		&text, false, "no route\nweather-fetch 1\nstatus 200\n\xff");
	CHECK_STR(text.at, "error no route?weather-fetch 1?status 200??\n");
	CHECK_INT(fetch_answer_parse(text.at, text.len, &answer, &err),
		ERR_FETCH);
	CHECK_STR(err.reason, "fetch/failed");
	CHECK_STR(err.detail, "no route?weather-fetch 1?status 200??");
	buf_clear(&text);
	err = (struct err){0};
	fetch_error_print(&text, true, "too\nslow");
	CHECK_STR(text.at, "timeout too?slow\n");
	CHECK_INT(fetch_answer_parse(text.at, text.len, &answer, &err),
		ERR_TIMEOUT);
	CHECK_STR(err.reason, "fetch/timeout");
	CHECK_STR(err.detail, "too?slow");
	buf_free(&text);
}

int
main(void)
{
	RUN(a_request_survives_the_pipe);
	RUN(a_value_cannot_smuggle_in_a_line);
	RUN(a_malformed_request_is_refused);
	RUN(an_answer_survives_the_pipe);
	RUN(a_cut_answer_is_never_taken_for_a_whole_one);
	RUN(a_garbled_answer_is_refused);
	RUN(a_sentence_of_failure_stays_one_line);
	DONE();
}
