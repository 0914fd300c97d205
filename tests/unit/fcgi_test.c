#include "http/fcgi.h"

#include "unit/fcgi_client.h"
#include "unit/fcgi_worker.h"
#include "unit/tap.h"

#include <fcntl.h>

static int
begin(const char *uri)
{
	int fd = client_connect(socket_path);

	CHECK(fd >= 0);
	CHECK(client_begin(fd, uri, false));
	return fd;
}

/* Ends the body and checks the whole answer. */
static void
expect_answer(const struct worker *worker, int fd, size_t body_len)
{
	struct client_answer answer;
	char want[64];

	snprintf(want, sizeof(want), "%zu by %d", body_len, (int)worker->pid);
	CHECK(client_body_end(fd));
	answer = client_read_answer(fd);
	CHECK(answer.ended);
	CHECK_STR(answer.out, want);
	CHECK_STR(answer.err, "logged\n");
	client_free(&answer);
	close(fd);
}

static const int ends[] = {SIGTERM, SIGINT, SIGUSR1};

static void
an_idle_worker_ends_at_once(void)
{
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct worker worker = start(FCGI_STDIN);
		release(&worker);
		expect_answer(&worker, begin("/"), 0);
		kill(worker.pid, ends[i]);
		CHECK_INT(status_of(&worker), 0);
	}
}

/* nohup, and shells that start something in the background, do that. */
static void
a_signal_that_the_starter_ignores_still_ends_it(void)
{
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct worker worker;

		signal(ends[i], SIG_IGN);
		worker = start(FCGI_STDIN);
		signal(ends[i], SIG_DFL);
		release(&worker);
		expect_answer(&worker, begin("/"), 0);
		kill(worker.pid, ends[i]);
		CHECK_INT(status_of(&worker), 0);
	}
}

static void
a_request_in_flight_is_answered_before_the_end(void)
{
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct worker worker = start(FCGI_STDIN);
		int fd = begin("/gate");
		release(&worker);
		CHECK_INT(hear(&worker), 'g');
		kill(worker.pid, ends[i]);
		release(&worker);
		expect_answer(&worker, fd, 0);
		CHECK_INT(status_of(&worker), 0);
	}
}

static void
a_body_in_flight_arrives_whole_before_the_end(void)
{
	static char half[30000];

	for (size_t i = 0; i < COUNT(ends); i++) {
		struct worker worker = start(FCGI_STDIN);
		int fd = begin("/upload");
		release(&worker);
		CHECK(client_body(fd, half, sizeof(half)));
		CHECK_INT(hear(&worker), 'u');
		kill(worker.pid, ends[i]);
		CHECK(client_body(fd, half, sizeof(half)));
		expect_answer(&worker, fd, 2 * sizeof(half));
		CHECK_INT(status_of(&worker), 0);
	}
}

static void
a_blocked_answer_is_written_whole_before_the_end(void)
{
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct worker worker = start(FCGI_STDIN);
		struct client_answer answer;
		struct pollfd begun = {.events = POLLIN};
		int fd = begin("/big");
		release(&worker);
		CHECK(client_body_end(fd));
		/* more than a socket holds is left when the first byte is */
		begun.fd = fd;
		CHECK_INT(poll(&begun, 1, -1), 1);
		kill(worker.pid, ends[i]);
		answer = client_read_answer(fd);
		CHECK(answer.ended);
		CHECK_INT(answer.out_len, BIG);
		client_free(&answer);
		close(fd);
		CHECK_INT(status_of(&worker), 0);
	}
}

static void
requests_handed_over_before_the_signal_are_served(void)
{
	struct worker worker = start(FCGI_STDIN);
	int first = begin("/"), second = begin("/");

	kill(worker.pid, SIGTERM);
	release(&worker);
	expect_answer(&worker, first, 0);
	expect_answer(&worker, second, 0);
	CHECK_INT(status_of(&worker), 0);
}

