#include "config/config.h"

#include "base/confine.h"
#include "config/ini_lines.h"
#include "config/loader.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char system_path[] = "/etc/weather/weather.conf";

enum { CONFIG_BYTES_MAX = 16 * 1024 * 1024 };

/* path up to its last slash, that included. */
static char *
folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) + 1 : 0;

	return arena_copy(arena, (struct str){path, len});
}

static enum err_kind
read_file(struct loader *loader, FILE *file, struct err *err)
{
	struct config *config = loader->config;
	struct arena *arena = config->arena;
	const char *rest;
	enum err_kind kind;

	loader->source.folder = folder_of(arena, config->path);
	if (!loader->source.folder)
		return fail_memory(err);
	if ((kind = loader_begin(loader, err)) != OK ||
		(kind = ini_lines_read(file, &loader->source, loader_visit,
			 loader, err)) != OK ||
		(kind = loader_finish(loader, err)) != OK)
		return kind;
	rest = strstr(config->public_url, "://");
	rest = rest ? strchr(rest + 3, '/') : NULL;
	config->base_path = rest ? rest : "";
	return OK;
}

enum err_kind
config_load(const char *path, struct config *config, struct err *err)
{
	struct loader loader = {.config = config};
	FILE *file = NULL;
	enum err_kind kind;

	*config = (struct config){0};
	loader.source.path = path;
	config->arena = arena_new(CONFIG_BYTES_MAX);
	if (!config->arena) {
		kind = fail_memory(err);
		goto done;
	}
	loader.source.arena = config->arena;
	config->path = arena_copy(config->arena, str_from(path));
	if (!config->path) {
		kind = fail_memory(err);
		goto done;
	}
	file = fopen(path, "re");
	if (!file) {
		kind = source_fail(&loader.source, 0, err, "config/open",
			"cannot be opened by user %u: %s%s; %s",
			(unsigned)geteuid(), strerror(errno),
			confine_hint(errno),
			errno == EACCES
				? "let it read the file and its folders"
				: "weather.conf.example shows what to write");
		goto done;
	}
	kind = read_file(&loader, file, err);
done:
	if (file)
		fclose(file);
	if (kind != OK)
		config_free(config);
	return kind;
}

void
config_free(struct config *config)
{
	arena_free(config->arena);
	*config = (struct config){0};
}

static bool
fits(char *out, size_t size, const char *folder, size_t len, const char *name)
{
	int n = snprintf(out, size, "%.*s%s", (int)len, folder, name);

	return n >= 0 && (size_t)n < size;
}

/* Length of path without its last component: "/a/b" gives 2, "/a" gives 0. */
static size_t
parent(const char *path, size_t len)
{
	while (len && path[len - 1] != '/')
		len--;
	return len ? len - 1 : 0;
}

enum err_kind
config_find(const char *asked, char *found, size_t size, struct err *err)
{
	const char *wish = asked ? asked : getenv("WEATHER_CONFIG");
	char program[PATH_MAX] = "";
	ssize_t len;
	size_t beside, above;

	if (asked || (wish && *wish)) {
		if (fits(found, size, wish, strlen(wish), ""))
			return OK;
		return fail(err, ERR_CONFIG, "config/path-length",
			"the path of the configuration file is too long");
	}
	len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	beside = len > 0 ? parent(program, (size_t)len) : 0;
	above = parent(program, beside);
	if (len > 0 &&
		((fits(found, size, program, beside, "/weather.conf") &&
			 !access(found, F_OK)) ||
			(fits(found, size, program, above, "/weather.conf") &&
				!access(found, F_OK))))
		return OK;
	if (fits(found, size, system_path, strlen(system_path), "") &&
		!access(found, F_OK))
		return OK;
	return fail(err, ERR_CONFIG, "config/not-found",
		"no weather.conf in %.60s, the folder above it or "
		"/etc/weather; write one there, or name it by --config or "
		"WEATHER_CONFIG",
		beside ? (program[beside] = '\0', program) : "/");
}

/* Whether path is folder or below it, by their letters. */
static bool
is_inside(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	while (len && folder[len - 1] == '/')
		len--;
	return !strncmp(path, folder, len) &&
	       (path[len] == '/' || path[len] == '\0');
}

/* path with its folder resolved, its last component as it is. */
static bool
resolve_folder(const char *path, char out[PATH_MAX])
{
	char folder[PATH_MAX], real[PATH_MAX];
	const char *slash = strrchr(path, '/');

	if (!fits(folder, sizeof(folder), slash ? path : "./",
		    slash ? (size_t)(slash - path) + 1 : 2, "") ||
		!realpath(folder, real))
		return false;
	return fits(out, PATH_MAX, real, strlen(real), "/") &&
	       fits(out + strlen(out), PATH_MAX - strlen(out), "", 0,
		       slash ? slash + 1 : path);
}

/*
 * A file is served by the name it has in root, wherever a link leads, and
 * by its own place when the link is outside: so all of them count.
 */
static bool
is_served(const char *path, const char *root)
{
	char real_root[PATH_MAX], forms[2][PATH_MAX];
	/* what ".." comes to only resolving can tell */
	const char *paths[] = {strstr(path, "/..") ? NULL : path, NULL, NULL};

	if (!realpath(root, real_root))
		snprintf(real_root, sizeof(real_root), "%s", root);
	if (resolve_folder(path, forms[0]))
		paths[1] = forms[0];
	if (realpath(path, forms[1]))
		paths[2] = forms[1];
	for (size_t i = 0; i < COUNT(paths); i++)
		if (paths[i] && (is_inside(paths[i], root) ||
					is_inside(paths[i], real_root)))
			return true;
	return false;
}

enum err_kind
config_check_root(
	const struct config *config, const char *root, struct err *err)
{
	if (!root || !*root)
		return OK;
	if (is_served(config->path, root))
		return fail(err, ERR_CONFIG, "config/served",
			"%.60s lies inside the document root %.60s, where "
			"strangers can read it; move it out",
			config->path, root);
	if (is_served(config->state_dir, root))
		return fail(err, ERR_CONFIG, "config/served",
			"state_dir %.60s lies inside the document root "
			"%.60s, where strangers can read it; move it out",
			config->state_dir, root);
	return OK;
}
