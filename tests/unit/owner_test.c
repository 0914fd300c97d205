#include "unit/tap.h"

#include "base/attr.h"
#include "cli/owner.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64], state[96];

static void
users_are_found_by_name_and_number(void)
{
	static const struct {
		const char *user;
		enum err_kind kind;
		unsigned uid, gid;
	} rows[] = {
		{"root", OK, 0, 0},
		{"0", OK, 0, 0},
		{"nobody", OK, 65534, 65534},
		{"65534", OK, 65534, 65534},
		{"4242:4343", OK, 4242, 4343},
		{"4242:", ERR_PARAMETER, 0, 0},
		{"4242:x", ERR_PARAMETER, 0, 0},
		{"-1:0", ERR_PARAMETER, 0, 0},
		{"4294967295:0", ERR_PARAMETER, 0, 0},
		{"no-such-user", ERR_PARAMETER, 0, 0},
		{"", ERR_PARAMETER, 0, 0},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct owner owner = {0};
		struct err err = {0};

		CHECK_INT(owner_find(rows[i].user, &owner, &err), rows[i].kind);
		CHECK_INT(owner.uid, rows[i].uid);
		CHECK_INT(owner.gid, rows[i].gid);
	}
}

static void
a_folder_is_made_private_and_once(void)
{
	struct owner self = {geteuid(), getegid()}, found = {0};
	struct err err = {0};
	struct stat st = {0};
	bool made;

	CHECK_INT(owner_of(state, &found, &err), ERR_DATABASE);
	CHECK_STR(err.reason, "file/missing");
	CHECK_INT(owner_make_folder(state, &self, &made, &err), OK);
	CHECK(made);
	CHECK_INT(stat(state, &st), 0);
	CHECK_INT(st.st_mode & 07777, 0700);
	CHECK_INT(owner_make_folder(state, &self, &made, &err), OK);
	CHECK(!made);
	CHECK_INT(owner_of(state, &found, &err), OK);
	CHECK_INT(found.uid, self.uid);
	CHECK_INT(rmdir(state), 0);
}

static void
a_missing_parent_and_a_file_are_named(void)
{
	struct owner self = {geteuid(), getegid()};
	struct err err = {0};
	char deep[128];
	bool made;

	snprintf(deep, sizeof(deep), "%s/deep", state);
	CHECK_INT(owner_make_folder(deep, &self, &made, &err), ERR_DATABASE);
	CHECK(strstr(err.detail, "create its parent first") != NULL);
	CHECK_INT(owner_of("/dev/null", &self, &err), ERR_DATABASE);
	CHECK(strstr(err.detail, "is not a directory") != NULL);
}

static void
root_is_given_up_for_good(void)
{
	struct owner nobody = {65534, 65534};
	struct err err = {0};
	int status = -1;
	pid_t child;

	if (geteuid() != 0) {
		uid_t self = geteuid();

		CHECK_INT(owner_become(&nobody, &err), OK);
		CHECK_INT(geteuid(), self);
		return;
	}
	child = fork();
	if (child == 0) {
		bool good = owner_become(&nobody, &err) == OK &&
			    getuid() == 65534 && geteuid() == 65534 &&
			    getgid() == 65534 && setuid(0) < 0 &&
			    setgid(0) < 0 && getgroups(0, NULL) == 1;
		_exit(good ? 0 : 1);
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
}

int
main(void)
{
	const char *base = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%s/owner.XXXXXX",
		base && strlen(base) < 40 ? base : "/tmp");
	if (!mkdtemp(folder))
		return 1;
	snprintf(state, sizeof(state), "%s/state", folder);
	RUN(users_are_found_by_name_and_number);
	RUN(a_folder_is_made_private_and_once);
	RUN(a_missing_parent_and_a_file_are_named);
	RUN(root_is_given_up_for_good);
	rmdir(folder);
	DONE();
}
