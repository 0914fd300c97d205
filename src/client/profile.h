#ifndef CLIENT_PROFILE_H
#define CLIENT_PROFILE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "weather/units.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Who asks whom: the sections of weather-client.conf.  Every section is a
 * profile, and one command uses one of them.
 */

/* How the provider grants a token (the value of `grant`). */
enum grant {
	GRANT_NONE = 0, /* not said: GRANT_APPLICATION with a credential */
	GRANT_APPLICATION,
	GRANT_BROWSER,
	GRANT_DEVICE,
};

/* How the client proves who it is (the value of `client_auth`). */
enum client_auth {
	CLIENT_AUTH_NONE = 0, /* not said: by the credential, or a public one */
	CLIENT_AUTH_POST,
	CLIENT_AUTH_BASIC,
	CLIENT_AUTH_ASSERTION,
};

enum assertion_algorithm {
	ASSERTION_ANY = 0,
	ASSERTION_RS256,
	ASSERTION_PS256
};

/* NULL and 0 are what was not written; strings live in the arena. */
struct profile {
	const char *file; /* where it was read */
	const char *name;
	int line;
	const char *api; /* without its final slash */
	const char *authority, *issuer, *client_id;
	const char *client_secret_file, *client_secret_env;
	const char *certificate, *key, *key_id, *assertion_algorithm;
	const char *client_auth, *grant;
	const char *scope; /* words, one blank between them */
	const char *resource, *prompt;
	const char *redirect_uri, *redirect_port;
	const char *ca_file, *units;
	/* worked out from the words above */
	enum grant granted;
	enum client_auth auth;
	enum assertion_algorithm algorithm;
	enum units shown;
	int port; /* of the redirect; 0: any that is free */
};

/* The table of keys, for help and documents. */
struct profile_key {
	const char *name, *meaning;
	bool is_required;
};
/* The i-th row; false behind the last one. */
bool profile_key(size_t i, struct profile_key *key);

/*
 * Reads the whole file and takes the profile called name; without a name the
 * only one, or the one called default.  Mistakes in other sections count too.
 * ERR_CONFIG with file, line and what to write instead.
 */
enum err_kind profile_load(const char *path, const char *name,
	struct arena *arena, struct profile *profile, struct err *err) MUST_USE;

/* True for https, and for http to 127.0.0.1, [::1] and localhost; never with
 * a user name, and without a fragment. */
bool profile_url_is_safe(struct str text);

#endif
