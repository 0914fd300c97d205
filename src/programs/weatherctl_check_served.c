/* weatherctl check: whether strangers can have the files of the service. */

#include "base/buf.h"
#include "base/url.h"
#include "base/uuid.h"
#include "cli/files.h"
#include "programs/weatherctl_check.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A document root is looked for so many folders above a file. */
enum { ANCESTORS_MAX = 10 };

static const struct fetch_request anybody = {
	.allow_insecure_loopback = true, .timeout_ms = FETCH_PATIENT_MS};

/* By its name alone. */
static void
check_name(struct check *check, const char *path)
{
	static const char *const roots[] = {"/public_html/", "/htdocs/",
		"/httpdocs/", "/wwwroot/", "/var/www/html/",
		"/usr/share/nginx/html/"};
	char real[PATH_MAX], name[PATH_MAX + 2];

	if (!realpath(path, real))
		return;
	snprintf(name, sizeof(name), "%s/", real);
	for (size_t i = 0; i < COUNT(roots); i++)
		if (strstr(name, roots[i])) {
			find(check, FINDING_WARNING, "check/served",
				"%s lies below a folder that web servers give "
				"away (%s); move it out",
				path, roots[i]);
			return;
		}
}

/* base and then the segments of path, escaped. */
static const char *
address(struct check *check, struct str base, const char *path)
{
	struct str rest = str_from(path), segment;
	struct buf text;
	char *copy = NULL;

	buf_init(&text, 3 * PATH_MAX);
	buf_str(&text, base);
	while (str_cut(&rest, '/', &segment)) {
		if (!segment.len)
			continue;
		buf_z(&text, "/");
		url_add_escaped(&text, segment);
	}
	if (!text.failed)
		copy = arena_copy(check->arena, buf_as_str(&text));
	buf_free(&text);
	return copy;
}

/* True when url gives content; *silent when nobody answers at all. */
static bool
gives(struct check *check, const char *url, struct str content, bool *silent)
{
	struct fetch_answer answer;
	struct err err = {0};

	if (!url || check_ask(check, url, &anybody, &answer, &err) != OK) {
		*silent = true;
		return false;
	}
	return content.len && str_eq(answer.body, content);
}

/*
 * Whether the web server gives path to strangers, wherever its document root
 * is: below the address of the service, or of its host.
 */
static bool
is_given(struct check *check, const char *path, struct str content)
{
	struct str bases[] = {str_from(check->url), str_from(check->url)};
	const char *host = strstr(check->url, "://") + 3;
	const char *below = path + strlen(path);
	bool silent = false;

	bases[1].len = (size_t)(host - check->url) + strcspn(host, "/");
	for (int i = 0; i < ANCESTORS_MAX && below > path && !silent; i++) {
		while (below > path && *--below != '/')
			;
		for (size_t k = 0; k < COUNT(bases) && !silent; k++) {
			const char *url;

			if (k && bases[1].len == bases[0].len)
				continue;
			url = address(check, bases[k], below);
			if (!gives(check, url, content, &silent))
				continue;
			find(check, FINDING_ERROR, "check/served",
				"strangers can read %s as %s; move it out of "
				"the folders of the web server",
				path, url);
			return true;
		}
	}
	return false;
}

/* A file of its own there, with words that nobody else has. */
static bool
state_dir_is_given(struct check *check)
{
	char path[PATH_MAX], real[PATH_MAX], words[UUID_LEN + 1];
	struct err err = {0};
	bool given = false;
	int fd;

	if (!realpath(check->config->state_dir, real) ||
		snprintf(path, sizeof(path), "%s/check.XXXXXX", real) >=
			(int)sizeof(path) ||
		uuid7_new(0, words, &err) != OK || (fd = mkstemp(path)) < 0)
		return false;
	if (write(fd, words, UUID_LEN) == UUID_LEN)
		given = is_given(check, path, str_from(words));
	close(fd);
	unlink(path);
	return given;
}

static bool
config_is_given(struct check *check)
{
	struct buf content = {0};
	struct err err = {0};
	char real[PATH_MAX];
	bool given = realpath(check->config->path, real) &&
		     files_read(real, FETCH_BODY_MAX, &content, &err) == OK &&
		     is_given(check, real, buf_as_str(&content));

	buf_free(&content);
	return given;
}

void
check_served(struct check *check, bool server_answers)
{
	bool given = false;

	if (server_answers) {
		given = state_dir_is_given(check);
		given = config_is_given(check) || given;
	}
	if (given)
		return;
	check_name(check, check->config->state_dir);
	check_name(check, check->config->path);
}
