#ifndef CONFIG_SETTING_H
#define CONFIG_SETTING_H

#include "base/str.h"
#include "config/config.h"

#include <stddef.h>

/* The table of everything that weather.conf can say: one row per key. */

enum section_kind {
	SECTION_NONE = 0,
	SECTION_SERVER,
	SECTION_ISSUER,
	SECTION_PERMISSION,
	SECTION_PAGE,
	SECTION_UPSTREAM,
};
enum { SECTION_LAST = SECTION_UPSTREAM };

/* What a value must look like and what its field is. */
enum setting_type {
	SETTING_WORD = 0,   /* const char *: one word */
	SETTING_PREFIX,     /* const char *: a beginning of scopes, or empty */
	SETTING_GUID,       /* const char *: in lower case */
	SETTING_TENANT,     /* the same, or organizations */
	SETTING_LABEL,      /* const char *: a part of a host's name */
	SETTING_PATH,       /* const char *: relative to the file */
	SETTING_PUBLIC_URL, /* const char *: without its final slash */
	SETTING_URL,        /* const char *: http or https */
	SETTING_PROXY,      /* const char *: a proxy as libcurl takes it */
	SETTING_WORDS,      /* struct words */
	SETTING_GUIDS,      /* struct words: as they are written */
	SETTING_POLICIES,   /* struct words: names of B2C policies */
	SETTING_SCOPES,     /* struct words: scope tokens of RFC 6749 3.3 */
	SETTING_ORIGINS,    /* struct words: scheme://host[:port] */
	SETTING_ALGORITHMS, /* struct words: of algorithm names */
	SETTING_PRESET,     /* enum issuer_preset */
	SETTING_LEVEL,      /* enum log_level */
	SETTING_SIZE,       /* size_t: 1 to 1048576 */
	SETTING_COUNT,      /* size_t: 1 to 1000000 */
	SETTING_METRICS,    /* enum metrics_access */
	SETTING_SWITCH,     /* bool: on or off */
	SETTING_PROVIDER,   /* enum upstream_provider */
	SETTING_TEXT,       /* const char *: a sentence */
};

/* Sets of presets; sections without a preset have IN_EVERY. */
#define IN_ENTRA (1u << PRESET_ENTRA)
#define IN_B2C (1u << PRESET_ENTRA_B2C)
#define IN_OIDC (1u << PRESET_OIDC)
#define IN_STATIC (1u << PRESET_STATIC)
#define IN_DEV (1u << PRESET_DEV)
#define IN_EVERY (~0u)

struct setting {
	enum section_kind section;
	const char *name;
	enum setting_type type;
	size_t offset;        /* in the struct of the section */
	unsigned used;        /* presets that may have it */
	unsigned required;    /* presets that must have it */
	const char *fallback; /* [server]: the value itself; else words */
	const char *meaning;
};

extern const struct setting settings[];
extern const size_t setting_count;
enum { SETTINGS_MAX = 64 };

/* NULL when section has no such key. */
const struct setting *setting_find(enum section_kind section, struct str name);

/* The key of section that name is closest to; NULL. */
const char *setting_closest(enum section_kind section, struct str name);

/* "[issuer NAME]" */
const char *section_title(enum section_kind section);

/* PRESET_NONE for a word that is none. */
enum issuer_preset preset_from(struct str word);
const char *preset_name(enum issuer_preset preset);

/* PROVIDER_NONE for a word that is none. */
enum upstream_provider provider_from(struct str word);
const char *provider_name(enum upstream_provider provider);

#endif