static void
hup_executes_the_program_again_and_loses_nothing(void)
{
	const enum fcgi_source sources[] = {
		FCGI_STDIN, FCGI_SYSTEMD, FCGI_PATH};

	for (size_t i = 0; i < COUNT(sources); i++) {
		struct worker worker = start(sources[i]);
		int first, second, flying = begin("/gate");
		release(&worker);
		CHECK_INT(hear(&worker), 'g');
		first = begin("/");
		second = begin("/");
		kill(worker.pid, SIGHUP);
		release(&worker);
		expect_answer(&worker, flying, 0);
		CHECK_INT(hear(&worker), 'r');
		/* between two programs: it neither kills nor gets lost, and
		 * lets one request pass */
		kill(worker.pid, SIGHUP);
		release(&worker);
		expect_answer(&worker, first, 0);
		CHECK_INT(hear(&worker), 'r');
		kill(worker.pid, SIGTERM);
		release(&worker);
		expect_answer(&worker, second, 0);
		CHECK_INT(status_of(&worker), 0);
	}
}

static void
a_request_to_end_outweighs_one_to_reload(void)
{
	struct worker worker = start(FCGI_STDIN);

	kill(worker.pid, SIGHUP);
	kill(worker.pid, SIGTERM);
	release(&worker);
	CHECK_INT(status_of(&worker), 0);
}

static void
a_kept_connection_does_not_pin_the_worker(void)
{
	struct worker worker = start(FCGI_STDIN);
	struct client_answer answer;
	int fd = client_connect(socket_path);
	char byte;

	release(&worker);
	CHECK(client_begin(fd, "/", true));
	CHECK(client_body_end(fd));
	answer = client_read_answer(fd);
	CHECK(answer.ended);
	client_free(&answer);
	CHECK_INT(read(fd, &byte, 1), 0);
	expect_answer(&worker, begin("/"), 0);
	close(fd);
	kill(worker.pid, SIGTERM);
	CHECK_INT(status_of(&worker), 0);
}

static void
a_cut_body_is_seen_and_a_whole_one_is_not_taken_for_it(void)
{
	struct worker worker = start(FCGI_STDIN);
	int fd = begin("/cut");

	release(&worker);
	CHECK(client_body(fd, "half", 4));
	close(fd);
	CHECK_INT(hear(&worker), 'c');
	fd = begin("/cut");
	CHECK(client_body(fd, "half", 4));
	CHECK(client_body(fd, "half", 4));
	expect_answer(&worker, fd, 8);
	CHECK_INT(hear(&worker), 'e');
	kill(worker.pid, SIGTERM);
	CHECK_INT(status_of(&worker), 0);
}

static void
a_peer_that_leaves_is_told_by_write_and_kills_nobody(void)
{
	struct worker worker = start(FCGI_STDIN);
	int fd = begin("/big");

	CHECK(client_body_end(fd));
	close(fd);
	release(&worker);
	CHECK_INT(hear(&worker), 'w');
	expect_answer(&worker, begin("/"), 0);
	kill(worker.pid, SIGTERM);
	CHECK_INT(status_of(&worker), 0);
}

static void
an_answer_that_was_cut_has_no_end(void)
{
	struct worker worker = start(FCGI_STDIN);
	struct client_answer answer;
	int fd = begin("/broken");

	release(&worker);
	CHECK(client_body_end(fd));
	answer = client_read_answer(fd);
	CHECK(!answer.ended);
	CHECK(answer.out && !strncmp(answer.out, "0 by ", 5));
	CHECK_STR(answer.err, "logged\n");
	client_free(&answer);
	close(fd);
	/* the next one has */
	expect_answer(&worker, begin("/"), 0);
	kill(worker.pid, SIGTERM);
	CHECK_INT(status_of(&worker), 0);
}

/* The bytes of one record, 65528 with the head, and others. */
static void
what_is_lent_comes_behind_what_was_written(void)
{
	static const size_t sizes[] = {0, 1, 65524, 65525, 200000};
	struct worker worker = start(FCGI_STDIN);

	release(&worker);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct client_answer answer;
		char uri[40];
		int fd;

		snprintf(uri, sizeof(uri), "/lent/%zu", sizes[i]);
		fd = begin(uri);
		CHECK(client_body_end(fd));
		answer = client_read_answer(fd);
		CHECK(answer.ended);
		CHECK_INT(answer.out_len, 4 + sizes[i]);
		CHECK(!strncmp(answer.out, "head", 4));
		CHECK_INT(strspn(answer.out + 4, "x"), sizes[i]);
		CHECK_STR(answer.err, "logged\n");
		client_free(&answer);
		close(fd);
	}
	kill(worker.pid, SIGTERM);
	CHECK_INT(status_of(&worker), 0);
}

