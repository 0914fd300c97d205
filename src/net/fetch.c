#include "net/fetch.h"

#include "base/buf.h"
#include "base/confine.h"
#include "net/fetch_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The program gets its own limit this much earlier, to say what was wrong. */
enum { GRACE_MS = 200, DESCRIPTOR_MIN = 10 };

struct fetch {
	pid_t pid; /* 0: reaped */
	int result;
	int64_t deadline_ms;
	struct buf bytes;
};

int64_t
fetch_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
close_pair(int ends[2])
{
	for (int i = 0; i < 2; i++) {
		if (ends[i] >= 0)
			close(ends[i]);
		ends[i] = -1;
	}
}

/*
 * A pipe whose ends lie above the descriptors that the program is given, so
 * that no dup2() of the child can hit one of them, even where this process
 * was started with 0, 1 or 2 closed.
 */
static bool
open_pipe(int ends[2])
{
	int low[2];

	if (pipe2(low, O_CLOEXEC) != 0)
		return false;
	for (int i = 0; i < 2; i++)
		ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, DESCRIPTOR_MIN);
	close_pair(low);
	return ends[0] >= 0 && ends[1] >= 0;
}

/*
 * Nothing of this process reaches the program: no environment, where a
 * request's headers could name a proxy, no descriptor but the two pipes, no
 * blocked or ignored signal.  An errno, or 0.
 */
static int
spawn(pid_t *pid, const char *program, int request, int result)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int bad;

	sigemptyset(&none);
	sigfillset(&all);
	if (posix_spawn_file_actions_init(&files) ||
		posix_spawnattr_init(&attr))
		return ENOMEM;
	if (posix_spawn_file_actions_addopen(
		    &files, 0, "/dev/null", O_RDWR, 0) ||
		posix_spawn_file_actions_adddup2(&files, 0, 2) ||
		posix_spawn_file_actions_adddup2(&files, result, 1) ||
		posix_spawn_file_actions_adddup2(&files, request, 3) ||
		posix_spawn_file_actions_addclosefrom_np(&files, 4) ||
		posix_spawnattr_setsigmask(&attr, &none) ||
		posix_spawnattr_setsigdefault(&attr, &all) ||
		posix_spawnattr_setflags(&attr,
			POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)) {
		bad = ENOMEM;
	} else {
		char name[] = "weather-fetch";
		char *argv[] = {name, NULL}, *envp[] = {NULL};

		bad = posix_spawn(pid, program, &files, &attr, argv, envp);
	}
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return bad;
}

/* The request is smaller than a pipe and its reader is still open here:
 * this neither blocks nor raises SIGPIPE. */
static enum err_kind
write_request(const struct fetch_request *request, int fd, struct err *err)
{
	enum err_kind kind = OK;
	struct buf text;

	buf_init(&text, FETCH_REQUEST_MAX);
	if (!fetch_request_print(&text, request))
		kind = text.starved ? fail_memory(err)
				    : fail(err, ERR_FETCH, "fetch/request",
					      "the URL or a setting cannot be "
					      "passed on");
	else if (write(fd, text.at, text.len) != (ssize_t)text.len)
		kind = fail(err, ERR_FETCH, "fetch/start", "pipe: %s",
			strerror(errno));
	/* the URL may hold a key */
	if (text.at)
		explicit_bzero(text.at, text.len);
	buf_free(&text);
	return kind;
}

