#ifndef CLI_DEV_KEY_H
#define CLI_DEV_KEY_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

/*
 * The key pair of the dev issuer: an EC P-256 key in state_dir/dev.key.pem
 * (0600), and its public half as the key set state_dir/dev.jwks.json, which
 * the responder reads.  Its kid is its RFC 7638 thumbprint.
 */
#define DEV_KEY_FILE "dev.key.pem"
#define DEV_KEY_SET_FILE "dev.jwks.json"

struct dev_key;

/* Makes what is missing and leaves an existing key alone; the key set is
 * written again when it does not fit the key. */
struct dev_key_made {
	bool key, key_set;
};
enum err_kind dev_key_ensure(const char *state_dir, struct dev_key_made *made,
	struct err *err) MUST_USE;

/* ERR_KEYS: missing (run init), readable by others, or no P-256 key. */
enum err_kind dev_key_open(
	struct dev_key **out, const char *state_dir, struct err *err) MUST_USE;
void dev_key_close(struct dev_key *key);

/* Loan until dev_key_close(). */
const char *dev_key_id(const struct dev_key *key);

/* True when state_dir/dev.jwks.json holds exactly the public half of key. */
bool dev_key_set_fits(const struct dev_key *key, const char *state_dir);

/* ES256 over input: R and S, 32 bytes each (RFC 7518 3.4). */
enum { DEV_SIGNATURE_LEN = 64 };
enum err_kind dev_key_sign(const struct dev_key *key, struct str input,
	unsigned char signature[DEV_SIGNATURE_LEN], struct err *err) MUST_USE;

#endif
