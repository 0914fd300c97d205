#ifndef PROVIDER_QUESTION_H
#define PROVIDER_QUESTION_H

#include "base/attr.h"
#include "base/err.h"
#include "provider/provider.h"
#include "store/upstream.h"

#include <stdbool.h>

/*
 * One question to the provider, from the key to the row in weather.db: a part
 * of provider.c.  One exchange, or two where the place must be found first.
 * It writes one line to the log, in which there is no key.
 */
struct question;

enum { QUESTION_OWNER_LEN = 32 };

/* How many exchanges it takes. */
int question_requests(
	const struct upstream_config *config, const struct place_asked *asked);

/* The row of what is asked; a loan of both. */
struct upstream_place question_place(
	const struct upstream_config *config, const struct place_asked *asked);

/*
 * Starts it.  owner is the text that upstream_claim() was granted with; NULL
 * for a question whose answer is not stored.  setup must outlive it.  With an
 * error the lease has been given back.
 */
enum err_kind question_start(struct question **out,
	const struct provider_setup *setup, const struct place_asked *asked,
	const char *owner, struct err *err) MUST_USE;

/* To be polled as net/fetch.h says. */
int question_descriptor(const struct question *question);
int question_time_left_ms(const struct question *question);

/* *done tells that it is over; then OK with the reading, a loan until
 * question_close(), or what provider_get() says. */
enum err_kind question_step(struct question *question, bool *done,
	const struct reading **reading, struct err *err) MUST_USE;

/* One that is not over gives its lease back; takes NULL. */
void question_close(struct question *question);

#endif
