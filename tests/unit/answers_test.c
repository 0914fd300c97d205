#include "api/answers.h"

#include "unit/tap.h"
#include "unit/versions.h"

#include <stdlib.h>

static const int64_t now_ms = INT64_C(1790000000000);

/* A request with its answer in the making. */
struct asking {
	struct request req;
	struct principal who;
	struct response res;
	struct call call;
};

static struct asking *
asking_new(const char *path, const char *query, const char *subject)
{
	struct asking *a = calloc(1, sizeof(*a));

	a->req = (struct request){.method = HTTP_GET,
		.raw_path = str_from(path),
		.raw_query = str_from(query)};
	a->who = (struct principal){.issuer = STR_LIT("https://club.example"),
		.subject = str_from(subject)};
	a->call = (struct call){.req = &a->req,
		.who = &a->who,
		.now = now_ms / 1000,
		.now_ms = now_ms,
		.res = &a->res};
	return a;
}

#define LINES_OF_304 "Cache-Control: private\nETag: \"tag\"\n"
static const char lines_of_304[] = LINES_OF_304;
static const char lines_of_200[] = LINES_OF_304 "Link: </next>\n";

/* What a handler does. */
static void
make(struct asking *a, enum keep_for keep_for, const char *body)
{
	call_keep(&a->call, keep_for, INT64_MAX);
	response_header(&a->res, "Cache-Control", "private");
	response_header(&a->res, "ETag", "\"tag\"");
	a->call.keep.etag = "\"tag\"";
	a->call.keep.tagged_count = a->res.header_count;
	response_header(&a->res, "Link", "</next>");
	response_json(&a->res, 200, str_from(body));
}

/* Asked for, made and remembered. */
static void
add(struct answers *answers, uint64_t version, const char *path,
	const char *query, const char *subject, enum keep_for keep_for,
	const char *body)
{
	struct asking *a = asking_new(path, query, subject);

	make(a, keep_for, body);
	answers_add(answers, version, TABLES_ALL, &a->call);
	/* what is sent now is what will be sent again */
	CHECK(str_is(a->res.body, body));
	if (!a->res.header_count)
		CHECK(str_is(a->res.lines, lines_of_200));
	free(a);
}

/* Whether body is what is remembered; NULL: nothing is. */
static void
check_found(struct answers *answers, uint64_t version, const char *path,
	const char *query, const char *subject, const char *body)
{
	struct asking *a = asking_new(path, query, subject);
	bool found = answers_find(answers, when(version), &a->call);

	CHECK_INT(found, body != NULL);
	if (found && body) {
		CHECK_INT(a->res.status, 200);
		CHECK_STR(a->res.content_type, "application/json");
		CHECK(str_is(a->res.body, body));
		CHECK(str_is(a->res.lines, lines_of_200));
	}
	free(a);
}

static void
what_was_answered_is_answered_again(void)
{
	struct answers *answers = answers_new();

	check_found(answers, 1, "/a", "", "u", NULL);
	add(answers, 1, "/a", "", "u", KEEP_FOR_ALL, "A");
	check_found(answers, 1, "/a", "", "u", "A");
	check_found(answers, 1, "/a", "", "other", "A");
	/* for the same bytes alone */
	check_found(answers, 1, "/a", "x=1", "u", NULL);
	check_found(answers, 1, "/A", "", "u", NULL);
	check_found(answers, 1, "/", "a", "u", NULL);
	check_found(answers, 1, "", "", "u", NULL);
	add(answers, 1, "/a", "x=1", "u", KEEP_FOR_ALL, "B");
	check_found(answers, 1, "/a", "", "u", "A");
	check_found(answers, 1, "/a", "x=1", "u", "B");
	answers_free(answers);
}

static void
another_version_forgets_everything(void)
{
	struct answers *answers = answers_new();

	add(answers, 1, "/a", "", "u", KEEP_FOR_ALL, "A");
	check_found(answers, 2, "/a", "", "u", NULL);
	add(answers, 2, "/b", "", "u", KEEP_FOR_ALL, "B");
	check_found(answers, 2, "/b", "", "u", "B");
	check_found(answers, 2, "/a", "", "u", NULL);
	check_found(answers, 1, "/a", "", "u", NULL);
	answers_forget(answers);
	check_found(answers, 2, "/b", "", "u", NULL);
	/* nobody can say which version it is */
	add(answers, 0, "/a", "", "u", KEEP_FOR_ALL, "A");
	CHECK_INT(answers_size(answers), 0);
	answers_free(answers);
}

