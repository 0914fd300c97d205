#include "api/known_places.h"

#include <stdlib.h>
#include <string.h>

/* What is longer is read each time. */
enum { KNOWN = 64, KNOWN_BYTES = 200 };

/* What was asked for, then what was found. */
enum { ASKED = 3, FOUND = 3, TEXTS = ASKED + FOUND };

struct known_place {
	uint64_t version; /* 0: nothing is here */
	struct place place;
	struct str asked[ASKED];
	char bytes[KNOWN_BYTES];
};

struct known_places {
	struct known_place at[KNOWN];
};

uint16_t
known_places_tables(void)
{
	return tables_bit("place") | tables_bit("place_name");
}

struct known_places *
known_places_new(void)
{
	return calloc(1, sizeof(struct known_places));
}

void
known_places_free(struct known_places *known)
{
	free(known);
}

void
known_places_forget(struct known_places *known)
{
	for (size_t i = 0; known && i < KNOWN; i++)
		known->at[i].version = 0;
}

static void
list_asked(const struct place_query *query, struct str asked[ASKED])
{
	asked[0] = query->city_key;
	asked[1] = query->location.state;
	asked[2] = query->location.country;
}

/* Names that meet push each other out, and that is all. */
static size_t
slot_of(const struct str asked[ASKED])
{
	uint64_t sum = STR_HASH;

	for (size_t i = 0; i < ASKED; i++)
		sum = str_hash(sum, asked[i]);
	return sum % KNOWN;
}

bool
known_places_find(const struct known_places *known,
	const struct store_versions *versions, const struct place_query *query,
	struct place *place)
{
	const struct known_place *at;
	struct str asked[ASKED];

	if (!known || !versions)
		return false;
	list_asked(query, asked);
	at = &known->at[slot_of(asked)];
	if (!at->version || !store_versions_hold(versions, at->version,
				    known_places_tables()))
		return false;
	for (size_t i = 0; i < ASKED; i++)
		if (!str_eq(at->asked[i], asked[i]))
			return false;
	*place = at->place;
	return true;
}

void
known_places_add(struct known_places *known, uint64_t version,
	const struct place_query *query, const struct place *place)
{
	struct str asked[ASKED];
	struct known_place *at;
	size_t used = 0;

	if (!known || !version)
		return;
	list_asked(query, asked);
	at = &known->at[slot_of(asked)];
	at->version = 0;
	at->place = *place;
	memcpy(at->asked, asked, sizeof(asked));
	struct str *const texts[TEXTS] = {&at->asked[0], &at->asked[1],
		&at->asked[2], &at->place.name, &at->place.state,
		&at->place.country};
	for (size_t i = 0; i < TEXTS; i++) {
		if (texts[i]->len > KNOWN_BYTES - used)
			return;
		if (texts[i]->len)
			memcpy(at->bytes + used, texts[i]->at, texts[i]->len);
		texts[i]->at = at->bytes + used;
		used += texts[i]->len;
	}
	at->version = version;
}
