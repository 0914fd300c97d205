/* weatherctl check: what the web server makes of a caller's requests. */

#include "base/json.h"
#include "base/url.h"
#include "programs/weatherctl_check.h"

#include <stdio.h>
#include <string.h>

/* How often workers are asked who they are: several serve in turns. */
enum { ASKED = 4, ADDRESS_MAX = 4096, PROBLEM_DEPTH = 8 };

static const struct fetch_request anybody = {
	.allow_insecure_loopback = true, .timeout_ms = FETCH_PATIENT_MS};
static const struct fetch_request caller = {.allow_insecure_loopback = true,
	.timeout_ms = FETCH_PATIENT_MS,
	.as_caller = true};

static enum err_kind
ask(struct check *check, const char *path, const struct fetch_request *like,
	struct fetch_answer *answer, struct err *err)
{
	char url[ADDRESS_MAX];

	snprintf(url, sizeof(url), "%s%s", check->url, path);
	return check_ask(check, url, like, answer, err);
}

/* The last part of a problem's type into type; "" for what is none. */
static void
problem_type(const struct fetch_answer *answer, char type[64])
{
	static const char prefix[] = "/problems/";
	json_t *problem = NULL;
	struct str full;

	type[0] = '\0';
	if (json_parse_object(answer->body, PROBLEM_DEPTH, &problem, NULL, 0) ==
			JSON_GOOD &&
		json_get_str(problem, "type", &full) &&
		str_starts(full, prefix))
		snprintf(type, 64, "%.*s", (int)(full.len - strlen(prefix)),
			full.at + strlen(prefix));
	json_decref(problem);
}

/* Whether it answers, as this service and well. */
static bool
check_health(struct check *check, bool *answers)
{
	struct fetch_answer answer;
	struct err err = {0};
	char type[64];

	if (ask(check, "/health", &anybody, &answer, &err) != OK) {
		find(check, FINDING_WARNING, "check/no-answer",
			"%s: %s; %s, or name by --url where it can be asked "
			"from here, and check again",
			check->url, err.detail,
			err.kind == ERR_TIMEOUT
				? "look into the web server's log why its "
				  "program does not start"
				: "start the web server, or correct "
				  "public_url");
		return false;
	}
	*answers = true;
	problem_type(&answer, type);
	if (answer.status == 200 && str_is(answer.body, "\"OK\"")) {
		find(check, FINDING_OK, NULL, "%s answers", check->url);
		return true;
	}
	if (answer.status >= 500 && check->errors)
		find(check, FINDING_ERROR, "check/not-healthy",
			"%s/health answers %d %s: correct the errors above, "
			"and check again; the server's log names the reason",
			check->url, answer.status, type);
	else if (answer.status >= 500)
		find(check, FINDING_ERROR, "check/not-healthy",
			"%s/health answers %d %s: the program that the web "
			"server starts does not work, though this check does; "
			"the server's log names the reason: look at the user "
			"it runs as and at its WEATHER_CONFIG",
			check->url, answer.status, type);
	else
		find(check, FINDING_ERROR, "check/not-served",
			"%s/health answers %d and not as this service does; "
			"include the shipped configuration in the web "
			"server's, and compare the path of public_url",
			check->url, answer.status);
	return false;
}

/* Whether servers is what the issuers of these settings come to. */
static bool
has_our_issuers(const struct check *check, json_t *metadata)
{
	const struct issuer_set *set = &check->settings->issuers;
	json_t *servers = json_object_get(metadata, "authorization_servers");
	json_t *server;
	size_t index, common = 0;

	for (size_t i = 0; i < set->issuer_count; i++) {
		bool found = !str_starts(set->issuers[i].advertised, "http");

		json_array_foreach(servers, index, server) found =
			found ||
			str_eq(json_str(server), set->issuers[i].advertised);
		if (!found)
			return false;
	}
	json_array_foreach(servers, index,
		server) for (size_t i = 0; i < set->issuer_count;
			     i++) if (str_eq(json_str(server),
					      set->issuers[i].advertised))
	{
		common++;
		break;
	}
	return common == json_array_size(servers);
}

