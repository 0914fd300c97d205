#include "client/cache_parts.h"

#include "unit/tap.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char home[64];
static struct profile profile;
static struct session session;
static struct err err;

static void
pass_no_time(void *ctx, int64_t ms)
{
	(void)ctx, (void)ms;
}

static void
visit_nothing(void *ctx, const struct cache_entry *entry)
{
	size_t *visits = ctx;

	*visits += entry->access_token.len > 0;
}

static struct cache *
open_cache(void)
{
	struct cache *cache;

	err = (struct err){0};
	CHECK_INT(cache_open(&cache, &session, &err), OK);
	return cache;
}

static void
save(const char *token)
{
	struct cache_entry entry = {.access_token = str_from(token),
		.refresh_token = STR_LIT("r"),
		.obtained_at = 1,
		.expires_at = 2,
		.who = {.subject = STR_LIT("s"), .name = STR_LIT("\xC3\xA4")}};
	struct cache *cache = open_cache();

	CHECK_INT(cache_lock(cache, &session, &err), OK);
	CHECK_INT(cache_save(cache, &entry, &err), OK);
	cache_close(cache);
}

static struct cache_entry
load(void)
{
	struct cache *cache = open_cache();
	struct cache_entry entry;

	CHECK_INT(cache_load(cache, session.arena, &entry, &err), OK);
	cache_close(cache);
	return entry;
}

static size_t
clear(size_t *removed)
{
	struct cache *cache = open_cache();
	size_t visits = 0;

	CHECK_INT(cache_clear(cache, session.arena, visit_nothing, &visits,
			  removed, &err),
		OK);
	cache_close(cache);
	return visits;
}

static void
reset(void)
{
	profile = (struct profile){.name = "a",
		.api = "https://api",
		.authority = "https://login",
		.client_id = "me",
		.scope = "s",
		.granted = GRANT_BROWSER};
}

static void
what_was_saved_is_loaded(void)
{
	struct cache_entry entry;

	reset();
	CHECK(!load().access_token.len);
	save("token");
	entry = load();
	CHECK(str_is(entry.access_token, "token"));
	CHECK(str_is(entry.refresh_token, "r"));
	CHECK(str_is(entry.who.subject, "s"));
	CHECK(str_is(entry.who.name, "\xC3\xA4"));
	CHECK_INT(entry.expires_at, 2);
}

static void
other_settings_never_get_it(void)
{
	const char **const fields[] = {&profile.name, &profile.api,
		&profile.authority, &profile.issuer, &profile.client_id,
		&profile.scope, &profile.resource, &profile.certificate,
		&profile.ca_file};

	reset();
	save("token");
	for (size_t i = 0; i < COUNT(fields); i++) {
		reset();
		*fields[i] = "b";
		CHECK(!load().access_token.len);
	}
	reset();
	profile.granted = GRANT_APPLICATION;
	CHECK(!load().access_token.len);
	/* values must not run into each other */
	reset();
	profile.authority = "https://logi";
	profile.issuer = "n";
	CHECK(!load().access_token.len);
	reset();
	CHECK(str_is(load().access_token, "token"));
}

static void
a_profile_is_cleared_with_all_its_scopes_and_no_other(void)
{
	size_t removed;

	reset();
	save("one");
	profile.scope = "t";
	save("two");
	profile.client_id = "you";
	save("three");
	reset();
	profile.name = "a-b";
	save("four");
	reset();
	/* what belongs to another client is removed, but not shown to it */
	CHECK_INT(clear(&removed), 2);
	CHECK_INT(removed, 3);
	CHECK(!load().access_token.len);
	profile.name = "a-b";
	CHECK(str_is(load().access_token, "four"));
	CHECK_INT(clear(&removed), 1);
}

static void
a_lock_keeps_the_second_one_waiting(void)
{
	struct cache *first, *second;

	reset();
	first = open_cache();
	second = open_cache();
	CHECK_INT(cache_lock(first, &session, &err), OK);
	CHECK_INT(cache_lock(second, &session, &err), ERR_BUSY);
	CHECK_STR(err.reason, "cache/busy");
	cache_unlock(first);
	err = (struct err){0};
	CHECK_INT(cache_lock(second, &session, &err), OK);
	cache_close(second);
	cache_close(first);
}

static void
folders_of_others_are_refused(void)
{
	static const mode_t modes[] = {0755, 0710, 0720, 0701};
	char folder[128];
	struct cache *cache;

	reset();
	snprintf(folder, sizeof(folder), "%s/weather-client", home);
	for (size_t i = 0; i < COUNT(modes); i++) {
		CHECK_INT(chmod(folder, modes[i]), 0);
		err = (struct err){0};
		CHECK_INT(cache_open(&cache, &session, &err), ERR_INTERNAL);
		CHECK_STR(err.reason, "cache/owner");
		CHECK(strstr(err.detail, "chmod 700"));
		cache_close(cache);
	}
	CHECK_INT(chmod(folder, 0700), 0);
	session.around.state_home = "relative";
	session.around.home = NULL;
	CHECK_INT(cache_open(&cache, &session, &err), ERR_CONFIG);
	CHECK_STR(err.reason, "cache/place");
	cache_close(cache);
	session.around.state_home = home;
}

/* What others could read was read by them, what they could write may be
 * theirs. */
static void
files_of_others_are_refused(void)
{
	static const mode_t modes[] = {0640, 0620, 0604};
	char path[512], other[512];
	struct cache_entry entry;
	struct cache *cache;
	struct cache_key key;

	reset();
	save("token");
	cache_key_of(&profile, &key);
	snprintf(path, sizeof(path), "%s/weather-client/a-%.32s.json", home,
		key.all);
	snprintf(other, sizeof(other), "%s/weather-client/other", home);
	cache = open_cache();
	for (size_t i = 0; i < COUNT(modes); i++) {
		CHECK_INT(chmod(path, modes[i]), 0);
		err = (struct err){0};
		CHECK_INT(cache_load(cache, session.arena, &entry, &err),
			ERR_INTERNAL);
		CHECK_STR(err.reason, "cache/owner");
		CHECK(!entry.access_token.len);
	}
	CHECK_INT(chmod(path, 0600), 0);
	CHECK_INT(rename(path, other), 0);
	CHECK_INT(symlink("other", path), 0);
	CHECK_INT(cache_load(cache, session.arena, &entry, &err), ERR_INTERNAL);
	CHECK_STR(err.reason, "cache/owner");
	CHECK_INT(rename(other, path), 0);
	CHECK_INT(cache_load(cache, session.arena, &entry, &err), OK);
	CHECK(str_is(entry.access_token, "token"));
	cache_close(cache);
}

static void
remove_all(void)
{
	char path[512];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/weather-client", home);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		(void)!unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	rmdir(path);
	rmdir(home);
}

int
main(void)
{
	snprintf(home, sizeof(home), "/tmp/weather-cache.XXXXXX");
	if (!mkdtemp(home))
		return 1;
	session = (struct session){.profile = &profile,
		.around = {.state_home = home},
		.arena = arena_new(1 << 22),
		.waiting = {pass_no_time, NULL}};
	RUN(what_was_saved_is_loaded);
	RUN(other_settings_never_get_it);
	RUN(a_profile_is_cleared_with_all_its_scopes_and_no_other);
	RUN(a_lock_keeps_the_second_one_waiting);
	RUN(folders_of_others_are_refused);
	RUN(files_of_others_are_refused);
	arena_free(session.arena);
	remove_all();
	DONE();
}
