#include "client/device.h"

#include "cli/show.h"
#include "client/grant.h"

#include <string.h>

enum { SLOWER_S = 5, INTERVAL_MAX_S = 120 };

bool
device_pace_next(struct device_pace *pace, const struct oauth_polling *polling,
	bool got_no_answer, int64_t now)
{
	if (polling->slower)
		pace->interval_s += SLOWER_S;
	if (got_no_answer)
		pace->interval_s *= 2;
	if (pace->interval_s > INTERVAL_MAX_S)
		pace->interval_s = INTERVAL_MAX_S;
	return now + pace->interval_s < pace->ends_at;
}

/* The address comes from the provider: only what is printable of it. */
static void
tell(const struct session *session, const struct oauth_device *device)
{
	FILE *out = session->messages;

	fputs("To sign in, open ", out);
	show_text(out, device->verification_uri);
	fputs("\nin any browser and enter the code ", out);
	show_text(out, device->user_code);
	fputs("\n", out);
	if (device->complete_uri.len) {
		fputs("or open ", out);
		show_text(out, device->complete_uri);
		fputs("\n", out);
	}
	fputs("Enter no code that somebody else gave you. Waiting ...\n", out);
	fflush(out);
}

static bool
is_no_answer(const struct err *err)
{
	return !strcmp(err->reason, "wire/time") ||
	       !strcmp(err->reason, "wire/lost") ||
	       !strcmp(err->reason, "wire/connect");
}

enum err_kind
device_sign_in(
	struct session *session, struct oauth_tokens *tokens, struct err *err)
{
	struct oauth_device device;
	struct oauth_polling polling = {false, false};
	struct device_pace pace;
	enum err_kind kind = grant_device_begin(session, &device, err);

	if (kind != OK)
		return kind;
	tell(session, &device);
	pace.interval_s = device.interval_s;
	pace.ends_at = clock_now(session->clock) + device.expires_in_s;
	do {
		session->waiting.pass(
			session->waiting.ctx, pace.interval_s * 1000);
		*err = (struct err){0};
		kind = grant_device_poll(
			session, device.device_code, tokens, &polling, err);
		if (kind == OK || (!polling.pending && !is_no_answer(err)))
			return kind;
	} while (device_pace_next(
		&pace, &polling, !polling.pending, clock_now(session->clock)));
	return oauth_refused(STR_LIT("expired_token"),
		STR_LIT("nobody entered the code in time"), err);
}
