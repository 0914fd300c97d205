/*
 * Where does the time of a request go?
 *
 *	flame RESPONDER FOLDER OUT
 *
 * Asks a worker of ours for the weather, for the same token and unchanged data,
 * while perf(1) looks where it is, kernel included; OUT is for `perf script`.
 */
#include "kind.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WARM = 1000, REQUESTS = 20000 };

static pid_t
start_perf(const struct side *side, const char *out)
{
	char pid[20];
	pid_t perf;

	snprintf(pid, sizeof(pid), "%d", (int)side->pid);
	perf = fork();
	if (perf == 0) {
		execlp("perf", "perf", "record", "-q", "-F", "999",
			"--call-graph", "dwarf,8192", "-o", out, "-p", pid,
			(char *)NULL);
		_exit(127);
	}
	return perf;
}

int
main(int argc, char **argv)
{
	static struct side ours;
	pid_t perf;

	if (argc != 4)
		side_stop("usage", "flame RESPONDER FOLDER OUT");
	kind_start_ours(&ours, NULL, argv[1], argv[2], "ours");
	kind_prepare(&kinds[0], &ours, argv[2]);
	kind_ask(&kinds[0], &ours, WARM);
	perf = start_perf(&ours, argv[3]);
	kind_ask(&kinds[0], &ours, REQUESTS);
	kill(perf, SIGINT);
	waitpid(perf, NULL, 0);
	side_end(&ours);
	return 0;
}
