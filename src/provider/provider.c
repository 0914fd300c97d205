#include "provider/provider.h"

#include "net/fetch.h"
#include "provider/provider_parts.h"

#include <stdlib.h>

enum { POLL_MS = 20, ASKED_MEMORY = 8192 };

enum err_kind
provider_open(struct provider **out, const struct provider_setup *setup,
	struct err *err)
{
	struct provider *provider = calloc(1, sizeof(*provider));

	*out = NULL;
	if (provider)
		provider->wanted_memory = arena_new(ASKED_MEMORY);
	if (!provider || !provider->wanted_memory) {
		free(provider);
		return fail_memory(err);
	}
	provider->setup = *setup;
	*out = provider;
	return OK;
}

void
provider_close(struct provider *provider)
{
	if (!provider)
		return;
	question_close(provider->ahead);
	arena_free(provider->wanted_memory);
	free(provider);
}

void
provider_set_store(struct provider *provider, struct store *store)
{
	provider->setup.store = store;
}

static bool
is_fresh(const struct view *view, int64_t now)
{
	int64_t age = now - view->row.fetched_at;

	return view->row.fetched_at && age >= -UPSTREAM_HORIZON_S &&
	       age < UPSTREAM_FRESH_S;
}

static bool
is_usable(const struct view *view, int64_t now)
{
	int64_t age = now - view->row.reading.observation.observed_at;

	return view->row.fetched_at && age >= -UPSTREAM_HORIZON_S &&
	       age <= PROVIDER_STALE_S;
}

static bool
copy_reading(
	struct reading *to, const struct reading *from, struct arena *arena)
{
	*to = *from;
	return arena_str(arena, from->city, &to->city) &&
	       arena_str(arena, from->country, &to->country);
}

/* To the end of a question; blocks for at most PROVIDER_FETCH_MS. */
static enum err_kind
ask(const struct provider_setup *setup, const struct place_asked *asked,
	const char *owner, struct arena *arena, struct reading *out,
	struct err *err)
{
	const struct reading *reading = NULL;
	struct question *question;
	bool done = false;
	enum err_kind kind =
		question_start(&question, setup, asked, owner, err);

	if (kind != OK)
		return kind;
	while (!done) {
		provider_nap(setup, question_descriptor(question),
			question_time_left_ms(question));
		kind = question_step(question, &done, &reading, err);
	}
	if (kind == OK && !copy_reading(out, reading, arena))
		kind = fail_memory(err);
	question_close(question);
	return kind;
}

enum err_kind
provider_try(const struct provider_setup *setup,
	const struct place_asked *asked, struct arena *arena,
	struct reading *reading, struct err *err)
{
	return ask(setup, asked, NULL, arena, reading, err);
}

/* How long this process may wait for another's question: a slow provider
 * must not pin the workers. */
static int64_t
time_to_wait(struct provider *provider)
{
	int64_t now = provider_now(provider), left;

	if (now < provider->waits_from ||
		now - provider->waits_from >= PROVIDER_WAITS_IN_S) {
		provider->waits_from = now;
		provider->waited_ms = 0;
	}
	left = PROVIDER_WAITS_MS - provider->waited_ms;
	return left < PROVIDER_WAIT_MS ? left : PROVIDER_WAIT_MS;
}

/* Until nobody asks about the place any more. */
static enum err_kind
wait_for_another(struct provider *provider, const struct place_asked *asked,
	struct arena *arena, struct view *view, struct err *err)
{
	int64_t start = fetch_now_ms(), most = time_to_wait(provider);
	int64_t left = most;
	enum err_kind kind = OK;

	while (kind == OK && view->way == WAY_LEASED && left > 0) {
		provider_nap(&provider->setup, provider_descriptor(provider),
			left < POLL_MS ? left : POLL_MS);
		/* what is waited for may be a question of this process */
		provider_refresh_step(provider);
		kind = provider_look(provider, asked, arena, view, err);
		left = start + most - fetch_now_ms();
	}
	provider->waited_ms += fetch_now_ms() - start;
	return kind;
}

/* Tells the caller of a question that failed when the next one may be asked;
 * a place that nobody knows need not be asked for again. */
static enum err_kind
when_again(const struct provider *provider, const struct place_asked *asked,
	struct arena *arena, enum err_kind kind, struct err *err)
{
	struct view view;
	struct err ignored = {0};
	int64_t left;

	if (kind == ERR_PLACE ||
		provider_look(provider, asked, arena, &view, &ignored) != OK)
		return kind;
	left = view.until - provider_now(provider);
	if (view.way == WAY_CLOSED && left > 0)
		err->retry_after_s = (int)left;
	return kind;
}

static enum err_kind
fetch_or_wait(struct provider *provider, const struct place_asked *asked,
	struct arena *arena, struct view *view, struct provided *out,
	struct err *err)
{
	char owner[QUESTION_OWNER_LEN + 1];
	bool granted;
	enum err_kind kind;

	/* twice: the one that was waited for may have died */
	for (int i = 0; i < 2; i++) {
		if (view->way == WAY_LEASED &&
			(kind = wait_for_another(
				 provider, asked, arena, view, err)) != OK)
			return kind;
		if (is_fresh(view, provider_now(provider))) {
			out->reading = view->row.reading;
			return OK;
		}
		if (view->way != WAY_FREE)
			break;
		if ((kind = provider_claim(
			     provider, asked, owner, &granted, err)) != OK)
			return kind;
		if (granted) {
			kind = ask(&provider->setup, asked, owner, arena,
				&out->reading, err);
			return kind == OK ? OK
					  : when_again(provider, asked, arena,
						    kind, err);
		}
		if ((kind = provider_look(provider, asked, arena, view, err)) !=
			OK)
			return kind;
	}
	return provider_closed(provider, view, err);
}

enum err_kind
provider_get(struct provider *provider, const struct place_asked *asked,
	struct arena *arena, struct provided *provided, struct err *err)
{
	struct place_asked known = *asked;
	int64_t now = provider_now(provider);
	struct view view;
	enum err_kind kind;

	*provided = (struct provided){0};
	if (!provider->setup.store)
		return fail(err, ERR_DATABASE, "upstream/no-store",
			"weather.db is not open");
	if ((kind = provider_look(provider, asked, arena, &view, err)) != OK)
		return kind;
	if (!known.has_position && view.row.reading.has_position) {
		known.has_position = true;
		known.position = view.row.reading.position;
		known.city = view.row.reading.city;
	}
	provided->reading = view.row.reading;
	if (is_fresh(&view, now))
		return OK;
	if (is_usable(&view, now)) {
		provided->is_stale = true;
		if (view.way == WAY_FREE)
			provider_want(provider, &known);
		return OK;
	}
	/* what is asked cannot be counted */
	if (store_is_read_only(provider->setup.store))
		return fail(err, ERR_QUOTA, "upstream/read-only",
			"weather.db cannot be written, so that nobody may ask "
			"%s",
			provider->setup.config->name);
	return fetch_or_wait(provider, &known, arena, &view, provided, err);
}
