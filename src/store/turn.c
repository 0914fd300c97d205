#include "store/turn.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* In a set; the number of all of them tells ours from most others. */
enum { TURN_WEATHER, TURN_KEYS, TURN_USERS, TURN_UNUSED, TURN_COUNT };

/* A set may be removed by the last who used it between our finding it and our
 * using it. */
enum { LOST_MAX = 16 };

/* semctl(2): whoever calls it declares it. */
union semun {
	int val;              /* cppcheck-suppress unusedStructMember */
	struct semid_ds *buf; /* cppcheck-suppress unusedStructMember */
};

void
turn_open(struct turn *turn, const char *path)
{
	*turn = (struct turn){.path = path};
}

static unsigned short
number_of(const struct turn *turn)
{
	const char *slash = strrchr(turn->path, '/');

	return slash && strcmp(slash, "/keys.db") == 0 ? TURN_KEYS
						       : TURN_WEATHER;
}

/* FNV-1a over device and number; no key means a private set. */
static bool
find_key(const struct turn *turn, key_t *key)
{
	const char *slash = strrchr(turn->path, '/');
	char dir[PATH_MAX], text[64];
	uint32_t sum = 2166136261U;
	struct stat st;

	if (!slash || slash - turn->path >= PATH_MAX)
		return false;
	memcpy(dir, turn->path, (size_t)(slash - turn->path));
	dir[slash - turn->path] = '\0';
	if (stat(dir[0] ? dir : "/", &st) != 0)
		return false;
	snprintf(text, sizeof(text), "weather %jx %jx", (uintmax_t)st.st_dev,
		(uintmax_t)st.st_ino);
	for (const char *c = text; *c; c++)
		sum = (sum ^ (unsigned char)*c) * 16777619U;
	*key = (key_t)(sum & INT32_MAX);
	return *key != IPC_PRIVATE;
}

/* Somebody else's set under our key is left alone. */
static bool
is_ours(int id)
{
	struct semid_ds found = {0};

	return semctl(id, 0, IPC_STAT, (union semun){.buf = &found}) == 0 &&
	       found.sem_nsems == TURN_COUNT &&
	       (found.sem_perm.mode & 0777) == 0600 &&
	       (found.sem_perm.uid == geteuid() || !geteuid());
}

static void
refuse(struct turn *turn, int error)
{
	turn->set = 0;
	turn->is_user = turn->is_held = false;
	turn->refused = error ? error : EACCES;
}

/* Made with all numbers at zero, which is free and unused: nobody sees it half
 * made. */
static bool
find_set(struct turn *turn)
{
	key_t key;
	int id;

	if (turn->set || turn->refused)
		return turn->set != 0;
	if (!find_key(turn, &key)) {
		refuse(turn, errno);
		return false;
	}
	id = semget(key, TURN_COUNT, IPC_CREAT | 0600);
	if (id >= 0 && !is_ours(id))
		refuse(turn, EEXIST);
	else if (id >= 0)
		turn->set = id + 1;
	else
		refuse(turn, errno);
	return turn->set != 0;
}

static int64_t
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* Zero or an errno.  Both numbers at once: there is no turn without a user. */
static int
ask(struct turn *turn, int wait_ms)
{
	unsigned short number = number_of(turn);
	struct sembuf steps[] = {
		{number, 0, (short)(wait_ms > 0 ? 0 : IPC_NOWAIT)},
		{number, 1, SEM_UNDO},
		{TURN_USERS, 1, SEM_UNDO},
	};
	const struct timespec left = {
		.tv_sec = wait_ms / 1000, .tv_nsec = wait_ms % 1000 * 1000000L};

	if (semtimedop(turn->set - 1, steps, turn->is_user ? 2 : 3, &left) != 0)
		return errno;
	turn->is_user = turn->is_held = true;
	return 0;
}

/* Zero or an errno; EAGAIN when the time is over. */
static int
wait_for(struct turn *turn, int wait_ms, int *left_ms)
{
	int64_t begun = milliseconds();
	int bad = 0, lost = 0;

	*left_ms = wait_ms;
	do {
		if (!find_set(turn))
			return 0;
		bad = ask(turn, *left_ms);
		if (bad == EIDRM || bad == EINVAL) {
			turn->set = 0;
			turn->is_user = false;
			lost++;
		}
		*left_ms = wait_ms - (int)(milliseconds() - begun);
		if (*left_ms < 0)
			*left_ms = 0;
	} while (bad == EINTR || (bad && !turn->set && lost < LOST_MAX));
	return bad;
}

enum err_kind
turn_take(struct turn *turn, int wait_ms, int *left_ms, struct err *err)
{
	int bad = wait_for(turn, wait_ms, left_ms);

	if (bad == EAGAIN) {
		err->retry_after_s = 1;
		return fail(err, ERR_BUSY, "store/busy",
			"%.110s: others who write did not end in %d ms",
			turn->path, wait_ms);
	}
	/* no memory for the kernel's list, or none of the above */
	if (bad)
		refuse(turn, bad);
	return OK;
}

void
turn_give(struct turn *turn)
{
	struct sembuf step = {.sem_op = -1, .sem_flg = SEM_UNDO | IPC_NOWAIT};

	if (!turn->is_held)
		return;
	step.sem_num = number_of(turn);
	semop(turn->set - 1, &step, 1);
	turn->is_held = false;
}

/* A user that comes between the look and the removal finds its set gone and
 * makes another one. */
void
turn_close(struct turn *turn)
{
	struct sembuf step = {TURN_USERS, -1, SEM_UNDO | IPC_NOWAIT};
	int id = turn->set - 1;

	turn_give(turn);
	if (turn->set && turn->is_user && semop(id, &step, 1) == 0 &&
		semctl(id, TURN_USERS, GETVAL) == 0)
		semctl(id, 0, IPC_RMID);
	turn->set = 0;
	turn->is_user = false;
}
