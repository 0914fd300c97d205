#include "api/deliver.h"

#include <assert.h>

enum {
	HEAD_MAX = 1024 * 1024,
	PIECE_MAX = 16 * 1024 * 1024,
};

static enum err_kind
deliver_piece(const struct carrier *carrier, const struct response *res,
	struct arena *arena, struct buf *piece, bool *more, bool *there,
	struct err *err)
{
	enum err_kind kind;

	assert(res->produce);
	*more = false;
	kind = res->produce(res->produce_ctx, arena, piece, more, err);
	if (kind == OK && piece->failed)
		kind = fail_memory(err);
	if (piece->len)
		*there = carrier->write(carrier->ctx, piece->at, piece->len);
	buf_clear(piece);
	arena_reset(arena);
	return kind;
}

static enum err_kind
deliver_pieces(const struct carrier *carrier, const struct response *res,
	bool *there, struct err *err)
{
	struct arena *arena = arena_new(PIECE_MAX);
	enum err_kind kind = arena ? OK : fail_memory(err);
	bool more = true;
	struct buf piece;

	buf_init(&piece, PIECE_MAX);
	while (kind == OK && more && *there)
		kind = deliver_piece(
			carrier, res, arena, &piece, &more, there, err);
	if (kind != OK)
		carrier->cut(carrier->ctx);
	buf_free(&piece);
	arena_free(arena);
	return kind;
}

enum err_kind
deliver(const struct carrier *carrier, const struct log *log,
	const struct response *res, bool head_only, struct err *err)
{
	static const struct response fallback = {.status = 500};
	enum err_kind kind = OK;
	struct str body;
	struct buf head;
	bool there;

	buf_init(&head, HEAD_MAX);
	body = response_write(res, head_only, &head);
	if (head.failed) {
		res = &fallback;
		buf_clear(&head);
		body = response_write(res, head_only, &head);
	}
	there = carrier->write(carrier->ctx, head.at, head.len) &&
		(!body.len || carrier->lend(carrier->ctx, body.at, body.len));
	buf_free(&head);
	if (there && response_has_pieces(res, head_only))
		kind = deliver_pieces(carrier, res, &there, err);
	if (!there)
		log_event(log, LOG_INFO, "peer-gone",
			"the answer could not be delivered");
	return kind;
}
