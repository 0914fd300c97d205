#include "auth/refresh.h"
#include "auth/refresh_tell.h"

#include "auth/fetch_right.h"
#include "auth/held_keys.h"
#include "base/uuid.h"
#include "net/fetch.h"
#include "store/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct refresh {
	const struct keyring_setup *setup;
	const struct key_source *source;
	char owner[FETCH_OWNER_LEN + 1];
	struct arena *arena;
	struct key_set_row row; /* as stored; becomes the new one */
	bool kept_uri;          /* row.jwks_uri is young enough to go on with */
	const char *etag;       /* sent for the key set; NULL: none */
	bool asks_metadata, over;
	struct fetch *fetch;
	int64_t started_ms, retry_after_s;
	struct refresh_end end;
};

static int64_t
now_of(const struct refresh *refresh)
{
	return clock_now(refresh->setup->clock);
}

/* Both exchanges share KEYS_FETCH_MS. */
static enum err_kind
start_exchange(struct refresh *refresh, const char *url, const char *etag,
	struct err *err)
{
	int64_t left = refresh->started_ms + KEYS_FETCH_MS - fetch_now_ms();
	struct fetch_request request = {
		.url = url,
		.etag = etag,
		.ca_file = refresh->source->ca_file,
		.proxy = refresh->source->proxy,
		.allow_insecure_loopback =
			refresh->source->allow_insecure_loopback,
		.timeout_ms =
			left < FETCH_TOTAL_MS ? (int)left : FETCH_TOTAL_MS,
	};

	fetch_close(refresh->fetch);
	refresh->fetch = NULL;
	if (left <= 0)
		return fail(err, ERR_TIMEOUT, "fetch/timeout",
			"no time is left for %s", url);
	return fetch_start(
		&refresh->fetch, refresh->setup->fetch_program, &request, err);
}

static enum err_kind
start_metadata(struct refresh *refresh, struct err *err)
{
	refresh->asks_metadata = true;
	return start_exchange(
		refresh, refresh->source->metadata_url, NULL, err);
}

/* What the tag stands for must be there and usable, else a 304 would renew
 * nothing. */
static bool
stored_set_is_usable(const struct refresh *refresh, struct str jwks_uri)
{
	struct jwk_rules rules = held_keys_rules(refresh->source);
	struct err err = {0};
	struct key_set *set = NULL;

	if (!refresh->row.etag.len ||
		!str_eq(refresh->row.jwks_uri, jwks_uri) ||
		jwks_parse(refresh->row.body, &rules, &set, &err) != OK)
		return false;
	key_set_free(set);
	return true;
}

static enum err_kind
start_key_set(struct refresh *refresh, struct str jwks_uri, struct err *err)
{
	char *url = arena_copy(refresh->arena, jwks_uri);

	refresh->asks_metadata = false;
	refresh->etag = NULL;
	if (stored_set_is_usable(refresh, jwks_uri))
		refresh->etag = arena_copy(refresh->arena, refresh->row.etag);
	refresh->row.jwks_uri = str_from(url);
	if (!url)
		return fail_memory(err);
	return start_exchange(refresh, url, refresh->etag, err);
}

/* A failed attempt asks for the metadata again: the key set may have moved. */
static enum err_kind
start_first(struct refresh *refresh, struct err *err)
{
	const struct key_source *source = refresh->source;
	struct key_refresh state = {0};
	bool found, damaged;
	enum err_kind kind;
	int64_t age;

	kind = keys_load(refresh->setup->store, str_from(source->id),
		refresh->arena, &found, &damaged, &refresh->row, err);
	if (kind == OK)
		kind = keys_refresh_state(refresh->setup->store,
			str_from(source->id), refresh->arena, &state, err);
	if (kind != OK)
		return kind;
	if (!found)
		refresh->row = (struct key_set_row){0};
	refresh->row.source = str_from(source->id);
	if (!source->metadata_url)
		return start_key_set(refresh, str_from(source->jwks_uri), err);
	/* 0 and what a clock or a stranger made of it: never. */
	age = refresh->row.metadata_at > 0
		      ? now_of(refresh) - refresh->row.metadata_at
		      : KEYS_METADATA_S;
	refresh->kept_uri = refresh->row.jwks_uri.len && age >= 0 &&
			    age < KEYS_METADATA_S &&
			    issuer_url_is_safe(refresh->row.jwks_uri,
				    source->allow_insecure_loopback);
	if (refresh->kept_uri && !state.failures)
		return start_key_set(refresh, refresh->row.jwks_uri, err);
	return start_metadata(refresh, err);
}

