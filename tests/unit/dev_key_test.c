#include "unit/tap.h"

#include "cli/dev_key.h"
#include "cli/files.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const char *
path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void
empty_folder(void)
{
	unlink(path_of(DEV_KEY_FILE));
	unlink(path_of(DEV_KEY_SET_FILE));
}

static void
put(const char *name, const char *text, mode_t mode)
{
	FILE *file = fopen(path_of(name), "w");

	CHECK(file != NULL);
	if (!file)
		return;
	fputs(text, file);
	fclose(file);
	CHECK_INT(chmod(path_of(name), mode), 0);
}

static size_t
files_in_folder(void)
{
	DIR *dir = opendir(folder);
	size_t count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count - 2;
}

static mode_t
mode_of(const char *name)
{
	struct stat st = {0};

	CHECK_INT(stat(path_of(name), &st), 0);
	return st.st_mode & 07777;
}

static void
init_makes_a_private_key_once_and_keeps_it(void)
{
	struct dev_key *first = NULL, *second = NULL;
	struct dev_key_made made;
	struct err err = {0};

	empty_folder();
	CHECK_INT(dev_key_open(&first, folder, &err), ERR_KEYS);
	CHECK_STR(err.reason, "dev/missing");
	err = (struct err){0};
	CHECK_INT(dev_key_ensure(folder, &made, &err), OK);
	CHECK(made.key && made.key_set);
	CHECK_INT(mode_of(DEV_KEY_FILE), 0600);
	CHECK_INT(mode_of(DEV_KEY_SET_FILE), 0600);
	CHECK_INT(files_in_folder(), 2);
	CHECK_INT(dev_key_open(&first, folder, &err), OK);
	CHECK_INT(dev_key_ensure(folder, &made, &err), OK);
	CHECK(!made.key && !made.key_set);
	CHECK_INT(dev_key_open(&second, folder, &err), OK);
	if (first && second) {
		CHECK_INT(strlen(dev_key_id(first)), 43);
		CHECK_STR(dev_key_id(second), dev_key_id(first));
		CHECK(dev_key_set_fits(first, folder));
	}
	dev_key_close(first);
	dev_key_close(second);
}

static void
a_key_set_that_does_not_fit_is_written_again(void)
{
	struct dev_key *key = NULL;
	struct dev_key_made made;
	struct err err = {0};

	empty_folder();
	CHECK_INT(dev_key_ensure(folder, &made, &err), OK);
	put(DEV_KEY_SET_FILE, "{\"keys\":[]}", 0600);
	CHECK_INT(dev_key_open(&key, folder, &err), OK);
	if (!key)
		return;
	CHECK(!dev_key_set_fits(key, folder));
	CHECK_INT(dev_key_ensure(folder, &made, &err), OK);
	CHECK(!made.key && made.key_set);
	CHECK(dev_key_set_fits(key, folder));
	dev_key_close(key);
}

static void
a_key_that_others_can_read_is_refused(void)
{
	struct dev_key *key = NULL;
	struct dev_key_made made;
	struct err err = {0};

	empty_folder();
	CHECK_INT(dev_key_ensure(folder, &made, &err), OK);
	CHECK_INT(chmod(path_of(DEV_KEY_FILE), 0640), 0);
	CHECK_INT(dev_key_open(&key, folder, &err), ERR_KEYS);
	CHECK_STR(err.reason, "permission");
	CHECK_INT(dev_key_ensure(folder, &made, &err), ERR_KEYS);
	CHECK_INT(chmod(path_of(DEV_KEY_FILE), 0600), 0);
	err = (struct err){0};
	CHECK_INT(dev_key_open(&key, folder, &err), OK);
	dev_key_close(key);
}

static void
foreign_and_damaged_keys_are_refused_and_kept(void)
{
	static const char other[] = "-----BEGIN PRIVATE KEY-----\n"
				    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/"
				    "VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
				    "-----END PRIVATE KEY-----\n";
	static const char *const bad[] = {"", "nonsense\n", other};
	struct dev_key *key = NULL;
	struct dev_key_made made;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct err err = {0};
		struct buf content;

		empty_folder();
		put(DEV_KEY_FILE, bad[i], 0600);
		CHECK_INT(dev_key_ensure(folder, &made, &err), ERR_KEYS);
		CHECK_STR(err.reason, "dev/key");
		CHECK(key == NULL);
		err = (struct err){0};
		CHECK_INT(
			files_read(path_of(DEV_KEY_FILE), 1000, &content, &err),
			OK);
		CHECK(str_is(buf_as_str(&content), bad[i]));
		buf_free(&content);
	}
}

static void
a_link_is_never_followed_to_a_key(void)
{
	struct dev_key *key = NULL;
	struct dev_key_made made;
	struct err err = {0};

	empty_folder();
	CHECK_INT(dev_key_ensure(folder, &made, &err), OK);
	CHECK_INT(rename(path_of(DEV_KEY_FILE), "moved.pem"), 0);
	CHECK_INT(symlink("moved.pem", path_of(DEV_KEY_FILE)), 0);
	CHECK_INT(dev_key_open(&key, folder, &err), ERR_KEYS);
	CHECK_STR(err.reason, "file/read");
	unlink("moved.pem");
}

static void
files_are_replaced_whole_or_kept(void)
{
	struct err err = {0};
	struct buf content;
	bool made;

	CHECK_INT(files_write(folder, "f", STR_LIT("one"), true, &made, &err),
		OK);
	CHECK(made);
	CHECK_INT(files_write(folder, "f", STR_LIT("two"), true, &made, &err),
		OK);
	CHECK(!made);
	CHECK_INT(files_read(path_of("f"), 3, &content, &err), OK);
	CHECK(str_is(buf_as_str(&content), "one"));
	buf_free(&content);
	CHECK_INT(
		files_write(folder, "f", STR_LIT("three"), false, &made, &err),
		OK);
	CHECK(made);
	CHECK_INT(files_read(path_of("f"), 4, &content, &err), ERR_TOO_LARGE);
	buf_free(&content);
	CHECK_INT(files_read(path_of("f"), 5, &content, &err), OK);
	CHECK(str_is(buf_as_str(&content), "three"));
	buf_free(&content);
	CHECK_INT(unlink(path_of("f")), 0);
	CHECK_INT(files_read(path_of("f"), 5, &content, &err), ERR_NOT_FOUND);
	CHECK_STR(err.reason, "file/missing");
	CHECK_INT(files_read(folder, 5, &content, &err), ERR_NOT_FOUND);
	CHECK_INT(files_write("/nonexistent", "f", STR_LIT("x"), false, &made,
			  &err),
		ERR_INTERNAL);
	CHECK_STR(err.reason, "file/create");
}

int
main(void)
{
	const char *base = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%s/dev_key.XXXXXX",
		base && strlen(base) < 40 ? base : "/tmp");
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return 1;
	RUN(init_makes_a_private_key_once_and_keeps_it);
	RUN(a_key_set_that_does_not_fit_is_written_again);
	RUN(a_key_that_others_can_read_is_refused);
	RUN(foreign_and_damaged_keys_are_refused_and_kept);
	RUN(a_link_is_never_followed_to_a_key);
	RUN(files_are_replaced_whole_or_kept);
	empty_folder();
	CHECK_INT(rmdir(folder), 0);
	DONE();
}
