#ifndef PROGRAMS_WEATHERCTL_CHECK_H
#define PROGRAMS_WEATHERCTL_CHECK_H

#include "base/arena.h"
#include "base/attr.h"
#include "net/fetch.h"
#include "programs/weatherctl.h"

#include <stdbool.h>
#include <stddef.h>

/* What `weatherctl check` found so far, and its parts. */
struct check {
	const struct settings *settings;
	const struct config *config;
	struct arena *arena;
	const char *url; /* where the service is asked; without final slash */
	bool offline;    /* nothing is asked over the network */
	const char *clock_of; /* the issuer that said its time; NULL: none */
	int64_t clock_ahead_s;
	size_t errors, warnings;
};

enum finding { FINDING_OK = 0, FINDING_WARNING, FINDING_ERROR };

/* Prints and counts one: `what; what to do about it (id)`.  id is stable, a
 * literal; weatherctl(8) explains those of mistakes, and OK has NULL. */
void find(struct check *check, enum finding finding, const char *id,
	const char *fmt, ...) PRINTF_LIKE(4, 5);

/* What err says, under its reason. */
void find_err(struct check *check, enum finding finding, const struct err *err);

/* As root becomes the owner of state_dir, as whom all other parts look; false
 * when there is nobody to become. */
bool check_state_dir(struct check *check);
void check_config_file(struct check *check);
void check_databases(struct check *check);
void check_fetch_program(struct check *check);

/* Whether anybody can have each permission. */
void check_permissions(struct check *check);

/* The dev issuer's key pair, and every issuer's keys. */
void check_dev(struct check *check);
void check_keys(struct check *check);

/* The metadata of source, else its keys, as they are now: ERR_FETCH as the
 * service would.  Notes the clock of who answers. */
enum err_kind check_issuer(struct check *check, const struct key_source *source,
	struct err *err) MUST_USE;

/* This clock, by that of an issuer: after check_keys(). */
void check_clock(struct check *check);

/* The weather provider's key, and one question to it. */
void check_upstream(struct check *check);

/* What the web server makes of requests to check->url. */
void check_server(struct check *check);

/* Whether state_dir or weather.conf can be had from the web server; by name
 * alone where it cannot be asked. */
void check_served(struct check *check, bool server_answers);

/*
 * GET of url; what answer points to lives until the arena's end.  like:
 * as_caller, body_bytes, the way there, and timeout_ms, where 0 is as long as
 * the service itself would wait.
 */
enum err_kind check_ask(struct check *check, const char *url,
	const struct fetch_request *like, struct fetch_answer *answer,
	struct err *err) MUST_USE;

#endif
