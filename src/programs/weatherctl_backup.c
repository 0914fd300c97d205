/* weatherctl backup, restore: everything in one file, and back. */

#include "cli/workspace.h"
#include "programs/weatherctl.h"
#include "store/backup.h"
#include "store/db.h"
#include "store/statistics.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RESTORE_REPLACE = 0, RESTORE_DRY_RUN };

const struct option_rule restore_options[] = {
	{"replace", NULL, "although weather.db holds reports or observations",
		false},
	{"dry-run", NULL, "look at FILE only", false},
	{0},
};

static bool
is_standard(const char *name)
{
	return strcmp(name, "-") == 0;
}

/* Opened before root becomes somebody who may not reach it. */
static enum err_kind
open_target(const char *name, int *fd, struct err *err)
{
	if (is_standard(name) && isatty(STDOUT_FILENO))
		return fail(err, ERR_PARAMETER, "usage/terminal",
			"a backup is no text; name a file, or give standard "
			"output to another program");
	*fd = is_standard(name)
		      ? STDOUT_FILENO
		      : open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
				0600);
	if (*fd >= 0)
		return OK;
	return fail(err, ERR_PARAMETER, "file/create", "%.110s: %s%s", name,
		strerror(errno),
		errno == EEXIST ? "; name another file, or remove it first"
				: "");
}

static enum err_kind
open_source(const char *name, int *fd, struct err *err)
{
	*fd = is_standard(name) ? STDIN_FILENO
				: open(name, O_RDONLY | O_CLOEXEC);
	if (*fd >= 0)
		return OK;
	return fail(err, ERR_PARAMETER,
		errno == ENOENT ? "file/missing" : "file/read", "%.110s: %s",
		name, strerror(errno));
}

static void
print_content(FILE *out, const char *name, const struct backup_content *content)
{
	fprintf(out,
		"%s: %lld reports, %lld observations, %lld entries of the "
		"deny-list\n",
		is_standard(name) ? "backup" : name,
		(long long)content->reports, (long long)content->observations,
		(long long)content->denied);
}

/* Looked at before it leaves the house. */
static enum err_kind
make_backup(const char *state_dir, const char *name, int fd, struct err *err)
{
	struct workspace workspace = {0};
	struct backup_content content;
	long long bytes;
	enum err_kind kind;
	int from = -1;

	if ((kind = workspace_open(&workspace, state_dir, err)) != OK ||
		(kind = backup_write(state_dir, workspace.path, err)) != OK ||
		(kind = backup_verify(workspace.path, &content, err)) != OK)
		goto done;
	from = open(workspace.file, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		kind = fail(err, ERR_DATABASE, "file/read", "%.110s: %s",
			workspace.file, strerror(errno));
	else
		kind = workspace_copy(from, fd, &bytes, err);
	if (kind == OK)
		print_content(stderr, name, &content);
done:
	if (from >= 0)
		close(from);
	workspace_close(&workspace);
	return kind;
}

int
command_backup(const struct arguments *args)
{
	const char *name = args->operands[0];
	struct settings settings = {0};
	struct err err = {0};
	int fd = -1;

	if (settings_open(&settings, args, &err) == OK &&
		open_target(name, &fd, &err) == OK &&
		settings_enter_state_dir(&settings, &err) == OK)
		err.kind =
			make_backup(settings.config.state_dir, name, fd, &err);
	/* half a backup must not be taken for one */
	if (err.kind != OK && fd > STDOUT_FILENO && unlink(name) != 0 &&
		ftruncate(fd, 0) != 0)
		fprintf(stderr, "weatherctl: remove %s, it is incomplete\n",
			name);
	if (fd > STDOUT_FILENO && close(fd) != 0 && err.kind == OK)
		err.kind = fail(&err, ERR_DATABASE, "file/write", "%.110s: %s",
			name, strerror(errno));
	settings_close(&settings);
	return weatherctl_end(&err);
}

static enum err_kind
fetch_copy(const struct workspace *workspace, int fd, struct err *err)
{
	long long bytes;
	enum err_kind kind;
	int to = open(
		workspace->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (to < 0)
		return fail(err, ERR_DATABASE, "file/create", "%.110s: %s",
			workspace->file, strerror(errno));
	kind = workspace_copy(fd, to, &bytes, err);
	close(to);
	return kind;
}

/* What is there is not lost by a slip of the hand. */
static enum err_kind
check_replace(const char *state_dir, bool replace, struct err *err)
{
	struct statistics there = {0};
	struct store *store = NULL;
	enum err_kind kind = store_open(&store, state_dir, STORE_READ, err);

	if (kind == OK)
		kind = statistics_get(store, &there, err);
	store_close(store);
	/* a damaged or older database is what restoring is for */
	if (kind != OK && replace) {
		*err = (struct err){0};
		return OK;
	}
	if (kind == OK && !replace && (there.reports || there.observations))
		return fail(err, ERR_PARAMETER, "restore/replace",
			"weather.db holds %lld reports and %lld observations; "
			"make a backup of it, then say --replace",
			(long long)there.reports,
			(long long)there.observations);
	return kind;
}

static enum err_kind
restore(const char *state_dir, const char *name, int fd,
	const struct arguments *args, struct err *err)
{
	struct workspace workspace = {0};
	struct backup_content content;
	enum err_kind kind;

	if ((kind = workspace_open(&workspace, state_dir, err)) != OK ||
		(kind = fetch_copy(&workspace, fd, err)) != OK ||
		(kind = backup_verify(workspace.path, &content, err)) != OK)
		goto done;
	print_content(stdout, name, &content);
	if (argument_given(args, &restore_options[RESTORE_DRY_RUN]))
		goto done;
	kind = check_replace(state_dir,
		argument_given(args, &restore_options[RESTORE_REPLACE]), err);
	if (kind == OK)
		kind = backup_restore(state_dir, workspace.path, err);
	if (kind == OK)
		printf("%s/weather.db: restored\n", state_dir);
done:
	workspace_close(&workspace);
	return kind;
}

int
command_restore(const struct arguments *args)
{
	const char *name = args->operands[0];
	struct settings settings = {0};
	struct err err = {0};
	int fd = -1;

	if (settings_open(&settings, args, &err) == OK &&
		open_source(name, &fd, &err) == OK &&
		settings_enter_state_dir(&settings, &err) == OK)
		err.kind = restore(
			settings.config.state_dir, name, fd, args, &err);
	if (fd > STDIN_FILENO)
		close(fd);
	settings_close(&settings);
	return weatherctl_end(&err);
}
