#include "auth/recall.h"

#include "auth/claims_copy.h"
#include "base/keyed_hash.h"
#include "base/sixteen.h"
#include "base/uuid.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*
 * A ring of entries.  Places are counted from the beginning of time, so that
 * whatever is more than a ring's length behind is known to be overwritten; the
 * table that finds them never has to be cleaned.
 */
enum { SETS = 256, WAYS = 4, TAIL = 32 };

/* One for each key that signs at present, the longest that there are. */
enum { HEADERS = 8, HEADER_MAX = 512 };

struct header {
	enum algorithm alg;
	size_t len, kid_len; /* kid_len 0: none */
	char bytes[HEADER_MAX], kid[KID_MAX];
};

struct slot {
	uint64_t hash, place;
};

struct entry {
	struct recalled what;
	struct str token;
	alignas(max_align_t) char bytes[];
};

struct recall {
	char *ring;
	uint64_t head; /* 0: nothing was written */
	struct hash_key key;
	struct slot sets[SETS][WAYS];
	struct header headers[HEADERS];
	size_t next_header; /* to be overwritten */
};

struct recall *
recall_new(void)
{
	struct recall *recall = calloc(1, sizeof(*recall));
	struct err ignored = {0};

	if (!recall)
		return NULL;
	recall->ring = mmap(NULL, RECALL_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (recall->ring == MAP_FAILED ||
		madvise(recall->ring, RECALL_BYTES, MADV_DONTDUMP) != 0 ||
		random_bytes(&recall->key, sizeof(recall->key), &ignored) !=
			OK) {
		recall_free(recall);
		return NULL;
	}
	return recall;
}

void
recall_free(struct recall *recall)
{
	if (recall && recall->ring != MAP_FAILED)
		munmap(recall->ring, RECALL_BYTES);
	free(recall);
}

/*
 * The end of a token is its signature, which differs wherever a token does
 * that verified; so its last bytes tell as much as all of them would.
 */
static uint64_t
hash_of(const struct recall *recall, struct str token)
{
	size_t skip = token.len > TAIL ? token.len - TAIL : 0;

	return keyed_hash(
		&recall->key, (struct str){token.at + skip, token.len - skip});
}

/* In a time that tells nothing of where they differ: one of them is somebody's
 * credential. */
static bool
is_same(struct str a, struct str b)
{
	struct sixteen differ = {0};

	if (a.len != b.len)
		return false;
	while (a.len >= sizeof(differ)) {
		differ.at |= sixteen_from(a, 0).at ^ sixteen_from(b, 0).at;
		a.at += sizeof(differ);
		b.at += sizeof(differ);
		a.len -= sizeof(differ);
	}
	b.len = a.len;
	differ.at |= sixteen_from(a, 0).at ^ sixteen_from(b, 0).at;
	return sixteen_is_zero(differ);
}

static struct entry *
entry_at(struct recall *recall, uint64_t place)
{
	void *at = recall->ring + place % RECALL_BYTES;

	return at;
}

/* Nothing has been written over it. */
static bool
is_whole(const struct recall *recall, const struct slot *slot)
{
	return slot->place && slot->place + RECALL_BYTES >= recall->head;
}

struct recalled *
recall_find(struct recall *recall, struct str token)
{
	const struct slot *set;
	uint64_t hash;

	if (!recall || !recall->head)
		return NULL;
	hash = hash_of(recall, token);
	set = recall->sets[hash % SETS];
	for (size_t i = 0; i < WAYS; i++) {
		struct entry *entry;

		if (set[i].hash != hash || !is_whole(recall, &set[i]))
			continue;
		entry = entry_at(recall, set[i].place);
		if (is_same(entry->token, token))
			return &entry->what;
	}
	return NULL;
}

/* Room in one piece, over what is oldest. */
static uint64_t
take_room(struct recall *recall, size_t size)
{
	uint64_t place = recall->head ? recall->head : RECALL_BYTES;
	size_t left = RECALL_BYTES - place % RECALL_BYTES;

	if (size > left)
		place += left;
	recall->head = place + size;
	return place;
}

static void
note_place(struct recall *recall, uint64_t hash, uint64_t place)
{
	struct slot *set = recall->sets[hash % SETS];
	struct slot *oldest = set;

	for (size_t i = 1; i < WAYS; i++)
		if (set[i].place < oldest->place)
			oldest = &set[i];
	*oldest = (struct slot){hash, place};
}

static const struct header *
find_header(const struct recall *recall, struct str bytes)
{
	for (size_t i = 0; i < HEADERS; i++) {
		const struct header *header = &recall->headers[i];

		if (header->len && header->len == bytes.len &&
			!memcmp(header->bytes, bytes.at, bytes.len))
			return header;
	}
	return NULL;
}

bool
recall_header(const struct recall *recall, struct jwt *jwt)
{
	const struct header *header =
		recall ? find_header(recall, jwt->header) : NULL;

	if (!header)
		return false;
	jwt->alg = header->alg;
	jwt->kid = header->kid_len ? (struct str){header->kid, header->kid_len}
				   : (struct str){NULL, 0};
	return true;
}

static void
add_header(struct recall *recall, const struct jwt *jwt)
{
	struct header *header = &recall->headers[recall->next_header];

	if (!jwt->header.len || jwt->header.len > HEADER_MAX ||
		find_header(recall, jwt->header))
		return;
	recall->next_header = (recall->next_header + 1) % HEADERS;
	header->alg = jwt->alg;
	header->len = jwt->header.len;
	header->kid_len = jwt->kid.len;
	memcpy(header->bytes, jwt->header.at, jwt->header.len);
	if (jwt->kid.len)
		memcpy(header->kid, jwt->kid.at, jwt->kid.len);
}

void
recall_add(struct recall *recall, struct str token, const struct jwt *jwt,
	const struct claims *claims, const struct key *key)
{
	size_t claims_size = claims_copy_size(claims);
	size_t size =
		sizeof(struct entry) + claims_size + token.len + jwt->kid.len;
	struct entry *entry;
	uint64_t place;
	char *bytes;

	if (!recall)
		return;
	add_header(recall, jwt);
	if (size > RECALL_BYTES / 8)
		return;
	size = (size + alignof(max_align_t) - 1) / alignof(max_align_t) *
	       alignof(max_align_t);
	place = take_room(recall, size);
	entry = entry_at(recall, place);
	*entry = (struct entry){.what = {.alg = jwt->alg}};
	claims_copy(claims, entry->bytes, &entry->what.claims);
	bytes = entry->bytes + claims_size;
	memcpy(bytes, token.at, token.len);
	entry->token = (struct str){bytes, token.len};
	bytes += token.len;
	if (jwt->kid.at) {
		memcpy(bytes, jwt->kid.at, jwt->kid.len);
		entry->what.kid = (struct str){bytes, jwt->kid.len};
	}
	recall_verified(&entry->what, key);
	note_place(recall, hash_of(recall, token), place);
}

bool
recall_is_of(const struct recalled *seen, const struct key *key)
{
	return !memcmp(
		seen->thumbprint, key->thumbprint, sizeof(seen->thumbprint));
}

void
recall_verified(struct recalled *seen, const struct key *key)
{
	memcpy(seen->thumbprint, key->thumbprint, sizeof(seen->thumbprint));
}
