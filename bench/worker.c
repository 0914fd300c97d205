/*
 * How much time of the processor does one request take of a worker, straight
 * on its Unix socket?
 *
 *	worker RESPONDER TRIVIAL FOLDER [BLOCKS]
 *
 * FOLDER has weather.conf, a database and the tokens read-token and
 * write-token.  One responder of ours and one trivial one for each kind of
 * answer, which sends the same bytes, are asked in turn, a block each.  Then
 *the data changes, by another worker of ours, before every single request.
 */
#include "side.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_BLOCK = 200, WARM = 300, BLOCKS = 40, CHANGES = 10 };

#define WEATHER "/api/weather/Portland?state=OR"
#define REPORTS "/api/reports?limit=50"

struct kind {
	const char *name;
	const char *uri;
	int status;
	bool observation; /* what changes the data: this, or a report */
	struct side_request request;
	struct side trivial;
};

/* Another time for each, newer than all before: the database ends half an hour
 * ago. */
#define OBSERVATION "{\"observed_at\":\"%s\",\"temp\":11.5,\"humidity\":81}"
#define REPORT                                                             \
	"{\"description\":\"%s: rain over the river since dawn, and much " \
	"water on the road\",\"location\":{\"city\":\"Portland\","         \
	"\"state\":\"OR\",\"country\":\"US\"}}"

static struct kind kinds[] = {
	{.name = "weather", .uri = WEATHER, .status = 200, .observation = true},
	{.name = "reports", .uri = REPORTS, .status = 200},
	{.name = "304", .uri = WEATHER, .status = 304},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static struct side_answer answer;
static char read_token[20000], write_token[20000];

static void
start_ours(struct side *side, const char *responder, const char *folder,
	const char *name)
{
	char config[512], log[512];
	const char *argv[] = {
		responder, "--config", config, "--listen", side->socket, NULL};

	snprintf(config, sizeof(config), "%s/weather.conf", folder);
	snprintf(log, sizeof(log), "%s/log", folder);
	snprintf(side->socket, sizeof(side->socket), "%s/%s", folder, name);
	side_start(side, argv, log);
}

/* A trivial responder that sends the answer at hand. */
static void
start_trivial(struct side *side, const char *trivial, const char *folder,
	const char *name)
{
	char path[512], log[512];
	const char *const argv[SIDE_ARGS] = {trivial, side->socket, path};

	snprintf(path, sizeof(path), "%s/answer-%s", folder, name);
	snprintf(log, sizeof(log), "%s/log", folder);
	snprintf(side->socket, sizeof(side->socket), "%s/trivial-%s", folder,
		name);
	side_write_file(path, answer.bytes, answer.len);
	side_start(side, argv, log);
}

static void
prepare(struct kind *kind, const struct side *ours, const char *trivial,
	const char *folder)
{
	struct side_question question = {
		.method = "GET", .uri = kind->uri, .token = read_token};
	char tag[200];

	side_make_request(&kind->request, &question);
	if (kind->status == 304) {
		side_ask(ours, &kind->request, 200, &answer);
		side_header(&answer, "ETag", tag, sizeof(tag));
		question.if_none_match = tag;
		side_make_request(&kind->request, &question);
	}
	side_ask(ours, &kind->request, kind->status, &answer);
	fprintf(stderr, "# %s: %zu bytes\n", kind->name, answer.len);
	start_trivial(&kind->trivial, trivial, folder, kind->name);
}

/* Microseconds of its processor time per request. */
static double
block(const struct side *side, const struct kind *kind, int count)
{
	double before = side_cpu_us(side);

	for (int i = 0; i < count; i++)
		side_ask(side, &kind->request, kind->status, &answer);
	return (side_cpu_us(side) - before) / count;
}

static void
measure(struct kind *kind, const struct side *ours, int blocks)
{
	char row[100];

	snprintf(row, sizeof(row), "worker/%s", kind->name);
	block(ours, kind, WARM);
	block(&kind->trivial, kind, WARM);
	for (int i = 0; i < blocks; i++) {
		double first, second;

		if (i % 2) {
			first = block(ours, kind, PER_BLOCK);
			second = block(&kind->trivial, kind, PER_BLOCK);
		} else {
			second = block(&kind->trivial, kind, PER_BLOCK);
			first = block(ours, kind, PER_BLOCK);
		}
		side_sample(row, first, second);
	}
}

static void
change(struct kind *kind, const struct side *writer)
{
	static struct side_request request;
	static time_t at;
	char body[1000], stamp[40];
	struct tm tm;

	at = at ? at + 1 : time(NULL) - 1790;
	gmtime_r(&at, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (kind->observation)
		snprintf(body, sizeof(body), OBSERVATION, stamp);
	else
		snprintf(body, sizeof(body), REPORT, stamp);
	side_make_request(&request,
		&(struct side_question){.method = "POST",
			.uri = kind->observation ? WEATHER : "/api/reports",
			.token = write_token,
			.body = body});
	side_ask(writer, &request, 201, &answer);
}

/* One change, one request of ours, one of the trivial one, and so on. */
static void
measure_changed(struct kind *kind, const struct side *ours,
	const struct side *writer, int blocks)
{
	char row[100];

	snprintf(row, sizeof(row), "changed/%s", kind->name);
	for (int i = 0; i < blocks; i++) {
		double first = 0, second = 0;

		for (int n = 0; n < CHANGES; n++) {
			change(kind, writer);
			first += block(ours, kind, 1);
			second += block(&kind->trivial, kind, 1);
		}
		side_sample(row, first / CHANGES, second / CHANGES);
	}
}

int
main(int argc, char **argv)
{
	struct side ours, writer;
	char path[512];
	int blocks = argc == 5 ? (int)strtol(argv[4], NULL, 10) : BLOCKS;

	if (argc < 4)
		side_stop("usage", "worker RESPONDER TRIVIAL FOLDER [BLOCKS]");
	snprintf(path, sizeof(path), "%s/read-token", argv[3]);
	side_read_file(path, read_token, sizeof(read_token));
	snprintf(path, sizeof(path), "%s/write-token", argv[3]);
	side_read_file(path, write_token, sizeof(write_token));
	start_ours(&ours, argv[1], argv[3], "ours");
	start_ours(&writer, argv[1], argv[3], "writer");
	for (size_t i = 0; i < KINDS; i++)
		prepare(&kinds[i], &ours, argv[2], argv[3]);
	for (size_t i = 0; i < KINDS; i++)
		measure(&kinds[i], &ours, blocks);
	/* weather last: its tag changes */
	for (size_t i = KINDS; i-- > 0;)
		measure_changed(&kinds[i], &ours, &writer, blocks);
	for (size_t i = 0; i < KINDS; i++)
		side_end(&kinds[i].trivial);
	side_end(&writer);
	side_end(&ours);
	return 0;
}
