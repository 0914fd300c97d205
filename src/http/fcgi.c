#include "http/fcgi.h"

#include "http/fcgi_answer.h"
#include "http/listener.h"
#include "http/variables.h"

#include <assert.h>
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

/* The first descriptor that the starter passes, sd_listen_fds(3). */
enum { SYSTEMD_FIRST_FD = 3 };

/*
 * Apache kills a worker 8 s after it asked it to end, and a shared socket may
 * never run dry; so this bounds how long we serve what is left.
 */
enum { DRAIN_MS = 1000 };

/* A pause where poll or accept fails for want of descriptors or memory, and
 * would again at once. */
enum { EXHAUSTED_PAUSE_MS = 100 };

struct fcgi {
	int listener;
	/*
	 * The signals stay blocked and are read here.  A handler that runs
	 * during ppoll() only would never run while requests keep coming:
	 * ppoll() returns a ready descriptor in preference to a signal.
	 */
	int signals;
	const char *path; /* of the socket to remove; NULL: not ours */
	FCGX_Request request;
	struct fcgi_answer answer;
	bool body_ended; /* nothing of the request is unread */
	bool busy;       /* between accept and finish */
	bool cut;        /* the answer at hand must not seem complete */
	/* since the start: HUPs in quick succession must not keep us from it */
	bool served;
	bool drain, stopping, reload;
	long long drain_until_ms;
};

static long
env_number(const char *name)
{
	const char *value = getenv(name);
	char *rest;
	long number;

	if (!value || !*value)
		return 0;
	number = strtol(value, &rest, 10);
	return *rest ? 0 : number;
}

enum fcgi_source
fcgi_find(const char *listen_path)
{
	if (listen_path)
		return FCGI_PATH;
	if (env_number("LISTEN_PID") == (long)getpid() &&
		env_number("LISTEN_FDS") > 0)
		return FCGI_SYSTEMD;
	/* not "is it a socket": mod_cgid connects one to a CGI's input */
	if (listener_is(STDIN_FILENO))
		return FCGI_STDIN;
	return FCGI_NONE;
}

static enum err_kind
find_listener(enum fcgi_source source, const char *listen_path, int *listener,
	struct err *err)
{
	if (source == FCGI_PATH)
		return listener_open(listen_path, listener, err);
	if (source == FCGI_SYSTEMD && env_number("LISTEN_FDS") != 1)
		return fail(err, ERR_CONFIG, "fcgi/listen",
			"LISTEN_FDS is %ld; one socket can be served",
			env_number("LISTEN_FDS"));
	*listener = source == FCGI_SYSTEMD ? SYSTEMD_FIRST_FD : STDIN_FILENO;
	if (!listener_is(*listener))
		return fail(err, ERR_CONFIG, "fcgi/listen",
			"descriptor %d is not a listening socket", *listener);
	return OK;
}

