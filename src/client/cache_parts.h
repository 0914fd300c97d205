#ifndef CLIENT_CACHE_PARTS_H
#define CLIENT_CACHE_PARTS_H

#include "client/cache.h"

/* What cache.c, cache_entry.c and cache_folder.c share. */

enum { CACHE_KEY_MAX = 65, CACHE_FILE_MAX = 512 * 1024 };

/* What an entry belongs to, in hexadecimal: client is that of provider and
 * application, all is that of everything. */
struct cache_key {
	char client[CACHE_KEY_MAX], all[CACHE_KEY_MAX];
};
void cache_key_of(const struct profile *profile, struct cache_key *key);

/* Opens the folder, made where it is missing.  *fd is the caller's. */
enum err_kind
cache_folder_open(const struct surroundings *around, struct arena *arena,
	int *fd, const char **path, struct err *err) MUST_USE;

enum err_kind cache_entry_print(const struct cache_entry *entry,
	const struct cache_key *key, struct buf *out, struct err *err) MUST_USE;

/* False when text is no entry; *same_client and *same say whose it is. */
bool cache_entry_parse(struct str text, const struct cache_key *key,
	struct arena *arena, struct cache_entry *entry, bool *same_client,
	bool *same) MUST_USE;

#endif
