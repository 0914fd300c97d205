#include "provider/question_parts.h"

#include <stdio.h>
#include <string.h>

/* A place that the provider does not know is an answer as well. */
static void
count(const struct question *question, bool good)
{
	char name[COUNTER_NAME_MAX + 1];

	snprintf(name, sizeof(name),
		"weather_provider_fetches_total{provider=\"%s\",result=\"%s\"}",
		question->setup->config->name, good ? "success" : "failure");
	counters_add(question->setup->counters, name, 1);
}

static void
tell_end(const struct question *question, const struct err *err)
{
	const struct upstream_config *config = question->setup->config;
	bool good = err->kind == OK;
	bool quiet = good || err->kind == ERR_PLACE;
	struct log_line line;

	log_begin(&line, question->setup->log,
		err->kind == ERR_CREDENTIALS ? LOG_ERROR
		: quiet                      ? LOG_INFO
					     : LOG_WARN);
	log_z(&line, "event", good ? "upstream-fetched" : "upstream-failed");
	log_z(&line, "provider", config->name);
	log_str(&line, "country", question->asked.location.country);
	log_str(&line, "city", question->asked.city_key);
	if (question->status)
		log_int(&line, "status", question->status);
	if (!good) {
		log_z(&line, "reason", err->reason);
		log_z(&line, "detail", err->detail);
	}
	log_int(&line, "ms", fetch_now_ms() - question->started_ms);
	log_end(&line);
	if (question->setup->counters)
		count(question, quiet);
}

static enum upstream_problem
problem_of(const struct err *err)
{
	if (strcmp(err->reason, "upstream/place") == 0)
		return PROBLEM_OTHER_PLACE;
	switch (err->kind) {
	case ERR_PLACE:
		return PROBLEM_UNKNOWN;
	case ERR_TIMEOUT:
		return PROBLEM_TIMEOUT;
	case ERR_CREDENTIALS:
		return PROBLEM_CREDENTIALS;
	case ERR_QUOTA:
		return PROBLEM_QUOTA;
	default:
		return PROBLEM_FAILED;
	}
}

/* Notes a failure where the next question and the operator will look. */
void
question_give_back(struct question *question, const struct err *why)
{
	const struct provider_setup *setup = question->setup;
	const struct upstream_place place =
		question_place(setup->config, &question->asked);
	int64_t now = clock_now(setup->clock);
	char text[sizeof(why->detail) + 64];
	struct upstream_failure failure = {
		.problem = problem_of(why),
		.began = question->began,
		.not_before = question->retry_after_s > 0
				      ? now + question->retry_after_s
				      : 0,
	};
	struct err err = {0};

	question->over = true;
	if (!question->owner[0] || !setup->store)
		return;
	snprintf(text, sizeof(text), "%s: %s", why->reason, why->detail);
	failure.error = str_from(text);
	if (upstream_fail(setup->store, &place, str_from(question->owner),
		    &failure, now, &err) != OK)
		log_err(setup->log, LOG_ERROR, "upstream-unwritable", &err);
}

enum err_kind
question_fail(struct question *question, enum err_kind kind, struct err *err)
{
	tell_end(question, err);
	question_give_back(question, err);
	return kind;
}

static void
store_reading(struct question *question)
{
	const struct provider_setup *setup = question->setup;
	const struct upstream_place place =
		question_place(setup->config, &question->asked);
	struct err err = {0};
	bool stored;

	if (question->owner[0] && setup->store &&
		upstream_store(setup->store, &place, str_from(question->owner),
			&question->reading, clock_now(setup->clock), &stored,
			&err) != OK)
		log_err(setup->log, LOG_ERROR, "upstream-unwritable", &err);
}

void
question_succeed(struct question *question)
{
	const struct err none = {0};

	question->over = true;
	tell_end(question, &none);
	store_reading(question);
}
