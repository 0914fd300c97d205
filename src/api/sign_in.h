#ifndef API_SIGN_IN_H
#define API_SIGN_IN_H

#include "api/call.h"
#include "base/attr.h"

#include <jansson.h>

/*
 * Where people sign in: what [page] says, worked out.  Strings are loans of
 * the configuration and of arena.
 */
struct sign_in {
	const struct issuer *issuer; /* as the page's client addresses it */
	const char *metadata_url;    /* of its discovery document */
};

/*
 * ERR_NOT_FOUND, with a sentence for strangers, when the configuration has no
 * [page] section or one whose issuer has no address.
 */
enum err_kind
sign_in_find(const struct config *config, const struct issuer_set *set,
	struct arena *arena, struct sign_in *sign_in, struct err *err) MUST_USE;

/* The issuer that clients of the section name are sent to: not the one of
 * version 1 tokens.  NULL when none has an http address. */
const struct issuer *
sign_in_issuer(const struct issuer_set *set, const char *name);

/* Where that issuer's discovery document is; NULL when memory is gone. */
const char *sign_in_metadata_url(const struct issuer_set *set,
	const struct issuer *issuer, struct arena *arena);

/*
 * Appends the scopes that grant need (bits of enum permission) as a client
 * asks issuer for them, each once.  False when memory is gone.
 */
bool scopes_append(json_t *list, const struct config *config,
	const struct issuer *issuer, unsigned need,
	struct arena *arena) MUST_USE;

/* Whether word is among list's strings. */
bool scopes_has(const json_t *list, struct str word);

/* GET /api/config: what a page needs to sign people in. */
handler page_config;

#endif
