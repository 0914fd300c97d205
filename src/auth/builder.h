#ifndef AUTH_BUILDER_H
#define AUTH_BUILDER_H

#include "auth/issuer.h"

/* The pieces that presets are made of: what of one [issuer] section goes into
 * an issuer set, and how its mistakes are told. */
struct builder {
	struct issuer_set *set;
	const struct config *config;
	const struct issuer_config *section;
	struct err *err;
};

/* ERR_CONFIG `file:line: [issuer NAME]: what`; what NULL: no memory. */
enum err_kind builder_fail(const struct builder *b, const char *what) MUST_USE;

/* Without the slashes at its end. */
struct str builder_stem(const char *url);

bool builder_is_written(const char *value);
const char *builder_written_or(const char *value, const char *otherwise);

/* The list is there and holds no empty word; key names it in the error. */
enum err_kind builder_check_words(const struct builder *b,
	const struct words *words, const char *key) MUST_USE;

/* The section's algorithms, or standard alone. */
enum err_kind builder_algorithms(const struct builder *b,
	enum algorithm standard, algorithm_set *out) MUST_USE;

/* A copy with A to Z in lower case; NULL: no memory. */
const char *builder_lower(const struct builder *b, const char *text);

/* In lower case, as Entra writes GUIDs into tokens; all comparisons with a
 * token are then exact. */
enum err_kind builder_guid(const struct builder *b, const char *key,
	const char *text, const char **out) MUST_USE;

/* One of the three is where the keys come from, the others are NULL. */
struct origin {
	const char *metadata_url, *jwks_uri, *jwks_file;
	const char *metadata_issuer, *other_metadata_issuer;
};

enum err_kind builder_add_source(const struct builder *b,
	const struct origin *origin, algorithm_set algorithms) MUST_USE;

/* One that takes its keys from the source that was added last. */
struct issuer *builder_add_issuer(
	const struct builder *b, const char *iss, algorithm_set algorithms);

#endif
