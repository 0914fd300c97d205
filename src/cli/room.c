#include "cli/room.h"

#include "store/migrate.h"

#include <errno.h>
#include <string.h>

enum { MEBIBYTE = 1024 * 1024 };

static enum err_kind
look(const char *dir, room_reader *reader, struct statfs *fs, struct err *err)
{
	if (reader(dir, fs) == 0)
		return OK;
	return fail(err, ERR_DATABASE, "store/directory",
		"%.110s: %s: correct state_dir", dir, strerror(errno));
}

enum err_kind
room_check_kind(const char *dir, room_reader *reader, struct err *err)
{
	struct statfs fs;
	enum err_kind kind = look(dir, reader, &fs, err);

	if (kind != OK || storage_from_type((long)fs.f_type) != STORAGE_NETWORK)
		return kind;
	return fail(err, ERR_DATABASE, "check/network-disk",
		"%.70s is on a network file system; only one host may use "
		"it, and local storage is faster and safer: move state_dir "
		"there",
		dir);
}

enum err_kind
room_check_space(
	const char *dir, long long wanted, room_reader *reader, struct err *err)
{
	struct statfs fs;
	enum err_kind kind = look(dir, reader, &fs, err);
	long long left;

	if (kind != OK)
		return kind;
	left = (long long)fs.f_bavail * (long long)fs.f_bsize;
	if (left < wanted)
		return fail(err, ERR_FULL, "check/disk-full",
			"%.80s: its disk has %lld MiB left, and %lld are "
			"wanted; make room, or reports are refused with 507",
			dir, left / MEBIBYTE, wanted / MEBIBYTE);
	/* some file systems count no files */
	if (fs.f_files && !fs.f_ffree)
		return fail(err, ERR_FULL, "check/disk-full",
			"%.100s: its disk takes no more files; remove some",
			dir);
	return OK;
}
