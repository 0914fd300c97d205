#include "http/listener.h"

#include "unit/fcgi_client.h"
#include "unit/tap.h"

#include <fcntl.h>
#include <sys/stat.h>

static char folder[64], path[96];

static enum err_kind
try_open(const char *at, int *fd)
{
	struct err err = {0};
	enum err_kind kind = listener_open(at, fd, &err);

	if (kind != OK)
		CHECK_STR(err.reason, "fcgi/listen");
	return kind;
}

static void
a_new_socket_is_for_owner_and_group(void)
{
	struct stat file;
	int fd = -1, client;

	CHECK_INT(try_open(path, &fd), OK);
	CHECK(listener_is(fd));
	CHECK(stat(path, &file) == 0);
	CHECK_INT(file.st_mode & 0777, 0660);
	client = client_connect(path);
	CHECK(client >= 0);
	CHECK(!listener_is(client));
	close(client);
	close(fd);
}

static void
a_socket_nobody_listens_on_is_replaced_and_a_live_one_is_not(void)
{
	int stale = -1, fd = -1, second = -1;

	unlink(path);
	CHECK_INT(try_open(path, &stale), OK);
	CHECK_INT(try_open(path, &second), ERR_CONFIG);
	close(stale);
	CHECK_INT(try_open(path, &fd), OK);
	CHECK_INT(try_open(path, &second), ERR_CONFIG);
	CHECK_INT(second, -1);
	stale = client_connect(path);
	CHECK(stale >= 0);
	close(stale);
	close(fd);
	unlink(path);
}

static void
anything_but_a_socket_is_left_alone(void)
{
	struct stat file;
	char text[8] = "";
	int fd = open(path, O_CREAT | O_RDWR, 0600), listener = -1;

	CHECK(write(fd, "mine", 4) == 4);
	CHECK_INT(try_open(path, &listener), ERR_CONFIG);
	CHECK(stat(path, &file) == 0 && S_ISREG(file.st_mode));
	CHECK(pread(fd, text, 4, 0) == 4);
	CHECK_STR(text, "mine");
	close(fd);
	unlink(path);
}

static void
a_path_that_cannot_be_is_refused(void)
{
	char too_long[200];
	int fd = -1;

	memset(too_long, 'a', sizeof(too_long));
	too_long[sizeof(too_long) - 1] = '\0';
	CHECK_INT(try_open(too_long, &fd), ERR_CONFIG);
	CHECK_INT(try_open("", &fd), ERR_CONFIG);
	CHECK_INT(try_open("/nonexistent/socket", &fd), ERR_CONFIG);
	CHECK_INT(fd, -1);
}

static void
descriptor_0_is_taken_when_it_listens_there_and_only_then(void)
{
	char other[96 + 2];
	int fd = -1, saved = dup(0);

	CHECK_INT(try_open(path, &fd), OK);
	dup2(fd, 0);
	close(fd);
	fd = -1;
	CHECK_INT(try_open(path, &fd), OK);
	CHECK_INT(fd, 0);
	snprintf(other, sizeof(other), "%s2", path);
	CHECK_INT(try_open(other, &fd), OK);
	CHECK(fd > 0);
	close(fd);
	dup2(saved, 0);
	close(saved);
	unlink(other);
	unlink(path);
}

int
main(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(
		folder, sizeof(folder), "%s/listen.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/s", folder);
	RUN(a_new_socket_is_for_owner_and_group);
	RUN(a_socket_nobody_listens_on_is_replaced_and_a_live_one_is_not);
	RUN(anything_but_a_socket_is_left_alone);
	RUN(a_path_that_cannot_be_is_refused);
	RUN(descriptor_0_is_taken_when_it_listens_there_and_only_then);
	rmdir(folder);
	DONE();
}
