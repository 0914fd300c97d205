#ifndef CLIENT_WIRE_H
#define CLIENT_WIRE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * HTTP exchanges, one after the other, by libcurl: https with verification,
 * plain http to this machine alone; no redirect is followed, no answer grows
 * past its limit, and what is said about an exchange names neither query nor
 * headers nor bodies.
 */
struct wire;

struct wire_options {
	const char *ca_file; /* NULL: the system's authorities */
	FILE *verbose;       /* one line an exchange; NULL: none */
	FILE *progress;      /* a line that is rewritten; NULL: none */
};

/* What libcurl takes its memory with, all or (NULL) none of them. */
struct wire_memory {
	void *(*take)(size_t size);
	void (*free)(void *block);
	void *(*resize)(void *block, size_t size);
	char *(*copy)(const char *text);
	void *(*take_zeroed)(size_t count, size_t size);
};

/* Process-wide, before anything else; false when libcurl cannot start. */
bool wire_start(const struct wire_memory *memory) MUST_USE;

enum err_kind wire_open(struct wire **out, const struct wire_options *options,
	struct err *err) MUST_USE;
void wire_close(struct wire *wire);

enum { WIRE_HEADERS_MAX = 6 };
struct wire_request {
	const char *method, *url;
	struct str bearer; /* a token; empty: none */
	struct str basic;  /* what follows "Basic "; empty: none */
	const char *accept, *content_type;
	struct str body;
	const char *headers[WIRE_HEADERS_MAX]; /* further whole lines */
	FILE *sink; /* where the body of a 200 goes; NULL: into the answer */
	size_t answer_max; /* not of what goes into sink */
	int timeout_s;     /* of all of it; 0: only a stall of 30 s ends it */
};

/* Zeroed before its first use; wire_answer_free() after each, also after a
 * failure.  It is wiped then. */
struct wire_answer {
	int status;
	struct buf head, body; /* head: the lines of the last response */
	int64_t retry_after_s; /* -1: not said */
};

/* ERR_FETCH: wire/name, connect, tls, time, size, lost, redirect;
 * ERR_CONFIG: wire/url. */
enum err_kind
wire_exchange(struct wire *wire, const struct wire_request *request,
	struct wire_answer *answer, struct err *err) MUST_USE;
void wire_answer_free(struct wire_answer *answer);

/* The index-th header of that name (from 0), trimmed; at NULL: none. */
struct str
wire_header(const struct wire_answer *answer, const char *name, size_t index);

/* Media type without parameters, compared without case. */
bool wire_is_type(const struct wire_answer *answer, const char *type);

/* scheme://host[:port] of url, for messages; "that address" for none. */
struct str wire_origin(const char *url);

#endif
