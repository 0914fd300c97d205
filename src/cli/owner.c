#include "cli/owner.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* By the file itself: a static program has no name service. */
static bool
find_in_passwd(const char *user, uid_t uid, struct owner *owner)
{
	FILE *file = fopen("/etc/passwd", "re");
	struct passwd *row;
	bool found = false;

	if (!file)
		return false;
	while (!found && (row = fgetpwent(file)) != NULL)
		if (user ? !strcmp(row->pw_name, user) : row->pw_uid == uid) {
			*owner = (struct owner){row->pw_uid, row->pw_gid};
			found = true;
		}
	fclose(file);
	return found;
}

enum err_kind
owner_find(const char *user, struct owner *owner, struct err *err)
{
	struct str rest = str_from(user), word;
	long long uid, gid;

	if (find_in_passwd(user, 0, owner))
		return OK;
	str_cut(&rest, ':', &word);
	if (str_to_int64(word, 0, (uid_t)-1 - 1LL, &uid)) {
		if (!rest.at && find_in_passwd(NULL, (uid_t)uid, owner))
			return OK;
		if (rest.at && str_to_int64(rest, 0, (gid_t)-1 - 1LL, &gid)) {
			*owner = (struct owner){(uid_t)uid, (gid_t)gid};
			return OK;
		}
	}
	return fail(err, ERR_PARAMETER, "owner/user",
		"there is no user \"%.60s\" in /etc/passwd; name one, or write "
		"UID:GID",
		user);
}

enum err_kind
owner_of(const char *dir, struct owner *owner, struct err *err)
{
	struct stat st;

	if (stat(dir, &st) < 0 && errno == ENOENT)
		return fail(err, ERR_DATABASE, "file/missing",
			"%s does not exist; run `weatherctl init` first", dir);
	if (stat(dir, &st) < 0)
		return fail(err, ERR_DATABASE,
			errno == EACCES ? "permission" : "file/missing",
			"%s: %s", dir, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return fail(err, ERR_DATABASE, "file/missing",
			"%s is not a directory; state_dir must name one", dir);
	*owner = (struct owner){st.st_uid, st.st_gid};
	return OK;
}

enum err_kind
owner_make_folder(
	const char *dir, const struct owner *owner, bool *made, struct err *err)
{
	bool given = true;
	int fd;

	*made = mkdir(dir, 0700) == 0;
	if (!*made && errno == EEXIST)
		return OK;
	if (!*made)
		return fail(err, ERR_DATABASE, "file/create",
			"cannot create %s: %s%s", dir, strerror(errno),
			errno == ENOENT ? "; create its parent first"
			: errno == EACCES
				? "; run as root with --owner USER, or create "
				  "it for this user"
				: "");
	if (geteuid() != 0)
		return OK;
	/* never through a link that somebody put in its place */
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fchown(fd, owner->uid, owner->gid) < 0)
		given = false;
	if (!given)
		fail(err, ERR_DATABASE, "file/create",
			"cannot give %s to user %lld: %s", dir,
			(long long)owner->uid, strerror(errno));
	if (fd >= 0)
		close(fd);
	return given ? OK : err->kind;
}

enum err_kind
owner_become(const struct owner *owner, struct err *err)
{
	if (geteuid() != 0 || owner->uid == 0)
		return OK;
	if (setgroups(1, &owner->gid) < 0 || setgid(owner->gid) < 0 ||
		setuid(owner->uid) < 0)
		return fail(err, ERR_INTERNAL, "owner/become",
			"cannot become user %lld, who owns state_dir: %s",
			(long long)owner->uid, strerror(errno));
	if (setuid(0) == 0)
		return fail(err, ERR_INTERNAL, "owner/become",
			"the system does not let go of root");
	return OK;
}
