#include "net/fetch.h"

#include "unit/tap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[256];

static const struct fetch_request request = {
	.url = "https://id.example/keys", .timeout_ms = 5000};

#define WHOLE "printf 'weather-fetch 1\\nstatus 200\\nbody 2\\n{}end\\n'\n"

/* A program of one shell script; the path is good until the next call. */
static const char *
program(const char *script)
{
	static char path[300];
	FILE *file;

	snprintf(path, sizeof(path), "%s/program", dir);
	unlink(path);
	file = fopen(path, "w");
	fprintf(file, "#!/bin/sh\n%s", script);
	fclose(file);
	chmod(path, 0700);
	return path;
}

static enum err_kind
fetch_with(const char *script, const struct fetch_request *wanted,
	struct fetch_answer *answer, struct fetch **fetch, struct err *err)
{
	enum err_kind kind = fetch_start(fetch, program(script), wanted, err);

	return kind == OK ? fetch_wait(*fetch, answer, err) : kind;
}

static bool
no_child_is_left(void)
{
	return waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD;
}

static int
open_descriptors(void)
{
	DIR *list = opendir("/proc/self/fd");
	int count = 0;

	while (readdir(list))
		count++;
	closedir(list);
	return count;
}

static void
a_whole_answer_comes_through(void)
{
	struct fetch_answer answer = {0};
	struct fetch *fetch;
	struct err err = {0};
	int before = open_descriptors();

	CHECK_INT(fetch_with(WHOLE, &request, &answer, &fetch, &err), OK);
	CHECK_INT(answer.status, 200);
	CHECK(str_is(answer.body, "{}"));
	fetch_close(fetch);
	CHECK(no_child_is_left());
	CHECK_INT(open_descriptors(), before);
}

/* The program's answer is its request, its environment and its signals. */
static void
the_program_gets_its_request_and_nothing_else(void)
{
	static const char echo[] =
		"body=$(cat <&3; /usr/bin/env | grep -v '^PWD=\\|^SHLVL=\\|^_='"
		"; sed -nE 's/^(Sig(Blk|Ign)).*(.{7})$/\\1 \\3/p' "
		"/proc/self/status"
		"; ls /proc/self/fd | tr '\\n' ' '"
		"; readlink /proc/$$/fd/0 /proc/$$/fd/2; echo args $#)\n"
		"printf 'weather-fetch 1\\nstatus 200\\nbody %d\\n%send\\n' "
		"${#body} \"$body\"\n";
	static const char *const want = "url https://id.example/keys\n"
					"timeout_ms 4800\n"
					"SigBlk 0000000\n"
					"SigIgn 0000000\n"
					"0 1 2 3 4 /dev/null\n"
					"/dev/null\n"
					"args 0";
	struct fetch_answer answer = {0};
	struct fetch *fetch;
	struct err err = {0};
	sigset_t term, old;
	int extra = open("/dev/null", O_RDONLY); /* inheritable */
	char *text;

	setenv("https_proxy", "http://evil.example", 1);
	setenv("GATEWAY_INTERFACE", "CGI/1.1", 1);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &old);
	signal(SIGPIPE, SIG_IGN);
	CHECK_INT(fetch_with(echo, &request, &answer, &fetch, &err), OK);
	CHECK(answer.body.at);
	text = strndup(answer.body.at ? answer.body.at : "", answer.body.len);
	CHECK_STR(text, want);
	free(text);
	fetch_close(fetch);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &old, NULL);
	unsetenv("https_proxy");
	unsetenv("GATEWAY_INTERFACE");
	close(extra);
}

