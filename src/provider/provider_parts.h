#ifndef PROVIDER_PARTS_H
#define PROVIDER_PARTS_H

#include "provider/provider.h"
#include "provider/question.h"
#include "store/upstream.h"

#include <stdbool.h>
#include <stdint.h>

/* What provider.c, which gives readings, provider_right.c, the right to ask,
 * and provider_refresh.c, which asks ahead, share. */

struct provider {
	struct provider_setup setup;
	/* what was given stale and nobody refreshes yet */
	bool is_wanted;
	struct place_asked wanted;
	struct arena *wanted_memory;
	struct question *ahead;
	int64_t waits_from; /* when the window of waited_ms began */
	int64_t waited_ms;
};

/* What may be done about a place. */
enum way {
	WAY_CLOSED = 0, /* it may not be asked for until then */
	WAY_LEASED,     /* somebody asks until then */
	WAY_FREE,
};

struct view {
	struct upstream_row row;
	enum way way;
	int64_t until;
	enum upstream_problem problem; /* why it is closed */
	bool is_spent;                 /* our own limits close it */
	struct str last_error;
};

int64_t provider_now(const struct provider *provider);
void provider_nap(const struct provider_setup *setup, int fd, int64_t ms);

/* A look that changes nothing and takes no write lock; strings in arena. */
enum err_kind
provider_look(const struct provider *provider, const struct place_asked *asked,
	struct arena *arena, struct view *view, struct err *err) MUST_USE;

/* The error while the way is not free: what closed it. */
enum err_kind provider_closed(const struct provider *provider,
	const struct view *view, struct err *err);

/* *granted when this process may ask now; owner names the question. */
enum err_kind provider_claim(const struct provider *provider,
	const struct place_asked *asked, char owner[QUESTION_OWNER_LEN + 1],
	bool *granted, struct err *err) MUST_USE;

/* Remembers what to refresh when the answer was sent. */
void provider_want(struct provider *provider, const struct place_asked *asked);

#endif
