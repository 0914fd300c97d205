#include "api/service.h"

#include "api/known_places.h"
#include "api/route.h"

#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The largest answer is a page of 1000 reports of 4000 characters. */
enum { REQUEST_MEMORY_MAX = 96 * 1024 * 1024 };

/* A stat() for each database costs as much as all else that is looked at when
 * an answer is remembered.  Whoever writes looks each time. */
enum { FOLLOW_MS = 1000 };

enum err_kind
service_open(struct service *service, const struct config *config,
	struct clock clock, const struct log *log, struct err *err)
{
	enum err_kind kind;

	*service =
		(struct service){.config = config, .clock = clock, .log = log};
	if ((kind = route_check_table(routes, route_count, err)) != OK)
		return kind;
	service->arena = arena_new(REQUEST_MEMORY_MAX);
	if (!service->arena)
		return fail_memory(err);
	kind = issuer_set_new(&service->issuers, config, err);
	if (kind != OK)
		service_close(service);
	return kind;
}

/* A service that cannot count answers all the same. */
struct counters *
service_counters(struct service *service)
{
	char path[PATH_MAX];
	struct err err;

	err_clear(&err);
	if (!service->config->metrics || service->counters ||
		service->counters_refused)
		return service->counters;
	snprintf(
		path, sizeof(path), "%s/metrics.1", service->config->state_dir);
	service->counters_refused =
		counters_open(&service->counters, path, &err) != OK;
	if (service->counters_refused)
		log_err(service->log, LOG_WARN, "not-counted", &err);
	return service->counters;
}

static struct store **
find_slot(struct service *service, enum store_role role)
{
	switch (role) {
	case STORE_READ:
		return &service->read;
	case STORE_WRITE:
		return &service->write;
	case STORE_CACHE:
		return &service->cache;
	case STORE_KEYS:
		return &service->key_store;
	default:
		return NULL;
	}
}

static void
close_slot(struct service *service, struct store **slot)
{
	if (slot == &service->key_store && service->keys)
		keyring_set_store(service->keys, NULL);
	if (slot == &service->cache && service->provider)
		provider_set_store(service->provider, NULL);
	/* another file, or another connection, counts anew */
	answers_forget(service->answers);
	known_places_forget(service->known_places);
	store_close(*slot);
	*slot = NULL;
}

void
service_note_read_only(struct service *service)
{
	service->was_read_only = true;
}

static bool
may_write_again(const struct store *store)
{
	return store && store_is_read_only(store) && store_may_write(store);
}

/* What was opened to write could only be read, and need not be so any more. */
static bool
is_open_for_less(const struct service *service)
{
	return (service->was_read_only &&
		       (!service->write || store_may_write(service->write))) ||
	       may_write_again(service->cache) ||
	       may_write_again(service->key_store);
}

void
service_follow(struct service *service, int64_t now_ms, bool at_once)
{
	struct store **const slots[] = {&service->read, &service->write,
		&service->cache, &service->key_store};

	if (!at_once && now_ms >= service->followed_ms &&
		now_ms - service->followed_ms < FOLLOW_MS)
		return;
	service->followed_ms = now_ms;
	if (is_open_for_less(service)) {
		service->was_read_only = false;
		service_close_stores(service);
	}
	for (size_t i = 0; i < COUNT(slots); i++)
		if (*slots[i] && store_has_moved(*slots[i]))
			close_slot(service, slots[i]);
}

void
service_tell_queue(struct service *service, const struct store *store)
{
	const char *why = store_queue_refused(store);

	if (why && !service->told_queue)
		log_event(service->log, LOG_WARN, "writers-not-in-turn",
			"semaphores: %s; some may wait long", why);
	service->told_queue = why != NULL;
}

void
service_remember_answers(struct service *service)
{
	service->answers = answers_new();
	service->known_places = known_places_new();
}

const struct store_versions *
service_versions(struct service *service, int64_t now_ms)
{
	struct err ignored;
	struct store *store;

	err_clear(&ignored);
	if (!service->answers ||
		service_store(service, STORE_READ, &store, &ignored) != OK)
		return NULL;
	return store_versions(store, now_ms);
}

bool
service_may_be_left(const struct service *service)
{
	const struct store *const stores[] = {service->read, service->write,
		service->cache, service->key_store};

	for (size_t i = 0; i < COUNT(stores); i++)
		if (stores[i] && !store_may_be_left(stores[i]))
			return false;
	return true;
}

void
service_close_stores(struct service *service)
{
	close_slot(service, &service->key_store);
	close_slot(service, &service->cache);
	close_slot(service, &service->write);
	close_slot(service, &service->read);
}

