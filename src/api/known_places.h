#ifndef API_KNOWN_PLACES_H
#define API_KNOWN_PLACES_H

#include "api/place.h"
#include "store/db.h"
#include "weather/place.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Which place a name means, where it is the only one of that name, for as long
 * as no place has changed: observations do not change it, and come much more
 * often.
 */
struct known_places;

/* Of which tables that follows. */
uint16_t known_places_tables(void);

/* NULL when memory is gone; all others take NULL. */
struct known_places *known_places_new(void);
void known_places_free(struct known_places *known);
void known_places_forget(struct known_places *known);

/* The texts of *place are loans until the next known_places_add(). */
bool known_places_find(const struct known_places *known,
	const struct store_versions *versions, const struct place_query *query,
	struct place *place);

/* version: store_versions()->now from before place was read; 0: nothing is
 * remembered. */
void known_places_add(struct known_places *known, uint64_t version,
	const struct place_query *query, const struct place *place);

#endif