/* 1u << 3 and the like: bits of store/tables.h. */
static void
a_change_of_other_tables_leaves_an_answer(void)
{
	struct answers *answers = answers_new();
	struct asking *a = asking_new("/a", "", "u");
	struct asking *b = asking_new("/b", "", "u");
	struct store_versions versions = *when(5);
	size_t size;

	make(a, KEEP_FOR_ALL, "A");
	answers_add(answers, 5, 1u << 3 | 1u << 7, &a->call);
	size = answers_size(answers);
	make(b, KEEP_FOR_ALL, "B");
	/* nobody said what it was made of */
	answers_add(answers, 5, 0, &b->call);
	versions.now = versions.tables[4] = 6;
	CHECK(answers_find(answers, &versions, &a->call));
	CHECK(!answers_find(answers, &versions, &b->call));
	versions.now = versions.tables[7] = 7;
	CHECK(!answers_find(answers, &versions, &a->call));
	/* none is left, and its memory is free */
	CHECK_INT(answers_size(answers), 0);
	a->res = (struct response){0};
	make(a, KEEP_FOR_ALL, "A");
	answers_add(answers, 7, 1u << 3 | 1u << 7, &a->call);
	CHECK_INT(answers_size(answers), size);
	CHECK(answers_find(answers, &versions, &a->call));
	/* what changed while it was made is newer than it is */
	versions.now = versions.tables[3] = 8;
	CHECK(!answers_find(answers, &versions, &a->call));
	free(a);
	free(b);
	answers_free(answers);
}

static void
what_is_one_callers_is_never_anothers(void)
{
	struct answers *answers = answers_new();
	struct asking *a;

	add(answers, 1, "/mine", "", "alice", KEEP_FOR_CALLER, "A");
	check_found(answers, 1, "/mine", "", "alice", "A");
	check_found(answers, 1, "/mine", "", "bob", NULL);
	check_found(answers, 1, "/mine", "", "", NULL);
	add(answers, 1, "/mine", "", "bob", KEEP_FOR_CALLER, "B");
	check_found(answers, 1, "/mine", "", "alice", "A");
	check_found(answers, 1, "/mine", "", "bob", "B");
	/* the same name in another tenant, or at another issuer */
	a = asking_new("/mine", "", "alice");
	a->who.tenant = str_from("t");
	CHECK(!answers_find(answers, when(1), &a->call));
	a->who.tenant = str_from("");
	CHECK(answers_find(answers, when(1), &a->call));
	a->who.issuer = str_from("https://guild.example");
	CHECK(!answers_find(answers, when(1), &a->call));
	free(a);
	answers_free(answers);
}

static void
it_holds_until_the_clock_says_otherwise(void)
{
	struct answers *answers = answers_new();
	struct asking *a = asking_new("/a", "", "u");

	make(a, KEEP_FOR_ALL, "A");
	a->call.keep.until_ms = now_ms + 5000;
	answers_add(answers, 1, TABLES_ALL, &a->call);
	a->call.now_ms = now_ms + 4999;
	CHECK(answers_find(answers, when(1), &a->call));
	a->call.now_ms = now_ms + 5000;
	CHECK(!answers_find(answers, when(1), &a->call));
	/* a clock that was set back may say otherwise, too */
	a->call.now_ms = now_ms - 1;
	CHECK(!answers_find(answers, when(1), &a->call));
	/* over when it was made */
	answers_forget(answers);
	make(a, KEEP_FOR_ALL, "A");
	a->call.keep.until_ms = a->call.now_ms;
	answers_add(answers, 1, TABLES_ALL, &a->call);
	CHECK_INT(answers_size(answers), 0);
	free(a);
	answers_free(answers);
}

static enum err_kind
produce(void *ctx, struct arena *arena, struct buf *piece, bool *more,
	struct err *err)
{
	(void)ctx;
	(void)arena;
	(void)piece;
	(void)err;
	*more = false;
	return OK;
}

static void
what_may_not_be_kept_is_not(void)
{
	struct answers *answers = answers_new();
	struct asking *a = asking_new("/a", "", "u");

	make(a, KEEP_NOT, "A");
	answers_add(answers, 1, TABLES_ALL, &a->call);
	make(a, KEEP_FOR_ALL, "A");
	a->res.status = 404;
	answers_add(answers, 1, TABLES_ALL, &a->call);
	make(a, KEEP_FOR_ALL, "A");
	a->res.produce = produce;
	answers_add(answers, 1, TABLES_ALL, &a->call);
	make(a, KEEP_FOR_ALL, "A");
	a->res.unsound = true;
	answers_add(answers, 1, TABLES_ALL, &a->call);
	a->res = (struct response){0};
	make(a, KEEP_FOR_ALL, "A");
	response_header(&a->res, "Weather-Place", "a\nSet-Cookie: b");
	answers_add(answers, 1, TABLES_ALL, &a->call);
	a->res = (struct response){0};
	make(a, KEEP_FOR_ALL, "A");
	a->call.keep.etag = NULL;
	answers_add(answers, 1, TABLES_ALL, &a->call);
	make(a, KEEP_FOR_ALL, "A");
	a->req.parameter_count = 1;
	a->req.parameters[0] =
		(struct parameter){STR_LIT("from"), STR_LIT("-24h")};
	answers_add(answers, 1, TABLES_ALL, &a->call);
	CHECK_INT(answers_size(answers), 0);
	a->req.parameters[0].value = str_from("2026-11-22T00:00:00Z");
	answers_add(answers, 1, TABLES_ALL, &a->call);
	CHECK(answers_size(answers) > 0);
	free(a);
	/* without memory nothing is */
	add(NULL, 1, "/a", "", "u", KEEP_FOR_ALL, "A");
	check_found(NULL, 1, "/a", "", "u", NULL);
	answers_forget(NULL);
	CHECK_INT(answers_size(NULL), 0);
	answers_free(NULL);
	answers_free(answers);
}

