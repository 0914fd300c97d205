#ifndef CLIENT_CERTIFICATE_H
#define CLIENT_CERTIFICATE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "client/profile.h"

#include <stddef.h>
#include <stdint.h>

/* An application's certificate with its RSA key, as they are registered with
 * an identity provider. */
struct certificate;

/* Digests of the certificate's DER bytes, as portals and tokens write them. */
struct thumbprints {
	char sha1[41], sha256[65];  /* hexadecimal, capital letters */
	char x5t[28], x5t_s256[44]; /* base64url, RFC 7515 4.1.7 and 4.1.8 */
};

/*
 * Two PEM files; the key must be readable by its owner alone, without
 * passphrase, RSA of 2048 bits or more, and fit the certificate, which must
 * not have expired at now.  ERR_CONFIG.
 */
enum err_kind
certificate_open(struct certificate **out, const char *certificate_file,
	const char *key_file, int64_t now, struct err *err) MUST_USE;
void certificate_close(struct certificate *certificate);

/* Loan until certificate_close(). */
const struct thumbprints *
certificate_thumbprints(const struct certificate *certificate);

/* RS256 or PS256 (RFC 7518 3.3, 3.5) over input. */
enum { CERTIFICATE_SIGNATURE_MAX = 1024 };
enum err_kind certificate_sign(const struct certificate *certificate,
	enum assertion_algorithm algorithm, struct str input,
	unsigned char signature[CERTIFICATE_SIGNATURE_MAX], size_t *len,
	struct err *err) MUST_USE;

/* A self-signed certificate in the making. */
struct certificate_order {
	const char *folder, *name; /* files folder/NAME.{key,cert}.pem */
	const char *subject;       /* its common name */
	int bits, days;
	int64_t now;
};
/*
 * Makes both files (0600) and never replaces one: ERR_EXISTS,
 * certificate/exists.
 */
enum err_kind certificate_new(const struct certificate_order *order,
	struct thumbprints *thumbprints, struct err *err) MUST_USE;

#endif
