#ifndef PROVIDER_PROVIDER_H
#define PROVIDER_PROVIDER_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/clock.h"
#include "base/counters.h"
#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "config/config.h"
#include "store/upstream.h"
#include "weather/location.h"
#include "weather/reading.h"

#include <stdbool.h>

/*
 * Weather from the provider that [upstream] names: from the rows that all
 * processes share, or, where they have nothing and the limits allow it, by
 * one fetch of this process while the others wait.
 */
struct provider;

struct provider_setup {
	const struct upstream_config *config;
	const char *fetch_program;
	struct store *store; /* STORE_CACHE */
	struct clock clock;
	const struct log *log;
	struct counters *counters; /* of fetches; NULL: not counted */
	/* Sleeps until fd is readable or ms are over, and does what else the
	 * process has to do meanwhile; NULL: only sleeps. */
	void (*sleep)(void *ctx, int fd, int ms);
	void *sleep_ctx;
};

enum {
	PROVIDER_STALE_S = 86400, /* older readings are of no use */
	PROVIDER_FETCH_MS = 8000, /* all exchanges of a question together */
	PROVIDER_WAIT_MS = 3000,  /* for another's question, ... */
	PROVIDER_WAITS_MS = 6000, /* ... of one process ... */
	PROVIDER_WAITS_IN_S = 60, /* ... in this time */
};

enum err_kind provider_open(struct provider **out,
	const struct provider_setup *setup, struct err *err) MUST_USE;
/* Takes NULL. */
void provider_close(struct provider *provider);

/* Goes on with another connection, or none, as keyring_set_store() does. */
void provider_set_store(struct provider *provider, struct store *store);

/* What somebody asks for. */
struct place_asked {
	struct location location; /* as location_check() left it */
	struct str city_key;      /* as fold_name() gives it */
	/* where it is, and what it is called there, as far as that is known */
	bool has_position;
	struct position position;
	struct str city;
};

struct provided {
	struct reading reading;
	bool is_stale; /* older than UPSTREAM_FRESH_S; will be refreshed */
};

/*
 * A stale reading is given at once, and provider_refresh_is_due() from then
 * on.  Without any: ERR_PLACE (the provider knows no such place), ERR_FETCH,
 * ERR_TIMEOUT, ERR_CREDENTIALS, ERR_QUOTA (with retry_after_s where it is
 * known when to ask again) or ERR_DATABASE.
 */
enum err_kind provider_get(struct provider *provider,
	const struct place_asked *asked, struct arena *arena,
	struct provided *provided, struct err *err) MUST_USE;

/*
 * Refreshing what was given stale, after the answer was sent: to be driven as
 * auth/keyring.h says of its own.  One question at a time.
 */
bool provider_refresh_is_due(const struct provider *provider);
bool provider_refresh_begin(struct provider *provider);
int provider_descriptor(const struct provider *provider);
int provider_time_left_ms(const struct provider *provider);
void provider_refresh_step(struct provider *provider);
void provider_refresh_wait(struct provider *provider);

/* One question about a place whatever is stored, and nothing is stored:
 * whether the provider answers (weatherctl check). */
enum err_kind provider_try(const struct provider_setup *setup,
	const struct place_asked *asked, struct arena *arena,
	struct reading *reading, struct err *err) MUST_USE;

#endif
