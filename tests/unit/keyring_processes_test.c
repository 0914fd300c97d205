#include "auth/keyring.h"

#include "unit/idp.h"

#include <signal.h>
#include <sys/wait.h>

enum { PROCESSES = 8 };

struct group {
	pid_t pids[PROCESSES];
	int arrived[2]; /* a byte from each process about to look */
};

/* Each process opens keys.db for itself, since nothing of SQLite may cross a
 * fork, and ends with 0 when it found kid at once or after waiting. */
static pid_t
start(struct idp *idp, struct group *group, const char *kid, const char *want)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		const char *got;

		idp->store = state_open(&idp->state, STORE_KEYS);
		idp_open_keyring(idp);
		if (write(group->arrived[1], "", 1) != 1)
			_exit(2);
		got = idp_find(idp, kid);
		if (strcmp(got, want) != 0)
			printf("# %s instead of %s\n", got, want);
		fflush(stdout);
		_exit(strcmp(got, want) != 0);
	}
	return pid;
}

/* Before a fork: the parent keeps no connection either. */
static void
let_go_of_store(struct idp *idp)
{
	keyring_close(idp->keys);
	store_close(idp->store);
	idp->keys = NULL;
	idp->store = NULL;
}

static void
take_store_again(struct idp *idp)
{
	idp->store = state_open(&idp->state, STORE_KEYS);
	idp_open_keyring(idp);
}

static void
start_all(struct idp *idp, struct group *group, const char *kid)
{
	char bytes[PROCESSES];
	size_t count = 0;

	CHECK_INT(pipe(group->arrived), 0);
	idp_hold(idp);
	for (size_t i = 0; i < PROCESSES; i++)
		group->pids[i] = start(idp, group, kid, "");
	while (count < PROCESSES) {
		ssize_t got = read(group->arrived[0], bytes, sizeof(bytes));

		if (got <= 0)
			break;
		count += (size_t)got;
	}
	CHECK_INT(count, PROCESSES);
	idp_let_go(idp);
}

static void
end_all(struct group *group)
{
	for (size_t i = 0; i < PROCESSES; i++) {
		int status = -1;

		waitpid(group->pids[i], &status, 0);
		CHECK_INT(status, 0);
	}
	close(group->arrived[0]);
	close(group->arrived[1]);
}

/* covers: I14 */
static void
eight_processes_at_a_cold_start_fetch_once(void)
{
	struct idp idp;
	struct group group;

	idp_new(&idp);
	let_go_of_store(&idp);
	start_all(&idp, &group, "a");
	end_all(&group);
	take_store_again(&idp);
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	CHECK_INT(idp_count(&idp, "keys"), 1);
	idp_free(&idp);
}

static void
eight_processes_with_a_new_kid_fetch_once(void)
{
	struct idp idp;
	struct group group;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	idp_has_keys(&idp, "ab");
	let_go_of_store(&idp);
	start_all(&idp, &group, "b");
	end_all(&group);
	take_store_again(&idp);
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	CHECK_INT(idp_count(&idp, "keys"), 1);
	idp_free(&idp);
}

static void
await_fetch(const struct idp *idp, pid_t pid)
{
	while (access(idp_path(idp, "count"), F_OK) != 0) {
		pid_t ended = waitpid(pid, NULL, WNOHANG);

		CHECK_INT(ended, 0);
		if (ended)
			return;
		usleep(1000);
	}
}

/* Starts a process that fetches, and waits until the fetch is under way. */
static pid_t
start_holder(struct idp *idp, struct group *group)
{
	pid_t pid;

	CHECK_INT(pipe(group->arrived), 0);
	idp_hold(idp);
	pid = start(idp, group, "a", "");
	await_fetch(idp, pid);
	return pid;
}

/* covers: I6 */
static void
a_loser_with_a_usable_key_goes_on_at_once(void)
{
	struct idp idp;
	struct group group;
	int64_t start_ms;
	pid_t holder;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	unlink(idp_path(&idp, "count"));
	let_go_of_store(&idp);
	CHECK_INT(pipe(group.arrived), 0);
	idp_hold(&idp);
	idp_has_keys(&idp, "ab");
	holder = start(&idp, &group, "b", "");
	await_fetch(&idp, holder);
	take_store_again(&idp);
	start_ms = fetch_now_ms();
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK(fetch_now_ms() - start_ms < KEYS_WAIT_MS);
	idp_let_go(&idp);
	waitpid(holder, NULL, 0);
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	close(group.arrived[0]);
	close(group.arrived[1]);
	idp_free(&idp);
}

/* covers: I9 */
static void
the_lease_of_a_killed_process_is_taken_over(void)
{
	struct idp idp;
	struct group group;
	pid_t holder;

	idp_new(&idp);
	let_go_of_store(&idp);
	holder = start_holder(&idp, &group);
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	idp_let_go(&idp);
	take_store_again(&idp);
	idp_pass_time(&idp, LEASE_S);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "metadata"), 2);
	CHECK_INT(idp_count(&idp, "keys"), 1);
	close(group.arrived[0]);
	close(group.arrived[1]);
	idp_free(&idp);
}

/* covers: E11 */
static void
a_key_removed_by_one_process_is_gone_in_all(void)
{
	struct idp idp, other;
	struct err err = {0};

	idp_new(&idp);
	idp_has_keys(&idp, "ab");
	CHECK_STR(idp_find(&idp, "a"), "");
	other = idp;
	other.store = state_open(&idp.state, STORE_KEYS);
	idp_open_keyring(&other);
	CHECK_STR(idp_find(&other, "a"), "");
	idp_has_keys(&idp, "b");
	CHECK_INT(keyring_refresh_now(idp.keys, 0, &err), OK);
	CHECK_STR(idp_find(&other, "b"), "");
	CHECK_STR(idp_find(&other, "a"), "keys/unknown-kid");
	keyring_close(other.keys);
	store_close(other.store);
	idp_free(&idp);
}

static struct idp *shared;

/* Uses a key past its fresh time, then refreshes as after an answer; counts
 * what was not as it should be. */
static int
use_and_refresh(const struct state *state, int number)
{
	const char *reason;

	(void)state;
	(void)number;
	shared->store = state_open(&shared->state, STORE_KEYS);
	idp_open_keyring(shared);
	reason = idp_find(shared, "a");
	if (keyring_refresh_begin(shared->keys))
		keyring_refresh_wait(shared->keys);
	return strcmp(reason, "old") != 0 && reason[0];
}

/* covers: I13; every answer is given, with old keys or new ones */
static void
eight_processes_at_the_moment_of_expiry_fetch_once(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	idp_pass_time(&idp, KEYS_FRESH_S);
	let_go_of_store(&idp);
	shared = &idp;
	CHECK_INT(in_processes(PROCESSES, use_and_refresh, &idp.state), 0);
	take_store_again(&idp);
	CHECK_INT(idp_count(&idp, "keys"), 1);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_row(&idp).fetched_at, IDP_START + KEYS_FRESH_S);
	idp_free(&idp);
}

int
main(void)
{
	RUN(eight_processes_at_a_cold_start_fetch_once);
	RUN(eight_processes_with_a_new_kid_fetch_once);
	RUN(a_loser_with_a_usable_key_goes_on_at_once);
	RUN(the_lease_of_a_killed_process_is_taken_over);
	RUN(a_key_removed_by_one_process_is_gone_in_all);
	RUN(eight_processes_at_the_moment_of_expiry_fetch_once);
	DONE();
}
