#include "client/session.h"

#include <errno.h>
#include <time.h>

enum { ATTEMPTS_MAX = 2, WAIT_MAX_S = 120 };

static void
sleep_ms(void *ctx, int64_t ms)
{
	struct timespec left = {ms / 1000, ms % 1000 * 1000000};

	(void)ctx;
	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

struct waiting
waiting_real(void)
{
	return (struct waiting){sleep_ms, NULL};
}

enum err_kind
session_provider(struct session *session, struct err *err)
{
	enum err_kind kind;

	if (session->has_provider)
		return OK;
	kind = discovery_find(session->profile, session->wire, session->arena,
		&session->provider, err);
	session->has_provider = kind == OK;
	return kind;
}

bool
session_wait(const struct session *session, int attempt, int64_t retry_after_s,
	struct str who)
{
	if (attempt >= ATTEMPTS_MAX || retry_after_s < 0 ||
		retry_after_s > WAIT_MAX_S)
		return false;
	if (session->messages && retry_after_s > 0)
		fprintf(session->messages, "%.*s asks to wait %d s.\n",
			STR_ARG(who), (int)retry_after_s);
	session->waiting.pass(session->waiting.ctx, retry_after_s * 1000);
	return true;
}
