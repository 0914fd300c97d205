#include "store/denylist_sieve.h"

#include "base/keyed_hash.h"
#include "base/uuid.h"
#include "store/connection.h"
#include "store/statement.h"

#include <stdlib.h>
#include <string.h>

/* With ROWS_MAX values two of a hundred others seem to be known. */
enum { BITS = 1 << 16, PROBES = 3, ROWS_MAX = 4096 };

struct sieve {
	uint64_t version; /* of keys.db; 0: it holds nothing */
	uint64_t asked;   /* of keys.db when somebody asked last */
	bool is_full;     /* more rows than are worth it */
	struct hash_key key;
	uint64_t bits[BITS / 64];
};

void
sieve_free(struct sieve *sieve)
{
	free(sieve);
}

static struct sieve *
get(struct store *store)
{
	struct err ignored;

	if (store->sieve)
		return store->sieve;
	err_clear(&ignored);
	store->sieve = calloc(1, sizeof(*store->sieve));
	if (store->sieve &&
		random_bytes(&store->sieve->key, sizeof(store->sieve->key),
			&ignored) != OK) {
		sieve_free(store->sieve);
		store->sieve = NULL;
	}
	return store->sieve;
}

/* Sixteen bits of the hash for each probe. */
static void
put(struct sieve *sieve, struct str value)
{
	uint64_t hash = keyed_hash(&sieve->key, value);

	for (int i = 0; i < PROBES; i++, hash >>= 16)
		sieve->bits[hash % BITS / 64] |= UINT64_C(1) << hash % 64;
}

static bool
may_have(const struct sieve *sieve, struct str value)
{
	bool all = value.len > 0;
	uint64_t hash = all ? keyed_hash(&sieve->key, value) : 0;

	for (int i = 0; i < PROBES; i++, hash >>= 16)
		all = all && sieve->bits[hash % BITS / 64] >> hash % 64 & 1;
	return all;
}

static bool
fill(struct sieve *sieve, struct store *store)
{
	struct statement values;
	struct err ignored = {0};
	size_t count = 0;
	enum err_kind kind;
	bool row = false;

	memset(sieve->bits, 0, sizeof(sieve->bits));
	kind = statement_open(&values, store, SQL_DENYLIST_VALUES, &ignored);
	if (kind != OK)
		return false;
	statement_int(&values, ROWS_MAX + 1);
	while ((kind = statement_step(&values, &row, &ignored)) == OK && row) {
		put(sieve, statement_column_str(&values, 0));
		count++;
	}
	statement_close(&values);
	sieve->is_full = count > ROWS_MAX;
	return kind == OK;
}

bool
sieve_clears(struct store *store, const struct denied_token *token)
{
	struct sieve *sieve = token->now_ms ? get(store) : NULL;
	uint64_t version = sieve ? store_version(store, token->now_ms) : 0;

	if (!version)
		return false;
	/* whoever asks once, as plain CGI does, takes one look-up */
	if (sieve->asked != version) {
		sieve->asked = version;
		return false;
	}
	if (sieve->version != version) {
		sieve->version = 0;
		if (!fill(sieve, store))
			return false;
		sieve->version = version;
	}
	return !sieve->is_full && !may_have(sieve, token->jti) &&
	       !may_have(sieve, token->uti) &&
	       !may_have(sieve, token->subject) &&
	       !may_have(sieve, token->azp) && !may_have(sieve, token->appid) &&
	       !may_have(sieve, token->client_id);
}
