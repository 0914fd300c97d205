#include "config/api_key.h"

#include "base/str.h"
#include "unit/tap.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[200];

static void
put(const char *bytes, size_t len, mode_t mode)
{
	FILE *file = fopen(path, "we");

	if (!file || fwrite(bytes, 1, len, file) != len || fclose(file) ||
		chmod(path, mode) != 0)
		abort();
}

/* What api_key_read() makes of it: the key, or the reason against it. */
static const char *
read_it(void)
{
	static char key[API_KEY_MAX + 1];
	struct err err = {0};

	if (api_key_read(path, key, &err) == OK)
		return key;
	CHECK_INT(err.kind, ERR_CREDENTIALS);
	CHECK_STR(key, "");
	CHECK(!strstr(err.detail, "s3cret"));
	CHECK(strstr(err.detail, path) != NULL);
	return err.reason;
}

static const char *
read_text(const char *text)
{
	put(text, strlen(text), 0600);
	return read_it();
}

static void
a_key_is_one_word_on_one_line(void)
{
	char longest[API_KEY_MAX + 3];

	CHECK_STR(read_text("s3cret"), "s3cret");
	CHECK_STR(read_text("s3cret\n"), "s3cret");
	CHECK_STR(read_text("\n  s3cret\r\n\n"), "s3cret");
	memset(longest, 'k', API_KEY_MAX);
	longest[API_KEY_MAX] = '\0';
	CHECK_STR(read_text(longest), longest);
	memset(longest, 'k', API_KEY_MAX + 1);
	longest[API_KEY_MAX + 1] = '\0';
	CHECK_STR(read_text(longest), "api-key/content");
}

static void
anything_else_is_no_key(void)
{
	static char large[1 << 16];

	CHECK_STR(read_text(""), "api-key/content");
	CHECK_STR(read_text("\n"), "api-key/content");
	CHECK_STR(read_text("s3cret other\n"), "api-key/content");
	CHECK_STR(read_text("appid = s3cret\n"), "api-key/content");
	CHECK_STR(read_text("s3cret\nother\n"), "api-key/content");
	CHECK_STR(read_text("s3cret\xc3\xa9"), "api-key/content");
	put("s3cret\0x", 8, 0600);
	CHECK_STR(read_it(), "api-key/content");
	put(large, sizeof(large), 0600);
	CHECK_STR(read_it(), "api-key/content");
}

static void
nobody_else_may_read_or_change_it(void)
{
	static const mode_t good[] = {0600, 0400, 0700};
	static const mode_t bad[] = {
		0640, 0644, 0604, 0620, 0602, 0660, 0666, 0601, 0777};

	for (size_t i = 0; i < COUNT(good); i++) {
		put("s3cret", 6, good[i]);
		CHECK_STR(read_it(), "s3cret");
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		put("s3cret", 6, bad[i]);
		CHECK_STR(read_it(), "api-key/mode");
	}
}

/* As a user that is not root, what CHECK finds in a process of its own. */
static int
as_nobody(void (*test)(void))
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		tap_failed_facts = 0;
		if (setresgid(65534, 65534, 65534) != 0 ||
			setresuid(65534, 65534, 65534) != 0)
			_exit(101);
		test();
		fflush(stdout);
		_exit(tap_failed_facts);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
is_taken(void)
{
	CHECK_STR(read_it(), "s3cret");
}

static void
mode_is_refused(void)
{
	CHECK_STR(read_it(), "api-key/mode");
}

static void
cannot_be_opened(void)
{
	CHECK_STR(read_it(), "api-key/open");
}

static void
root_may_give_it_to_a_group_and_to_nobody_else(void)
{
	if (geteuid() != 0)
		return;
	put("s3cret", 6, 0640);
	CHECK_INT(chown(path, 0, 65534), 0);
	CHECK_INT(as_nobody(is_taken), 0);
	CHECK_INT(chmod(path, 0660), 0);
	CHECK_INT(as_nobody(mode_is_refused), 0);
	CHECK_INT(chmod(path, 0644), 0);
	CHECK_INT(as_nobody(mode_is_refused), 0);
	CHECK_INT(chmod(path, 0600), 0);
	CHECK_INT(as_nobody(cannot_be_opened), 0);
	CHECK_INT(chown(path, 65534, 65534), 0);
	CHECK_INT(as_nobody(is_taken), 0);
	CHECK_STR(read_it(), "api-key/owner");
	CHECK_INT(chown(path, 0, 0), 0);
}

static void
what_is_no_file_does_not_keep_us_waiting(void)
{
	CHECK_INT(unlink(path), 0);
	CHECK_STR(read_it(), "api-key/open");
	CHECK_INT(mkfifo(path, 0600), 0);
	CHECK_STR(read_it(), "api-key/file");
	CHECK_INT(unlink(path), 0);
	CHECK_INT(mkdir(path, 0700), 0);
	CHECK_STR(read_it(), "api-key/file");
	CHECK_INT(rmdir(path), 0);
}

int
main(void)
{
	const char *tmp = getenv("TMPDIR");
	char folder[150];

	snprintf(folder, sizeof(folder), "%s/api-key-XXXXXX",
		tmp && tmp[0] ? tmp : "/tmp");
	if (!mkdtemp(folder) || chmod(folder, 0755) != 0)
		return 1;
	snprintf(path, sizeof(path), "%s/key", folder);
	RUN(a_key_is_one_word_on_one_line);
	RUN(anything_else_is_no_key);
	RUN(nobody_else_may_read_or_change_it);
	RUN(root_may_give_it_to_a_group_and_to_nobody_else);
	RUN(what_is_no_file_does_not_keep_us_waiting);
	CHECK_INT(rmdir(folder), 0);
	DONE();
}
