#include "client/profile.h"

#include "base/closest.h"
#include "client/profile_parts.h"
#include "config/ini_lines.h"
#include "config/source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { PROFILE_NAME_MAX = 32, PROFILES_MAX = 64 };

struct reading {
	struct source source;
	const char *wanted;   /* NULL: not said */
	struct profile *into; /* what is wanted */
	struct profile current;
	bool has_current;
	char names[PROFILES_MAX][PROFILE_NAME_MAX + 1];
	size_t count;
	bool found;
};

/* It becomes part of the names of files. */
static bool
is_profile_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!(c >= '0' && c <= '9') && c != '-' && c != '_' &&
			(c != '.' || i == 0))
			return false;
	}
	return name.len >= 1 && name.len <= PROFILE_NAME_MAX;
}

/* The section that ends here is whole. */
static enum err_kind
end_section(struct reading *r, struct err *err)
{
	bool only = !r->wanted && r->count == 1;
	enum err_kind kind;

	if (!r->has_current)
		return OK;
	kind = profile_finish(&r->source, &r->current, err);
	if (kind != OK)
		return kind;
	if (only ||
		!strcmp(r->current.name, r->wanted ? r->wanted : "default")) {
		*r->into = r->current;
		r->found = true;
	}
	return OK;
}

static enum err_kind
begin_section(struct reading *r, const struct ini_line *line, struct err *err)
{
	struct str name = str_from(line->section);
	enum err_kind kind = end_section(r, err);

	if (kind != OK)
		return kind;
	if (!is_profile_name(name))
		return source_fail(&r->source, line->number, err,
			"profile/name",
			"[%s] is no name of a profile; write [NAME] with up "
			"to %d letters, digits, - _ .",
			line->section, PROFILE_NAME_MAX);
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->names[i], line->section))
			return source_fail(&r->source, line->number, err,
				"profile/repeated",
				"[%s] is there already; write all of it in one "
				"place",
				line->section);
	if (r->count == PROFILES_MAX)
		return source_fail(&r->source, line->number, err,
			"profile/many", "more than %d profiles", PROFILES_MAX);
	memcpy(r->names[r->count], name.at, name.len + 1);
	r->count++;
	r->has_current = true;
	r->current = (struct profile){
		.file = r->source.path,
		.line = line->number,
		.name = arena_copy(r->source.arena, name),
	};
	return r->current.name ? OK : fail_memory(err);
}

static enum err_kind
visit(void *ctx, const struct ini_line *line, struct err *err)
{
	struct reading *r = ctx;

	if (!line->name)
		return begin_section(r, line, err);
	return profile_set(&r->source, &r->current, line, err);
}

/* Which one was meant, when that is not clear. */
static enum err_kind
not_found(const struct reading *r, struct err *err)
{
	struct closest closest = {.word = str_from(r->wanted)};

	if (!r->count)
		return source_fail(&r->source, 0, err, "profile/none",
			"no profile in it; begin with [NAME] and api = "
			"https://...");
	if (!r->wanted)
		return source_fail(&r->source, 0, err, "profile/which",
			"%zu profiles; say --profile %s, or another one's "
			"name, or call one [default]",
			r->count, r->names[0]);
	for (size_t i = 0; i < r->count; i++)
		closest_offer(&closest, r->names[i]);
	return source_fail(&r->source, 0, err, "profile/unknown",
		"there is no profile [%.40s]%s%s%s", r->wanted,
		closest.name ? "; did you mean " : "",
		closest.name ? closest.name : "", closest.name ? "?" : "");
}

/* The folder of path with its final slash. */
static const char *
folder_of(const char *path, struct arena *arena)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return "";
	return arena_copy(
		arena, (struct str){path, (size_t)(slash - path) + 1});
}

enum err_kind
profile_load(const char *path, const char *name, struct arena *arena,
	struct profile *profile, struct err *err)
{
	struct reading r = {.wanted = name, .into = profile};
	enum err_kind kind;
	FILE *file;

	*profile = (struct profile){0};
	r.source.path = arena_copy(arena, str_from(path));
	r.source.folder = folder_of(path, arena);
	r.source.arena = arena;
	if (!r.source.path || !r.source.folder)
		return fail_memory(err);
	file = fopen(path, "re");
	if (!file && errno == ENOENT)
		return fail(err, ERR_CONFIG, "profile/missing",
			"there is no %.150s", path);
	if (!file)
		return fail(err, ERR_CONFIG, "profile/unreadable", "%.120s: %s",
			path, strerror(errno));
	kind = ini_lines_read(file, &r.source, visit, &r, err);
	fclose(file);
	if (kind == OK)
		kind = end_section(&r, err);
	if (kind == OK && !r.found)
		kind = not_found(&r, err);
	/* with several, the first was taken before the second was seen */
	if (kind == OK && !name && r.count > 1 &&
		strcmp(profile->name, "default") != 0)
		kind = not_found(&r, err);
	return kind;
}