void
service_close(struct service *service)
{
	keyring_close(service->keys);
	service->keys = NULL;
	counters_close(service->counters);
	provider_close(service->provider);
	service->provider = NULL;
	memo_free(service->memo);
	recall_free(service->recall);
	service_close_stores(service);
	answers_free(service->answers);
	known_places_free(service->known_places);
	issuer_set_free(&service->issuers);
	arena_free(service->arena);
	for (size_t i = 0; i < VARIABLES_ROOTS; i++)
		free(service->checked_roots[i]);
	free(service->openapi);
	*service = (struct service){0};
}

enum err_kind
service_store(struct service *service, enum store_role role,
	struct store **store, struct err *err)
{
	struct store **slot;
	enum err_kind kind;

	if (role == STORE_CACHE &&
		service->config->upstream.provider == PROVIDER_NONE)
		role = STORE_READ;
	slot = find_slot(service, role);
	*store = NULL;
	if (!slot)
		return OK;
	if (!*slot) {
		kind = store_open(slot, service->config->state_dir, role, err);
		if (kind != OK)
			return kind;
		if (slot == &service->key_store && service->keys)
			keyring_set_store(service->keys, *slot);
		if (slot == &service->cache && service->provider)
			provider_set_store(service->provider, *slot);
	}
	*store = *slot;
	return OK;
}

static enum err_kind
open_keyring(struct service *service, struct store *store, struct err *err)
{
	const struct keyring_setup setup = {.issuers = &service->issuers,
		.store = store,
		.fetch_program = service->config->fetch_program,
		.clock = service->clock,
		.log = service->log,
		.counters = service->counters};

	return keyring_open(&service->keys, &setup, err);
}

enum err_kind
service_rules(
	struct service *service, struct token_rules *rules, struct err *err)
{
	struct store *store;
	enum err_kind kind;

	kind = service_store(service, STORE_KEYS, &store, err);
	if (kind == OK && !service->keys)
		kind = open_keyring(service, store, err);
	if (kind != OK)
		return kind;
	if (!service->memo)
		service->memo = memo_new();
	if (!service->recall)
		service->recall = recall_new();
	*rules = (struct token_rules){.issuers = &service->issuers,
		.permissions = service->config->permissions,
		.keys = service->keys,
		.store = store,
		.memo = service->memo,
		.recall = service->recall};
	return OK;
}

bool
service_has_unsaved(const struct service *service)
{
	return service->memo && memo_has_unsaved(service->memo);
}

void
service_save(struct service *service)
{
	if (service_has_unsaved(service))
		memo_save(service->memo, service->key_store,
			clock_now(service->clock));
}

enum err_kind
service_ping_keys(struct service *service, struct err *err)
{
	struct store *store;
	enum err_kind kind = service_store(service, STORE_KEYS, &store, err);

	return kind == OK ? store_ping(store, err) : kind;
}

static enum err_kind
check_root(struct service *service, struct str root, char **checked,
	struct err *err)
{
	char *copy;
	enum err_kind kind;

	if (!root.len || (*checked && str_is(root, *checked)))
		return OK;
	copy = strndup(root.at, root.len);
	if (!copy)
		return fail_memory(err);
	kind = config_check_root(service->config, copy, err);
	if (kind != OK) {
		free(copy);
		return kind;
	}
	free(*checked);
	*checked = copy;
	return OK;
}

enum err_kind
service_check_roots(struct service *service,
	const struct str roots[VARIABLES_ROOTS], struct err *err)
{
	enum err_kind kind = OK;

	for (size_t i = 0; kind == OK && i < VARIABLES_ROOTS; i++)
		kind = check_root(
			service, roots[i], &service->checked_roots[i], err);
	return kind;
}

/* A fetch of keys goes on while this process waits for a provider: its lease
 * would outlive its time. */
static void
sleep_and_step(void *ctx, int fd, int ms)
{
	const struct service *service = ctx;
	struct keyring *keys = service->keys;
	struct pollfd ready[] = {
		{.fd = fd, .events = POLLIN}, {.fd = -1, .events = POLLIN}};
	int left = -1;

	if (keys) {
		ready[1].fd = keyring_descriptor(keys);
		left = keyring_time_left_ms(keys);
	}
	poll(ready, COUNT(ready), left >= 0 && left < ms ? left : ms);
	if (keys)
		keyring_refresh_step(keys);
}

enum err_kind
service_provider(
	struct service *service, struct provider **provider, struct err *err)
{
	struct provider_setup setup = {.config = &service->config->upstream,
		.fetch_program = service->config->fetch_program,
		.clock = service->clock,
		.log = service->log,
		.counters = service_counters(service),
		.sleep = sleep_and_step,
		.sleep_ctx = service};
	enum err_kind kind = OK;

	*provider = NULL;
	if (setup.config->provider == PROVIDER_NONE)
		return OK;
	kind = service_store(service, STORE_CACHE, &setup.store, err);
	if (kind == OK && !service->provider)
		kind = provider_open(&service->provider, &setup, err);
	*provider = service->provider;
	return kind;
}
