#ifndef BASE_CONFINE_H
#define BASE_CONFINE_H

#include <stddef.h>

/*
 * What a process gives up for good, for itself and for all that it starts.
 * Nothing here needs a privilege.
 */

/*
 * Programs started from here gain no rights by their files' modes; no core
 * file, which would hold tokens; at most 256 descriptors and 1 GiB of memory.
 */
void confine_limits(void);

/*
 * Paths are loans.  Of a file its folder counts, for whoever replaces a file
 * renames another one to its name; folders that do not exist are passed over.
 */
struct confine_paths {
	const char *const *files; /* to be read, or started as programs */
	size_t file_count;
	const char *state_dir; /* to make and change files in */
	const char *socket;    /* of ours, removed at the end; or NULL */
};

enum confine_outcome {
	CONFINE_FAILED = 0, /* errno says why */
	CONFINE_NOT_YET,    /* state_dir does not exist: nothing was done */
	CONFINE_UNKNOWN,    /* this kernel has no Landlock, or it is off */
	CONFINE_DONE,
};

/*
 * Takes away every file of the machine but those and the ones that a program
 * and its resolver of names need (/usr, /lib, /etc ...); TCP servers; signals
 * to processes that were not started from here (Landlock, as far as the
 * kernel knows it).  Open descriptors stay as they are.
 */
enum confine_outcome confine_files(const struct confine_paths *paths);

/*
 * Behind the text of an errno: "" or a clause that names the confinement,
 * for the EACCES and EPERM of a process that may be confined.
 */
const char *confine_hint(int error);

#endif