static void
tell(const struct refresh *refresh, const struct err *err)
{
	refresh_tell(refresh->setup, refresh->source, &refresh->end,
		fetch_now_ms() - refresh->started_ms, err);
}

/* Notes a failure where the next attempt and the operator will look. */
static void
give_back(struct refresh *refresh, const struct err *why)
{
	int64_t now = now_of(refresh), not_before = 0;
	struct err err = {0};
	char text[sizeof(why->detail) + 64];

	refresh->over = true;
	if (!refresh->setup->store)
		return;
	if (refresh->retry_after_s > 0)
		not_before =
			now + (refresh->retry_after_s < KEYS_RETRY_AFTER_MAX_S
					      ? refresh->retry_after_s
					      : KEYS_RETRY_AFTER_MAX_S);
	snprintf(text, sizeof(text), "%s: %s", why->reason, why->detail);
	if (keys_fail(refresh->setup->store, refresh->row.source,
		    str_from(refresh->owner), now, not_before, str_from(text),
		    &err) != OK)
		log_err(refresh->setup->log, LOG_ERROR, "keys-unwritable",
			&err);
}

enum err_kind
refresh_start(struct refresh **out, const struct keyring_setup *setup,
	const struct key_source *source, const char *owner, struct err *err)
{
	struct refresh *refresh = calloc(1, sizeof(*refresh));
	enum err_kind kind;

	*out = NULL;
	if (!refresh)
		return fail_memory(err);
	refresh->setup = setup;
	refresh->source = source;
	refresh->row.source = str_from(source->id);
	refresh->started_ms = fetch_now_ms();
	refresh->retry_after_s = -1;
	snprintf(refresh->owner, sizeof(refresh->owner), "%s", owner);
	refresh->arena = arena_new(KEYS_ROW_MAX);
	kind = refresh->arena ? start_first(refresh, err) : fail_memory(err);
	if (kind == OK) {
		*out = refresh;
		return OK;
	}
	tell(refresh, err);
	give_back(refresh, err);
	refresh_close(refresh);
	return kind;
}

int
refresh_descriptor(const struct refresh *refresh)
{
	return fetch_descriptor(refresh->fetch);
}

int
refresh_time_left_ms(const struct refresh *refresh)
{
	return fetch_time_left_ms(refresh->fetch);
}

static enum err_kind
check_status(struct refresh *refresh, const struct fetch_answer *answer,
	struct err *err)
{
	if (answer->status == 200)
		return OK;
	if (answer->status == 304 && refresh->etag && !refresh->asks_metadata)
		return OK;
	refresh->retry_after_s = answer->retry_after_s;
	return fail(err, ERR_FETCH, "fetch/status", "%s answered %d",
		refresh->asks_metadata ? refresh->source->metadata_url
				       : refresh->row.jwks_uri.at,
		answer->status);
}

static enum err_kind
take_metadata(struct refresh *refresh, const struct fetch_answer *answer,
	struct str *jwks_uri, struct err *err)
{
	enum err_kind kind = check_status(refresh, answer, err);

	if (kind != OK)
		return kind;
	kind = issuer_read_metadata(
		refresh->source, answer->body, refresh->arena, jwks_uri, err);
	if (kind != OK)
		return kind;
	refresh->row.metadata_at = now_of(refresh);
	return OK;
}

