#include "auth/refresh_tell.h"

#include <stdio.h>

/* Sources of one issuer (policies of B2C) are told apart by their id. */
static void
count(const struct keyring_setup *setup, const struct key_source *source,
	bool good)
{
	char name[COUNTER_NAME_MAX + 1];

	snprintf(name, sizeof(name),
		"weather_key_fetches_total{source=\"%s\",result=\"%s\"}",
		source->id, good ? "success" : "failure");
	counters_add(setup->counters, name, 1);
}

void
refresh_tell(const struct keyring_setup *setup, const struct key_source *source,
	const struct refresh_end *end, int64_t ms, const struct err *err)
{
	struct log_line line;
	bool good = err->kind == OK;

	log_begin(&line, setup->log, good ? LOG_INFO : LOG_WARN);
	log_z(&line, "event", good ? "keys-fetched" : "keys-fetch-failed");
	log_z(&line, "issuer", source->name);
	log_z(&line, "source", source->id);
	if (good) {
		log_int(&line, "keys", (int64_t)end->count);
		log_int(&line, "skipped", (int64_t)end->skipped);
		if (end->skipped)
			log_z(&line, "skip", end->first_skip);
	} else {
		log_z(&line, "reason", err->reason);
		log_z(&line, "detail", err->detail);
	}
	log_int(&line, "ms", ms);
	log_end(&line);
	if (setup->counters)
		count(setup, source, good);
}
