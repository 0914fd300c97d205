#include "provider/provider_parts.h"

#include <poll.h>

void
provider_nap(const struct provider_setup *setup, int fd, int64_t ms)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	if (setup->sleep)
		setup->sleep(setup->sleep_ctx, fd, (int)ms);
	else
		poll(&ready, 1, (int)ms);
}

/* Remembered until the answer was sent. */
void
provider_want(struct provider *provider, const struct place_asked *asked)
{
	struct arena *arena = provider->wanted_memory;
	struct place_asked *wanted = &provider->wanted;

	arena_reset(arena);
	*wanted = *asked;
	provider->is_wanted =
		arena_str(
			arena, asked->location.city, &wanted->location.city) &&
		arena_str(arena, asked->location.state,
			&wanted->location.state) &&
		arena_str(arena, asked->location.country,
			&wanted->location.country) &&
		arena_str(arena, asked->city_key, &wanted->city_key) &&
		arena_str(arena, asked->city, &wanted->city);
}

bool
provider_refresh_is_due(const struct provider *provider)
{
	return provider->is_wanted && !provider->ahead;
}

bool
provider_refresh_begin(struct provider *provider)
{
	char owner[QUESTION_OWNER_LEN + 1];
	struct err err = {0};
	bool granted;

	if (!provider_refresh_is_due(provider) || !provider->setup.store)
		return false;
	provider->is_wanted = false;
	if (provider_claim(
		    provider, &provider->wanted, owner, &granted, &err) != OK)
		log_err(provider->setup.log, LOG_ERROR, "upstream-unasked",
			&err);
	/* the question has logged what went wrong */
	return err.kind == OK && granted &&
	       question_start(&provider->ahead, &provider->setup,
		       &provider->wanted, owner, &err) == OK;
}

int
provider_descriptor(const struct provider *provider)
{
	return provider->ahead ? question_descriptor(provider->ahead) : -1;
}

int
provider_time_left_ms(const struct provider *provider)
{
	return provider->ahead ? question_time_left_ms(provider->ahead) : -1;
}

void
provider_refresh_step(struct provider *provider)
{
	const struct reading *reading;
	struct err err = {0};
	bool done;

	if (!provider->ahead)
		return;
	if (question_step(provider->ahead, &done, &reading, &err) == OK &&
		!done)
		return;
	question_close(provider->ahead);
	provider->ahead = NULL;
}

void
provider_refresh_wait(struct provider *provider)
{
	while (provider->ahead) {
		provider_nap(&provider->setup, provider_descriptor(provider),
			provider_time_left_ms(provider));
		provider_refresh_step(provider);
	}
}