/* Up to a tenth less, so that hosts that started together part. */
static int64_t
fresh_time(int64_t max_age_s)
{
	int64_t fresh = max_age_s < 0 ? KEYS_FRESH_S : max_age_s;
	struct err err = {0};
	unsigned char random = 0;

	if (fresh < KEYS_FRESH_MIN_S)
		fresh = KEYS_FRESH_MIN_S;
	if (fresh > KEYS_FRESH_MAX_S)
		fresh = KEYS_FRESH_MAX_S;
	if (random_bytes(&random, sizeof(random), &err) != OK)
		return fresh;
	return fresh - fresh / 10 * random / 255;
}

static enum err_kind
take_key_set(struct refresh *refresh, const struct fetch_answer *answer,
	struct err *err)
{
	struct jwk_rules rules = held_keys_rules(refresh->source);
	struct key_set_row *row = &refresh->row;
	enum err_kind kind = check_status(refresh, answer, err);
	struct key_set *set = NULL;

	if (kind != OK)
		return kind;
	if (answer->status == 200) {
		row->body = answer->body;
		row->etag = (struct str){0};
	}
	if (answer->etag)
		row->etag = str_from(answer->etag);
	kind = jwks_parse(row->body, &rules, &set, err);
	if (kind != OK)
		return kind;
	refresh->end.count = set->count;
	refresh->end.skipped = set->skipped;
	memcpy(refresh->end.first_skip, set->first_skip,
		sizeof(set->first_skip));
	key_set_free(set);
	row->fetched_at = now_of(refresh);
	row->fresh_until = row->fetched_at + fresh_time(answer->max_age_s);
	return OK;
}

static enum err_kind
store_row(struct refresh *refresh, struct err *err)
{
	struct store *store = refresh->setup->store;
	enum err_kind kind;
	bool stored;

	if (!store)
		return fail(err, ERR_DATABASE, "keys/no-store",
			"keys.db is not open");
	kind = keys_store(store, &refresh->row, str_from(refresh->owner),
		now_of(refresh), &stored, err);
	if (kind == OK && !stored)
		return fail(err, ERR_BUSY, "keys/lease-lost",
			"the fetch took too long, or keys were imported");
	return kind;
}

/* Metadata that cannot be had now does not hold up a key set whose place is
 * still known. */
static enum err_kind
after_metadata(struct refresh *refresh, enum err_kind kind,
	const struct fetch_answer *answer, struct err *err)
{
	struct str jwks_uri = refresh->row.jwks_uri;

	if (kind == OK)
		kind = take_metadata(refresh, answer, &jwks_uri, err);
	if (kind != OK && refresh->kept_uri) {
		log_err(refresh->setup->log, LOG_WARN, "keys-metadata-kept",
			err);
		*err = (struct err){0};
		refresh->retry_after_s = -1;
		kind = OK;
	}
	return kind == OK ? start_key_set(refresh, jwks_uri, err) : kind;
}

enum err_kind
refresh_step(struct refresh *refresh, bool *done, struct err *err)
{
	struct fetch_answer answer = {0};
	enum err_kind kind;

	kind = fetch_step(refresh->fetch, done, &answer, err);
	if (!*done)
		return OK;
	if (refresh->asks_metadata) {
		kind = after_metadata(refresh, kind, &answer, err);
		*done = kind != OK;
		if (!*done)
			return OK;
	} else if (kind == OK) {
		kind = take_key_set(refresh, &answer, err);
		if (kind == OK)
			kind = store_row(refresh, err);
	}
	refresh->over = true;
	tell(refresh, err);
	if (kind != OK)
		give_back(refresh, err);
	return kind;
}

void
refresh_close(struct refresh *refresh)
{
	struct err err = {0};

	if (!refresh)
		return;
	if (!refresh->over) {
		fail(&err, ERR_FETCH, "fetch/interrupted",
			"the service ended during the fetch");
		give_back(refresh, &err);
	}
	fetch_close(refresh->fetch);
	arena_free(refresh->arena);
	free(refresh);
}