/* Whether all that serve have read this configuration, as it is now. */
static void
check_same_settings(struct check *check)
{
	const char *path = "/.well-known/oauth-protected-resource";
	size_t others = 0;

	for (int i = 0; i < ASKED; i++) {
		struct fetch_answer answer;
		struct err err = {0};
		json_t *metadata = NULL;
		struct str resource;

		if (ask(check, path, &anybody, &answer, &err) != OK)
			return;
		others += json_parse_object(answer.body, PROBLEM_DEPTH,
				  &metadata, NULL, 0) != JSON_GOOD ||
			  !json_get_str(metadata, "resource", &resource) ||
			  !str_is(resource, check->config->public_url) ||
			  !has_our_issuers(check, metadata);
		json_decref(metadata);
	}
	if (others)
		find(check, FINDING_ERROR, "check/other-settings",
			"%s: %zu of %d answers came from a program with "
			"another public_url or other issuers than %s has; "
			"reload the workers, and see that WEATHER_CONFIG names "
			"this file for all of them",
			check->url, others, ASKED, check->config->path);
	else
		find(check, FINDING_OK, NULL,
			"%s is served with these settings", check->url);
}

/* Whether a token arrives.  True when it does. */
static bool
check_authorization(struct check *check)
{
	struct fetch_answer answer;
	struct err err = {0};
	char type[64];

	if (ask(check, "/api/me", &caller, &answer, &err) != OK) {
		find_err(check, FINDING_ERROR, &err);
		return false;
	}
	problem_type(&answer, type);
	if (!strcmp(type, "invalid-token")) {
		find(check, FINDING_OK, NULL,
			"the web server passes on the Authorization header");
		return true;
	}
	if (!strcmp(type, "missing-token"))
		find(check, FINDING_ERROR, "check/authorization-stripped",
			"%s: the web server keeps the Authorization header to "
			"itself, so that every caller gets 401; Apache: "
			"CGIPassAuth On, or where the host forbids that: "
			"SetEnvIf Authorization \"(.+)\" HTTP_AUTHORIZATION=$1",
			check->url);
	else
		find(check, FINDING_ERROR, "check/intercepted",
			"%s/api/me answers a token with %d and not as this "
			"service does; something in front of it answers in its "
			"place: switch off its own authentication there",
			check->url, answer.status);
	return false;
}

/* Whether a body of max_body arrives. */
static void
check_body(struct check *check)
{
	struct fetch_request poster = caller;
	struct fetch_answer answer;
	struct err err = {0};
	char type[64], said[128] = "the connection broke off";

	poster.body_bytes = check->config->max_body_bytes;
	if (ask(check, "/api/reports", &poster, &answer, &err) == OK) {
		problem_type(&answer, type);
		snprintf(said, sizeof(said), "it answered %d", answer.status);
		if (!strcmp(type, "invalid-token")) {
			find(check, FINDING_OK, NULL,
				"the web server passes on bodies of %zu bytes",
				poster.body_bytes);
			return;
		}
	}
	find(check, FINDING_ERROR, "check/body-limit",
		"the web server does not pass on a body of %zu bytes, which "
		"max_body allows (%s); raise its limit (Apache: "
		"FcgidMaxRequestLen, lighttpd: server.max-request-size, nginx: "
		"client_max_body_size), or lower max_body",
		poster.body_bytes, said);
}

static void
check_page(struct check *check)
{
	struct fetch_answer answer;
	struct err err = {0};

	if (!check->config->page_issuer)
		return;
	if (ask(check, "/", &anybody, &answer, &err) == OK &&
		answer.status == 200 && answer.body.len &&
		memmem(answer.body.at, answer.body.len, "<html", 5))
		find(check, FINDING_OK, NULL, "%s/ is the page", check->url);
	else
		find(check, FINDING_WARNING, "check/page-missing",
			"%s/ is no page, though [page] is configured; `make "
			"web && make install` puts it into share/weather/web, "
			"which WEATHER_WEB names for the web server",
			check->url);
}

void
check_server(struct check *check)
{
	bool answers = false;
	struct url url;

	/* such a way is not taken even by what is worth nothing */
	if (!check->offline && url_parse(str_from(check->url), &url) &&
		(str_is(url.scheme, "https") || url_is_loopback(&url)) &&
		check_health(check, &answers)) {
		check_same_settings(check);
		if (check_authorization(check))
			check_body(check);
		check_page(check);
	}
	check_served(check, answers);
}
