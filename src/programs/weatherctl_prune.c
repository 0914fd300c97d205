/* weatherctl prune: what is not kept any longer. */

#include "base/clock.h"
#include "cli/moment.h"
#include "programs/weatherctl.h"
#include "store/prune.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

enum { REPORTS_BEFORE = 0, OBSERVATIONS_BEFORE, REVOKED_BEFORE, EXPIRED, DRY };

/* A token must be over when its entry goes; few issuers let one live for so
 * long.  Others are waited for half a minute, 2 s at a time. */
enum { TOKEN_LIFE_S = 30 * 86400, BUSY_TRIES = 15 };

const struct option_rule prune_options[] = {
	{"reports-before", "WHEN", "reports that were created before WHEN",
		false},
	{"observations-before", "WHEN", "observations of times before WHEN",
		false},
	{"revoked-before", "WHEN",
		"entries of the deny-list that can hit only tokens of before "
		"WHEN (30d or more)",
		false},
	{"expired", NULL,
		"answers kept for Idempotency-Key, a provider's weather and "
		"signatures that have expired",
		false},
	{"dry-run", NULL, "count, delete nothing", false},
	{0},
};

/* What each topic is called, and the option that asks for it. */
static const struct {
	enum prune_topic topic;
	int option;
	const char *name;
} topics[] = {
	{PRUNE_REPORTS, REPORTS_BEFORE, "reports"},
	{PRUNE_OBSERVATIONS, OBSERVATIONS_BEFORE, "observations"},
	{PRUNE_DENIED, REVOKED_BEFORE, "deny-list"},
	{PRUNE_ANSWERS, EXPIRED, "answers"},
	{PRUNE_UPSTREAM, EXPIRED, "upstream"},
	{PRUNE_VERIFIED, EXPIRED, "signatures"},
};

/* What the command line asks for: a time for each option that was given. */
struct plan {
	bool given[DRY];
	int64_t time[DRY];
	bool dry;
};

static enum err_kind
read_plan(const struct arguments *args, struct plan *plan, struct err *err)
{
	int64_t now = clock_now(clock_system());
	bool any = false;
	enum err_kind kind = OK;

	*plan = (struct plan){.dry = argument_given(args, &prune_options[DRY])};
	for (size_t i = 0; i < DRY && kind == OK; i++) {
		const struct option_rule *rule = &prune_options[i];

		plan->given[i] = argument_given(args, rule);
		plan->time[i] = now;
		any = any || plan->given[i];
		if (plan->given[i] && rule->value)
			kind = moment_read(rule->name,
				argument_value(args, rule), now, &plan->time[i],
				err);
	}
	if (kind != OK)
		return kind;
	if (!any)
		return fail(err, ERR_PARAMETER, "usage/prune",
			"say what goes: --reports-before WHEN, "
			"--observations-before WHEN, --revoked-before WHEN, "
			"--expired");
	if (plan->given[REVOKED_BEFORE] &&
		plan->time[REVOKED_BEFORE] > now - TOKEN_LIFE_S)
		return fail(err, ERR_PARAMETER, "usage/prune",
			"--revoked-before: at least 30d, for a revoked token "
			"must have ended before its entry may go");
	return OK;
}

/* As long as the batch took, so that who waits for the database gets it: they
 * look again after some milliseconds only. */
static void
let_others_write(int64_t took_ms)
{
	int64_t ms = took_ms < 5 ? 5 : took_ms < 1000 ? took_ms : 1000;
	struct timespec pause = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&pause, NULL);
}

static enum err_kind
prune_all(struct prune *prune, struct err *err)
{
	int tries = BUSY_TRIES;
	enum err_kind kind = OK;

	while (kind == OK && !prune->done) {
		struct clock clock = clock_system();
		int64_t start = clock_now_ms(clock);

		kind = prune_batch(prune, err);
		if (kind == ERR_BUSY && --tries) {
			*err = (struct err){0};
			kind = OK;
		} else if (kind == OK && !prune->done) {
			tries = BUSY_TRIES;
			let_others_write(clock_now_ms(clock) - start);
		}
	}
	return kind;
}

static enum err_kind
prune_topic(
	const char *dir, size_t row, const struct plan *plan, struct err *err)
{
	struct prune prune = {.topic = topics[row].topic,
		.time = plan->time[topics[row].option]};
	enum err_kind kind;

	kind = store_open(&prune.store, dir, prune_role(prune.topic), err);
	if (kind != OK)
		return kind;
	kind = plan->dry ? prune_count(prune.store, prune.topic, prune.time,
				   &prune.pruned, err)
			 : prune_all(&prune, err);
	store_close(prune.store);
	/* also what went before a failure */
	if (kind == OK || prune.pruned)
		printf("%-14s %" PRId64 " %s\n", topics[row].name, prune.pruned,
			plan->dry ? "would go" : "deleted");
	return kind;
}

static enum err_kind
run(const struct settings *settings, const struct plan *plan, struct err *err)
{
	enum err_kind kind = settings_enter_state_dir(settings, err);

	for (size_t i = 0; i < COUNT(topics) && kind == OK; i++)
		if (plan->given[topics[i].option])
			kind = prune_topic(
				settings->config.state_dir, i, plan, err);
	return kind;
}

int
command_prune(const struct arguments *args)
{
	struct settings settings = {0};
	struct plan plan;
	struct err err = {0};

	if (read_plan(args, &plan, &err) == OK &&
		settings_open(&settings, args, &err) == OK)
		err.kind = run(&settings, &plan, &err);
	settings_close(&settings);
	return weatherctl_end(&err);
}
