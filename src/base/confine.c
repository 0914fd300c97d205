#include "base/confine.h"

#include "base/attr.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than the headers of Debian 12; values from landlock(7). */
enum {
	ACCESS_TRUNCATE = 1 << 14,
	ACCESS_IOCTL = 1 << 15,
	NETWORK_BIND_TCP = 1 << 0,
	SCOPE_ABSTRACT_SOCKETS = 1 << 0,
	SCOPE_SIGNALS = 1 << 1,
};

struct ruleset {
	uint64_t handled_access_fs, handled_access_net, scoped;
};

/* A kernel refuses a longer struct than its own, were it all zeros or not. */
enum { SIZE_FILES = 8, SIZE_NETWORK = 16, SIZE_SCOPES = 24 };
_Static_assert(sizeof(struct ruleset) == SIZE_SCOPES, "the kernel's layout");

#define READING                                                      \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | \
		LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING                                                               \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |         \
		LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | \
		LANDLOCK_ACCESS_FS_REMOVE_FILE | ACCESS_TRUNCATE)
/* All that the first version knows: bits 0 to 12. */
#define EVERYTHING_FIRST ((UINT64_C(1) << 13) - 1)

enum { DESCRIPTORS_MAX = 256, MEMORY_MAX = 1 << 30 };

/* Where a program that is linked dynamically, and a resolver of names, find
 * what they need. */
static const char *const system_folders[] = {"/usr", "/lib", "/lib32", "/lib64",
	"/libx32", "/bin", "/etc", "/nix/store", "/gnu/store",
	"/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager",
	"/run/connman",
#ifdef __SANITIZE_ADDRESS__
	/* the sanitizer looks at its own process there */
	"/proc",
#endif
	"/sys/devices/system/cpu"};

static void
lower(int resource, rlim_t most)
{
	struct rlimit limit;

	if (getrlimit((__rlimit_resource_t)resource, &limit) != 0 ||
		limit.rlim_max <= most)
		return;
	limit.rlim_max = most;
	if (limit.rlim_cur > most)
		limit.rlim_cur = most;
	setrlimit((__rlimit_resource_t)resource, &limit);
}

void
confine_limits(void)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	/* not 0: one byte also keeps the kernel from handing the core to a
	 * program (core(5), the pipe of core_pattern) */
	lower(RLIMIT_CORE, 1);
	lower(RLIMIT_NOFILE, DESCRIPTORS_MAX);
#ifndef __SANITIZE_ADDRESS__
	/* its shadow memory alone is larger */
	lower(RLIMIT_DATA, MEMORY_MAX);
#endif
}

/* False with errno; a path that is not there is no failure. */
static bool
allow(int ruleset, const char *path, uint64_t access)
{
	const uint64_t of_files =
		LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
		LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE | ACCESS_IOCTL;
	struct landlock_path_beneath_attr rule = {.allowed_access = access};
	struct stat st;
	bool done;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return true;
	if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.allowed_access &= of_files;
	done = syscall(SYS_landlock_add_rule, ruleset,
		       LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	close(rule.parent_fd);
	return done;
}

static bool
allow_folder_of(int ruleset, const char *path, uint64_t access)
{
	char folder[4096];
	const char *slash = path ? strrchr(path, '/') : NULL;
	int len = slash ? (int)(slash - path) : 0;

	if (!path || len >= (int)sizeof(folder))
		return true;
	snprintf(folder, sizeof(folder), "%.*s", len, path);
	return allow(ruleset, len ? folder : slash ? "/" : ".", access);
}

static bool
allow_all(int ruleset, const struct confine_paths *paths, uint64_t known)
{
	bool done = true;

	for (size_t i = 0; i < COUNT(system_folders) && done; i++)
		done = allow(ruleset, system_folders[i], READING & known);
	for (size_t i = 0; i < paths->file_count && done; i++)
		done = allow_folder_of(
			ruleset, paths->files[i], READING & known);
	return done && allow(ruleset, paths->state_dir, WRITING & known) &&
	       allow_folder_of(ruleset, paths->socket,
		       LANDLOCK_ACCESS_FS_REMOVE_FILE) &&
	       allow(ruleset, "/dev/null",
		       LANDLOCK_ACCESS_FS_READ_FILE |
			       LANDLOCK_ACCESS_FS_WRITE_FILE) &&
	       allow(ruleset, "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE);
}

enum confine_outcome
confine_files(const struct confine_paths *paths)
{
	struct ruleset attr = {.handled_access_fs = EVERYTHING_FIRST};
	size_t size = SIZE_FILES;
	enum confine_outcome outcome = CONFINE_FAILED;
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
		LANDLOCK_CREATE_RULESET_VERSION);
	int ruleset, error;

	if (version < 1)
		return CONFINE_UNKNOWN;
	if (access(paths->state_dir, F_OK) != 0)
		return CONFINE_NOT_YET;
	/* what is not handled stays allowed, except moving files between
	 * folders, which is refused unless it is */
	if (version >= 3)
		attr.handled_access_fs |= ACCESS_TRUNCATE;
	if (version >= 4) {
		attr.handled_access_net = NETWORK_BIND_TCP;
		size = SIZE_NETWORK;
	}
	if (version >= 5)
		attr.handled_access_fs |= ACCESS_IOCTL;
	if (version >= 6) {
		attr.scoped = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS;
		size = SIZE_SCOPES;
	}
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
	if (ruleset < 0)
		return CONFINE_FAILED;
	if (allow_all(ruleset, paths, attr.handled_access_fs) &&
		syscall(SYS_landlock_restrict_self, ruleset, 0) == 0)
		outcome = CONFINE_DONE;
	error = errno;
	close(ruleset);
	errno = error;
	return outcome;
}

const char *
confine_hint(int error)
{
	if ((error != EACCES && error != EPERM) ||
		prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return "";
	return " (or not among the folders of this process's line "
	       "event=confined)";
}