static void
every_bad_end_is_an_error_that_says_why(void)
{
	static const struct {
		const char *script, *reason;
	} cases[] = {
		{"echo 'error no route to host'\nexit 1\n", "fetch/failed"},
		{"exit 0\n", "fetch/no-answer"},
		{"exit 127\n", "fetch/no-answer"},
		{"kill -9 $$\n", "fetch/no-answer"},
		{"echo garbage\n", "fetch/garbled"},
		{"printf 'weather-fetch 1\\nstatus 200\\nbody 9\\n{}'\n",
			"fetch/garbled"},
		{"exec cat /dev/zero\n", "fetch/garbled"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fetch_answer answer = {0};
		struct fetch *fetch;
		struct err err = {0};

		CHECK_INT(fetch_with(cases[i].script, &request, &answer, &fetch,
				  &err),
			ERR_FETCH);
		CHECK_STR(err.reason, cases[i].reason);
		fetch_close(fetch);
		CHECK(no_child_is_left());
	}
}

static void
a_program_that_cannot_be_started_is_an_error(void)
{
	struct fetch_request bad = request;
	struct fetch *fetch;
	struct err err = {0};
	int before = open_descriptors();

	CHECK_INT(fetch_start(&fetch, "/nonexistent/program", &request, &err),
		ERR_FETCH);
	CHECK_STR(err.reason, "fetch/start");
	CHECK(strstr(err.detail, "/nonexistent/program"));
	CHECK(!fetch);
	bad.url = "https://x\nproxy http://evil";
	CHECK_INT(fetch_start(&fetch, program(WHOLE), &bad, &err), ERR_FETCH);
	CHECK_STR(err.reason, "fetch/request");
	CHECK(no_child_is_left());
	CHECK_INT(open_descriptors(), before);
}

static void
a_program_that_hangs_is_killed_in_time(void)
{
	struct fetch_request hasty = {.url = "https://x", .timeout_ms = 100};
	struct fetch_answer answer = {0};
	struct fetch *fetch;
	struct err err = {0};
	int64_t start = fetch_now_ms();

	CHECK_INT(fetch_with("echo begun\nexec sleep 60\n", &hasty, &answer,
			  &fetch, &err),
		ERR_TIMEOUT);
	CHECK_STR(err.reason, "fetch/timeout");
	CHECK(fetch_now_ms() - start >= 100);
	CHECK(fetch_now_ms() - start < 5000);
	CHECK(no_child_is_left());
	fetch_close(fetch);
}

/* A program that lives on after its answer, as libcurl's threads may. */
static void
an_answer_does_not_wait_for_the_program_to_leave(void)
{
	struct fetch_answer answer = {0};
	struct fetch *fetch;
	struct err err = {0};
	int64_t start = fetch_now_ms();

	CHECK_INT(fetch_with(WHOLE "exec sleep 60 >&-\n", &request, &answer,
			  &fetch, &err),
		OK);
	CHECK(fetch_now_ms() - start < 4000);
	CHECK(no_child_is_left());
	fetch_close(fetch);
}

static void
a_step_does_not_wait(void)
{
	static const char patient[] = "cat <&3 >/dev/null\n"
				      "while [ ! -e \"${0%/*}/go\" ]; do "
				      "sleep 0.01; done\n" WHOLE;
	struct fetch_answer answer = {0};
	struct fetch *fetch;
	struct err err = {0};
	char go[300];
	bool done;

	snprintf(go, sizeof(go), "%s/go", dir);
	CHECK_INT(fetch_start(&fetch, program(patient), &request, &err), OK);
	CHECK(fetch_time_left_ms(fetch) > 0);
	CHECK(fetch_descriptor(fetch) >= 0);
	CHECK_INT(fetch_step(fetch, &done, &answer, &err), OK);
	CHECK(!done);
	close(open(go, O_CREAT | O_WRONLY, 0600));
	while (!done) {
		struct pollfd ready = {
			.fd = fetch_descriptor(fetch), .events = POLLIN};

		poll(&ready, 1, fetch_time_left_ms(fetch));
		CHECK_INT(fetch_step(fetch, &done, &answer, &err), OK);
	}
	CHECK_INT(answer.status, 200);
	fetch_close(fetch);
	unlink(go);
}

static void
closing_early_leaves_nothing_behind(void)
{
	struct fetch *fetch;
	struct err err = {0};
	int before = open_descriptors();

	CHECK_INT(
		fetch_start(&fetch, program("exec sleep 60\n"), &request, &err),
		OK);
	fetch_close(fetch);
	CHECK(no_child_is_left());
	CHECK_INT(open_descriptors(), before);
	fetch_close(NULL);
}

/* In a process of its own, since it gives up its standard descriptors. */
static void
it_works_with_the_low_descriptors_closed_or_taken(void)
{
	for (int taken = 0; taken < 2; taken++) {
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			struct fetch_answer answer = {0};
			struct fetch *fetch;
			struct err err = {0};

			for (int fd = 0; fd < 5; fd++)
				close(fd);
			for (int fd = 0; taken && fd < 5; fd++)
				if (open("/dev/null", O_RDWR) != fd)
					_exit(2);
			_exit(fetch_with(WHOLE, &request, &answer, &fetch,
				      &err) != OK ||
				answer.status != 200);
		}
		CHECK_INT(waitpid(pid, &status, 0), pid);
		CHECK(WIFEXITED(status));
		CHECK_INT(WEXITSTATUS(status), 0);
	}
}

