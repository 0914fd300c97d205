#include "http/query.h"

#include "base/rfc3339.h"

#include <inttypes.h>
#include <stdio.h>

/* Longer than any time that says something: a fraction has no end. */
enum { QUOTE_MAX = 48, TIME_TEXT_MAX = 64 };

static const int64_t first_second = -62167219200; /* of year 0 */
static const int64_t last_second = 253402300799;  /* of year 9999 */

/*
 * The beginning of s as a sentence may quote it: UTF-8, no control bytes.
 * A value of the raw query may hold any byte.
 */
static const char *
quote(struct str s, char out[QUOTE_MAX])
{
	size_t len = s.len < QUOTE_MAX - 1 ? s.len : QUOTE_MAX - 4;

	while (len && len < s.len && ((unsigned char)s.at[len] & 0xC0) == 0x80)
		len--;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		out[i] = c < 0x20 || c == 0x7F ? '?' : s.at[i];
	}
	if (!str_is_utf8((struct str){out, len}))
		for (size_t i = 0; i < len; i++)
			if ((unsigned char)out[i] >= 0x80)
				out[i] = '?';
	snprintf(out + len, QUOTE_MAX - len, "%s", len < s.len ? "..." : "");
	return out;
}

static enum err_kind
refuse_bad_query(const struct request *req, struct err *err)
{
	struct str value = req->bad_parameter, name;
	char quoted_name[QUOTE_MAX], quoted[QUOTE_MAX];

	if (!str_cut(&value, '=', &name))
		return fail_field(err, ERR_PARAMETER, "query/too-many", "",
			"too-many", "There are more than %d parameters.",
			PARAMETERS_MAX);
	return fail_field(err, ERR_PARAMETER, "query/malformed",
		quote(name, quoted_name), "malformed",
		"\"%s\" is not percent-encoded UTF-8 without control bytes.",
		quote(req->bad_parameter, quoted));
}

/* "known here are: from, to", as far as it fits. */
static const char *
list_names(const char *const *names, char *out, size_t size)
{
	size_t len = 0;

	snprintf(out, size, "none is known here");
	for (size_t i = 0; names[i] && len < size; i++) {
		int added = snprintf(out + len, size - len, "%s%s",
			i ? ", " : "known here: ", names[i]);

		len += added > 0 ? (size_t)added : 0;
	}
	return out;
}

static enum err_kind
refuse_unknown(struct str name, const char *const *names, struct err *err)
{
	char quoted[QUOTE_MAX], known[96];

	return fail_field(err, ERR_PARAMETER, "query/unknown",
		quote(name, quoted), "unknown-parameter",
		"\"%s\" is no parameter; %s.", quoted,
		list_names(names, known, sizeof(known)));
}

enum err_kind
query_only(const struct request *req, const char *const *names, struct err *err)
{
	if (req->bad_query)
		return refuse_bad_query(req, err);
	for (size_t i = 0; i < req->parameter_count; i++) {
		size_t n = 0;

		while (names[n] && !str_is(req->parameters[i].name, names[n]))
			n++;
		if (!names[n])
			return refuse_unknown(
				req->parameters[i].name, names, err);
	}
	return OK;
}

enum err_kind
query_str(const struct request *req, const char *name, struct str *value,
	struct err *err)
{
	*value = (struct str){NULL, 0};
	if (req->bad_query)
		return refuse_bad_query(req, err);
	for (size_t i = 0; i < req->parameter_count; i++) {
		if (!str_is(req->parameters[i].name, name))
			continue;
		if (value->at)
			return fail_field(err, ERR_PARAMETER, "query/repeated",
				name, "repeated", "%s is there more than once.",
				name);
		*value = req->parameters[i].value;
	}
	return OK;
}

enum err_kind
query_int(const struct request *req, const char *name, int64_t min, int64_t max,
	int64_t fallback, int64_t *value, struct err *err)
{
	char quoted[QUOTE_MAX];
	struct str text;
	long long number;
	enum err_kind kind;

	*value = fallback;
	if ((kind = query_str(req, name, &text, err)) != OK || !text.at)
		return kind;
	if (str_to_int64(text, min, max, &number)) {
		*value = number;
		return OK;
	}
	return fail_field(err, ERR_PARAMETER, "query/number", name,
		"bad-number",
		"%s is \"%s\"; write a whole number from %" PRId64
		" to %" PRId64 ".",
		name, quote(text, quoted), min, max);
}

/* "-24h" or "-7d" before now_ms. */
static bool
read_ago(struct str text, int64_t now_ms, int64_t *ms)
{
	int64_t unit_ms = str_ends(text, "h") ? 3600000 : 86400000;
	long long count;

	if (!str_starts(text, "-") ||
		!(str_ends(text, "h") || str_ends(text, "d")))
		return false;
	text.len--;
	if (!str_to_int64(text, -999999, 0, &count))
		return false;
	*ms = now_ms + count * unit_ms;
	if (*ms < first_second * 1000)
		*ms = first_second * 1000;
	return true;
}

static int64_t
whole_seconds(int64_t ms)
{
	int64_t seconds = ms / 1000;

	return ms % 1000 < 0 ? seconds - 1 : seconds;
}

enum err_kind
query_time_ms(const struct request *req, const char *name, int64_t now_ms,
	int64_t fallback, int64_t *ms, struct err *err)
{
	char quoted[QUOTE_MAX];
	struct str text;
	long long seconds;
	enum err_kind kind;

	*ms = fallback;
	if ((kind = query_str(req, name, &text, err)) != OK || !text.at)
		return kind;
	if (read_ago(text, now_ms, ms))
		return OK;
	if (str_to_int64(text, first_second, last_second, &seconds)) {
		*ms = seconds * 1000;
		return OK;
	}
	switch (text.len > TIME_TEXT_MAX ? RFC3339_MALFORMED
					 : rfc3339_parse(text, ms)) {
	case RFC3339_GOOD:
		return OK;
	case RFC3339_NO_OFFSET:
		*ms = fallback;
		return fail_field(err, ERR_PARAMETER, "query/time", name,
			"missing-offset",
			"%s is \"%s\", without an offset; end it in Z or in "
			"one such as %%2B01:00.",
			name, quote(text, quoted));
	case RFC3339_MALFORMED:
	default:
		*ms = fallback;
		return fail_field(err, ERR_PARAMETER, "query/time", name,
			"bad-time",
			"%s is \"%s\"; write 2026-11-22T01:15:00Z (a + as "
			"%%2B), seconds since 1970, -24h or -7d.",
			name, quote(text, quoted));
	}
}

enum err_kind
query_time(const struct request *req, const char *name, int64_t now,
	int64_t fallback, int64_t *value, struct err *err)
{
	int64_t ms;
	enum err_kind kind =
		query_time_ms(req, name, now * 1000, INT64_MIN, &ms, err);

	/* no time that can be written is as early as that */
	*value = kind == OK && ms != INT64_MIN ? whole_seconds(ms) : fallback;
	return kind;
}

bool
query_looks_back(const struct request *req)
{
	int64_t ignored;

	for (size_t i = 0; i < req->parameter_count; i++)
		if (read_ago(req->parameters[i].value, 0, &ignored))
			return true;
	return false;
}
