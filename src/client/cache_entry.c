#include "client/cache_parts.h"

#include "base/digest.h"
#include "base/json.h"
#include "client/oauth_answer.h"

#include <stdio.h>
#include <string.h>

enum { VERSION = 1 };

static void
print_digest(const struct str *parts, size_t count, char out[CACHE_KEY_MAX])
{
	unsigned char digest[32];

	digest_sha256(parts, count, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

/* A value with its NUL, so that no two lists of values look alike. */
static struct str
part(const char *value)
{
	return value ? (struct str){value, strlen(value) + 1} : STR_LIT("\x01");
}

void
cache_key_of(const struct profile *profile, struct cache_key *key)
{
	const struct str client[] = {part(profile->authority),
		part(profile->issuer), part(profile->client_id)};
	char grant[4];
	struct str all[10];

	snprintf(grant, sizeof(grant), "%d", (int)profile->granted);
	memcpy(all, client, sizeof(client));
	all[3] = part(profile->name);
	all[4] = part(profile->api);
	all[5] = part(profile->scope);
	all[6] = part(profile->resource);
	all[7] = part(grant);
	all[8] = part(profile->certificate);
	all[9] = part(profile->ca_file);
	print_digest(client, COUNT(client), key->client);
	print_digest(all, COUNT(all), key->all);
}

static bool
put(json_t *object, const char *name, struct str value)
{
	return !value.len ||
	       json_object_set_new(object, name, json_from_str(value)) == 0;
}

enum err_kind
cache_entry_print(const struct cache_entry *entry, const struct cache_key *key,
	struct buf *out, struct err *err)
{
	json_t *object = json_object();
	size_t len = 0;
	bool good;

	good = object &&
	       !json_object_set_new(object, "version", json_integer(VERSION)) &&
	       put(object, "client", str_from(key->client)) &&
	       put(object, "key", str_from(key->all)) &&
	       !json_object_set_new(object, "obtained_at",
		       json_integer(entry->obtained_at)) &&
	       !json_object_set_new(
		       object, "expires_at", json_integer(entry->expires_at)) &&
	       put(object, "access_token", entry->access_token) &&
	       put(object, "refresh_token", entry->refresh_token) &&
	       put(object, "scope", entry->scope) &&
	       put(object, "sub", entry->who.subject) &&
	       put(object, "iss", entry->who.issuer) &&
	       put(object, "name", entry->who.name) &&
	       put(object, "preferred_username", entry->who.user_name) &&
	       put(object, "email", entry->who.email) &&
	       put(object, "tid", entry->who.tenant);
	/* printed at its place: what grows leaves copies behind */
	if (good)
		len = json_dumpb(object, NULL, 0, JSON_COMPACT);
	if (len) {
		buf_reserve(out, len);
		if (!out->failed &&
			json_dumpb(object, out->at, len, JSON_COMPACT) == len)
			out->len = len;
	}
	json_decref(object);
	return len && out->len == len ? OK : fail_memory(err);
}

static bool
get_str(const json_t *object, const char *name, struct arena *arena,
	struct str *out)
{
	return arena_str(arena, json_str(json_object_get(object, name)), out);
}

static bool
copy_entry(const json_t *object, struct arena *arena, struct cache_entry *entry)
{
	entry->obtained_at =
		json_integer_value(json_object_get(object, "obtained_at"));
	entry->expires_at =
		json_integer_value(json_object_get(object, "expires_at"));
	return get_str(object, "access_token", arena, &entry->access_token) &&
	       get_str(object, "refresh_token", arena, &entry->refresh_token) &&
	       get_str(object, "scope", arena, &entry->scope) &&
	       get_str(object, "sub", arena, &entry->who.subject) &&
	       get_str(object, "iss", arena, &entry->who.issuer) &&
	       get_str(object, "name", arena, &entry->who.name) &&
	       get_str(object, "preferred_username", arena,
		       &entry->who.user_name) &&
	       get_str(object, "email", arena, &entry->who.email) &&
	       get_str(object, "tid", arena, &entry->who.tenant) &&
	       (!entry->access_token.len ||
		       oauth_is_token(entry->access_token)) &&
	       (!entry->refresh_token.len ||
		       oauth_is_token(entry->refresh_token));
}

bool
cache_entry_parse(struct str text, const struct cache_key *key,
	struct arena *arena, struct cache_entry *entry, bool *same_client,
	bool *same)
{
	json_t *object = NULL;
	bool good;

	*entry = (struct cache_entry){0};
	*same = *same_client = false;
	good = json_parse_object(text, 3, &object, NULL, 0) == JSON_GOOD &&
	       json_integer_value(json_object_get(object, "version")) ==
		       VERSION &&
	       copy_entry(object, arena, entry);
	if (good) {
		*same_client =
			str_is(json_str(json_object_get(object, "client")),
				key->client);
		*same = str_is(
			json_str(json_object_get(object, "key")), key->all);
	} else {
		*entry = (struct cache_entry){0};
	}
	json_decref(object);
	return good;
}
