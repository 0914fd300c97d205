#include "auth/keyring.h"

#include "auth/fetch_right.h"
#include "auth/keyring_parts.h"

#include <stdio.h>
#include <stdlib.h>

enum err_kind
keyring_open(struct keyring **out, const struct keyring_setup *setup,
	struct err *err)
{
	size_t count = setup->issuers->source_count;
	struct keyring *keys = calloc(1, sizeof(*keys));

	*out = NULL;
	if (keys)
		keys->places = calloc(count + 1, sizeof(*keys->places));
	if (!keys || !keys->places) {
		free(keys);
		return fail_memory(err);
	}
	keys->setup = *setup;
	for (size_t i = 0; i < count; i++) {
		keys->places[i].held.source = &setup->issuers->sources[i];
		keys->places[i].is_changed = true;
	}
	*out = keys;
	return OK;
}

void
keyring_close(struct keyring *keys)
{
	if (!keys)
		return;
	refresh_close(keys->ahead);
	for (size_t i = 0; i < keys->setup.issuers->source_count; i++)
		held_keys_free(&keys->places[i].held);
	free(keys->places);
	free(keys);
}

void
keyring_set_store(struct keyring *keys, struct store *store)
{
	keys->setup.store = store;
	keys->store_failed = OK;
	keys->version = 0;
	/* It may be another file, where the same number means other keys. */
	for (size_t i = 0; i < keys->setup.issuers->source_count; i++) {
		keys->places[i].is_changed = true;
		keys->places[i].held.generation = 0;
	}
}

void
keyring_stay_offline(struct keyring *keys)
{
	keys->is_offline = true;
}

int64_t
keyring_now(const struct keyring *keys)
{
	return clock_now(keys->setup.clock);
}

struct store *
keyring_store(const struct keyring *keys)
{
	return keys->store_failed != OK ? NULL : keys->setup.store;
}

/* Said once, until it works again: requests go on with the keys in memory. */
static void
note_store(struct keyring *keys, enum err_kind kind, const struct err *err)
{
	if (kind != OK && keys->store_failed == OK)
		log_err(keys->setup.log, LOG_ERROR, "keys-unreadable", err);
	keys->store_failed = kind;
}

static void
follow_store(struct keyring *keys, struct place *place)
{
	struct err err;
	uint64_t version;
	enum err_kind kind;
	int64_t generation;

	if (!keys->setup.store)
		return;
	/* the question for the generation would cost as much as all else */
	version = store_version(
		keys->setup.store, clock_now_ms(keys->setup.clock));
	if (version && version == keys->version && !place->is_changed)
		return;
	err_clear(&err);
	kind = keys_generation(keys->setup.store, &generation, &err);
	if (kind == OK && generation != keys->generation) {
		for (size_t i = 0; i < keys->setup.issuers->source_count; i++)
			keys->places[i].is_changed = true;
		keys->generation = generation;
	}
	if (kind == OK && place->is_changed) {
		kind = held_keys_from_store(
			&place->held, keys->setup.store, keys->setup.log, &err);
		place->is_changed = kind != OK;
		place->told_old = false;
	}
	keys->version = kind == OK ? version : 0;
	note_store(keys, kind, &err);
}

/* The metrics show the age of the keys in keys.db, whoever put them there. */
static void
note_age(const struct keyring *keys, const struct place *place)
{
	char name[COUNTER_NAME_MAX + 1];

	snprintf(name, sizeof(name),
		"weather_keys_fetched_timestamp_seconds{source=\"%s\"}",
		place->held.source->id);
	if (place->held.fetched_at > 0)
		counters_set(keys->setup.counters, name,
			(uint64_t)place->held.fetched_at);
}

void
keyring_follow(struct keyring *keys, struct place *place)
{
	int64_t before = place->held.fetched_at;
	struct err err;

	err_clear(&err);
	if (!place->held.source->jwks_file)
		follow_store(keys, place);
	else if (held_keys_from_file(&place->held, &err) != OK)
		log_err(keys->setup.log, LOG_ERROR, "keys-file-unusable", &err);
	if (place->held.fetched_at != before)
		note_age(keys, place);
}

static bool
is_usable(const struct keyring *keys, const struct place *place)
{
	return held_keys_age(&place->held, keyring_now(keys)) >= KEYS_AGE_OLD;
}

