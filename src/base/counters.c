#include "base/counters.h"

#include "base/shared.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096, PROBES_MAX = 64 };

/* The state of a slot that a process was killed over stays CLAIMED: then its
 * name gets another one. */
enum slot_state { SLOT_FREE = 0, SLOT_CLAIMED, SLOT_NAMED };

struct slot {
	_Atomic uint64_t value;
	_Atomic uint32_t state;
	char name[COUNTER_NAME_MAX + 1];
};
_Static_assert(sizeof(struct slot) == 256, "the format of the file");

struct image {
	char format[sizeof(struct slot)];
	struct slot slots[SLOTS];
};

static const struct shared_format format = {
	"weather counters 1\n", sizeof(struct image)};

struct counters {
	struct shared shared;
	struct image *image;
};

enum err_kind
counters_open(struct counters **out, const char *path, struct err *err)
{
	struct counters *counters = calloc(1, sizeof(*counters));
	int bad;

	*out = NULL;
	if (!counters)
		return fail_memory(err);
	bad = shared_open(&counters->shared, path, &format, NULL);
	if (bad) {
		free(counters);
		return fail(err, ERR_DATABASE, "counters/open",
			"%.110s: %s; %s, or switch metrics off", path,
			strerror(bad),
			bad == EINVAL ? "remove it, it holds something else"
				      : "make it and its folder writable");
	}
	counters->image = counters->shared.image;
	*out = counters;
	return OK;
}

void
counters_close(struct counters *counters)
{
	if (counters)
		shared_close(&counters->shared);
	free(counters);
}

/* FNV-1a: names are ours, nobody gains by making two meet. */
static uint32_t
hash(const char *name)
{
	uint32_t sum = 2166136261U;

	for (; *name; name++)
		sum = (sum ^ (unsigned char)*name) * 16777619U;
	return sum;
}

static bool
claim(struct slot *slot, const char *name, size_t len)
{
	uint32_t free_state = SLOT_FREE;

	if (!atomic_compare_exchange_strong(
		    &slot->state, &free_state, SLOT_CLAIMED))
		return false;
	memcpy(slot->name, name, len + 1);
	atomic_store_explicit(&slot->state, SLOT_NAMED, memory_order_release);
	return true;
}

static struct slot *
find(struct counters *counters, const char *name)
{
	size_t len = strlen(name), at = hash(name) % SLOTS;

	if (len > COUNTER_NAME_MAX)
		return NULL;
	for (int i = 0; i < PROBES_MAX; i++, at = (at + 1) % SLOTS) {
		struct slot *slot = &counters->image->slots[at];
		uint32_t state = atomic_load_explicit(
			&slot->state, memory_order_acquire);

		if (state == SLOT_FREE && claim(slot, name, len))
			return slot;
		state = atomic_load_explicit(
			&slot->state, memory_order_acquire);
		if (state == SLOT_NAMED && strcmp(slot->name, name) == 0)
			return slot;
	}
	return NULL;
}

void
counters_add(struct counters *counters, const char *name, uint64_t n)
{
	struct slot *slot = counters ? find(counters, name) : NULL;

	if (slot)
		atomic_fetch_add_explicit(
			&slot->value, n, memory_order_relaxed);
}

void
counters_set(struct counters *counters, const char *name, uint64_t value)
{
	struct slot *slot = counters ? find(counters, name) : NULL;

	if (slot)
		atomic_store_explicit(
			&slot->value, value, memory_order_relaxed);
}

static int
by_name(const void *a, const void *b)
{
	const struct counter *one = a, *two = b;

	return strcmp(one->name, two->name);
}

/* Two processes may have given one name to two slots at the same moment. */
static size_t
merge(struct counter *copy, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept && strcmp(copy[kept - 1].name, copy[i].name) == 0)
			copy[kept - 1].value += copy[i].value;
		else
			copy[kept++] = copy[i];
	}
	return kept;
}

struct counter *
counters_copy(const struct counters *counters, size_t *count)
{
	struct counter *copy;
	size_t found = 0;

	*count = 0;
	copy = calloc(SLOTS, sizeof(*copy));
	if (!copy)
		return NULL;
	for (size_t i = 0; counters && i < SLOTS; i++) {
		struct slot *slot = &counters->image->slots[i];

		if (atomic_load_explicit(&slot->state, memory_order_acquire) !=
			SLOT_NAMED)
			continue;
		memcpy(copy[found].name, slot->name, sizeof(slot->name));
		copy[found].name[COUNTER_NAME_MAX] = '\0';
		copy[found++].value = atomic_load_explicit(
			&slot->value, memory_order_relaxed);
	}
	qsort(copy, found, sizeof(*copy), by_name);
	*count = merge(copy, found);
	return copy;
}
