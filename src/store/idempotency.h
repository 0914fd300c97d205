#ifndef STORE_IDEMPOTENCY_H
#define STORE_IDEMPOTENCY_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"

#include <stdbool.h>
#include <stdint.h>

/* Answers kept for 24 h per caller and Idempotency-Key, in the transaction
 * of what they answer. */
enum { IDEMPOTENCY_KEEP_S = 86400 };

struct idempotency_answer {
	unsigned char fingerprint[32]; /* of method, path and body */
	int status;
	struct str headers; /* "Name: value" lines, ended by \n each */
	struct str content_type, body;
	struct str report; /* id of the one it tells of; empty: of none */
};

/* Status of an answer whose report was deleted since: nothing is left of it
 * but that it was given. */
enum { IDEMPOTENCY_GONE = 410 };

enum err_kind idempotency_find(struct store *store, int64_t principal,
	struct str key, int64_t now, struct arena *arena, bool *found,
	struct idempotency_answer *answer, struct err *err) MUST_USE;

/* Also drops what has expired. */
enum err_kind idempotency_save(struct store *store, int64_t principal,
	struct str key, int64_t now, const struct idempotency_answer *answer,
	struct err *err) MUST_USE;

#endif
