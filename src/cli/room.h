#ifndef CLI_ROOM_H
#define CLI_ROOM_H

#include "base/attr.h"
#include "base/err.h"

#include <sys/vfs.h>

/* What the file system of a folder is good for.  Who says so is statfs(2). */
typedef int room_reader(const char *path, struct statfs *out);

/* ERR_DATABASE check/network-disk where SQLite's locks may not hold. */
enum err_kind
room_check_kind(const char *dir, room_reader *reader, struct err *err) MUST_USE;

/* ERR_FULL check/disk-full unless wanted bytes and a new file fit there for
 * who is not root. */
enum err_kind room_check_space(const char *dir, long long wanted,
	room_reader *reader, struct err *err) MUST_USE;

#endif
