#include "http/cgi.h"

#include "unit/tap.h"

#include <stdlib.h>
#include <unistd.h>

/* Puts a pipe with bytes in it, then closed, in the place of stdin. */
static void
feed_stdin(const char *bytes)
{
	int ends[2];

	if (pipe(ends) || write(ends[1], bytes, strlen(bytes)) < 0 ||
		dup2(ends[0], STDIN_FILENO) < 0)
		abort();
	close(ends[0]);
	close(ends[1]);
}

/* All that the carrier reads, in pieces of want. */
static const char *
read_all(const char *length, size_t want)
{
	static char text[100];
	const char *envp[] = {length, NULL};
	struct cgi cgi;
	struct carrier carrier = cgi_carrier(&cgi, envp);
	size_t len = 0, got;

	while ((got = carrier.read_body(carrier.ctx, text + len, want)) > 0 &&
		got <= want)
		len += got;
	text[len] = '\0';
	return got ? "cut" : text;
}

static void
the_announced_length_bounds_the_body(void)
{
	for (size_t want = 1; want < 30; want += 4) {
		feed_stdin("0123456789");
		CHECK_STR(read_all("CONTENT_LENGTH=4", want), "0123");
		feed_stdin("0123456789");
		CHECK_STR(read_all("CONTENT_LENGTH=0", want), "");
		feed_stdin("0123456789");
		CHECK_STR(read_all("CONTENT_LENGTH=40", want), "0123456789");
	}
}

static void
without_a_length_the_body_goes_to_its_end(void)
{
	feed_stdin("0123456789");
	CHECK_STR(read_all("CONTENT_LENGTH=", 7), "0123456789");
	feed_stdin("0123456789");
	CHECK_STR(read_all("X=", 7), "0123456789");
	feed_stdin("");
	CHECK_STR(read_all("X=", 7), "");
}

static void
a_length_that_is_no_number_reads_nothing(void)
{
	feed_stdin("0123456789");
	CHECK_STR(read_all("CONTENT_LENGTH=x", 7), "");
	feed_stdin("0123456789");
	CHECK_STR(read_all("CONTENT_LENGTH=-1", 7), "");
}

static void
a_standard_input_that_fails_is_a_cut_body(void)
{
	int saved = dup(STDIN_FILENO);

	close(STDIN_FILENO);
	CHECK_STR(read_all("CONTENT_LENGTH=4", 7), "cut");
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void
the_whole_answer_is_written(void)
{
	const char *envp[] = {NULL};
	struct cgi cgi;
	struct carrier carrier = cgi_carrier(&cgi, envp);
	char text[20] = "";
	int ends[2], saved = dup(STDOUT_FILENO);
	bool written;

	fflush(stdout);
	if (saved < 0 || pipe(ends) || dup2(ends[1], STDOUT_FILENO) < 0)
		abort();
	written = carrier.write(carrier.ctx, "Status: 200", 11);
	dup2(saved, STDOUT_FILENO);
	close(ends[1]);
	CHECK(written);
	CHECK_INT(read(ends[0], text, sizeof(text) - 1), 11);
	CHECK_STR(text, "Status: 200");
	close(ends[0]);
	close(saved);
}

static void
a_peer_that_is_gone_is_told(void)
{
	const char *envp[] = {NULL};
	struct cgi cgi;
	struct carrier carrier = cgi_carrier(&cgi, envp);
	int saved = dup(STDOUT_FILENO);
	bool written;

	fflush(stdout);
	close(STDOUT_FILENO);
	written = carrier.write(carrier.ctx, "Status: 200", 11);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	CHECK(!written);
}

int
main(void)
{
	RUN(the_announced_length_bounds_the_body);
	RUN(without_a_length_the_body_goes_to_its_end);
	RUN(a_length_that_is_no_number_reads_nothing);
	RUN(a_standard_input_that_fails_is_a_cut_body);
	RUN(the_whole_answer_is_written);
	RUN(a_peer_that_is_gone_is_told);
	DONE();
}
