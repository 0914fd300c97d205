#include "cli/room.h"

#include "unit/tap.h"

#include <errno.h>

enum { NFS = 0x6969, EXT4 = 0xef53, BLOCK = 4096 };

static const long long mebibyte = 1024 * 1024;

/* What a file system would say. */
static int
local_disk(const char *path, struct statfs *out)
{
	(void)path;
	*out = (struct statfs){.f_type = EXT4,
		.f_bsize = BLOCK,
		.f_bfree = 100000,
		.f_bavail = 50000,
		.f_files = 1000,
		.f_ffree = 10};
	return 0;
}

static int
network_disk(const char *path, struct statfs *out)
{
	local_disk(path, out);
	out->f_type = NFS;
	return 0;
}

static int
no_more_files(const char *path, struct statfs *out)
{
	local_disk(path, out);
	out->f_ffree = 0;
	return 0;
}

/* btrfs has no table of files to fill up. */
static int
counts_no_files(const char *path, struct statfs *out)
{
	local_disk(path, out);
	out->f_files = out->f_ffree = 0;
	return 0;
}

static int
gone(const char *path, struct statfs *out)
{
	(void)path;
	(void)out;
	errno = ENOENT;
	return -1;
}

static void
databases_on_a_network_disk_are_found(void)
{
	struct err err = {0};

	CHECK_INT(room_check_kind("/srv", network_disk, &err), ERR_DATABASE);
	CHECK_STR(err.reason, "check/network-disk");
	CHECK(strstr(err.detail, "move state_dir") != NULL);
	CHECK_INT(room_check_kind("/srv", local_disk, &err), OK);
	CHECK_INT(room_check_kind("/srv", gone, &err), ERR_DATABASE);
	CHECK_STR(err.reason, "store/directory");
}

static void
a_disk_that_is_nearly_full_is_found(void)
{
	struct err err = {0};
	/* what root alone may use does not count */
	long long left = 50000LL * BLOCK;

	CHECK_INT(
		room_check_space("/srv", left + 1, local_disk, &err), ERR_FULL);
	CHECK_STR(err.reason, "check/disk-full");
	CHECK(strstr(err.detail, "195 MiB left") != NULL);
	CHECK_INT(room_check_space("/srv", left, local_disk, &err), OK);
	CHECK_INT(room_check_space("/srv", mebibyte, gone, &err), ERR_DATABASE);
}

static void
a_disk_without_room_for_another_file_is_found(void)
{
	struct err err = {0};

	CHECK_INT(room_check_space("/srv", mebibyte, no_more_files, &err),
		ERR_FULL);
	CHECK_STR(err.reason, "check/disk-full");
	CHECK_INT(
		room_check_space("/srv", mebibyte, counts_no_files, &err), OK);
}

int
main(void)
{
	RUN(databases_on_a_network_disk_are_found);
	RUN(a_disk_that_is_nearly_full_is_found);
	RUN(a_disk_without_room_for_another_file_is_found);
	DONE();
}
