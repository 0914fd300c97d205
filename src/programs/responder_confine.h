#ifndef PROGRAMS_RESPONDER_CONFINE_H
#define PROGRAMS_RESPONDER_CONFINE_H

#include "base/log.h"
#include "config/config.h"

#include <stdbool.h>

/*
 * Gives up what the responder does not need, once per process, a re-execution
 * included: what is given up cannot be had again.
 */

/*
 * program is the file of this program, socket the one it made or NULL.  False
 * while there is no state_dir: then it is to be called again.
 */
bool responder_confine(const struct config *config, const char *program,
	const char *socket, const struct log *log);

/* Before execv(), so that the program that comes knows what it is. */
void responder_stays_confined(void);

#endif
