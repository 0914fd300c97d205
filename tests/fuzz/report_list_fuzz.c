/*
 * A query string of GET /api/reports against a database.  What is refused is a
 * bad parameter; what is taken gives its pages in order, and the Link of a
 * page leads to the rest of them with the same filters, and with no others.
 */
#include "api/report_query.h"
#include "fuzz/fuzz.h"
#include "store/fold.h"
#include "store/migrate.h"
#include "store/principals.h"

#include <string.h>
#include <unistd.h>

static char dir[64];
static struct store *store;

static void
remove_store(void)
{
	static const char *const files[] = {
		"weather.db", "weather.db-wal", "weather.db-shm", "changes.1"};

	store_close(store);
	for (size_t i = 0; i < COUNT(files); i++) {
		char path[128];

		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		unlink(path);
	}
	rmdir(dir);
}

static void
write_report(int number, int64_t owner)
{
	static const char *const words[] = {"rain", "hail and rain", "wind"};
	struct report report = {.owner = owner,
		.created_ms = number / 2,
		.description = str_from(words[number % 3]),
		.location = {STR_LIT("Bend"),
			number % 2 ? STR_LIT("OR") : (struct str){0},
			STR_LIT("US")}};
	char id[37];
	struct err err = {0};

	snprintf(id, sizeof(id), "%08u-0000-7000-8000-000000000000",
		(unsigned)number % 100000000u);
	report.id = str_from(id);
	PROMISE(reports_insert(store, &report, STR_LIT("bend"), &err) == OK);
}

static void
make_store(void)
{
	struct principal_key me = {
		STR_LIT("https://a/"), {NULL, 0}, STR_LIT("me")};
	struct migrate_result result;
	struct err err = {0};
	int64_t owner;

	snprintf(dir, sizeof(dir), "/tmp/fuzz-XXXXXX");
	PROMISE(mkdtemp(dir));
	PROMISE(migrate(dir, "weather.db", STORAGE_LOCAL, &result, &err) == OK);
	PROMISE(store_open(&store, dir, STORE_WRITE, &err) == OK);
	atexit(remove_store);
	PROMISE(store_begin(store, &err) == OK);
	PROMISE(principals_ensure(store, &me, 1, &owner, &err) == OK);
	for (int i = 0; i < 12; i++)
		write_report(i, owner);
	PROMISE(store_commit(store, &err) == OK);
}

static void
check_refusal(enum err_kind kind, const struct err *err)
{
	PROMISE(kind == ERR_PARAMETER);
	PROMISE(err->field_count == 1);
	PROMISE(str_is_utf8(str_from(err->fields[0].name)));
	PROMISE(str_is_utf8(str_from(err->fields[0].detail)));
	PROMISE(err->fields[0].code && err->fields[0].detail[0]);
}

/* The request for a query, or false for one that is none. */
static bool
ask(struct request *req, struct call *call, const char *query, size_t len)
{
	const char *envp[] = {"REQUEST_METHOD=GET", NULL, NULL};
	struct err err = {0};

	envp[1] = arena_printf(
		call->arena, "REQUEST_URI=/api/reports?%.*s", (int)len, query);
	PROMISE(envp[1]);
	call->req = req;
	return request_from_cgi(req, call->arena, envp, "", &err) == OK;
}

/* Follows the Link of the page that ended with last. */
static void
check_link(struct call *call, const struct report_query *query,
	const struct report *last)
{
	struct request req;
	struct report_query next;
	struct str link, head;
	struct err err = {0};

	PROMISE(report_query_next(call, query, last, &err) == OK);
	link = str_from(response_get(call->res, "Link"));
	PROMISE(str_cut(&link, '?', &head) && str_is(head, "</api/reports"));
	PROMISE(str_cut(&link, '>', &head) && str_is(link, "; rel=\"next\""));
	PROMISE(ask(&req, call, head.at, head.len));
	PROMISE(report_query(call, &next, &err) == OK);
	PROMISE(!strcmp(next.filters, query->filters));
	PROMISE(next.limit == query->limit && next.view == query->view);
	PROMISE(next.has_cursor && next.after.row == last->row);
	PROMISE(ask(&req, call,
		arena_printf(call->arena, "%.*s&q=other", STR_ARG(head)),
		head.len + 8));
	PROMISE(report_query(call, &next, &err) == ERR_PARAMETER);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(1 << 22);
	struct principal who = {
		.issuer = STR_LIT("https://a/"), .subject = STR_LIT("me")};
	struct config config = {.base_path = ""};
	struct response res = {0};
	struct call call = {.who = &who,
		.config = &config,
		.arena = arena,
		.now = 1795310100,
		.now_ms = 1795310100000,
		.res = &res};
	struct request req;
	struct report_query query;
	struct report_page page = {0};
	struct err err = {0};
	enum err_kind kind = OK;

	if (!store)
		make_store();
	call.store = store;
	PROMISE(arena);
	if (!ask(&req, &call, (const char *)data, size))
		goto done;
	kind = report_query(&call, &query, &err);
	if (kind != OK) {
		check_refusal(kind, &err);
		goto done;
	}
	PROMISE(query.limit >= 1 && query.limit <= 1000);
	PROMISE(reports_page(store, &query.filter,
			query.has_cursor ? &query.after : NULL, query.limit,
			arena, &page, &err) == OK);
	for (size_t i = 1; i < page.count; i++)
		PROMISE(page.at[i].row < page.at[i - 1].row);
	if (page.more)
		check_link(&call, &query, &page.at[page.count - 1]);
done:
	arena_free(arena);
	return 0;
}
