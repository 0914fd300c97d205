/*
 * A whole file of profiles: what is taken sends nothing in the clear and can
 * name a file of tokens; what is refused says in which line.
 */
#include "client/outcome.h"
#include "client/profile.h"
#include "fuzz/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
check(const struct profile *profile)
{
	PROMISE(profile_url_is_safe(str_from(profile->api)));
	PROMISE(profile_url_is_safe(str_from(profile->authority)));
	PROMISE(profile->client_id[0] && !strchr(profile->client_id, '\n'));
	PROMISE(strlen(profile->name) <= 32 && !strchr(profile->name, '/') &&
		profile->name[0] != '.');
	PROMISE(!profile->certificate == !profile->key);
	PROMISE(profile->granted != GRANT_NONE);
	PROMISE(profile->granted != GRANT_APPLICATION || profile->certificate ||
		profile->client_secret_file || profile->client_secret_env);
	PROMISE(profile->port >= 0 && profile->port <= 65535);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("profiles", MFD_CLOEXEC);
	struct arena *arena = arena_new(1 << 24);
	struct profile profile;
	struct err err = {0};
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (write(fd, data, size) == (ssize_t)size) {
		if (profile_load(path, NULL, arena, &profile, &err) == OK)
			check(&profile);
		else
			PROMISE(err.kind == ERR_CONFIG &&
				strstr(err.detail, "/proc/self/fd/"));
	}
	arena_free(arena);
	close(fd);
	return 0;
}