static void
ignored_children_are_no_trouble(void)
{
	struct fetch_answer answer = {0};
	struct fetch *fetch;
	struct err err = {0};

	signal(SIGCHLD, SIG_IGN);
	CHECK_INT(fetch_with(WHOLE, &request, &answer, &fetch, &err), OK);
	CHECK_INT(answer.status, 200);
	fetch_close(fetch);
	signal(SIGCHLD, SIG_DFL);
}

/* The program itself, as it was built: a URL it must refuse, a port where
 * nobody listens. */
static void
the_real_program_answers(void)
{
	const char *build = getenv("WEATHER_BUILD");
	struct fetch_request wanted = request;
	struct fetch_answer answer = {0};
	struct fetch *fetch;
	struct err err = {0};
	char path[512];

	snprintf(path, sizeof(path), "%s/bin/weather-fetch",
		build ? build : "build/release");
	if (access(path, X_OK) != 0)
		return;
	wanted.url = "http://id.example/keys";
	CHECK_INT(fetch_start(&fetch, path, &wanted, &err), OK);
	CHECK_INT(fetch_wait(fetch, &answer, &err), ERR_FETCH);
	CHECK_STR(err.reason, "fetch/failed");
	CHECK(strstr(err.detail, "not allowed"));
	fetch_close(fetch);
	wanted.url = "https://127.0.0.1:1/keys";
	CHECK_INT(fetch_start(&fetch, path, &wanted, &err), OK);
	CHECK_INT(fetch_wait(fetch, &answer, &err), ERR_FETCH);
	CHECK_STR(err.reason, "fetch/failed");
	CHECK(strstr(err.detail, "connect"));
	fetch_close(fetch);
}

int
main(void)
{
	const char *tmp = getenv("TMPDIR");
	char path[300];

	snprintf(dir, sizeof(dir), "%s/fetch-XXXXXX",
		tmp && tmp[0] ? tmp : "/tmp");
	if (!mkdtemp(dir))
		return 1;
	RUN(a_whole_answer_comes_through);
	RUN(the_program_gets_its_request_and_nothing_else);
	RUN(every_bad_end_is_an_error_that_says_why);
	RUN(a_program_that_cannot_be_started_is_an_error);
	RUN(a_program_that_hangs_is_killed_in_time);
	RUN(an_answer_does_not_wait_for_the_program_to_leave);
	RUN(a_step_does_not_wait);
	RUN(closing_early_leaves_nothing_behind);
	RUN(it_works_with_the_low_descriptors_closed_or_taken);
	RUN(ignored_children_are_no_trouble);
	RUN(the_real_program_answers);
	snprintf(path, sizeof(path), "%s/program", dir);
	unlink(path);
	rmdir(dir);
	DONE();
}
