/* weatherctl check: what is wrong, and what to do about it. */

#include "programs/weatherctl_check.h"
#include "base/url.h"
#include "cli/exits.h"
#include "cli/show.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CHECK_ARENA = 64 * 1024 * 1024 };

enum { CHECK_URL = 0, CHECK_OFFLINE };

const struct option_rule check_options[] = {
	{"url", "URL",
		"ask the service there, instead of at public_url, what its "
		"web server makes of requests",
		false},
	{"offline", NULL, "ask nobody over the network", false},
	{0},
};

void
find(struct check *check, enum finding finding, const char *id, const char *fmt,
	...)
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
	if (id)
		printf(" (%s)", id);
	printf("\n");
}

void
find_err(struct check *check, enum finding finding, const struct err *err)
{
	find(check, finding, err->reason, "%s", err->detail);
}

enum err_kind
check_ask(struct check *check, const char *url,
	const struct fetch_request *like, struct fetch_answer *answer,
	struct err *err)
{
	struct fetch_request request = *like;
	const char *program = check->config->fetch_program;
	struct fetch *fetch = NULL;
	enum err_kind kind;

	request.url = url;
	if (!request.timeout_ms)
		request.timeout_ms = FETCH_TOTAL_MS;
	if (!program)
		return fail(err, ERR_FETCH, "fetch/start",
			"fetch_program is not set");
	if ((kind = fetch_start(&fetch, program, &request, err)) == OK &&
		(kind = fetch_wait(fetch, answer, err)) == OK &&
		!arena_str(check->arena, answer->body, &answer->body))
		kind = fail_memory(err);
	answer->etag = NULL;
	fetch_close(fetch);
	return kind;
}

static void
check_public_url(struct check *check)
{
	const char *text = check->config->public_url;
	struct url url;

	if (!url_parse(str_from(text), &url))
		find(check, FINDING_ERROR, "config/url",
			"public_url %s is no http(s) URL", text);
	else if (str_is_nocase(url.scheme, "https"))
		find(check, FINDING_OK, NULL, "public_url %s", text);
	else if (url_is_loopback(&url))
		find(check, FINDING_OK, NULL,
			"public_url %s, this machine only", text);
	else
		find(check, FINDING_WARNING, "check/not-encrypted",
			"public_url %s is not encrypted, whoever is on the way "
			"can take the tokens; serve https and write it there",
			text);
}

static void
check_all(struct check *check)
{
	check_public_url(check);
	check_permissions(check);
	if (check_state_dir(check)) {
		check_config_file(check);
		check_databases(check);
		check_fetch_program(check);
		check_dev(check);
		check_keys(check);
		check_clock(check);
		if (!check->offline)
			check_upstream(check);
		check_server(check);
	}
	if (check->errors || check->warnings)
		printf("errors: %zu, warnings: %zu\n", check->errors,
			check->warnings);
	else
		printf("everything is fine\n");
}

static enum err_kind
choose_url(struct check *check, const char *wanted, struct err *err)
{
	struct str text = str_from(wanted ? wanted : check->config->public_url);
	struct url url;

	if (!url_parse(text, &url) || !url_is_http(&url) || url.has_userinfo ||
		url.has_query || url.has_fragment)
		return fail(err, ERR_PARAMETER, "usage/url",
			"--url \"%.100s\" is no http or https address without "
			"user and query",
			wanted);
	while (str_ends(text, "/"))
		text.len--;
	check->url = arena_copy(check->config->arena, text);
	return check->url ? OK : fail_memory(err);
}

/* To be looked up in weatherctl(8), as that of a finding. */
static void
add_reason(struct err *err)
{
	size_t len = strlen(err->detail);

	snprintf(err->detail + len, sizeof(err->detail) - len, " (%s)",
		err->reason);
}

int
command_check(const struct arguments *args)
{
	struct settings settings = {0};
	struct check check = {.settings = &settings};
	const char *url = argument_value(args, &check_options[CHECK_URL]);
	struct err err = {0};
	int code;

	check.offline = argument_given(args, &check_options[CHECK_OFFLINE]);
	check.config = &settings.config;
	check.arena = arena_new(CHECK_ARENA);
	if (!check.arena)
		err.kind = fail_memory(&err);
	else if (settings_open(&settings, args, &err) == OK &&
		 choose_url(&check, url, &err) == OK)
		check_all(&check);
	else if (err.kind == ERR_CONFIG)
		add_reason(&err);
	settings_close(&settings);
	arena_free(check.arena);
	code = weatherctl_end(&err);
	return code == EX_OK && check.errors ? 1 : code;
}
