#include "base/confine.h"

#include "base/attr.h"
#include "unit/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[512], state[600], elsewhere[600], named[700], beside[700],
	program[700], foreign[700];

static int
open_errno(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int
make_in(const char *at, const char *name)
{
	char path[800];
	int bad;

	snprintf(path, sizeof(path), "%s/%s", at, name);
	bad = open_errno(path, O_RDWR | O_CREAT | O_EXCL);
	if (!bad && unlink(path) != 0)
		bad = errno;
	return bad;
}

static int
spawn_errno(const char *path)
{
	char *argv[] = {named, NULL}, *envp[] = {NULL};
	int status = 0;
	pid_t pid;
	int bad = posix_spawn(&pid, path, NULL, NULL, argv, envp);

	if (!bad)
		waitpid(pid, &status, 0);
	return bad ? bad : status;
}

static int
bind_errno(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int bad = bind(fd, (struct sockaddr *)&address, sizeof(address)) ? errno
									 : 0;

	close(fd);
	return bad;
}

/* What is refused once it is confined, and what not. */
static const struct deed {
	const char *name;
	int needs_version; /* of Landlock */
	bool stays;
} deeds[] = {
	{"reads a named file", 1, true},
	{"reads a file that was put beside a named one", 1, true},
	{"makes and removes files in state_dir", 1, true},
	{"cuts a file in state_dir", 1, true},
	{"reads the system's files", 1, true},
	{"starts the system's programs", 1, true},
	{"starts a named program", 1, true},
	{"writes to /dev/null", 1, true},
	{"reads another file", 1, false},
	{"writes a named file", 1, false},
	{"makes a file beside a named one", 1, false},
	{"makes a file elsewhere", 1, false},
	{"starts another program", 1, false},
	{"makes a TCP server", 4, false},
	{"sends signals to others", 6, false},
};

static int
do_deed(size_t i)
{
	switch (i) {
	case 0:
		return open_errno(named, O_RDONLY);
	case 1:
		return open_errno(beside, O_RDONLY);
	case 2:
		return make_in(state, "new");
	case 3: {
		char path[800];

		snprintf(path, sizeof(path), "%s/old", state);
		return open_errno(path, O_RDWR | O_CREAT | O_TRUNC);
	}
	case 4:
		return open_errno("/etc/passwd", O_RDONLY);
	case 5:
		return spawn_errno("/bin/true");
	case 6:
		return spawn_errno(program);
	case 7:
		return open_errno("/dev/null", O_RDWR);
	case 8:
		return open_errno(foreign, O_RDONLY);
	case 9:
		return open_errno(named, O_WRONLY);
	case 10: {
		char path[800];

		snprintf(path, sizeof(path), "%s", named);
		*strrchr(path, '/') = '\0';
		return make_in(path, "new");
	}
	case 11:
		return make_in(elsewhere, "new");
	case 12:
		return spawn_errno(foreign) ? 1 : 0;
	case 13:
		return bind_errno();
	case 14:
		return kill(getppid(), 0) ? errno : 0;
	default:
		return -1;
	}
}

static int
landlock_version(void)
{
	/* landlock_create_ruleset(2) with its flag to ask for the version */
	return (int)syscall(444, NULL, 0, 1);
}

static enum confine_outcome
confine(void)
{
	const char *files[] = {named, program, "/does/not/exist"};
	struct confine_paths paths = {
		.files = files, .file_count = COUNT(files), .state_dir = state};

	confine_limits();
	return confine_files(&paths);
}

/* Runs test in a child, since what it gives up does not come back. */
static void
in_child(void (*test)(void))
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		tap_failed_facts = 0;
		test();
		fflush(stdout);
		_exit(tap_failed_facts ? 1 : 0);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK_INT(status, 0);
}

static void
try_deeds(void)
{
	int version = landlock_version();

	for (size_t i = 0; i < COUNT(deeds); i++)
		if (do_deed(i) != 0) {
			printf("# %s: not even before\n", deeds[i].name);
			tap_failed_facts++;
		}
	CHECK_STR(confine_hint(EACCES), "");
	CHECK_INT(confine(), version < 1 ? CONFINE_UNKNOWN : CONFINE_DONE);
	for (size_t i = 0; i < COUNT(deeds); i++) {
		bool done = do_deed(i) == 0;
		bool wanted =
			deeds[i].stays || version < deeds[i].needs_version;

		if (done != wanted) {
			printf("# %s: %s\n", deeds[i].name,
				done ? "still" : "no more");
			tap_failed_facts++;
		}
	}
	CHECK(strstr(confine_hint(EACCES), "event=confined"));
	CHECK(strstr(confine_hint(EPERM), "event=confined"));
	CHECK_STR(confine_hint(ENOENT), "");
}

