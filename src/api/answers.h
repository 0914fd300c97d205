#ifndef API_ANSWERS_H
#define API_ANSWERS_H

#include "api/call.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Answers to GET that were made before, for as long as the data is what they
 * were made of.  Nobody's permission is among what is remembered: whoever asks
 * was admitted before anything is looked up here, on every request.
 *
 * Address and query are compared as they were sent, byte by byte; a handler
 * says what else its answer depends on with call_keep().  A configuration
 * lives as long as its process.
 */
struct answers;

/* All answers together, with what belongs to them; then the oldest go, which
 * are all: a process that has more to say than this makes its answers anew. */
enum { ANSWERS_BYTES = 1024 * 1024, ANSWER_BYTES = ANSWERS_BYTES / 4 };

/* NULL when memory is gone; all others take NULL. */
struct answers *answers_new(void);
void answers_free(struct answers *answers);
void answers_forget(struct answers *answers);

/*
 * True with the whole answer in call->res: a 200, or a 304 where If-None-Match
 * names it, with the headers that it had when the handler was done, as lines.
 * Its parts are loans until the next answers_add().  versions: what
 * store_versions() gave.
 */
bool answers_find(struct answers *answers,
	const struct store_versions *versions, struct call *call);

/*
 * Remembers call->res if the handler said that it may be, and leaves it as
 * answers_find() gives it.  version: store_versions()->now from before the
 * handler read anything, or 0: then nothing is remembered.  tables: what it
 * read; none is taken for all.
 */
void answers_add(struct answers *answers, uint64_t version, uint16_t tables,
	struct call *call);

/* How many bytes are in use. */
size_t answers_size(const struct answers *answers);

#endif
