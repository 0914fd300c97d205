#include "store/changes.h"
#include "store/tables.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * A cache line each: readers of one do not wait for writers of the other.  Each
 * commit has its place in tables by its ticket, which stands there together
 * with its tables, so that nothing else is taken for it: not what one before it
 * left, nor one that was killed before it wrote.
 */
struct change_record {
	_Atomic uint64_t begun, ended;
	_Atomic uint64_t tables[CHANGES_KEPT];
};
_Static_assert(sizeof(struct change_record) == 64, "the format of the file");

struct image {
	char mark[64];
	struct change_record weather, keys;
};

static const struct shared_format format = {
	"weather changes 1\n", sizeof(struct image)};

void
changes_open(struct changes *changes, const char *path, bool is_local)
{
	*changes = (struct changes){.path = path, .is_local = is_local};
}

void
changes_close(struct changes *changes)
{
	changes_end(changes);
	shared_close(&changes->shared);
	changes->record = NULL;
}

static bool
find_path(const struct changes *changes, char path[PATH_MAX])
{
	const char *slash = strrchr(changes->path, '/');
	int len;

	if (!slash)
		return false;
	len = snprintf(path, PATH_MAX, "%.*s/changes.1",
		(int)(slash - changes->path), changes->path);
	return len > 0 && len < PATH_MAX;
}

/* At the first use: most CGI processes ask for nothing and write nothing. */
static struct change_record *
get_record(struct changes *changes)
{
	struct image *image;
	char path[PATH_MAX];
	struct stat st;

	if (changes->record || !changes->is_local)
		return changes->record;
	if (!find_path(changes, path) || stat(changes->path, &st) != 0 ||
		shared_open(&changes->shared, path, &format, &st) != 0)
		return NULL;
	image = changes->shared.image;
	changes->record = strcmp(strrchr(changes->path, '/'), "/keys.db") == 0
				  ? &image->keys
				  : &image->weather;
	return changes->record;
}

static bool
find_journal(const struct changes *changes, struct stat *st)
{
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s-wal", changes->path);

	return len > 0 && len < PATH_MAX && stat(path, st) == 0;
}

bool
changes_wait_in_journal(const struct changes *changes)
{
	struct stat st;

	return find_journal(changes, &st) && st.st_size > 0;
}

/* A journal may become WAL while the database is open, as `weatherctl init`
 * makes it of a backup that was put in its place; never the other way.  In the
 * middle of a commit its file is there. */
static bool
became_local(const struct changes *changes)
{
	struct stat st;

	return find_journal(changes, &st);
}

static uint64_t
signed_tables(uint64_t ticket, uint16_t tables)
{
	return ticket << TABLES_BITS | tables;
}

static void
take_ticket(struct changes *changes)
{
	struct change_record *record = changes->record;
	uint16_t tables = changes->tables ? changes->tables : TABLES_ALL;
	uint64_t ticket = atomic_fetch_add(&record->begun, 1) + 1;

	atomic_store(&record->tables[ticket % CHANGES_KEPT],
		signed_tables(ticket, tables));
	changes->ticket = ticket;
}

void
changes_begin(struct changes *changes)
{
	struct change_record *record;

	if (changes->ticket || changes->is_untold)
		return;
	changes->is_local = changes->is_local || became_local(changes);
	if (!changes->is_local)
		return;
	/* where the file was lost, some may still look at the old one */
	changes->is_untold = !changes_are_current(changes);
	record = get_record(changes);
	if (record)
		take_ticket(changes);
	else
		changes->is_untold = true;
}

/*
 * Tickets are taken under the lock, so in the order of the commits: whoever
 * shows his has waited for all before him, also for those who were killed.
 */
static void
show_ticket(struct change_record *record, uint64_t ticket)
{
	uint64_t ended = atomic_load(&record->ended);

	while (ended < ticket &&
		!atomic_compare_exchange_weak(&record->ended, &ended, ticket))
		;
}

static void
wait_for_readers(void)
{
	struct timespec left = {.tv_sec = CHANGES_FOREIGN_MS / 1000,
		.tv_nsec = CHANGES_FOREIGN_MS % 1000 * 1000000L};

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

bool
changes_end(struct changes *changes)
{
	bool was_under_way = changes->ticket || changes->is_untold;

	if (changes->ticket)
		show_ticket(changes->record, changes->ticket);
	if (changes->is_untold)
		wait_for_readers();
	changes->ticket = 0;
	changes->tables = 0;
	changes->is_untold = false;
	return was_under_way;
}

/* What errno says afterwards is why the commit failed. */
static int
before_commit(void *ctx)
{
	int error = errno;

	changes_begin(ctx);
	errno = error;
	return 0;
}

void
changes_watch(struct changes *changes, sqlite3 *db)
{
	sqlite3_commit_hook(db, before_commit, changes);
}

bool
changes_look(struct changes *changes, struct changes_seen *seen)
{
	struct change_record *record = get_record(changes);

	*seen = (struct changes_seen){0};
	if (!record)
		return false;
	/* in this order: equal, they were so at the moment between */
	seen->ended = atomic_load(&record->ended);
	seen->begun = atomic_load(&record->begun);
	return seen->begun == seen->ended;
}

/* One that had begun before is there as well if it had not ended: it may have
 * been done between the looks. */
uint16_t
changes_tables(struct changes *changes, const struct changes_seen *before,
	const struct changes_seen *now)
{
	struct change_record *record = changes->record;
	uint64_t ticket = before->ended;
	uint16_t changed = 0;

	if (!record || now->begun < ticket ||
		now->begun - ticket > CHANGES_KEPT)
		return TABLES_ALL;
	while (ticket++ < now->begun) {
		uint64_t said =
			atomic_load(&record->tables[ticket % CHANGES_KEPT]);
		uint16_t tables = (uint16_t)said;

		if (said != signed_tables(ticket, tables))
			return TABLES_ALL;
		changed |= tables;
	}
	return changed;
}

bool
changes_are_current(struct changes *changes)
{
	char path[PATH_MAX];

	if (!changes->record || (find_path(changes, path) &&
					shared_is_at(&changes->shared, path)))
		return true;
	shared_close(&changes->shared);
	changes->record = NULL;
	return false;
}
