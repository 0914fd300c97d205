#include "kind.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define WEATHER "/api/weather/Portland?state=OR"
#define ELSEWHERE "/api/weather/Salem?state=OR"

/* Another time for each, newer than all before: the database ends half an hour
 * ago. */
#define OBSERVATION "{\"observed_at\":\"%s\",\"temp\":11.5,\"humidity\":81}"
#define REPORT                                                             \
	"{\"description\":\"%s: rain over the river since dawn, and much " \
	"water on the road\",\"location\":{\"city\":\"Portland\","         \
	"\"state\":\"OR\",\"country\":\"US\"}}"

struct kind kinds[KINDS] = {
	{.name = "weather",
		.uri = WEATHER,
		.status = 200,
		.change = CHANGE_HERE},
	{.name = "reports",
		.uri = "/api/reports?limit=50",
		.status = 200,
		.change = CHANGE_REPORT},
	/* which leaves the tag as it is */
	{.name = "304",
		.uri = WEATHER,
		.status = 304,
		.change = CHANGE_ELSEWHERE},
};

static struct side_answer answer;

void
kind_token(const char *folder, const char *name, char token[TOKEN_BYTES])
{
	char path[600];

	snprintf(path, sizeof(path), "%s/%s-token", folder, name);
	side_read_file(path, token, TOKEN_BYTES);
}

static void
start(struct side *side, const char *const front[3], const char *const *command,
	const char *folder)
{
	const char *argv[SIDE_ARGS] = {NULL};
	char log[600];
	size_t count = 0;

	for (size_t i = 0; front && i < 3 && front[i]; i++)
		argv[count++] = front[i];
	for (size_t i = 0; command[i]; i++)
		argv[count++] = command[i];
	snprintf(log, sizeof(log), "%s/log", folder);
	side_start(side, argv, log);
}

void
kind_start_ours(struct side *side, const char *const front[3],
	const char *responder, const char *folder, const char *name)
{
	char config[600];
	const char *const command[] = {
		responder, "--config", config, "--listen", side->socket, NULL};

	snprintf(config, sizeof(config), "%s/weather.conf", folder);
	snprintf(side->socket, sizeof(side->socket), "%s/%s", folder, name);
	start(side, front, command, folder);
}

void
kind_prepare(struct kind *kind, const struct side *ours, const char *folder)
{
	char token[TOKEN_BYTES], tag[200];
	struct side_question question = {
		.method = "GET", .uri = kind->uri, .token = token};

	kind_token(folder, "read", token);
	side_make_request(&kind->request, &question);
	if (kind->status == 304) {
		side_ask(ours, &kind->request, 200, &answer);
		side_header(&answer, "ETag", tag, sizeof(tag));
		question.if_none_match = tag;
		side_make_request(&kind->request, &question);
	}
	side_ask(ours, &kind->request, kind->status, &answer);
	snprintf(kind->answer, sizeof(kind->answer), "%s/answer-%s", folder,
		kind->name);
	side_write_file(kind->answer, answer.bytes, answer.len);
}

void
kind_start_trivial(struct side *side, const char *const front[3],
	const char *trivial, const char *folder, const struct kind *kind)
{
	const char *const command[] = {
		trivial, side->socket, kind->answer, NULL};

	snprintf(side->socket, sizeof(side->socket), "%s/trivial-%s", folder,
		kind->name);
	start(side, front, command, folder);
}

void
kind_ask(const struct kind *kind, const struct side *side, int count)
{
	for (int i = 0; i < count; i++)
		side_ask(side, &kind->request, kind->status, &answer);
}

void
kind_change(
	enum change change, const struct side *writer, const char *write_token)
{
	static const char *const uris[] = {
		[CHANGE_HERE] = WEATHER,
		[CHANGE_ELSEWHERE] = ELSEWHERE,
		[CHANGE_REPORT] = "/api/reports",
	};
	static struct side_request request;
	static time_t at;
	char body[1000], stamp[40];
	struct tm tm;

	at = at ? at + 1 : time(NULL) - 1790;
	gmtime_r(&at, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (change == CHANGE_REPORT)
		snprintf(body, sizeof(body), REPORT, stamp);
	else
		snprintf(body, sizeof(body), OBSERVATION, stamp);
	side_make_request(&request, &(struct side_question){.method = "POST",
					    .uri = uris[change],
					    .token = write_token,
					    .body = body});
	side_ask(writer, &request, 201, &answer);
}
