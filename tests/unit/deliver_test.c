#include "api/deliver.h"
#include "unit/tap.h"

#include <stdio.h>
#include <stdlib.h>

/* A peer that takes so many bytes and is gone then. */
struct peer {
	char got[1 << 16];
	size_t len, patience;
	int writes, cuts;
	const char *lent;
};

static bool
take(void *ctx, const char *bytes, size_t len)
{
	struct peer *peer = ctx;

	peer->writes++;
	if (peer->len + len > peer->patience)
		return false;
	memcpy(peer->got + peer->len, bytes, len);
	peer->len += len;
	peer->got[peer->len] = '\0';
	return true;
}

static bool
borrow(void *ctx, const char *bytes, size_t len)
{
	struct peer *peer = ctx;

	peer->lent = bytes;
	return take(peer, bytes, len);
}

static void
cut(void *ctx)
{
	struct peer *peer = ctx;

	peer->cuts++;
}

/* Numbers from 1 on, one a piece; fails at one of them. */
struct numbers {
	int next, last, bad;
};

static enum err_kind
count_on(void *ctx, struct arena *arena, struct buf *piece, bool *more,
	struct err *err)
{
	struct numbers *numbers = ctx;
	int number = ++numbers->next;

	CHECK_INT(piece->len, 0);
	/* far more than the arena has, but for being emptied */
	if (!arena_alloc(arena, 1024 * 1024))
		return fail_memory(err);
	if (number == numbers->bad) {
		buf_z(piece, "broken");
		return fail(err, ERR_DATABASE, "test/broken", "broken");
	}
	buf_printf(piece, "%d\n", number);
	*more = number < numbers->last;
	return OK;
}

static void
drop_line(void *ctx, const char *line, size_t len)
{
	char *out = ctx;

	if (out)
		snprintf(out, 512, "%.*s", (int)len, line);
}

static enum err_kind
send_numbers(struct numbers *numbers, struct peer *peer, bool head_only,
	char *logged)
{
	const struct carrier carrier = {
		.write = take, .lend = borrow, .cut = cut, .ctx = peer};
	const struct log log = {
		.level = LOG_INFO, .write = drop_line, .ctx = logged};
	struct response res = {.status = 200,
		.content_type = "text/plain",
		.produce = count_on,
		.produce_ctx = numbers};
	struct err err = {0};

	return deliver(&carrier, &log, &res, head_only, &err);
}

static const char head[] = "Status: 200 OK\nContent-Type: text/plain\n\n";

static void
pieces_follow_one_another_without_a_length(void)
{
	struct peer *peer = calloc(1, sizeof(*peer));
	struct numbers numbers = {.last = 3};

	peer->patience = sizeof(peer->got) - 1;
	CHECK_INT(send_numbers(&numbers, peer, false, NULL), OK);
	CHECK(!strncmp(peer->got, head, strlen(head)));
	CHECK_STR(peer->got + strlen(head), "1\n2\n3\n");
	CHECK_INT(peer->writes, 4);
	CHECK_INT(peer->cuts, 0);
	free(peer);
}

static void
each_piece_has_the_memory_of_the_one_before(void)
{
	struct peer *peer = calloc(1, sizeof(*peer));
	struct numbers numbers = {.last = 200};

	peer->patience = sizeof(peer->got) - 1;
	CHECK_INT(send_numbers(&numbers, peer, false, NULL), OK);
	CHECK_INT(numbers.next, 200);
	free(peer);
}

static void
an_error_in_a_piece_cuts_the_answer(void)
{
	struct peer *peer = calloc(1, sizeof(*peer));
	struct numbers numbers = {.last = 9, .bad = 3};

	peer->patience = sizeof(peer->got) - 1;
	CHECK_INT(send_numbers(&numbers, peer, false, NULL), ERR_DATABASE);
	CHECK_STR(peer->got + strlen(head), "1\n2\nbroken");
	CHECK_INT(peer->cuts, 1);
	free(peer);
}

static void
nothing_is_made_for_a_peer_that_is_gone(void)
{
	struct peer *peer = calloc(1, sizeof(*peer));
	struct numbers numbers = {.last = 1000};
	char logged[512] = "";

	peer->patience = strlen(head) + 4;
	CHECK_INT(send_numbers(&numbers, peer, false, logged), OK);
	CHECK_INT(numbers.next, 3);
	CHECK_INT(peer->cuts, 0);
	CHECK(strstr(logged, "peer-gone"));

	*peer = (struct peer){.patience = 3};
	numbers = (struct numbers){.last = 10};
	CHECK_INT(send_numbers(&numbers, peer, false, logged), OK);
	CHECK_INT(numbers.next, 0);
	free(peer);
}

static void
a_head_alone_makes_no_piece(void)
{
	struct peer *peer = calloc(1, sizeof(*peer));
	struct numbers numbers = {.last = 3};

	peer->patience = sizeof(peer->got) - 1;
	CHECK_INT(send_numbers(&numbers, peer, true, NULL), OK);
	CHECK_STR(peer->got, head);
	CHECK_INT(numbers.next, 0);
	free(peer);
}

static void
what_is_there_as_a_whole_is_not_copied(void)
{
	static const char body[] = "{\"temp\":11.8}";
	struct peer *peer = calloc(1, sizeof(*peer));
	const struct carrier carrier = {
		.write = take, .lend = borrow, .cut = cut, .ctx = peer};
	const struct log log = {.write = drop_line};
	struct response res = {0};
	struct err err = {0};

	peer->patience = sizeof(peer->got) - 1;
	response_json(&res, 200, str_from(body));
	CHECK_INT(deliver(&carrier, &log, &res, false, &err), OK);
	CHECK(peer->lent == body);
	CHECK_STR(strstr(peer->got, "\n\n") + 2, body);

	*peer = (struct peer){.patience = sizeof(peer->got) - 1};
	CHECK_INT(deliver(&carrier, &log, &res, true, &err), OK);
	CHECK(!peer->lent);
	CHECK_STR(strstr(peer->got, "\n\n"), "\n\n");
	free(peer);
}

int
main(void)
{
	RUN(pieces_follow_one_another_without_a_length);
	RUN(each_piece_has_the_memory_of_the_one_before);
	RUN(an_error_in_a_piece_cuts_the_answer);
	RUN(nothing_is_made_for_a_peer_that_is_gone);
	RUN(a_head_alone_makes_no_piece);
	RUN(what_is_there_as_a_whole_is_not_copied);
	DONE();
}
