#ifndef PROVIDER_QUESTION_PARTS_H
#define PROVIDER_QUESTION_PARTS_H

#include "net/fetch.h"
#include "provider/question.h"

/* What question.c, the exchanges, and question_end.c, what comes of them,
 * share. */
struct question {
	const struct provider_setup *setup;
	struct arena *arena;
	struct place_asked asked;           /* a copy */
	char owner[QUESTION_OWNER_LEN + 1]; /* empty: nothing is stored */
	struct fetch *fetch;
	bool seeks_place, over;
	int status; /* of the last exchange; 0: none */
	int64_t began, started_ms, retry_after_s;
	struct reading reading;
};

/* Writes the line of a failure and gives the lease back; kind. */
enum err_kind
question_fail(struct question *question, enum err_kind kind, struct err *err);
/* Gives the lease back without a line. */
void question_give_back(struct question *question, const struct err *why);

/* Writes the line, and the reading down; what cannot be written down can be
 * given nevertheless. */
void question_succeed(struct question *question);

#endif
