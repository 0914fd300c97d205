#include "client/cache_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char folder_name[] = "weather-client";

/* $XDG_STATE_HOME, which must be absolute to count (XDG Base Directory), else
 * ~/.local/state. */
static const char *
state_home(const struct surroundings *around, struct arena *arena)
{
	if (around->state_home && around->state_home[0] == '/')
		return arena_copy(arena, str_from(around->state_home));
	if (around->home && around->home[0] == '/')
		return arena_printf(arena, "%s/.local/state", around->home);
	return NULL;
}

/* Makes what is missing of path, for the user alone. */
static void
make_parents(char *path)
{
	for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		(void)!mkdir(path, S_IRWXU);
		*slash = '/';
	}
	(void)!mkdir(path, S_IRWXU);
}

/*
 * Whoever can write into the folder, or put a link in its place, could have
 * tokens written elsewhere or plant their own.
 */
static enum err_kind
check_folder(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fail(err, ERR_INTERNAL, "cache/read", "%.120s: %s", path,
			strerror(errno));
	if (st.st_uid != geteuid())
		return fail(err, ERR_INTERNAL, "cache/owner",
			"%.150s belongs to somebody else", path);
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return fail(err, ERR_INTERNAL, "cache/owner",
			"others can enter %.80s; run: chmod 700 %.80s", path,
			path);
	return OK;
}

enum err_kind
cache_folder_open(const struct surroundings *around, struct arena *arena,
	int *fd, const char **path, struct err *err)
{
	const char *home = state_home(around, arena);
	enum err_kind kind;
	char *parents;

	*fd = -1;
	if (!home)
		return fail(err, ERR_CONFIG, "cache/place",
			"neither HOME nor XDG_STATE_HOME says where to keep "
			"tokens");
	parents = arena_copy(arena, str_from(home));
	*path = arena_printf(arena, "%s/%s", home, folder_name);
	if (!parents || !*path)
		return fail_memory(err);
	make_parents(parents);
	(void)!mkdir(*path, S_IRWXU);
	*fd = open(*path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0)
		return fail(err, ERR_INTERNAL,
			errno == ELOOP || errno == ENOTDIR ? "cache/owner"
							   : "cache/read",
			"%.120s: %s", *path,
			errno == ELOOP || errno == ENOTDIR
				? "a link or file stands where a folder should"
				: strerror(errno));
	kind = check_folder(*fd, *path, err);
	if (kind == OK)
		return OK;
	close(*fd);
	*fd = -1;
	return kind;
}