enum err_kind
fetch_start(struct fetch **out, const char *program,
	const struct fetch_request *request, struct err *err)
{
	struct fetch_request earlier = *request;
	struct fetch *fetch = calloc(1, sizeof(*fetch));
	int request_pipe[2] = {-1, -1}, result_pipe[2] = {-1, -1}, bad;
	enum err_kind kind = OK;

	*out = NULL;
	if (!fetch)
		return fail_memory(err);
	buf_init(&fetch->bytes, FETCH_ANSWER_MAX);
	fetch->deadline_ms = fetch_now_ms() + request->timeout_ms;
	earlier.timeout_ms -= GRACE_MS < request->timeout_ms / 2
				      ? GRACE_MS
				      : request->timeout_ms / 2;
	if (!open_pipe(request_pipe) || !open_pipe(result_pipe) ||
		fcntl(result_pipe[0], F_SETFL, O_NONBLOCK) != 0) {
		kind = fail(err, ERR_FETCH, "fetch/start", "pipe: %s",
			strerror(errno));
		goto done;
	}
	kind = write_request(&earlier, request_pipe[1], err);
	if (kind != OK)
		goto done;
	if ((bad = spawn(&fetch->pid, program, request_pipe[0],
		     result_pipe[1])) != 0) {
		kind = fail(err, ERR_FETCH, "fetch/start",
			"cannot start %s: %s%s", program, strerror(bad),
			confine_hint(bad));
	} else {
		fetch->result = result_pipe[0];
		result_pipe[0] = -1;
		*out = fetch;
		fetch = NULL;
	}
done:
	close_pair(request_pipe);
	close_pair(result_pipe);
	free(fetch);
	return kind;
}

int
fetch_descriptor(const struct fetch *fetch)
{
	return fetch->result;
}

int
fetch_time_left_ms(const struct fetch *fetch)
{
	int64_t left = fetch->deadline_ms - fetch_now_ms();

	return left > 0 ? (int)left : 0;
}

/*
 * Ends and reaps the program; its wait status.  Asking first matters where
 * SIGCHLD is ignored: the kernel has reaped it then, and the pid may already
 * belong to somebody else.
 */
static int
end(struct fetch *fetch)
{
	int status = 0;

	if (fetch->pid && waitpid(fetch->pid, &status, WNOHANG) == 0) {
		kill(fetch->pid, SIGKILL);
		while (waitpid(fetch->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	fetch->pid = 0;
	return status;
}

/* True at the end of the answer, or when there is more than may come. */
static bool
read_what_is_there(struct fetch *fetch)
{
	char piece[16384];
	ssize_t got;

	do {
		got = read(fetch->result, piece, sizeof(piece));
		if (got > 0)
			buf_add(&fetch->bytes, piece, (size_t)got);
	} while ((got > 0 && !fetch->bytes.failed) ||
		 (got < 0 && errno == EINTR));
	return got >= 0 || errno != EAGAIN;
}

enum err_kind
fetch_step(struct fetch *fetch, bool *done, struct fetch_answer *answer,
	struct err *err)
{
	int status;

	*done = true;
	if (!read_what_is_there(fetch)) {
		if (fetch_time_left_ms(fetch) > 0) {
			*done = false;
			return OK;
		}
		end(fetch);
		return fail(err, ERR_TIMEOUT, "fetch/timeout",
			"the fetch program did not end in time");
	}
	status = end(fetch);
	if (fetch->bytes.starved)
		return fail_memory(err);
	if (!fetch->bytes.len)
		return fail(err, ERR_FETCH, "fetch/no-answer",
			"the fetch program ended without an answer (%s %d%s)",
			WIFSIGNALED(status) ? "signal" : "exit status",
			WIFSIGNALED(status) ? WTERMSIG(status)
					    : WEXITSTATUS(status),
			WIFEXITED(status) && WEXITSTATUS(status) == 127
				? "; is libcurl installed?"
				: "");
	if (fetch->bytes.failed)
		return fail(err, ERR_FETCH, "fetch/garbled",
			"the fetch program said too much");
	return fetch_answer_parse(
		fetch->bytes.at, fetch->bytes.len, answer, err);
}

enum err_kind
fetch_wait(struct fetch *fetch, struct fetch_answer *answer, struct err *err)
{
	struct pollfd ready = {.fd = fetch->result, .events = POLLIN};
	enum err_kind kind;
	bool done;

	do {
		poll(&ready, 1, fetch_time_left_ms(fetch));
		kind = fetch_step(fetch, &done, answer, err);
	} while (!done);
	return kind;
}

void
fetch_close(struct fetch *fetch)
{
	if (!fetch)
		return;
	end(fetch);
	close(fetch->result);
	buf_free(&fetch->bytes);
	free(fetch);
}
