/*
 * What does a report cost that is written to disk, by 1, 2 and 4 writers at a
 * time?
 *
 *	post RESPONDER PROGRAMS FOLDER
 *
 * PROGRAMS is the folder of bench/writer and bench/insert.  In turn: as many
 * clients as workers of ours with POST, as many processes with the functions of
 * src/store alone, and as many with SQLite's bare loop.
 */
#include "kind.h"

#include <stdio.h>
#include <stdlib.h>

enum { WRITERS_MAX = 4, BLOCKS = 8, COUNT = 100, HEAD_START_US = 150000 };

static const char *programs, *folder;
static struct side workers[WRITERS_MAX];

struct took {
	double us;        /* per report */
	double cpu_us;    /* the same, of the processor */
	double overtaken; /* times, the one that was overtaken most */
};

struct event {
	double asked, done;
};

/* The most others that asked later and were done earlier. */
static double
most_overtaken(const struct event *events, size_t count)
{
	double most = 0;

	for (size_t i = 0; i < count; i++) {
		double by = 0;

		for (size_t k = 0; k < count; k++)
			by += events[k].asked > events[i].asked &&
			      events[k].done < events[i].done;
		most = by > most ? by : most;
	}
	return most;
}

/* Runs so many commands at once, each for COUNT reports. */
static struct took
run(char commands[][1000], int writers)
{
	static struct event events[WRITERS_MAX * COUNT];
	struct took took = {0};
	FILE *pipes[WRITERS_MAX];
	double first = 0, last = 0;
	char line[200];
	size_t count = 0;

	for (int i = 0; i < writers; i++) {
		/* NOLINTNEXTLINE(cert-env33-c): our own commands */
		pipes[i] = popen(commands[i], "r");
		if (!pipes[i])
			side_stop("cannot run", commands[i]);
	}
	for (int i = 0; i < writers; i++) {
		double began, ended, cpu;
		char *end;

		if (!fgets(line, sizeof(line), pipes[i]))
			side_stop("failed", commands[i]);
		began = strtod(line, &end);
		ended = strtod(end, &end);
		cpu = strtod(end, NULL);
		first = i == 0 || began < first ? began : first;
		last = ended > last ? ended : last;
		took.cpu_us += cpu / (writers * COUNT);
		while (fgets(line, sizeof(line), pipes[i]) &&
			count < sizeof(events) / sizeof(events[0])) {
			events[count].asked = strtod(line, &end);
			events[count++].done = strtod(end, NULL);
		}
		if (pclose(pipes[i]) != 0)
			side_stop("failed", commands[i]);
	}
	took.us = (last - first) / (writers * COUNT);
	took.overtaken = most_overtaken(events, count);
	return took;
}

static struct took
run_store(int writers)
{
	char commands[WRITERS_MAX][1000];

	for (int i = 0; i < writers; i++)
		snprintf(commands[i], sizeof(commands[i]),
			"'%s/writer' store '%s' %d %.1f", programs, folder,
			COUNT, side_now_us() + HEAD_START_US);
	return run(commands, writers);
}

static struct took
run_bare(int writers)
{
	char commands[WRITERS_MAX][1000];

	for (int i = 0; i < writers; i++)
		snprintf(commands[i], sizeof(commands[i]),
			"'%s/insert' '%s/state/bare.db' %d %.1f", programs,
			folder, COUNT, side_now_us() + HEAD_START_US);
	return run(commands, writers);
}

static struct took
run_post(int writers)
{
	char commands[WRITERS_MAX][1000];
	struct took took;
	double cpu = 0;

	for (int i = 0; i < writers; i++) {
		snprintf(commands[i], sizeof(commands[i]),
			"'%s/writer' post '%s' %d %.1f '%s'", programs, folder,
			COUNT, side_now_us() + HEAD_START_US,
			workers[i].socket);
		cpu -= side_cpu_us(&workers[i]);
	}
	took = run(commands, writers);
	for (int i = 0; i < writers; i++)
		cpu += side_cpu_us(&workers[i]);
	took.cpu_us = cpu / (writers * COUNT);
	return took;
}

static void
sample(const char *what, int writers, double ours, double reference)
{
	char row[100];

	snprintf(row, sizeof(row), "post/%s-%d", what, writers);
	side_sample(row, ours, reference);
}

static void
measure(int writers)
{
	for (int block = -1; block < BLOCKS; block++) {
		struct took post = run_post(writers);
		struct took store = run_store(writers);
		struct took bare = run_bare(writers);

		if (block < 0)
			continue; /* a warming one */
		sample("time", writers, post.us, bare.us);
		sample("cpu", writers, post.cpu_us, bare.cpu_us);
		sample("store", writers, 1e6 / store.us, 1e6 / bare.us);
		if (writers > 1)
			sample("fair", writers, store.overtaken, 2 * writers);
	}
}

int
main(int argc, char **argv)
{
	if (argc != 4)
		side_stop("usage", "post RESPONDER PROGRAMS FOLDER");
	programs = argv[2];
	folder = argv[3];
	side_stay_unpinned();
	for (int i = 0; i < WRITERS_MAX; i++) {
		char name[20];

		snprintf(name, sizeof(name), "writer-%d", i);
		kind_start_ours(&workers[i], NULL, argv[1], folder, name);
	}
	for (int writers = 1; writers <= WRITERS_MAX; writers *= 2)
		measure(writers);
	for (int i = 0; i < WRITERS_MAX; i++)
		side_end(&workers[i]);
	return 0;
}
