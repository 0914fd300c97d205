#ifndef BENCH_SIDE_H
#define BENCH_SIDE_H

/*
 * One of the programs that are compared: a FastCGI responder on a Unix socket,
 * what is asked of it, and how much time of the processor it took.  A failure
 * ends the program.
 */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

enum {
	SIDE_REQUEST_MAX = 40000,
	SIDE_ANSWER_MAX = 1 << 20,
	SIDE_ARGS = 8, /* the program, and as many as it needs, then NULL */
};

_Noreturn void side_stop(const char *what, const char *which);

struct side {
	char socket[100];
	pid_t pid;
	clockid_t clock;
};

/*
 * Starts argv with its standard error in the file log, and waits until
 * side->socket is there; pinned to the last processor that this process may
 * use, while this process stays on the first one.
 */
void side_start(
	struct side *side, const char *const argv[SIDE_ARGS], const char *log);
/* The same without waiting. */
void side_spawn(
	struct side *side, const char *const argv[SIDE_ARGS], const char *log);
/* For what many processes do at a time: nobody is pinned. */
void side_stay_unpinned(void);
void side_end(struct side *side);

/* What the responder used since its start. */
double side_cpu_us(const struct side *side);
/* Proportional set size from smaps_rollup. */
long side_pss_kib(const struct side *side);

/* A whole request as a web server sends it, in one piece. */
struct side_request {
	unsigned char bytes[SIDE_REQUEST_MAX];
	size_t len;
};
struct side_question {
	const char *method, *uri, *token; /* token NULL: none */
	const char *if_none_match;        /* NULL: none */
	const char *body;                 /* JSON; NULL: none */
};
void side_make_request(
	struct side_request *request, const struct side_question *question);

/* The answer's bytes, header and body; a new connection for each. */
struct side_answer {
	char bytes[SIDE_ANSWER_MAX];
	size_t len;
	int status;
};
/* False when nobody listens. */
bool side_try(const struct side *side, const struct side_request *request,
	struct side_answer *answer);
/* The answer must have this status. */
void side_ask(const struct side *side, const struct side_request *request,
	int status, struct side_answer *answer);

/* The value of a header of an answer, up to size - 1 bytes. */
void side_header(const struct side_answer *answer, const char *name,
	char *value, size_t size);

void side_read_file(const char *path, char *text, size_t size);
void side_write_file(const char *path, const void *bytes, size_t len);

double side_now_us(void);

/* One line that bench/report.pl reads: a row of its table, and what was
 * measured of ours and of the reference. */
void side_sample(const char *row, double ours, double reference);

#endif
