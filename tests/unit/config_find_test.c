/* Where weather.conf is found, and where neither it nor the state may be. */
#include "unit/config.h"

#include <sys/stat.h>
#include <sys/wait.h>

static void
a_file_that_cannot_be_read_is_named(void)
{
	struct config config;
	struct err err = {0};
	const char *path = in_folder("absent.conf");

	CHECK_INT(config_load(path, &config, &err), ERR_CONFIG);
	CHECK_STR(err.reason, "config/open");
	CHECK(strstr(err.detail, "No such file") != NULL);
	CHECK(!config.path);
	err = (struct err){0};
	CHECK_INT(config_load(folder, &config, &err), ERR_CONFIG);
	CHECK_STR(err.reason, "config/read");
}

static void
a_wish_decides_where_the_file_is(void)
{
	char found[PATH_MAX];
	struct err err = {0};

	unsetenv("WEATHER_CONFIG");
	CHECK_INT(config_find("/x.conf", found, sizeof(found), &err), OK);
	CHECK_STR(found, "/x.conf");
	setenv("WEATHER_CONFIG", "/e.conf", 1);
	CHECK_INT(config_find(NULL, found, sizeof(found), &err), OK);
	CHECK_STR(found, "/e.conf");
	CHECK_INT(config_find("/x.conf", found, sizeof(found), &err), OK);
	CHECK_STR(found, "/x.conf");
	CHECK_INT(config_find("/x.conf", found, 7, &err), ERR_CONFIG);
	unsetenv("WEATHER_CONFIG");
}

