/*
 * One writer of bench/post.c.  From the moment START on,
 *
 *	writer store FOLDER COUNT START
 *	writer post FOLDER COUNT START SOCKET
 *
 * inserts COUNT reports, by the functions of src/store over FOLDER/state, or by
 * POST /api/reports to the responder on SOCKET.  Prints what bench/insert.c
 * prints, and then for each report when it was begun and when it was on disk.
 */
#include "kind.h"

#include "base/clock.h"
#include "base/uuid.h"
#include "store/fold.h"
#include "store/principals.h"
#include "store/reports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_MAX = 10000 };

static double asked[COUNT_MAX], done[COUNT_MAX];

static const char text[] =
	"rain over the river since dawn, and much water on the road";

static void
must(enum err_kind kind, const struct err *err)
{
	if (kind != OK)
		side_stop(err->reason, err->detail);
}

static double
used_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* What a handler does within its transaction. */
static void
insert(struct store *store, struct arena *arena, int64_t owner, int i)
{
	char id[UUID_LEN + 1];
	struct report report = {.description = str_from(text),
		.location = {STR_LIT("Portland"), STR_LIT("OR"), STR_LIT("US")},
		.version = 1,
		.owner = owner};
	struct err err = {0};
	struct str key;

	report.created_ms = clock_now_ms(clock_system());
	must(uuid7_new(report.created_ms, id, &err), &err);
	report.id = str_from(id);
	must(fold_name(store, report.location.city, "city", arena, &key, &err),
		&err);
	asked[i] = side_now_us();
	must(store_begin(store, &err), &err);
	must(reports_insert(store, &report, key, &err), &err);
	must(store_commit(store, &err), &err);
	done[i] = side_now_us();
	arena_reset(arena);
}

static void
wait_until(double start)
{
	while (side_now_us() < start)
		nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
}

static double
by_store(const char *folder, int count, double start)
{
	struct principal_key key = {.issuer = STR_LIT("https://id.example"),
		.identity = STR_LIT("writer")};
	struct arena *arena = arena_new(1 << 20);
	struct store *store;
	struct err err = {0};
	char path[600];
	int64_t owner;
	double used;

	snprintf(path, sizeof(path), "%s/state", folder);
	must(store_open(&store, path, STORE_WRITE, &err), &err);
	must(store_begin(store, &err), &err);
	must(principals_ensure(store, &key, time(NULL), &owner, &err), &err);
	must(store_commit(store, &err), &err);
	/* prepares the statements, which bench/insert.c has done before, too,
	 * and which a worker does once in its life */
	insert(store, arena, owner, 0);
	wait_until(start);
	used = used_us();
	for (int i = 0; i < count; i++)
		insert(store, arena, owner, i);
	used = used_us() - used;
	store_close(store);
	arena_free(arena);
	return used;
}

static void
by_post(const char *folder, int count, double start, const char *socket)
{
	static struct side_request request;
	static struct side_answer answer;
	char token[TOKEN_BYTES], body[1000];
	struct side side;

	kind_token(folder, "write", token);
	snprintf(side.socket, sizeof(side.socket), "%s", socket);
	snprintf(body, sizeof(body),
		"{\"description\":\"%s\",\"location\":{\"city\":\"Portland\","
		"\"state\":\"OR\",\"country\":\"US\"}}",
		text);
	side_make_request(&request, &(struct side_question){.method = "POST",
					    .uri = "/api/reports",
					    .token = token,
					    .body = body});
	wait_until(start);
	for (int i = 0; i < count; i++) {
		asked[i] = side_now_us();
		side_ask(&side, &request, 201, &answer);
		done[i] = side_now_us();
	}
}

int
main(int argc, char **argv)
{
	double start = argc > 4 ? strtod(argv[4], NULL) : 0, used = 0;
	int count = argc > 4 ? (int)strtol(argv[3], NULL, 10) : 0;

	if (count < 1 || count > COUNT_MAX)
		side_stop("usage", "writer store|post FOLDER COUNT START");
	if (argc == 5)
		used = by_store(argv[2], count, start);
	else
		by_post(argv[2], count, start, argv[5]);
	printf("%.1f %.1f %.1f\n", asked[0], done[count - 1], used);
	for (int i = 0; i < count; i++)
		printf("%.1f %.1f\n", asked[i], done[i]);
	return 0;
}
