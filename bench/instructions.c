/*
 * How many instructions does one request take of a worker?
 *
 *	instructions RESPONDER TRIVIAL FOLDER
 *
 * Each responder runs under callgrind twice, asked FEW and MANY times: what is
 * more the second time is of the requests.  The kernel's are not counted.
 */
#include "kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FEW = 50, MANY = 300 };

static const char *responder, *trivial, *folder;

static double
total_of(const char *path)
{
	char line[1000];
	FILE *file = fopen(path, "r");
	double total = -1;

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, "summary: ", 9) == 0 ||
			strncmp(line, "totals: ", 8) == 0)
			total = strtod(strchr(line, ' '), NULL);
	if (file)
		fclose(file);
	if (total < 0)
		side_stop("no instructions in", path);
	unlink(path);
	return total;
}

/* Where a confined worker may write. */
static double
run(const struct kind *kind, bool is_ours, int count)
{
	char path[600], out[640];
	const char *const front[3] = {
		"/usr/bin/valgrind", "--tool=callgrind", out};
	struct side side;

	snprintf(path, sizeof(path), "%s/state/callgrind", folder);
	snprintf(out, sizeof(out), "--callgrind-out-file=%s", path);
	if (is_ours)
		kind_start_ours(&side, front, responder, folder, "counted");
	else
		kind_start_trivial(&side, front, trivial, folder, kind);
	kind_ask(kind, &side, count);
	side_end(&side);
	return total_of(path);
}

static double
per_request(const struct kind *kind, bool is_ours)
{
	return (run(kind, is_ours, MANY) - run(kind, is_ours, FEW)) /
	       (MANY - FEW);
}

int
main(int argc, char **argv)
{
	struct side ours;

	if (argc != 4)
		side_stop("usage", "instructions RESPONDER TRIVIAL FOLDER");
	responder = argv[1];
	trivial = argv[2];
	folder = argv[3];
	kind_start_ours(&ours, NULL, responder, folder, "ours");
	for (size_t i = 0; i < KINDS; i++)
		kind_prepare(&kinds[i], &ours, folder);
	side_end(&ours);
	for (size_t i = 0; i < KINDS; i++) {
		char row[100];

		snprintf(row, sizeof(row), "instructions/%s", kinds[i].name);
		side_sample(row, per_request(&kinds[i], true) / 1000,
			per_request(&kinds[i], false) / 1000);
	}
	return 0;
}
