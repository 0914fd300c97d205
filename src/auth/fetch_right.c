#include "auth/fetch_right.h"

#include "base/arena.h"
#include "base/uuid.h"

enum { STATE_MAX = 64 * 1024 };

/* A time further away comes from a clock that was wrong, as keys_claim()
 * sees it too. */
static bool
lies_ahead(int64_t time, int64_t now)
{
	return time > now && time - now <= 2 * KEYS_RETRY_AFTER_MAX_S;
}

static int64_t
next_of(const struct key_refresh *state, enum fetch_budget budget)
{
	return budget == BUDGET_SCHEDULED ? state->refresh_next
					  : state->unknown_next;
}

enum fetch_right
fetch_right_look(struct store *store, const char *source,
	enum fetch_budget *budget, int64_t now, int64_t *until, struct err *err)
{
	struct key_refresh state = {0};
	struct arena *arena;
	enum err_kind kind;
	enum fetch_budget other = *budget == BUDGET_SCHEDULED
					  ? BUDGET_UNKNOWN_KID
					  : BUDGET_SCHEDULED;

	*until = now;
	if (!store || store_is_read_only(store))
		return FETCH_RIGHT_UNKNOWN;
	arena = arena_new(STATE_MAX);
	kind = arena ? keys_refresh_state(
			       store, str_from(source), arena, &state, err)
		     : fail_memory(err);
	arena_free(arena);
	if (kind != OK)
		return FETCH_RIGHT_UNKNOWN;
	if (lies_ahead(state.lease_until, now)) {
		*until = state.lease_until;
		return FETCH_RIGHT_LEASED;
	}
	if (!lies_ahead(next_of(&state, *budget), now))
		return FETCH_RIGHT_FREE;
	/* Whoever ends an attempt also clears its lease. */
	if (state.lease_until && !lies_ahead(next_of(&state, other), now)) {
		*budget = other;
		return FETCH_RIGHT_FREE;
	}
	*until = next_of(&state, *budget);
	return FETCH_RIGHT_SPENT;
}

enum err_kind
fetch_right_claim(struct store *store, const char *source,
	enum fetch_budget budget, int64_t now, char owner[FETCH_OWNER_LEN + 1],
	bool *granted, struct err *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char random[FETCH_OWNER_LEN / 2];
	enum err_kind kind = random_bytes(random, sizeof(random), err);

	*granted = false;
	if (kind != OK)
		return kind;
	for (size_t i = 0; i < sizeof(random); i++) {
		owner[2 * i] = digits[random[i] >> 4];
		owner[2 * i + 1] = digits[random[i] & 15];
	}
	owner[FETCH_OWNER_LEN] = '\0';
	return keys_claim(store, str_from(source), budget, str_from(owner), now,
		granted, err);
}