/* Runs a copy of this program, which prints what config_find() finds. */
static const char *
found_by(const char *program)
{
	static char said[PATH_MAX + 300];
	int ends[2];
	pid_t child;
	ssize_t len;

	fflush(stdout);
	if (pipe(ends) || (child = fork()) < 0)
		abort();
	if (!child) {
		unsetenv("WEATHER_CONFIG");
		dup2(ends[1], STDOUT_FILENO);
		execl(program, program, "find", (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	len = read(ends[0], said, sizeof(said) - 1);
	said[len > 0 ? len : 0] = '\0';
	close(ends[0]);
	waitpid(child, NULL, 0);
	return said;
}

static void
copy_program(const char *to)
{
	char bytes[65536];
	FILE *in = fopen("/proc/self/exe", "r"), *out = fopen(to, "w");
	size_t len;

	if (!in || !out)
		abort();
	while ((len = fread(bytes, 1, sizeof(bytes), in)) > 0)
		if (fwrite(bytes, 1, len, out) != len)
			abort();
	fclose(in);
	if (fclose(out) || chmod(to, 0700))
		abort();
}

static void
else_it_is_beside_the_program_or_one_folder_up(void)
{
	char program[PATH_MAX + 64], link[PATH_MAX + 64];

	unlink(in_folder("weather.conf"));
	mkdir(in_folder("bin"), 0700);
	snprintf(program, sizeof(program), "%s/bin/find", folder);
	snprintf(link, sizeof(link), "%s/link", folder);
	copy_program(program);
	if (symlink(program, link))
		abort();
	if (access("/etc/weather/weather.conf", F_OK)) {
		CHECK(strstr(found_by(program), "no weather.conf in "));
		CHECK(strstr(found_by(program), "/etc/weather"));
	}
	write_bytes(in_folder("weather.conf"), "", 0);
	CHECK_STR(found_by(program), in_folder("weather.conf"));
	write_bytes(in_folder("bin/weather.conf"), "", 0);
	CHECK_STR(found_by(program), in_folder("bin/weather.conf"));
	CHECK_STR(found_by(link), in_folder("bin/weather.conf"));
	unlink(in_folder("bin/weather.conf"));
	unlink(program);
	unlink(link);
	rmdir(in_folder("bin"));
	unlink(in_folder("weather.conf"));
}

static void
nothing_of_ours_may_lie_in_a_document_root(void)
{
	char www[PATH_MAX + 8], out[PATH_MAX + 8];
	struct {
		const char *path, *state_dir, *root;
		enum err_kind kind;
	} cases[] = {
		{"/etc/w.conf", "/var/lib/w", NULL, OK},
		{"/etc/w.conf", "/var/lib/w", "", OK},
		{"/etc/w.conf", "/var/lib/w", "/srv/www", OK},
		{"/etc/w.conf", "/var/lib/w", "/", ERR_CONFIG},
		{"/etc/w.conf", "/var/lib/w", "//", ERR_CONFIG},
		{"/srv/no/w.conf", "/var/lib/w", "/srv/no", ERR_CONFIG},
		{"/srv/no/w.conf", "/var/lib/w", "/srv/no/", ERR_CONFIG},
		{"/srv/nobody/w.conf", "/var/lib/w", "/srv/no", OK},
		{"/etc/w.conf", "/srv/no/state", "/srv/no", ERR_CONFIG},
		{"/etc/w.conf", "/srv/no", "/srv/no", ERR_CONFIG},
		{"/etc/w.conf", "/srv", "/srv/no", OK},
		/* a link in the root leads to a file outside */
		{in_folder("www/w.conf"), "/var/lib/w", www, ERR_CONFIG},
		/* the same file by its own name */
		{in_folder("out/w.conf"), "/var/lib/w", www, OK},
		/* a link outside leads into the root */
		{in_folder("out/served.conf"), "/var/lib/w", www, ERR_CONFIG},
	};
	char link[PATH_MAX + 64], root_link[PATH_MAX + 64];

	snprintf(www, sizeof(www), "%s/www", folder);
	snprintf(out, sizeof(out), "%s/out", folder);
	if (mkdir(www, 0700) || mkdir(out, 0700))
		abort();
	write_bytes(in_folder("out/w.conf"), "", 0);
	write_bytes(in_folder("www/x.conf"), "", 0);
	if (symlink("../out/w.conf", in_folder("www/w.conf")) ||
		symlink("../www/x.conf", in_folder("out/served.conf")))
		abort();
	cases[11].path = strdup(in_folder("www/w.conf"));
	cases[12].path = strdup(in_folder("out/w.conf"));
	cases[13].path = strdup(in_folder("out/served.conf"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct config config = {
			.path = cases[i].path, .state_dir = cases[i].state_dir};
		struct err err = {0};

		CHECK_INT(config_check_root(&config, cases[i].root, &err),
			cases[i].kind);
	}
	/* the server's name for the root is a link, or ours goes through one */
	snprintf(link, sizeof(link), "%s/www/x.conf", folder);
	snprintf(root_link, sizeof(root_link), "%s/root", folder);
	if (symlink("www", root_link))
		abort();
	{
		struct config config = {.path = link, .state_dir = "/s"};
		struct err err = {0};

		CHECK_INT(config_check_root(&config, root_link, &err),
			ERR_CONFIG);
		snprintf(link, sizeof(link), "%s/www/../out/w.conf", folder);
		CHECK_INT(config_check_root(&config, www, &err), OK);
		snprintf(link, sizeof(link), "%s/out/../www/x.conf", folder);
		CHECK_INT(config_check_root(&config, www, &err), ERR_CONFIG);
		snprintf(link, sizeof(link), "%s/root/x.conf", folder);
		CHECK_INT(config_check_root(&config, www, &err), ERR_CONFIG);
	}
	for (size_t i = 11; i < COUNT(cases); i++) {
		unlink(cases[i].path);
		free((char *)(uintptr_t)cases[i].path);
	}
	unlink(in_folder("www/x.conf"));
	unlink(root_link);
	rmdir(www);
	rmdir(out);
}

int
main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "find")) {
		char found[PATH_MAX];
		struct err err = {0};
		bool is_found =
			config_find(NULL, found, sizeof(found), &err) == OK;

		printf("%s", is_found ? found : err.detail);
		return 0;
	}
	folder_new();
	RUN(a_file_that_cannot_be_read_is_named);
	RUN(a_wish_decides_where_the_file_is);
	RUN(else_it_is_beside_the_program_or_one_folder_up);
	RUN(nothing_of_ours_may_lie_in_a_document_root);
	folder_free();
	DONE();
}
