#include "api/metrics.h"

#include "base/buf.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_MAX = 4 * 1024 * 1024 };

static const char duration[] = "weather_request_duration_seconds";
static const char fetched_at[] = "weather_keys_fetched_timestamp_seconds";

/* Upper ends, as they are written. */
static const struct {
	int64_t us;
	const char *seconds;
} buckets[] = {
	{100, "0.0001"},
	{250, "0.00025"},
	{500, "0.0005"},
	{1000, "0.001"},
	{2500, "0.0025"},
	{5000, "0.005"},
	{10000, "0.01"},
	{25000, "0.025"},
	{100000, "0.1"},
	{500000, "0.5"},
	{2500000, "2.5"},
	{INT64_MAX, "+Inf"},
};

/* Families in the order of the page.  The sample's name is what is counted. */
static const struct family {
	const char *name, *type, *unit, *help, *sample;
} families[] = {
	{"weather_requests", "counter", NULL,
		"Requests by route and status of the answer.",
		"weather_requests_total{"},
	{"weather_refusals", "counter", NULL,
		"Answers that are errors, by reason and issuer of the token.",
		"weather_refusals_total{"},
	{"weather_key_fetches", "counter", NULL,
		"Fetches of signing keys by source and result.",
		"weather_key_fetches_total{"},
	{"weather_provider_fetches", "counter", NULL,
		"Questions to the weather provider by result.",
		"weather_provider_fetches_total{"},
};

static const char *
or_none(const char *text)
{
	return text ? text : "none";
}

void
metrics_count(struct counters *counters, const struct metrics_request *request)
{
	char name[COUNTER_NAME_MAX + 1];
	const char *route = or_none(request->route);
	size_t i = 0;

	if (!counters)
		return;
	snprintf(name, sizeof(name),
		"weather_requests_total{route=\"%s\",status=\"%d\"}", route,
		request->status);
	counters_add(counters, name, 1);
	if (request->reason) {
		snprintf(name, sizeof(name),
			"weather_refusals_total{reason=\"%s\",issuer=\"%s\"}",
			request->reason, or_none(request->issuer));
		counters_add(counters, name, 1);
	}
	while (request->us > buckets[i].us)
		i++;
	/* each bucket by itself: the page adds them up */
	snprintf(name, sizeof(name), "%s{route=\"%s\"}bucket %02zu", duration,
		route, i);
	counters_add(counters, name, 1);
	snprintf(name, sizeof(name), "%s{route=\"%s\"}us", duration, route);
	counters_add(counters, name, (uint64_t)request->us);
}

static void
print_head(struct buf *out, const char *name, const char *type,
	const char *unit, const char *help)
{
	buf_printf(out, "# TYPE %s %s\n", name, type);
	if (unit)
		buf_printf(out, "# UNIT %s %s\n", name, unit);
	buf_printf(out, "# HELP %s %s\n", name, help);
}

static void
print_counts(struct buf *out, const struct family *family,
	const struct counter *at, size_t count)
{
	print_head(out, family->name, family->type, family->unit, family->help);
	for (size_t i = 0; i < count; i++)
		if (!strncmp(
			    at[i].name, family->sample, strlen(family->sample)))
			buf_printf(out, "%s %" PRIu64 "\n", at[i].name,
				at[i].value);
}

/* The samples of one route, which stand together; how many there are. */
static size_t
print_histogram(struct buf *out, const struct counter *at, size_t count)
{
	size_t labels = strcspn(at->name, "}"), used = 0;
	/* route="…" without its braces */
	const char *route = at->name + sizeof(duration);
	int route_len = (int)(labels - sizeof(duration));
	uint64_t sum = 0, in_bucket[COUNT(buckets)] = {0}, us = 0;

	for (; used < count && !strncmp(at[used].name, at->name, labels + 1);
		used++) {
		const char *what = at[used].name + labels + 1;
		unsigned long i = strncmp(what, "bucket ", 7)
					  ? COUNT(buckets)
					  : strtoul(what + 7, NULL, 10);

		if (i < COUNT(buckets))
			in_bucket[i] = at[used].value;
		else
			us = at[used].value;
	}
	for (size_t i = 0; i < COUNT(buckets); i++) {
		sum += in_bucket[i];
		buf_printf(out, "%s_bucket{%.*s,le=\"%s\"} %" PRIu64 "\n",
			duration, route_len, route, buckets[i].seconds, sum);
	}
	buf_printf(out, "%s_count{%.*s} %" PRIu64 "\n", duration, route_len,
		route, sum);
	buf_printf(out, "%s_sum{%.*s} %" PRIu64 ".%06" PRIu64 "\n", duration,
		route_len, route, us / 1000000, us % 1000000);
	return used;
}

static void
print_durations(struct buf *out, const struct counter *at, size_t count)
{
	size_t i = 0;

	print_head(out, duration, "histogram", "seconds",
		"Time from a request's first byte to its log line.");
	while (i < count) {
		if (strncmp(at[i].name, duration, sizeof(duration) - 1) == 0)
			i += print_histogram(out, at + i, count - i);
		else
			i++;
	}
}

static void
print_ages(struct buf *out, const struct counter *at, size_t count, int64_t now)
{
	print_head(out, "weather_keys_age_seconds", "gauge", "seconds",
		"Time since the last successful fetch, by source.");
	for (size_t i = 0; i < count; i++)
		if (!strncmp(at[i].name, fetched_at, sizeof(fetched_at) - 1))
			buf_printf(out,
				"weather_keys_age_seconds%s %" PRId64 "\n",
				at[i].name + sizeof(fetched_at) - 1,
				now - (int64_t)at[i].value);
}

static bool
is_local(struct str address)
{
	return str_starts(address, "127.") || str_is(address, "::1") ||
	       str_starts(address, "::ffff:127.");
}

enum err_kind
metrics_page(struct call *call, struct err *err)
{
	struct counter *all;
	size_t count;
	struct buf out;
	char *page;

	if (call->config->metrics == METRICS_OFF ||
		(call->config->metrics == METRICS_LOCAL &&
			!is_local(call->req->remote_addr)))
		return fail(err, ERR_NOT_FOUND, "metrics/not-shown",
			"[server] metrics does not allow it");
	all = counters_copy(call->counters, &count);
	if (!all)
		return fail_memory(err);
	buf_init(&out, PAGE_MAX);
	for (size_t i = 0; i < COUNT(families); i++)
		print_counts(&out, &families[i], all, count);
	print_ages(&out, all, count, call->now);
	print_durations(&out, all, count);
	buf_z(&out, "# EOF\n");
	free(all);
	page = out.failed ? NULL : arena_copy(call->arena, buf_as_str(&out));
	buf_free(&out);
	if (!page)
		return fail_memory(err);
	call->res->status = 200;
	call->res->content_type = "application/openmetrics-text; "
				  "version=1.0.0; charset=utf-8";
	call->res->body = str_from(page);
	response_header(call->res, "Cache-Control", "no-store");
	return OK;
}