static void
a_304_has_the_headers_up_to_its_tag_and_is_no_200(void)
{
	struct answers *answers = answers_new();
	struct asking *a = asking_new("/a", "", "u");

	add(answers, 1, "/a", "", "u", KEEP_FOR_ALL, "A");
	a->req.if_none_match = str_from("\"other\", W/\"tag-gzip\"");
	CHECK(answers_find(answers, when(1), &a->call));
	CHECK_INT(a->res.status, 304);
	CHECK(str_is(a->res.lines, lines_of_304));
	CHECK_INT(a->res.body.len, 0);
	CHECK(!a->res.content_type);
	/* only a 304 was ever made */
	answers_forget(answers);
	make(a, KEEP_FOR_ALL, "");
	a->res.status = 304;
	a->res.header_count = 2;
	answers_add(answers, 1, TABLES_ALL, &a->call);
	a->res = (struct response){0};
	CHECK(answers_find(answers, when(1), &a->call));
	CHECK_INT(a->res.status, 304);
	a->req.if_none_match = str_from("\"other\"");
	CHECK(!answers_find(answers, when(1), &a->call));
	a->req.if_none_match = str_from("");
	CHECK(!answers_find(answers, when(1), &a->call));
	add(answers, 1, "/a", "", "u", KEEP_FOR_ALL, "A");
	check_found(answers, 1, "/a", "", "u", "A");
	free(a);
	answers_free(answers);
}

/* Bodies of all lengths from all sides: the bound holds, and whatever is
 * still remembered is what was said last. */
static void
they_stay_within_their_bytes(void)
{
	enum { ROUNDS = 20000, ADDRESSES = 97, LONGEST = 300000 };
	struct answers *answers = answers_new();
	char *body = malloc(LONGEST + 1);
	size_t lengths[ADDRESSES] = {0}, most = 0;
	int found = 0;
	uint64_t seed = 42;

	memset(body, 'b', LONGEST);
	for (int i = 0; i < ROUNDS; i++) {
		struct asking *a;
		size_t at, len;
		char path[32];

		seed = seed * UINT64_C(6364136223846793005) + 1;
		at = (size_t)(seed >> 33) % ADDRESSES;
		len = (size_t)(seed >> 40) % 1000 ? (size_t)(seed >> 20) % 5000
						  : LONGEST - at;
		snprintf(path, sizeof(path), "/%zu", at);
		a = asking_new(path, "", "u");
		if (answers_find(answers, when(1), &a->call)) {
			CHECK_INT(a->res.body.len, lengths[at]);
			found++;
		} else {
			make(a, KEEP_FOR_ALL, "");
			a->res.body = (struct str){body, len};
			lengths[at] = len;
			answers_add(answers, 1, TABLES_ALL, &a->call);
		}
		free(a);
		if (answers_size(answers) > most)
			most = answers_size(answers);
		CHECK(answers_size(answers) <= ANSWERS_BYTES);
	}
	CHECK(most > ANSWERS_BYTES / 4);
	CHECK(found > ROUNDS / 2);
	free(body);
	answers_free(answers);
}

/* The rounding of each part is counted, so the sum is never short. */
static void
the_last_byte_is_used_and_not_one_more(void)
{
	struct answers *answers = answers_new();
	char *body = calloc(1, ANSWER_BYTES + 1);
	int kept = 0, refused = 0;

	memset(body, 'b', ANSWER_BYTES);
	for (size_t len = ANSWER_BYTES; len > ANSWER_BYTES - 2000; len--) {
		struct asking *a = asking_new("/a", "q", "u");

		make(a, KEEP_FOR_ALL, "");
		a->res.body = (struct str){body, len};
		answers_forget(answers);
		answers_add(answers, 1, TABLES_ALL, &a->call);
		CHECK(answers_size(answers) <= ANSWER_BYTES);
		if (answers_size(answers))
			kept++;
		else
			refused++;
		free(a);
	}
	CHECK(kept > 0);
	CHECK(refused > 0);
	free(body);
	answers_free(answers);
}

int
main(void)
{
	RUN(what_was_answered_is_answered_again);
	RUN(another_version_forgets_everything);
	RUN(a_change_of_other_tables_leaves_an_answer);
	RUN(what_is_one_callers_is_never_anothers);
	RUN(it_holds_until_the_clock_says_otherwise);
	RUN(what_may_not_be_kept_is_not);
	RUN(a_304_has_the_headers_up_to_its_tag_and_is_no_200);
	RUN(they_stay_within_their_bytes);
	RUN(the_last_byte_is_used_and_not_one_more);
	DONE();
}
