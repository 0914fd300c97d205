#include "base/counters.h"

#include "unit/tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[512], path[600];

static struct counters *
open_counters(void)
{
	struct counters *counters;
	struct err err = {0};

	CHECK_INT(counters_open(&counters, path, &err), OK);
	return counters;
}

static uint64_t
value_of(const struct counters *counters, const char *name)
{
	size_t count;
	struct counter *all = counters_copy(counters, &count);
	uint64_t value = UINT64_MAX;

	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i].name, name) == 0)
			value = all[i].value;
	free(all);
	return value;
}

static void
what_is_counted_stays_in_the_file(void)
{
	struct counters *counters = open_counters();
	struct stat st;

	counters_add(counters, "a", 2);
	counters_add(counters, "a", 3);
	counters_set(counters, "b", 7);
	counters_set(counters, "b", 6);
	counters_close(counters);
	counters = open_counters();
	CHECK_INT(value_of(counters, "a"), 5);
	CHECK_INT(value_of(counters, "b"), 6);
	CHECK(value_of(counters, "c") == UINT64_MAX);
	counters_close(counters);
	CHECK(stat(path, &st) == 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	/* no hole that a full disk could leave empty */
	CHECK((long long)st.st_blocks * 512 >= st.st_size);
}

static void
names_come_in_order(void)
{
	struct counters *counters = open_counters();
	char name[16];
	struct counter *all;
	size_t count;

	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "n%d", i * 7 % 500);
		counters_add(counters, name, 1);
	}
	all = counters_copy(counters, &count);
	CHECK(count >= 500);
	for (size_t i = 1; i < count; i++)
		CHECK(strcmp(all[i - 1].name, all[i].name) < 0);
	free(all);
	counters_close(counters);
}

static void
eight_processes_lose_no_count(void)
{
	enum { PROCESSES = 8, EACH = 20000, NAMES = 50 };
	struct counters *counters;
	uint64_t sum = 0;

	unlink(path);
	for (int p = 0; p < PROCESSES; p++) {
		fflush(stdout);
		if (fork() == 0) {
			char name[16];

			counters = open_counters();
			for (int i = 0; i < EACH; i++) {
				snprintf(name, sizeof(name), "many%d",
					i % NAMES);
				counters_add(counters, name, 1);
			}
			counters_close(counters);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
	counters = open_counters();
	for (int i = 0; i < NAMES; i++) {
		char name[16];

		snprintf(name, sizeof(name), "many%d", i);
		sum += value_of(counters, name);
	}
	CHECK_INT(sum, PROCESSES * EACH);
	counters_close(counters);
}

static void
write_file(const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CREAT, 0600);

	CHECK(write(fd, text, len) == (ssize_t)len);
	close(fd);
}

static void
a_file_whose_maker_was_killed_is_completed(void)
{
	char zeros[5000] = "";
	struct counters *counters;

	for (size_t len = 0; len <= sizeof(zeros); len += sizeof(zeros) / 2) {
		write_file(zeros, len);
		counters = open_counters();
		counters_add(counters, "a", 1);
		CHECK_INT(value_of(counters, "a"), 1);
		counters_close(counters);
	}
}

static void
a_file_of_something_else_is_refused_and_kept(void)
{
	static const char text[] = "weather counters 0\n";
	struct counters *counters;
	struct err err = {0};
	struct stat st;

	write_file(text, sizeof(text));
	CHECK_INT(counters_open(&counters, path, &err), ERR_DATABASE);
	CHECK(strstr(err.detail, "remove it"));
	CHECK(stat(path, &st) == 0);
	CHECK_INT(st.st_size, sizeof(text));
}

static void
a_link_or_a_folder_is_refused_and_says_what_to_do(void)
{
	char target[620];
	struct counters *counters;
	struct err err = {0};

	unlink(path);
	snprintf(target, sizeof(target), "%s.target", path);
	CHECK(symlink(target, path) == 0);
	CHECK_INT(counters_open(&counters, path, &err), ERR_DATABASE);
	CHECK_STR(err.reason, "counters/open");
	CHECK(strstr(err.detail, "metrics off"));
	CHECK(access(target, F_OK) != 0);
	unlink(path);
	CHECK(mkdir(path, 0700) == 0);
	CHECK_INT(counters_open(&counters, path, &err), ERR_DATABASE);
	CHECK(!counters);
	rmdir(path);
}

static void
without_a_file_nothing_is_counted_and_nothing_breaks(void)
{
	size_t count;
	struct counter *all;

	counters_add(NULL, "a", 1);
	counters_set(NULL, "a", 1);
	all = counters_copy(NULL, &count);
	CHECK_INT(count, 0);
	free(all);
	counters_close(NULL);
}

static void
what_finds_no_room_leaves_the_rest_alone(void)
{
	struct counters *counters;
	char name[COUNTER_NAME_MAX + 2];

	unlink(path);
	counters = open_counters();
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	counters_add(counters, name, 1);
	CHECK(value_of(counters, name) == UINT64_MAX);
	name[COUNTER_NAME_MAX] = '\0';
	counters_add(counters, name, 1);
	CHECK_INT(value_of(counters, name), 1);
	counters_add(counters, "first", 1);
	for (int i = 0; i < 10000; i++) {
		snprintf(name, sizeof(name), "flood%d", i);
		counters_add(counters, name, 1);
	}
	counters_add(counters, "first", 1);
	CHECK_INT(value_of(counters, "first"), 2);
	counters_close(counters);
}

int
main(void)
{
	snprintf(folder, sizeof(folder), "%s/counters.XXXXXX",
		getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	CHECK(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/metrics", folder);
	RUN(what_is_counted_stays_in_the_file);
	RUN(names_come_in_order);
	RUN(eight_processes_lose_no_count);
	RUN(a_file_whose_maker_was_killed_is_completed);
	RUN(a_file_of_something_else_is_refused_and_kept);
	RUN(a_link_or_a_folder_is_refused_and_says_what_to_do);
	RUN(without_a_file_nothing_is_counted_and_nothing_breaks);
	RUN(what_finds_no_room_leaves_the_rest_alone);
	unlink(path);
	rmdir(folder);
	DONE();
}
