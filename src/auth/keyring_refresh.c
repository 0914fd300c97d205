#include "auth/fetch_right.h"
#include "auth/keyring_parts.h"
#include "net/fetch.h"

#include <poll.h>

enum { POLL_MS = 20 };

static enum fetch_right
look(const struct keyring *keys, const struct place *place,
	enum fetch_budget *budget, int64_t *until, struct err *err)
{
	return fetch_right_look(keyring_store(keys), place->held.source->id,
		budget, keyring_now(keys), until, err);
}

static bool
claim(const struct keyring *keys, const struct place *place,
	enum fetch_budget budget, char owner[FETCH_OWNER_LEN + 1],
	struct err *err)
{
	bool granted;

	if (fetch_right_claim(keyring_store(keys), place->held.source->id,
		    budget, keyring_now(keys), owner, &granted, err) != OK)
		log_err(keys->setup.log, LOG_ERROR, "keys-unclaimable", err);
	return granted;
}

/*
 * Until descriptor (-1: none) is readable, and for no longer than ms.  What
 * this process refreshes ahead meanwhile must not stand still: its lease may
 * be the one that is waited for, here or in another process.
 */
static void
wait_a_little(struct keyring *keys, int descriptor, int64_t ms)
{
	struct pollfd ready[] = {
		{.fd = descriptor, .events = POLLIN},
		{.fd = keyring_descriptor(keys), .events = POLLIN},
	};

	if (keys->ahead && keyring_time_left_ms(keys) < ms)
		ms = keyring_time_left_ms(keys);
	poll(ready, COUNT(ready), (int)ms);
	keyring_refresh_step(keys);
}

static int64_t
waited_lately_ms(const struct place *place, int64_t now)
{
	int64_t sum = 0;

	for (size_t i = 0; i < WAIT_SLICES; i++) {
		int64_t age = now / WAIT_SLICE_S - place->waits[i].slice;

		if (age >= 0 && age < WAIT_SLICES)
			sum += place->waits[i].ms;
	}
	return sum;
}

static void
note_wait(struct place *place, int64_t now, int64_t ms)
{
	int64_t slice = now / WAIT_SLICE_S;
	struct wait *wait = &place->waits[(uint64_t)slice % WAIT_SLICES];

	if (wait->slice != slice)
		*wait = (struct wait){.slice = slice};
	wait->ms += ms;
}

/*
 * Waits for the holder of the lease, but only so long in any window: a flood
 * of tokens that nobody signed must not pin the workers.
 */
static enum attempt
wait_for_another(
	struct keyring *keys, struct place *place, enum fetch_budget budget)
{
	int64_t start = fetch_now_ms(), before = place->held.generation, until;
	int64_t left =
		KEYS_WAIT_MS - waited_lately_ms(place, keyring_now(keys));
	enum fetch_right right;
	struct err err = {0};

	do {
		right = look(keys, place, &budget, &until, &err);
		keyring_follow(keys, place);
		if (place->held.generation != before)
			break;
		if (right == FETCH_RIGHT_LEASED && left > 0)
			wait_a_little(
				keys, -1, left < POLL_MS ? left : POLL_MS);
	} while (right == FETCH_RIGHT_LEASED && fetch_now_ms() - start < left);
	note_wait(place, keyring_now(keys), fetch_now_ms() - start);
	if (place->held.generation != before)
		return ATTEMPT_DONE;
	return err.kind == ERR_INTERNAL ? ATTEMPT_STARVED : ATTEMPT_THROTTLED;
}

static enum err_kind
fetch_now(struct keyring *keys, const struct place *place, const char *owner,
	struct err *err)
{
	struct refresh *refresh;
	enum err_kind kind = refresh_start(
		&refresh, &keys->setup, place->held.source, owner, err);
	bool done;

	if (kind != OK)
		return kind;
	do {
		wait_a_little(keys, refresh_descriptor(refresh),
			refresh_time_left_ms(refresh));
		kind = refresh_step(refresh, &done, err);
	} while (!done);
	refresh_close(refresh);
	return kind;
}

enum attempt
keyring_get_newer(
	struct keyring *keys, struct place *place, enum fetch_budget budget)
{
	char owner[FETCH_OWNER_LEN + 1];
	struct err err = {0};
	int64_t until;
	enum fetch_right right;

