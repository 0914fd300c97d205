#ifndef API_SERVICE_H
#define API_SERVICE_H

#include "api/answers.h"
#include "auth/token.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/clock.h"
#include "base/counters.h"
#include "base/err.h"
#include "base/log.h"
#include "base/uuid.h"
#include "config/config.h"
#include "http/variables.h"
#include "provider/provider.h"
#include "store/db.h"

#include <stdbool.h>

/*
 * What a worker process holds between requests.  Databases are opened when a
 * request first needs them and again after a failure, so that a worker that
 * started before `weatherctl init` recovers by itself.
 */
struct service {
	const struct config *config;
	struct clock clock;
	const struct log *log;
	struct arena *arena; /* of the request at hand */
	struct issuer_set issuers;
	struct store *read, *write, *cache, *key_store;
	struct keyring *keys;      /* NULL before the first token was seen */
	struct memo *memo;         /* NULL too when memory was short */
	struct recall *recall;     /* the same */
	struct provider *provider; /* NULL before it was first needed */
	struct counters *counters; /* NULL: no metrics */
	bool counters_refused;
	struct answers *answers;           /* NULL: none are remembered */
	struct known_places *known_places; /* NULL: none */
	struct uuid_pool ids;
	int64_t followed_ms; /* service_follow() */
	bool told_queue;
	bool was_read_only; /* service_note_read_only() */
	/* folders that config_check_root() passed */
	char *checked_roots[VARIABLES_ROOTS];
	char *openapi; /* NULL before somebody asked for it */
};

/*
 * config and log are loans for the service's life.  ERR_CONFIG when the
 * issuers contradict each other; ERR_INTERNAL when the route table is wrong.
 */
enum err_kind service_open(struct service *service, const struct config *config,
	struct clock clock, const struct log *log, struct err *err) MUST_USE;
void service_close(struct service *service);

/* What all processes count together, opened when it is first asked for; NULL
 * without metrics in the configuration, or a log line that says why. */
struct counters *service_counters(struct service *service);

/* Before each request: closes databases that were moved or replaced, and those
 * that could only be read once they can be written; which is looked at once a
 * second, or at once. */
void service_follow(struct service *service, int64_t now_ms, bool at_once);

/* Says once in the log that writers do not wait in turn, if so; store is one
 * that began to write. */
void service_tell_queue(struct service *service, const struct store *store);

/* For a process that answers more than one request; as far as there is memory
 * for it. */
void service_remember_answers(struct service *service);

/* What answers depend on: store_versions() of weather.db; NULL where nothing is
 * remembered. */
const struct store_versions *
service_versions(struct service *service, int64_t now_ms);

/* The store of role, opened if it is not; STORE_NONE gives NULL, and
 * STORE_CACHE that of STORE_READ where there is no [upstream]. */
enum err_kind service_store(struct service *service, enum store_role role,
	struct store **store, struct err *err) MUST_USE;

/* What tokens are checked against; opens keys.db and the keyring. */
enum err_kind service_rules(struct service *service, struct token_rules *rules,
	struct err *err) MUST_USE;

/* OK when keys.db can be read, without which no token can be checked. */
enum err_kind
service_ping_keys(struct service *service, struct err *err) MUST_USE;

/* ERR_CONFIG when one of roots, which are those of struct variables, holds our
 * files.  Remembers of each the last that did not: Apache has two that differ,
 * and looking at both takes fifty system calls. */
enum err_kind service_check_roots(struct service *service,
	const struct str roots[VARIABLES_ROOTS], struct err *err) MUST_USE;

/* Whether signatures verified that keys.db does not know of; and tells it,
 * after an answer: it neither waits nor fails. */
bool service_has_unsaved(const struct service *service);
void service_save(struct service *service);

/* The weather provider, over the store of STORE_CACHE; NULL where there is no
 * [upstream]. */
enum err_kind service_provider(struct service *service,
	struct provider **provider, struct err *err) MUST_USE;

/*
 * For a write that was refused as the disk is read-only: all databases are
 * opened anew when service_follow() sees that it is so no more.  What of -shm
 * was mapped for reading alone is shared by all connections of a process, and
 * would refuse writes long after the disk can be written again.
 */
void service_note_read_only(struct service *service);

/* Whether nothing is lost where the process ends without service_close(). */
bool service_may_be_left(const struct service *service);

/* Before a fork, for nothing of SQLite may cross one. */
void service_close_stores(struct service *service);

#endif
