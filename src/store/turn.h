#ifndef STORE_TURN_H
#define STORE_TURN_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

/*
 * Whose turn it is to write to a database: first come, first served, among all
 * processes of this machine.  SQLite's own waiting asks again after a pause,
 * and whoever happens to ask at the right moment wins: with four writers one
 * was passed thousands of times.
 *
 * A set of System V semaphores, found by the device and the number of
 * state_dir and removed by the last who uses it: one for each database, which
 * the kernel passes on in the order of asking, and takes back from whoever is
 * killed (semop(2), SEM_UNDO).  It keeps nobody from writing, which is what
 * SQLite's own lock does: where the set cannot be had, writers wait as SQLite
 * does it.
 */
struct turn {
	const char *path; /* of the database */
	int set;          /* its id + 1; 0: not looked for yet */
	bool is_user;     /* counted among those who use the set */
	bool is_held;
	int refused; /* an errno: why there is none; 0: there is, so far */
};

/* path is borrowed. */
void turn_open(struct turn *turn, const char *path);
/* Gives back as well; takes a zeroed one. */
void turn_close(struct turn *turn);

/*
 * OK when it is our turn, and also where there is no set (turn->refused);
 * ERR_BUSY store/busy after wait_ms, retry after 1 s.  *left_ms: what is left
 * of wait_ms.
 */
enum err_kind turn_take(
	struct turn *turn, int wait_ms, int *left_ms, struct err *err) MUST_USE;
/* Nothing where it is not ours. */
void turn_give(struct turn *turn);

#endif
