#ifndef API_SERVICE_WORK_H
#define API_SERVICE_WORK_H

#include "api/service.h"

#include <poll.h>
#include <stdbool.h>

/*
 * What a worker does after its answers, so that nobody waits for it: it
 * fetches keys that are past their fresh time, and weather that was given
 * stale.
 */
enum { SERVICE_WORKS = 2 };

/* Starts what is due and granted. */
void service_work_begin(struct service *service);
bool service_is_working(const struct service *service);

/* To be polled for; in milliseconds, when service_work_step() is to be called
 * at the latest, or -1. */
int service_work_poll(
	const struct service *service, struct pollfd works[SERVICE_WORKS]);
void service_work_step(struct service *service);

/*
 * The same in a process of its own (plain CGI): whether there is anything to
 * do, before service_close_stores() and a fork; and all of it, in the child,
 * which opens the databases anew.
 */
bool service_work_is_due(const struct service *service);
void service_work_wait(struct service *service);

#endif
