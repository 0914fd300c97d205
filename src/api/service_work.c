#include "api/service_work.h"

void
service_work_begin(struct service *service)
{
	if (service->keys)
		keyring_refresh_begin(service->keys);
	if (service->provider)
		provider_refresh_begin(service->provider);
}

bool
service_is_working(const struct service *service)
{
	return (service->keys && keyring_descriptor(service->keys) >= 0) ||
	       (service->provider &&
		       provider_descriptor(service->provider) >= 0);
}

int
service_work_poll(
	const struct service *service, struct pollfd works[SERVICE_WORKS])
{
	int keys_ms = -1, provider_ms = -1;

	for (int i = 0; i < SERVICE_WORKS; i++)
		works[i] = (struct pollfd){.fd = -1, .events = POLLIN};
	if (service->keys) {
		works[0].fd = keyring_descriptor(service->keys);
		keys_ms = keyring_time_left_ms(service->keys);
	}
	if (service->provider) {
		works[1].fd = provider_descriptor(service->provider);
		provider_ms = provider_time_left_ms(service->provider);
	}
	if (keys_ms < 0 || (provider_ms >= 0 && provider_ms < keys_ms))
		return provider_ms;
	return keys_ms;
}

void
service_work_step(struct service *service)
{
	if (service->keys)
		keyring_refresh_step(service->keys);
	if (service->provider)
		provider_refresh_step(service->provider);
}

bool
service_work_is_due(const struct service *service)
{
	return (service->keys && keyring_refresh_is_due(service->keys)) ||
	       (service->provider &&
		       provider_refresh_is_due(service->provider));
}

static void
refresh_keys(struct service *service)
{
	struct err err = {0};
	struct store *store;

	if (!service->keys)
		return;
	if (service_store(service, STORE_KEYS, &store, &err) != OK) {
		log_err(service->log, LOG_WARN, "keys-refresh", &err);
		return;
	}
	while (keyring_refresh_begin(service->keys))
		keyring_refresh_wait(service->keys);
}

static void
refresh_weather(struct service *service)
{
	struct err err = {0};
	struct store *store;

	if (!service->provider || !provider_refresh_is_due(service->provider))
		return;
	if (service_store(service, STORE_CACHE, &store, &err) != OK)
		log_err(service->log, LOG_WARN, "upstream-refresh", &err);
	else if (provider_refresh_begin(service->provider))
		provider_refresh_wait(service->provider);
}

void
service_work_wait(struct service *service)
{
	refresh_weather(service);
	refresh_keys(service);
}
