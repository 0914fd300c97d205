#ifndef TESTS_FCGI_WORKER_H
#define TESTS_FCGI_WORKER_H

#include "http/fcgi.h"
#include "unit/tap.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * A worker is a process of its own, on a socket in a temporary folder.  It
 * reports over UP and waits for DOWN, so that no order is left to chance.
 */
enum { UP = 20, DOWN = 21, BIG = 2000000 };

static char folder[64], socket_path[96];

struct worker {
	pid_t pid;
	int listener, up, down;
};

static void
tell(char byte)
{
	if (write(UP, &byte, 1) != 1)
		_exit(99);
}

static void
pause_until_told(void)
{
	char byte;

	if (read(DOWN, &byte, 1) != 1)
		_exit(98);
}

static void
handle(const struct carrier *carrier)
{
	static char bytes[BIG];
	char answer[64];
	const char *uri = "";
	size_t n, total = 0, want = 1;
	bool gate, big;

	for (size_t i = 0; carrier->envp[i]; i++)
		if (!strncmp(carrier->envp[i], "REQUEST_URI=", 12))
			uri = carrier->envp[i] + 12;
	gate = !strcmp(uri, "/gate");
	big = !strcmp(uri, "/big");
	if (gate) {
		tell('g');
		pause_until_told();
	}
	/* one byte first, so that the test knows we are inside the body */
	while ((n = carrier->read_body(carrier->ctx, bytes, want)) &&
		n != (size_t)-1) {
		if (!total && !strcmp(uri, "/upload"))
			tell('u');
		total += n;
		want = sizeof(bytes);
	}
	if (!strcmp(uri, "/cut"))
		tell(n == 0 ? 'e' : 'c');
	if (!strncmp(uri, "/lent/", 6)) {
		memset(bytes, 'x', sizeof(bytes));
		carrier->write(carrier->ctx, "head", 4);
		carrier->lend(carrier->ctx, bytes, strtoul(uri + 6, NULL, 10));
		return;
	}
	if (big) {
		memset(bytes, 'x', sizeof(bytes));
		if (!carrier->write(carrier->ctx, bytes, sizeof(bytes)))
			tell('w');
		return;
	}
	snprintf(answer, sizeof(answer), "%zu by %d", total, (int)getpid());
	carrier->write(carrier->ctx, answer, strlen(answer));
	if (!strcmp(uri, "/broken"))
		carrier->cut(carrier->ctx);
}

/* The loop as fcgi.h says; the exit status tells how it ended. */
static int
run_worker(enum fcgi_source source, const char *path)
{
	char number[2] = {(char)('0' + source), '\0'};
	char name[] = "fcgi_test";
	char *args[] = {name, number, socket_path, NULL};
	struct fcgi *fcgi = NULL;
	struct carrier carrier;
	struct err err = {0};

	if (path)
		snprintf(socket_path, sizeof(socket_path), "%s", path);
	if (fcgi_find(source == FCGI_PATH ? socket_path : NULL) != source)
		return 97;
	if (fcgi_open(&fcgi, source, socket_path, &err) != OK) {
		fprintf(stderr, "# %s\n", err.detail);
		return 96;
	}
	tell('r');
	pause_until_told();
	while (!fcgi_stopping(fcgi)) {
		if (fcgi_wait(fcgi, NULL, 0, -1) == FCGI_REQUEST &&
			fcgi_accept(fcgi, &carrier)) {
			handle(&carrier);
			fcgi_log(fcgi, "logged\n", 7);
			carrier.end(carrier.ctx);
		}
		if (fcgi_reloading(fcgi)) {
			fcgi_before_exec(fcgi);
			execv("/proc/self/exe", args);
			return 95;
		}
	}
	fcgi_close(fcgi);
	return 0;
}

static int
listen_here(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	unlink(socket_path);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", socket_path);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		listen(fd, 16) != 0)
		abort();
	return fd;
}

static char
hear(const struct worker *worker)
{
	char byte;

	return read(worker->up, &byte, 1) == 1 ? byte : '!';
}

static void
release(const struct worker *worker)
{
	CHECK(write(worker->down, "x", 1) == 1);
}

/* A worker that has opened its socket and waits to be released. */
static struct worker
start(enum fcgi_source source)
{
	struct worker worker = {.listener = -1};
	int up[2], down[2];

	if (pipe2(up, O_CLOEXEC) != 0 || pipe2(down, O_CLOEXEC) != 0)
		abort();
	if (source != FCGI_PATH)
		worker.listener = listen_here();
	worker.up = up[0];
	worker.down = down[1];
	worker.pid = fork();
	if (worker.pid == 0) {
		char pid[16];
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(up[1], UP);
		dup2(down[0], DOWN);
		if (source == FCGI_STDIN)
			dup2(worker.listener, 0);
		if (source == FCGI_SYSTEMD) {
			dup2(worker.listener, 3);
			snprintf(pid, sizeof(pid), "%d", (int)getpid());
			setenv("LISTEN_PID", pid, 1);
			setenv("LISTEN_FDS", "1", 1);
		}
		_exit(run_worker(source, NULL));
	}
	close(up[1]);
	close(down[0]);
	CHECK_INT(hear(&worker), 'r');
	return worker;
}

static int
status_of(struct worker *worker)
{
	int status = 0;

	waitpid(worker->pid, &status, 0);
	close(worker->up);
	close(worker->down);
	if (worker->listener >= 0)
		close(worker->listener);
	unlink(socket_path);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + status;
}

static void
make_folder(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%s/fcgi.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		abort();
	snprintf(socket_path, sizeof(socket_path), "%s/s", folder);
}

#endif
