#ifndef TESTS_CONFIG_H
#define TESTS_CONFIG_H

/* A folder with a weather.conf for tests of src/config, and its complaints. */
#include "config/config.h"
#include "unit/tap.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* The folder of all files that a test writes. */
static char folder[PATH_MAX];

static inline const char *
in_folder(const char *name)
{
	static char paths[4][PATH_MAX + 64];
	static size_t next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static inline void
write_bytes(const char *path, const char *bytes, size_t len)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(bytes, 1, len, file) != len || fclose(file))
		abort();
}

/* Loads bytes as weather.conf. */
static inline enum err_kind
load_bytes(
	const char *bytes, size_t len, struct config *config, struct err *err)
{
	const char *path = in_folder("weather.conf");

	*err = (struct err){0};
	write_bytes(path, bytes, len);
	return config_load(path, config, err);
}

static inline enum err_kind
load(const char *text, struct config *config, struct err *err)
{
	return load_bytes(text, strlen(text), config, err);
}

#define SERVER "[server]\nstate_dir = /s\npublic_url = http://localhost:8\n"
#define DEV "[issuer dev]\npreset = dev\n"
#define GUID "11111111-2222-3333-4444-555555555555"

/* Reason and detail without the folder, or "" when text loads. */
static inline const char *
complaint(const char *text)
{
	static char said[600];
	struct config config;
	struct err err;
	const char *detail;

	said[0] = '\0';
	if (load(text, &config, &err) == OK) {
		config_free(&config);
		return said;
	}
	detail = strstr(err.detail, "weather.conf");
	snprintf(said, sizeof(said), "%s | %s", err.reason,
		detail ? detail : err.detail);
	return said;
}

struct complaint_case {
	const char *text, *complaint;
};

static inline void
check_complaints(const struct complaint_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		CHECK_STR(complaint(cases[i].text), cases[i].complaint);
}

static inline const char *
word(const struct words *words, size_t i)
{
	return i < words->count ? words->at[i] : "(none)";
}

static inline void
folder_new(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%s/config-XXXXXX",
		tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		abort();
}

/* Nothing else may be left in it. */
static inline void
folder_free(void)
{
	unlink(in_folder("weather.conf"));
	rmdir(folder);
}

#endif
