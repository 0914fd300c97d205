#include "auth/memo.h"

#include "base/digest.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

/* A fact has WAYS places, which its first byte tells. */
enum { WAYS = 4, SETS = MEMO_ENTRIES / WAYS };

struct memo {
	struct verified sets[SETS][WAYS]; /* expires 0: empty */
	struct verified unsaved[MEMO_UNSAVED];
	size_t unsaved_count;
};

_Static_assert(SETS == 256, "a byte tells the set");

struct memo *
memo_new(void)
{
	return calloc(1, sizeof(struct memo));
}

void
memo_free(struct memo *memo)
{
	free(memo);
}

static struct str
with_end(const char *text)
{
	return (struct str){text, strlen(text) + 1};
}

/* Texts end in NUL, which none of them holds, and the thumbprint has one
 * length: no two lists of parts make the same bytes. */
struct verified
memo_fact(const char *issuer_name, const struct key *key, struct str token,
	int64_t expires, int64_t now)
{
	int64_t latest = now + VERIFIED_KEEP_S;
	struct verified fact = {.expires = expires < latest ? expires : latest};
	const struct str parts[] = {
		with_end(WEATHER_VERSION),
		with_end(OpenSSL_version(OPENSSL_VERSION)),
		with_end(OpenSSL_version(OPENSSL_BUILT_ON)),
		with_end(issuer_name),
		{(const char *)key->thumbprint, sizeof(key->thumbprint)},
		with_end(algorithm_rule(key->alg)->name),
		token,
	};

	digest_sha256(parts, COUNT(parts), fact.digest);
	return fact;
}

/* The time that memcmp() takes tells of digests only, which whoever has the
 * token can compute, and nobody can choose. */
static bool
is_same(const struct verified *a, const struct verified *b)
{
	return !memcmp(a->digest, b->digest, sizeof(a->digest));
}

/* In the place of the one that expires first, as an empty one did. */
static void
keep(struct memo *memo, const struct verified *fact)
{
	struct verified *set = memo->sets[fact->digest[0]];
	struct verified *first = set;

	for (size_t i = 1; i < WAYS; i++)
		if (set[i].expires < first->expires)
			first = &set[i];
	*first = *fact;
}

bool
memo_has(struct memo *memo, struct store *store, const struct verified *fact)
{
	const struct verified *set = memo->sets[fact->digest[0]];
	struct err ignored = {0};
	bool found = false;

	for (size_t i = 0; i < WAYS; i++)
		if (set[i].expires && is_same(&set[i], fact))
			return true;
	if (!store || verified_find(store, fact, &found, &ignored) != OK ||
		!found)
		return false;
	keep(memo, fact);
	return true;
}

void
memo_add(struct memo *memo, const struct verified *fact, bool for_others)
{
	keep(memo, fact);
	if (for_others && memo->unsaved_count < MEMO_UNSAVED)
		memo->unsaved[memo->unsaved_count++] = *fact;
}

bool
memo_has_unsaved(const struct memo *memo)
{
	return memo->unsaved_count > 0;
}

void
memo_save(struct memo *memo, struct store *store, int64_t now)
{
	struct err ignored = {0};
	size_t count = memo->unsaved_count;

	memo->unsaved_count = 0;
	if (!count || !store || store_is_read_only(store))
		return;
	if (verified_save(store, memo->unsaved, count, now, &ignored) != OK)
		return; /* another process, or this one next time */
}