static enum err_kind
take_signals(int *signals, struct err *err)
{
	static const int ours[] = {SIGTERM, SIGINT, SIGUSR1, SIGHUP};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < COUNT(ours); i++)
		sigaddset(&set, ours[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* one that the starter ignores would never arrive */
	for (size_t i = 0; i < COUNT(ours); i++)
		signal(ours[i], SIG_DFL);
	/* a peer that is gone is an error of write(), not the end of us */
	signal(SIGPIPE, SIG_IGN);
	*signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (*signals < 0)
		return fail(err, ERR_INTERNAL, "fcgi/signals", "signalfd: %s",
			strerror(errno));
	return OK;
}

enum err_kind
fcgi_open(struct fcgi **out, enum fcgi_source source, const char *listen_path,
	struct err *err)
{
	struct fcgi *fcgi = calloc(1, sizeof(*fcgi));
	enum err_kind kind;

	if (!fcgi)
		return fail_memory(err);
	fcgi->listener = fcgi->signals = -1;
	fcgi_answer_init(&fcgi->answer);
	if ((kind = find_listener(source, listen_path, &fcgi->listener, err)) !=
		OK)
		goto done;
	if (source == FCGI_PATH)
		fcgi->path = listen_path;
	/* before FCGX_Init(), whose own handlers would cut requests */
	if ((kind = take_signals(&fcgi->signals, err)) != OK)
		goto done;

	/* several workers may share the socket: the slower must not hang */
	if (fcntl(fcgi->listener, F_SETFL,
		    fcntl(fcgi->listener, F_GETFL) | O_NONBLOCK) != 0) {
		kind = fail(err, ERR_INTERNAL, "fcgi/listen", "fcntl: %s",
			strerror(errno));
		goto done;
	}
	/* libfcgi waits 2 s by default for a silent or a lingering peer */
	setenv("LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT", "250", 0);
	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "250", 0);
	if (FCGX_Init() != 0 || FCGX_InitRequest(&fcgi->request, fcgi->listener,
					FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		kind = fail(err, ERR_INTERNAL, "fcgi/init", "libfcgi");
done:
	if (kind != OK) {
		fcgi_close(fcgi);
		fcgi = NULL;
	}
	*out = fcgi;
	return kind;
}

static void
end(void *ctx)
{
	struct fcgi *fcgi = ctx;

	/* without FCGI_END_REQUEST the server knows that something is missing
	 */
	fcgi_answer_end(
		&fcgi->answer, &fcgi->request, !fcgi->cut, fcgi->body_ended);
	fcgi->busy = fcgi->cut = false;
	fcgi->served = true;
}

void
fcgi_close(struct fcgi *fcgi)
{
	if (!fcgi)
		return;
	if (fcgi->busy)
		end(fcgi);
	if (fcgi->path)
		unlink(fcgi->path);
	if (fcgi->listener >= 0)
		close(fcgi->listener);
	if (fcgi->signals >= 0)
		close(fcgi->signals);
	fcgi_answer_free(&fcgi->answer);
	free(fcgi);
}

bool
fcgi_stopping(const struct fcgi *fcgi)
{
	return fcgi->stopping;
}

bool
fcgi_reloading(const struct fcgi *fcgi)
{
	/* a request to end must not get lost in the new program */
	return fcgi->reload && !fcgi->drain;
}

static long long
monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void
read_signals(struct fcgi *fcgi)
{
	struct signalfd_siginfo info;

	while (read(fcgi->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGHUP) {
			fcgi->reload = true;
		} else if (!fcgi->drain) {
			fcgi->drain = true;
			fcgi->drain_until_ms = monotonic_ms() + DRAIN_MS;
			/* from here on nobody can add to what is waiting */
			if (fcgi->path)
				unlink(fcgi->path);
			fcgi->path = NULL;
		}
	}
}

static void
pause_exhausted(void)
{
	struct timespec pause = {.tv_nsec = EXHAUSTED_PAUSE_MS * 1000000L};

	nanosleep(&pause, NULL);
}

enum fcgi_event
fcgi_wait(struct fcgi *fcgi, struct pollfd *extra, size_t extra_count,
	int timeout_ms)
{
	struct pollfd set[2 + FCGI_EXTRA_MAX] = {
		{.fd = fcgi->listener, .events = POLLIN},
		{.fd = fcgi->signals, .events = POLLIN},
	};
	bool extra_ready = false;

	assert(extra_count <= FCGI_EXTRA_MAX);
	for (size_t i = 0; i < extra_count; i++) {
		extra[i].revents = 0;
		set[2 + i] = extra[i];
	}
	if (poll(set, 2 + extra_count, fcgi->drain ? 0 : timeout_ms) < 0) {
		/* EINVAL: the limit of descriptors is below their number */
		if (errno != EINTR)
			pause_exhausted();
		return FCGI_NOTHING;
	}
	for (size_t i = 0; i < extra_count; i++) {
		extra[i].revents = set[2 + i].revents;
		extra_ready = extra_ready || extra[i].revents;
	}
	if (set[1].revents && (fcgi->served || !set[0].revents)) {
		read_signals(fcgi);
		return FCGI_NOTHING;
	}
	/* a listener that was shut down would be ready for ever */
	if (set[0].revents & ~POLLIN)
		fcgi->stopping = true;
	else if (fcgi->drain &&
		 (!set[0].revents || monotonic_ms() > fcgi->drain_until_ms))
		fcgi->stopping = true;
	if (fcgi->stopping)
		return FCGI_NOTHING;
	if (set[0].revents)
		return FCGI_REQUEST;
	return extra_ready ? FCGI_EXTRA : FCGI_NOTHING;
}

static size_t
read_body(void *ctx, char *dst, size_t want)
{
	struct fcgi *fcgi = ctx;
	int got = FCGX_GetStr(
		dst, want < INT_MAX ? (int)want : INT_MAX, fcgi->request.in);

	/* the end of a cut body looks like its end but for the error */
	if (FCGX_GetError(fcgi->request.in) != 0)
		return (size_t)-1;
	fcgi->body_ended = got == 0;
	return (size_t)got;
}

static bool
write_all(void *ctx, const char *bytes, size_t len)
{
	struct fcgi *fcgi = ctx;

	return fcgi_answer_write(&fcgi->answer, &fcgi->request, bytes, len);
}

static bool
lend(void *ctx, const char *bytes, size_t len)
{
	struct fcgi *fcgi = ctx;

	return fcgi_answer_lend(&fcgi->answer, &fcgi->request, bytes, len);
}

/*
 * Not behind Apache: to a connection that closes early mod_fcgid forgets what
 * it had not passed on yet, appends its own error page to the answer and ends
 * that well.
 */
static void
cut(void *ctx)
{
	struct fcgi *fcgi = ctx;
	const char *const *envp = (const char *const *)fcgi->request.envp;

	fcgi->cut =
		!str_starts(variables_find(envp, "SERVER_SOFTWARE"), "Apache");
}

bool
fcgi_accept(struct fcgi *fcgi, struct carrier *carrier)
{
	int rc = FCGX_Accept_r(&fcgi->request);

	if (rc < 0) {
		/* many values mean "try again"; these do not */
		if (rc == -EMFILE || rc == -ENFILE || rc == -ENOMEM ||
			rc == -ENOBUFS)
			pause_exhausted();
		else if (rc == -EBADF || rc == -ENOTSOCK || rc == -EINVAL)
			fcgi->stopping = true;
		return false;
	}
	/* FCGI_KEEP_CONN would pin this worker to one connection */
	fcgi->request.keepConnection = 0;
	fcgi->busy = true;
	fcgi->body_ended = false;
	*carrier = (struct carrier){
		.envp = (const char *const *)fcgi->request.envp,
		.read_body = read_body,
		.write = write_all,
		.lend = lend,
		.cut = cut,
		.end = end,
		.ctx = fcgi,
	};
	return true;
}

bool
fcgi_log(struct fcgi *fcgi, const char *line, size_t len)
{
	return fcgi->busy &&
	       fcgi_answer_log(&fcgi->answer, &fcgi->request, line, len);
}

void
fcgi_before_exec(struct fcgi *fcgi)
{
	/* for FCGI_PATH: where fcgi_open() looks for it */
	if (fcgi->path && fcgi->listener != STDIN_FILENO)
		dup2(fcgi->listener, STDIN_FILENO);
	fcgi->reload = false;
}
