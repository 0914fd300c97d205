/* Memory runs out while answers are remembered and while others are told of a
 * commit: what is answered is then made anew, never what was true before. */
#include "unit/torture.h"

#include "api/answers.h"
#include "unit/changes.h"
#include "unit/versions.h"

static struct state state;
/* with all the memory there is */
static struct store *looker;
static int64_t acknowledged;

/* The answer in the making, as a handler does it. */
static void
make(struct call *call, const char *body)
{
	call_keep(call, KEEP_FOR_CALLER, INT64_MAX);
	*call->res = (struct response){0};
	response_header(call->res, "Cache-Control", "private");
	response_header(call->res, "ETag", "\"tag\"");
	call->keep.etag = "\"tag\"";
	call->keep.tagged_count = call->res->header_count;
	response_json(call->res, 200, str_from(body));
}

/* OK when body comes out; ERR_REQUEST for anything else but nothing. */
static enum err_kind
find(struct answers *answers, uint64_t version, struct call *call,
	const char *body)
{
	*call->res = (struct response){0};
	if (!answers_find(answers, when(version), call))
		return ERR_INTERNAL;
	return call->res->status == 200 && str_is(call->res->body, body) &&
			       str_starts(call->res->lines, "Cache-Control: ")
		       ? OK
		       : ERR_REQUEST;
}

static enum err_kind
an_answer_is_remembered_whole_or_not_at_all(void)
{
	struct request req = {.method = HTTP_GET, .raw_path = STR_LIT("/a")};
	struct principal alice = {.subject = STR_LIT("alice")};
	const struct principal bob = {.subject = STR_LIT("bob")};
	struct response res = {0};
	struct call call = {.req = &req,
		.who = &alice,
		.now = start_ms / 1000,
		.now_ms = start_ms,
		.res = &res};
	struct answers *answers = answers_new();
	enum err_kind kind, newer;

	make(&call, "one");
	answers_add(answers, 1, TABLES_ALL, &call);
	kind = find(answers, 1, &call, "one");
	make(&call, "two");
	answers_add(answers, 2, TABLES_ALL, &call);
	newer = find(answers, 2, &call, "two");
	if (kind == OK || newer == ERR_REQUEST)
		kind = newer;
	call.who = &bob;
	if (answers_find(answers, when(2), &call))
		kind = ERR_REQUEST;
	answers_free(answers);
	return kind;
}

static enum err_kind
commit_one(struct store *writer)
{
	static int number;
	struct err err = {0};
	enum err_kind kind = store_begin(writer, &err);

	if (kind == OK)
		kind = add_report(writer, 1, ++number, &err);
	if (kind == OK)
		kind = store_commit(writer, &err);
	if (kind != OK)
		store_rollback(writer);
	else
		acknowledged++;
	return kind;
}

/* Whoever remembers what was there before gives another version, or none. */
static enum err_kind
a_commit_is_never_passed_over(void)
{
	struct store *reader = NULL, *writer = NULL;
	uint64_t before = 0, after = 0;
	struct err err = {0};
	enum err_kind kind;

	if ((kind = store_open(&reader, state.dir, STORE_READ, &err)) == OK)
		kind = store_open(&writer, state.dir, STORE_WRITE, &err);
	if (kind == OK) {
		before = store_version(reader, start_ms);
		kind = commit_one(writer);
		after = store_version(reader, start_ms);
	}
	if (kind == OK && (!before || !after))
		kind = ERR_INTERNAL;
	else if (kind == OK && before == after)
		kind = ERR_REQUEST;
	store_close(writer);
	store_close(reader);
	return kind;
}

static uint64_t looked_before;
static int64_t counted_before;

static void
look(void)
{
	looked_before = store_version(looker, start_ms);
	counted_before = count_reports(looker);
}

/* Nobody else does either, and what was said to be stored is there. */
static void
look_again(enum err_kind kind)
{
	uint64_t version = store_version(looker, start_ms);
	int64_t count = count_reports(looker);

	(void)kind;
	CHECK(version != 0);
	CHECK(count == counted_before || version != looked_before);
	CHECK(count >= acknowledged);
}

int
main(void)
{
	struct store *writer;
	struct err err = {0};

	if (!torture_init()) {
		puts("1..0 # SKIP linked without --wrap=malloc");
		return 0;
	}
	state_init(&state);
	writer = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(writer, &err), OK);
	CHECK_INT(owner_of(writer, "me"), 1);
	CHECK_INT(store_commit(writer, &err), OK);
	store_close(writer);
	looker = state_open(&state, STORE_READ);
	TORTURE_AS("an answer is remembered whole or not at all",
		.scenario = an_answer_is_remembered_whole_or_not_at_all,
		.resilient = true);
	TORTURE_AS("a commit is never passed over",
		.scenario = a_commit_is_never_passed_over,
		.reach = TORTURE_SQLITE, .before = look, .after = look_again);
	store_close(looker);
	state_free(&state);
	DONE();
}