static void
the_source_is_found_without_guessing(void)
{
	char pid[16];
	int pair[2], saved = dup(0), listener = listen_here();

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	CHECK_INT(fcgi_find("/some/path"), FCGI_PATH);
	dup2(pair[0], 0);
	CHECK_INT(fcgi_find(NULL), FCGI_NONE);
	dup2(listener, 0);
	CHECK_INT(fcgi_find(NULL), FCGI_STDIN);
	snprintf(pid, sizeof(pid), "%d", (int)getpid() + 1);
	setenv("LISTEN_FDS", "1", 1);
	setenv("LISTEN_PID", pid, 1);
	CHECK_INT(fcgi_find(NULL), FCGI_STDIN);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	CHECK_INT(fcgi_find(NULL), FCGI_SYSTEMD);
	setenv("LISTEN_PID", "x", 1);
	CHECK_INT(fcgi_find(NULL), FCGI_STDIN);
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_PID");
	dup2(saved, 0);
	close(saved);
	close(listener);
	close(pair[0]);
	close(pair[1]);
	unlink(socket_path);
}

static void
waiting_tells_requests_and_extra_descriptors_apart(void)
{
	struct err err = {0};
	struct fcgi *fcgi = NULL;
	struct carrier carrier;
	struct pollfd extra = {.events = POLLIN};
	int ends_of[2], fd;

	CHECK(pipe2(ends_of, O_CLOEXEC) == 0);
	extra.fd = ends_of[0];
	CHECK_INT(fcgi_open(&fcgi, FCGI_PATH, socket_path, &err), OK);
	CHECK_INT(fcgi_wait(fcgi, &extra, 1, 0), FCGI_NOTHING);
	CHECK_INT(extra.revents, 0);
	CHECK(!fcgi_accept(fcgi, &carrier));
	CHECK(!fcgi_log(fcgi, "nobody\n", 7));
	CHECK(write(ends_of[1], "x", 1) == 1);
	CHECK_INT(fcgi_wait(fcgi, &extra, 1, -1), FCGI_EXTRA);
	CHECK_INT(extra.revents, POLLIN);
	fd = begin("/");
	CHECK_INT(fcgi_wait(fcgi, &extra, 1, -1), FCGI_REQUEST);
	CHECK_INT(extra.revents, POLLIN);
	CHECK(fcgi_accept(fcgi, &carrier));
	CHECK(carrier.write(carrier.ctx, "x", 1));
	CHECK(!fcgi_stopping(fcgi) && !fcgi_reloading(fcgi));
	fcgi_close(fcgi);
	close(fd);
	close(ends_of[0]);
	close(ends_of[1]);
}

static void
short_waits_of_libfcgi_are_set_and_can_be_overruled(void)
{
	struct err err = {0};
	struct fcgi *fcgi = NULL;

	unsetenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT");
	setenv("LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT", "17", 1);
	CHECK_INT(fcgi_open(&fcgi, FCGI_PATH, socket_path, &err), OK);
	fcgi_close(fcgi);
	CHECK_STR(getenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT"), "250");
	CHECK_STR(getenv("LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT"), "17");
}

int
main(int argc, char **argv)
{
	if (argc == 3)
		return run_worker(
			(enum fcgi_source)(argv[1][0] - '0'), argv[2]);
	alarm(60); /* a worker that hangs must not hang the tests */
	make_folder();
	RUN(an_idle_worker_ends_at_once);
	RUN(a_signal_that_the_starter_ignores_still_ends_it);
	RUN(a_request_in_flight_is_answered_before_the_end);
	RUN(a_body_in_flight_arrives_whole_before_the_end);
	RUN(a_blocked_answer_is_written_whole_before_the_end);
	RUN(requests_handed_over_before_the_signal_are_served);
	RUN(hup_executes_the_program_again_and_loses_nothing);
	RUN(a_request_to_end_outweighs_one_to_reload);
	RUN(a_kept_connection_does_not_pin_the_worker);
	RUN(a_cut_body_is_seen_and_a_whole_one_is_not_taken_for_it);
	RUN(a_peer_that_leaves_is_told_by_write_and_kills_nobody);
	RUN(an_answer_that_was_cut_has_no_end);
	RUN(what_is_lent_comes_behind_what_was_written);
	RUN(the_source_is_found_without_guessing);
	RUN(waiting_tells_requests_and_extra_descriptors_apart);
	RUN(short_waits_of_libfcgi_are_set_and_can_be_overruled);
	rmdir(folder);
	DONE();
}
