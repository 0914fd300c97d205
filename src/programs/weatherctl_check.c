/* weatherctl check: what is wrong, and what to do about it. */

#include "programs/weatherctl_check.h"
#include "base/clock.h"
#include "base/rfc3339.h"
#include "base/url.h"
#include "cli/exits.h"
#include "cli/show.h"

#include <stdarg.h>
#include <stdio.h>

enum { CHECK_ARENA = 64 * 1024 * 1024 };

/* 2026-01-01: no right clock is older than this program. */
static const int64_t earliest = 1767225600;

void
find(struct check *check, enum finding finding, const char *fmt, ...)
{
	static const char *const words[] = {
		[FINDING_OK] = "ok",
		[FINDING_WARNING] = "warning",
		[FINDING_ERROR] = "error",
	};
	char text[1024];
	va_list args;

	check->warnings += finding == FINDING_WARNING;
	check->errors += finding == FINDING_ERROR;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	printf("%s: ", words[finding]);
	show_text(stdout, str_from(text));
	printf("\n");
}

static void
check_public_url(struct check *check)
{
	const char *text = check->config->public_url;
	struct url url;

	if (!url_parse(str_from(text), &url))
		find(check, FINDING_ERROR, "public_url %s is no http(s) URL",
			text);
	else if (str_is_nocase(url.scheme, "https"))
		find(check, FINDING_OK, "public_url %s", text);
	else if (url_is_loopback(&url))
		find(check, FINDING_OK, "public_url %s, this machine only",
			text);
	else
		find(check, FINDING_WARNING,
			"public_url %s is not encrypted, whoever is on the way "
			"can take the tokens; serve https and write it there",
			text);
}

static void
check_clock(struct check *check)
{
	int64_t now = clock_now(clock_system());
	char text[RFC3339_MAX];

	rfc3339_print(now, text);
	if (now < earliest)
		find(check, FINDING_ERROR,
			"the clock says %s, so that no token can be judged; "
			"set it (NTP)",
			text);
	else
		find(check, FINDING_OK, "the clock says %s", text);
}

static void
check_all(struct check *check)
{
	check_clock(check);
	check_public_url(check);
	if (check_state_dir(check)) {
		check_config_file(check);
		check_databases(check);
		check_fetch_program(check);
		check_dev(check);
		check_keys(check);
		check_upstream(check);
	}
	if (check->errors || check->warnings)
		printf("errors: %zu, warnings: %zu\n", check->errors,
			check->warnings);
	else
		printf("everything is fine\n");
}

int
command_check(const struct arguments *args)
{
	struct settings settings = {0};
	struct check check = {.settings = &settings};
	struct err err = {0};
	int code;

	check.config = &settings.config;
	check.arena = arena_new(CHECK_ARENA);
	if (!check.arena)
		err.kind = fail_memory(&err);
	else if (settings_open(&settings, args, &err) == OK)
		check_all(&check);
	settings_close(&settings);
	arena_free(check.arena);
	code = weatherctl_end(&err);
	return code == EX_OK && check.errors ? 1 : code;
}