static void
a_confined_process_keeps_what_it_needs_and_nothing_else(void)
{
	if (landlock_version() < 1)
		printf("# this kernel has no Landlock\n");
	in_child(try_deeds);
}

static void
look_at_limits(void)
{
	struct rlimit core, descriptors;

	CHECK_INT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 0);
	confine_limits();
	CHECK_INT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
	CHECK(getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max <= 1);
	CHECK(getrlimit(RLIMIT_NOFILE, &descriptors) == 0 &&
		descriptors.rlim_max <= 256 && descriptors.rlim_cur <= 256);
	confine_limits();
	CHECK(getrlimit(RLIMIT_NOFILE, &descriptors) == 0 &&
		descriptors.rlim_max <= 256);
}

static void
limits_are_lowered_and_never_raised(void)
{
	in_child(look_at_limits);
}

static void
confine_too_early(void)
{
	char gone[sizeof(state) + 8];

	snprintf(gone, sizeof(gone), "%s/none", state);
	CHECK(landlock_version() < 1 ||
		confine_files(&(struct confine_paths){.state_dir = gone}) ==
			CONFINE_NOT_YET);
	CHECK_INT(open_errno(foreign, O_RDONLY), 0);
}

static void
nothing_is_given_up_while_there_is_no_state_dir(void)
{
	in_child(confine_too_early);
}

static void
remove_socket(void)
{
	char path[700], other[700];

	snprintf(path, sizeof(path), "%s/socket", elsewhere);
	snprintf(other, sizeof(other), "%s/beside", elsewhere);
	CHECK_INT(open_errno(path, O_RDWR | O_CREAT), 0);
	confine_limits();
	if (landlock_version() >= 1)
		CHECK_INT(confine_files(&(struct confine_paths){
				  .state_dir = state, .socket = path}),
			CONFINE_DONE);
	CHECK(unlink(path) == 0);
	CHECK(landlock_version() < 1 ||
		open_errno(other, O_RDWR | O_CREAT) == EACCES);
}

static void
its_own_socket_can_be_removed_at_the_end(void)
{
	in_child(remove_socket);
}

static void
write_program(const char *path)
{
	static const char text[] = "#!/bin/sh\nexit 0\n";
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0700);

	CHECK(write(fd, text, sizeof(text) - 1) == (ssize_t)sizeof(text) - 1);
	close(fd);
}

/* Folders for each kind of file, a file in each. */
static void
prepare(void)
{
	char at[600];

	snprintf(folder, sizeof(folder), "%s/confine.XXXXXX",
		getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	CHECK(mkdtemp(folder));
	snprintf(state, sizeof(state), "%s/state", folder);
	snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere", folder);
	CHECK(mkdir(state, 0700) == 0 && mkdir(elsewhere, 0700) == 0);
	snprintf(at, sizeof(at), "%s/etc", folder);
	CHECK(mkdir(at, 0700) == 0);
	snprintf(named, sizeof(named), "%s/settings", at);
	snprintf(beside, sizeof(beside), "%s/beside", at);
	snprintf(at, sizeof(at), "%s/bin", folder);
	CHECK(mkdir(at, 0700) == 0);
	snprintf(program, sizeof(program), "%s/program", at);
	snprintf(foreign, sizeof(foreign), "%s/foreign", elsewhere);
	CHECK_INT(open_errno(named, O_WRONLY | O_CREAT), 0);
	CHECK_INT(open_errno(beside, O_WRONLY | O_CREAT), 0);
	write_program(program);
	write_program(foreign);
}

static void
clean_up(void)
{
	char rm[] = "rm", flags[] = "-rf";
	char *argv[] = {rm, flags, folder, NULL};
	pid_t pid;

	if (posix_spawnp(&pid, "rm", NULL, NULL, argv, NULL) == 0)
		waitpid(pid, NULL, 0);
}

int
main(void)
{
	prepare();
	RUN(a_confined_process_keeps_what_it_needs_and_nothing_else);
	RUN(limits_are_lowered_and_never_raised);
	RUN(nothing_is_given_up_while_there_is_no_state_dir);
	RUN(its_own_socket_can_be_removed_at_the_end);
	clean_up();
	DONE();
}
