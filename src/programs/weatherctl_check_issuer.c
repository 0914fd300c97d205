/* weatherctl check: what the servers of the issuers say: name and time. */

#include "base/clock.h"
#include "base/rfc3339.h"
#include "programs/weatherctl_check.h"

/* 2026-01-01: no right clock is older than this program. */
static const int64_t earliest = 1767225600;

enum err_kind
check_issuer(
	struct check *check, const struct key_source *source, struct err *err)
{
	const struct fetch_request like = {.ca_file = source->ca_file,
		.proxy = source->proxy,
		.allow_insecure_loopback = source->allow_insecure_loopback};
	const char *url =
		source->metadata_url ? source->metadata_url : source->jwks_uri;
	struct fetch_answer answer;
	struct str jwks_uri;
	enum err_kind kind = check_ask(check, url, &like, &answer, err);

	if (kind != OK)
		return kind;
	if (answer.date && !check->clock_of) {
		check->clock_of = source->name;
		check->clock_ahead_s = clock_now(clock_system()) - answer.date;
	}
	if (answer.status != 200)
		return fail(err, ERR_FETCH, "fetch/status", "%s answered %d",
			url, answer.status);
	if (!source->metadata_url)
		return OK;
	return issuer_read_metadata(
		source, answer.body, check->arena, &jwks_uri, err);
}

void
check_clock(struct check *check)
{
	int64_t now = clock_now(clock_system()), ahead = check->clock_ahead_s;
	char text[RFC3339_MAX];

	rfc3339_print(now, text);
	if (now < earliest)
		find(check, FINDING_ERROR, "check/clock",
			"the clock says %s, so that no token can be judged; "
			"set it (NTP)",
			text);
	else if (!check->clock_of)
		find(check, FINDING_OK, NULL,
			"the clock says %s, and there is none to compare it "
			"with",
			text);
	else if (ahead > LEEWAY_S || ahead < -LEEWAY_S)
		find(check, FINDING_ERROR, "check/clock",
			"this clock is %lld s %s that of [issuer %s], and "
			"beyond %d s tokens are refused as expired or as of "
			"the future; set it (NTP)",
			(long long)(ahead > 0 ? ahead : -ahead),
			ahead > 0 ? "ahead of" : "behind", check->clock_of,
			LEEWAY_S);
	else
		find(check, FINDING_OK, NULL,
			"the clock says %s, and that of [issuer %s] agrees",
			text, check->clock_of);
}