static void
tell_old(struct keyring *keys, struct place *place)
{
	int64_t late = keyring_now(keys) - place->held.fresh_until;

	/* Within a cooldown they are being refreshed ahead. */
	if (place->told_old || late < COOLDOWN_S)
		return;
	place->told_old = true;
	log_event(keys->setup.log, LOG_WARN, "keys-old",
		"%s: keys of %lld s ago are used", place->held.source->id,
		(long long)(keyring_now(keys) - place->held.fetched_at));
}

/* ERR_NOT_FOUND when newer keys could help. */
static enum err_kind
find_held(struct keyring *keys, struct place *place, struct str kid,
	enum algorithm alg, const struct key **key, bool *old, struct err *err)
{
	enum err_kind kind;

	*old = false;
	if (!is_usable(keys, place))
		return fail(err, ERR_NOT_FOUND, "keys/none", "no keys");
	kind = key_set_find(place->held.set, kid, alg, key, err);
	if (kind != OK)
		return kind;
	*old = held_keys_age(&place->held, keyring_now(keys)) == KEYS_AGE_OLD;
	if (*old)
		tell_old(keys, place);
	return OK;
}

static enum err_kind
no_keys(const struct keyring *keys, const struct place *place, struct err *err)
{
	const struct key_source *source = place->held.source;
	enum fetch_budget budget = BUDGET_SCHEDULED;
	int64_t now = keyring_now(keys), until;
	struct err ignored = {0};
	enum err_kind kind;

	err->retry_after_s = COOLDOWN_S;
	if (source->jwks_file)
		return fail(err, ERR_KEYS, "keys/none", "no usable keys in %s",
			source->jwks_file);
	if (held_keys_age(&place->held, now) == KEYS_AGE_TOO_OLD)
		kind = fail(err, ERR_KEYS, "keys/too-old",
			"%s: the keys were fetched %lld s ago", source->id,
			(long long)(now - place->held.fetched_at));
	else
		kind = fail(err, ERR_KEYS, "keys/none", "%s: no keys%s",
			source->id,
			keys->setup.store ? "" : "; keys.db is not open");
	switch (fetch_right_look(keyring_store(keys), place->held.source->id,
		&budget, now, &until, &ignored)) {
	case FETCH_RIGHT_UNKNOWN:
		break;
	case FETCH_RIGHT_FREE:
		err->retry_after_s = 1;
		break;
	case FETCH_RIGHT_LEASED:
	case FETCH_RIGHT_SPENT:
		err->retry_after_s = (int)(until - now);
		break;
	}
	return kind;
}

static enum err_kind
no_key(const struct keyring *keys, const struct place *place,
	enum attempt attempt, struct err *err)
{
	*err = (struct err){0};
	if (!is_usable(keys, place))
		return no_keys(keys, place, err);
	if (keys->is_offline)
		return fail(err, ERR_BAD_TOKEN, "keys/unknown-kid",
			"%s has no such key stored", place->held.source->name);
	if (keys->store_failed == ERR_INTERNAL)
		attempt = ATTEMPT_STARVED;
	switch (attempt) {
	case ATTEMPT_STARVED:
		return fail_memory(err);
	case ATTEMPT_DONE:
		return fail(err, ERR_BAD_TOKEN, "keys/unknown-kid",
			"%s has no such key", place->held.source->name);
	case ATTEMPT_FAILED:
		return fail(err, ERR_BAD_TOKEN, "keys/unknown-kid-throttled",
			"%s had no such key when its keys could last be had",
			place->held.source->name);
	case ATTEMPT_THROTTLED:
		break;
	}
	return fail(err, ERR_BAD_TOKEN, "keys/unknown-kid-throttled",
		"%s had no such key, and may not be asked again yet",
		place->held.source->name);
}

enum err_kind
keyring_find(struct keyring *keys, size_t source, struct str kid,
	enum algorithm alg, const struct key **key, bool *old, struct err *err)
{
	struct place *place = &keys->places[source];
	enum attempt attempt = ATTEMPT_DONE;
	enum err_kind kind;

	*key = NULL;
	place->is_used = true;
	keyring_follow(keys, place);
	kind = find_held(keys, place, kid, alg, key, old, err);
	if (kind == ERR_NOT_FOUND && !place->held.source->jwks_file &&
		!keys->is_offline) {
		attempt = keyring_get_newer(keys, place,
			is_usable(keys, place) ? BUDGET_UNKNOWN_KID
					       : BUDGET_SCHEDULED);
		kind = find_held(keys, place, kid, alg, key, old, err);
	}
	return kind == ERR_NOT_FOUND ? no_key(keys, place, attempt, err) : kind;
}
