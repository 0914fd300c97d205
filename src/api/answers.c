#include "api/answers.h"

#include "http/etag.h"
#include "http/query.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* LINES_LIKELY: taken at once, not in steps. */
enum { HEADS = 512, LINES_LIKELY = 500 };

struct answer {
	struct answer *next; /* of the same head */
	uint64_t hash;
	uint64_t version; /* when it was made */
	uint16_t tables;  /* what of */
	struct str path, query;
	struct principal_key caller; /* of KEEP_FOR_CALLER */
	enum keep_for keep_for;
	int64_t made_ms, until_ms;
	struct str lines;  /* of all headers */
	size_t tagged_len; /* a 304 has so much of them */
	const char *content_type;
	struct str etag, body;
	bool is_whole; /* else only a 304 is known */
};

/*
 * Bytes are given out from the front and taken back all at once, when all data
 * may have changed or no answer is left: what is bounded this way needs no list
 * of what was used last.
 */
struct answers {
	uint64_t version; /* of the newest */
	size_t used, count;
	struct answer *heads[HEADS];
	alignas(max_align_t) char bytes[ANSWERS_BYTES];
};

struct answers *
answers_new(void)
{
	return calloc(1, sizeof(struct answers));
}

void
answers_free(struct answers *answers)
{
	free(answers);
}

void
answers_forget(struct answers *answers)
{
	if (!answers)
		return;
	answers->version = 0;
	answers->used = answers->count = 0;
	memset(answers->heads, 0, sizeof(answers->heads));
}

size_t
answers_size(const struct answers *answers)
{
	return answers ? answers->used : 0;
}

/* Who may read may also make answers meet, and then they are looked through one
 * by one. */
static uint64_t
hash_of(const struct request *req)
{
	uint64_t sum = str_hash(STR_HASH, req->raw_path);

	return str_hash(sum * 31, req->raw_query);
}

static struct principal_key
caller_of(const struct call *call)
{
	return (struct principal_key){
		call->who->issuer, call->who->tenant, call->who->subject};
}

static bool
is_same_caller(const struct principal_key *a, const struct principal_key *b)
{
	return str_eq(a->issuer, b->issuer) && str_eq(a->tenant, b->tenant) &&
	       str_eq(a->identity, b->identity);
}

static bool
is_for(const struct answer *answer, const struct call *call)
{
	const struct principal_key caller = caller_of(call);

	return str_eq(answer->path, call->req->raw_path) &&
	       str_eq(answer->query, call->req->raw_query) &&
	       call->now_ms >= answer->made_ms &&
	       call->now_ms < answer->until_ms &&
	       (answer->keep_for == KEEP_FOR_ALL ||
		       is_same_caller(&answer->caller, &caller));
}

static void
copy_answer(const struct answer *answer, bool is_known, struct response *res)
{
	*res = (struct response){
		.status = is_known ? 304 : 200, .lines = answer->lines};
	if (is_known) {
		res->lines.len = answer->tagged_len;
		return;
	}
	res->content_type = answer->content_type;
	res->body = answer->body;
}

static bool
fits(const struct answer *answer, struct call *call)
{
	bool is_known = etag_matches(call->req->if_none_match, answer->etag);

	if (!is_known && !answer->is_whole)
		return false;
	copy_answer(answer, is_known, call->res);
	return true;
}

bool
answers_find(struct answers *answers, const struct store_versions *versions,
	struct call *call)
{
	struct answer *answer, **at;
	uint64_t hash;

	if (!answers || answers->version < versions->all) {
		answers_forget(answers);
		return false;
	}
	hash = hash_of(call->req);
	at = &answers->heads[hash % HEADS];
	while ((answer = *at) != NULL) {
		if (!store_versions_hold(
			    versions, answer->version, answer->tables)) {
			*at = answer->next;
			answers->count--;
			continue;
		}
		if (answer->hash == hash && is_for(answer, call) &&
			fits(answer, call))
			return true;
		at = &answer->next;
	}
	if (!answers->count)
		answers->used = 0;
	return false;
}

static void *
take(struct answers *answers, size_t size)
{
	const size_t mask = alignof(max_align_t) - 1;
	char *at = answers->bytes + answers->used;

	answers->used += (size + mask) & ~mask;
	return at;
}

static struct str
take_str(struct answers *answers, struct str from)
{
	char *at = take(answers, from.len + 1);

	if (from.len)
		memcpy(at, from.at, from.len);
	at[from.len] = '\0';
	return (struct str){at, from.len};
}

static const char *
take_z(struct answers *answers, const char *from)
{
	return from ? take_str(answers, str_from(from)).at : NULL;
}

/* At most: each part is rounded up. */
static size_t
size_of(const struct call *call, struct str lines)
{
	const struct response *res = call->res;
	const struct principal *who = call->who;
	enum { PARTS = 10 };

	return sizeof(struct answer) + PARTS * (alignof(max_align_t) + 1) +
	       call->req->raw_path.len + call->req->raw_query.len +
	       who->issuer.len + who->tenant.len + who->subject.len +
	       lines.len + strlen(call->keep.etag) + res->body.len +
	       (res->content_type ? strlen(res->content_type) : 0);
}

static bool
may_be_kept(const struct call *call)
{
	const struct response *res = call->res;

	return call->keep.keep_for != KEEP_NOT &&
	       call->now_ms < call->keep.until_ms &&
	       (res->status == 200 || res->status == 304) && !res->produce &&
	       !res->unsound && call->keep.tagged_count && call->keep.etag &&
	       !query_looks_back(call->req);
}

static void
add(struct answers *answers, uint64_t version, uint16_t tables,
	struct call *call, struct str lines, size_t tagged_len)
{
	struct response *res = call->res;
	size_t size = size_of(call, lines);
	struct principal_key caller;
	struct answer *answer;

	if (size > ANSWER_BYTES)
		return;
	if (size > ANSWERS_BYTES - answers->used)
		answers_forget(answers);
	answers->version = version;
	caller = caller_of(call);
	answer = take(answers, sizeof(*answer));
	*answer = (struct answer){
		.hash = hash_of(call->req),
		.version = version,
		.tables = tables ? tables : TABLES_ALL,
		.path = take_str(answers, call->req->raw_path),
		.query = take_str(answers, call->req->raw_query),
		.caller = {take_str(answers, caller.issuer),
			take_str(answers, caller.tenant),
			take_str(answers, caller.identity)},
		.keep_for = call->keep.keep_for,
		.made_ms = call->now_ms,
		.until_ms = call->keep.until_ms,
		.lines = take_str(answers, lines),
		.tagged_len = tagged_len,
		.content_type = take_z(answers, res->content_type),
		.etag = take_str(answers, str_from(call->keep.etag)),
		.body = take_str(answers, res->body),
		.is_whole = res->status == 200,
	};
	answer->next = answers->heads[answer->hash % HEADS];
	answers->heads[answer->hash % HEADS] = answer;
	answers->count++;
	/* written once */
	res->header_count = 0;
	res->lines = answer->lines;
}

void
answers_add(struct answers *answers, uint64_t version, uint16_t tables,
	struct call *call)
{
	struct buf lines;
	size_t tagged_len;

	if (!answers || !version || !may_be_kept(call))
		return;
	buf_init(&lines, ANSWER_BYTES);
	buf_reserve(&lines, LINES_LIKELY);
	if (response_lines(
		    call->res, call->keep.tagged_count, &lines, &tagged_len) &&
		!lines.failed)
		add(answers, version, tables, call, buf_as_str(&lines),
			tagged_len);
	buf_free(&lines);
}
