#ifndef CONFIG_LOADER_H
#define CONFIG_LOADER_H

#include "base/attr.h"
#include "base/err.h"
#include "config/config.h"
#include "config/ini_lines.h"
#include "config/setting.h"
#include "config/source.h"

#include <stdbool.h>

/* Puts the lines of weather.conf into struct config, section by section. */
struct loader {
	struct source source;
	struct config *config;
	/* the section that is being read */
	enum section_kind section;
	void *target; /* its struct */
	int section_line;
	int seen[SETTINGS_MAX]; /* line of each key in it; 0: not there */
	/* those that were there already */
	bool has_server, has_page, has_upstream;
	bool has_permission[CONFIG_PERMISSIONS];
	int page_line;
};

/* Before the first line: the defaults of [server]. */
enum err_kind loader_begin(struct loader *loader, struct err *err) MUST_USE;

/* An ini_visitor; ctx is the loader. */
enum err_kind
loader_visit(void *ctx, const struct ini_line *line, struct err *err);

/* After the last line: what is missing, what contradicts, the
 * defaults of the permissions. */
enum err_kind loader_finish(struct loader *loader, struct err *err) MUST_USE;

/* The line of a key in the current section; 0 when it is not there. */
int loader_line(const struct loader *loader, const char *name);

#endif
