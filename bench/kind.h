#ifndef BENCH_KIND_H
#define BENCH_KIND_H

/* The three kinds of GET that are measured, each with a trivial responder that
 * answers with the same bytes. */
#include "side.h"

enum { KINDS = 3, TOKEN_BYTES = 20000 };

/* What changes the data: an observation at the place of the weather that is
 * asked for, one at another place, or a report. */
enum change { CHANGE_HERE, CHANGE_ELSEWHERE, CHANGE_REPORT };

struct kind {
	const char *name;
	const char *uri;
	int status;
	enum change change; /* after which its answer is made anew */
	struct side_request request;
	char answer[600]; /* the file with the answer's bytes */
};

extern struct kind kinds[KINDS];

/* What stands in FOLDER/NAME-token. */
void kind_token(const char *folder, const char *name, char token[TOKEN_BYTES]);

/* Our responder over FOLDER/weather.conf, with a socket of this name; front,
 * as many as there are before the first NULL, is put before its command. */
void kind_start_ours(struct side *side, const char *const front[3],
	const char *responder, const char *folder, const char *name);

/* Makes kind->request and the file kind->answer from what ours says. */
void
kind_prepare(struct kind *kind, const struct side *ours, const char *folder);

/* A trivial responder with that answer. */
void kind_start_trivial(struct side *side, const char *const front[3],
	const char *trivial, const char *folder, const struct kind *kind);

/* Asks so often. */
void kind_ask(const struct kind *kind, const struct side *side, int count);

/* By a POST to writer. */
void kind_change(
	enum change change, const struct side *writer, const char *write_token);

#endif