	right = look(keys, place, &budget, &until, &err);
	if (right == FETCH_RIGHT_FREE &&
		claim(keys, place, budget, owner, &err)) {
		place->is_used = false;
		if (fetch_now(keys, place, owner, &err) == OK) {
			keyring_follow(keys, place);
			return ATTEMPT_DONE;
		}
		if (err.kind != ERR_INTERNAL)
			return ATTEMPT_FAILED;
	}
	if (err.kind == ERR_INTERNAL)
		return ATTEMPT_STARVED;
	if (right == FETCH_RIGHT_UNKNOWN)
		return ATTEMPT_THROTTLED;
	/* Also where the time is spent: another may have been so fast that
	 * its keys came between our look at them and at the right. */
	return wait_for_another(keys, place, budget);
}

static bool
is_due(const struct keyring *keys, const struct place *place,
	enum fetch_budget *budget)
{
	struct err err;
	int64_t until;

	err_clear(&err);
	*budget = BUDGET_SCHEDULED;
	return place->is_used && !place->held.source->jwks_file &&
	       held_keys_age(&place->held, keyring_now(keys)) !=
		       KEYS_AGE_FRESH &&
	       look(keys, place, budget, &until, &err) == FETCH_RIGHT_FREE;
}

bool
keyring_refresh_is_due(const struct keyring *keys)
{
	enum fetch_budget budget;

	for (size_t i = 0; i < keys->setup.issuers->source_count; i++)
		if (is_due(keys, &keys->places[i], &budget))
			return true;
	return false;
}

bool
keyring_refresh_begin(struct keyring *keys)
{
	char owner[FETCH_OWNER_LEN + 1];

	for (size_t i = 0; i < keys->setup.issuers->source_count; i++) {
		struct place *place = &keys->places[i];
		enum fetch_budget budget;
		struct err err;

		if (keys->ahead)
			return false;
		err_clear(&err);
		if (!is_due(keys, place, &budget))
			continue;
		/* Another process may have done it a moment ago. */
		keyring_follow(keys, place);
		if (!is_due(keys, place, &budget) ||
			!claim(keys, place, budget, owner, &err))
			continue;
		place->is_used = false;
		keys->ahead_source = i;
		if (refresh_start(&keys->ahead, &keys->setup,
			    place->held.source, owner, &err) == OK)
			return true;
	}
	return false;
}

int
keyring_descriptor(const struct keyring *keys)
{
	return keys->ahead ? refresh_descriptor(keys->ahead) : -1;
}

int
keyring_time_left_ms(const struct keyring *keys)
{
	return keys->ahead ? refresh_time_left_ms(keys->ahead) : -1;
}

void
keyring_refresh_step(struct keyring *keys)
{
	struct err err;
	bool done;

	if (!keys->ahead)
		return;
	err_clear(&err);
	/* The refresh has logged what went wrong. */
	if (refresh_step(keys->ahead, &done, &err) == OK && !done)
		return;
	refresh_close(keys->ahead);
	keys->ahead = NULL;
}

void
keyring_refresh_wait(struct keyring *keys)
{
	if (!keys->ahead)
		return;
	while (keys->ahead)
		wait_a_little(keys, -1, keyring_time_left_ms(keys));
	keyring_follow(keys, &keys->places[keys->ahead_source]);
}

enum err_kind
keyring_refresh_now(struct keyring *keys, size_t source, struct err *err)
{
	struct place *place = &keys->places[source];
	char owner[FETCH_OWNER_LEN + 1];
	enum err_kind kind;
	bool granted;

	if (place->held.source->jwks_file) {
		place->held.file_was_read = false;
		return held_keys_from_file(&place->held, err);
	}
	if (!keys->setup.store)
		return fail(err, ERR_DATABASE, "keys/no-store",
			"keys.db is not open");
	if (store_is_read_only(keys->setup.store))
		return fail(err, ERR_READ_ONLY, "keys/read-only",
			"keys.db cannot be written");
	kind = fetch_right_claim(keys->setup.store, place->held.source->id,
		BUDGET_OPERATOR, keyring_now(keys), owner, &granted, err);
	if (kind != OK)
		return kind;
	if (!granted)
		return fail(err, ERR_BUSY, "keys/leased",
			"another process is fetching them; its time is up in "
			"%d s or less",
			LEASE_S);
	kind = fetch_now(keys, place, owner, err);
	keyring_follow(keys, place);
	return kind;
}
