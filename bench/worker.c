/*
 * How much time of the processor does one request take of a worker, straight
 * on its Unix socket?
 *
 *	worker RESPONDER TRIVIAL FOLDER
 *
 * FOLDER has weather.conf, a database, and tokens in read-token and
 * write-token.  One responder of ours and one trivial one for each kind of
 * answer, which sends the same bytes, are asked in turn, a block each.  Then
 * the data changes, by another worker of ours, before every single request.
 */
#include "kind.h"

#include <stdio.h>

enum { PER_BLOCK = 200, WARM = 300, BLOCKS = 40, CHANGES = 10 };

/* Microseconds of its processor time per request. */
static double
block(const struct side *side, const struct kind *kind, int count)
{
	double before = side_cpu_us(side);

	kind_ask(kind, side, count);
	return (side_cpu_us(side) - before) / count;
}

struct pair {
	double ours, trivial;
};

static struct pair
ask_both(const struct kind *kind, const struct side *ours,
	const struct side *trivial, int count, bool ours_first)
{
	struct pair took = {0};

	if (ours_first)
		took.ours = block(ours, kind, count);
	took.trivial = block(trivial, kind, count);
	if (!ours_first)
		took.ours = block(ours, kind, count);
	return took;
}

static void
measure(const struct kind *kind, const struct side *ours,
	const struct side *trivial)
{
	char row[100];

	snprintf(row, sizeof(row), "worker/%s", kind->name);
	block(ours, kind, WARM);
	block(trivial, kind, WARM);
	for (int i = 0; i < BLOCKS; i++) {
		struct pair took =
			ask_both(kind, ours, trivial, PER_BLOCK, i % 2);

		side_sample(row, took.ours, took.trivial);
	}
}

/* One change, one request of each, and so on.  Both come first as often, since
 * the one that does finds the processor's caches full of the change. */
static void
measure_changed(const char *name, const struct kind *kind, enum change change,
	const struct side *ours, const struct side *trivial,
	const struct side *writer, const char *write_token)
{
	char row[100];

	snprintf(row, sizeof(row), "changed/%s", name);
	for (int i = 0; i < BLOCKS; i++) {
		struct pair sum = {0};

		for (int n = 0; n < CHANGES; n++) {
			struct pair took;

			kind_change(change, writer, write_token);
			took = ask_both(kind, ours, trivial, 1, n % 2);
			sum.ours += took.ours;
			sum.trivial += took.trivial;
		}
		side_sample(row, sum.ours / CHANGES, sum.trivial / CHANGES);
	}
}

int
main(int argc, char **argv)
{
	static struct side ours, writer, trivial[KINDS];
	char write_token[TOKEN_BYTES];

	if (argc != 4)
		side_stop("usage", "worker RESPONDER TRIVIAL FOLDER");
	kind_token(argv[3], "write", write_token);
	kind_start_ours(&ours, NULL, argv[1], argv[3], "ours");
	kind_start_ours(&writer, NULL, argv[1], argv[3], "writer");
	for (size_t i = 0; i < KINDS; i++) {
		kind_prepare(&kinds[i], &ours, argv[3]);
		kind_start_trivial(
			&trivial[i], NULL, argv[2], argv[3], &kinds[i]);
	}
	for (size_t i = 0; i < KINDS; i++)
		measure(&kinds[i], &ours, &trivial[i]);
	/* weather last: the tag of the 304 changes with it */
	for (size_t i = KINDS; i-- > 0;)
		measure_changed(kinds[i].name, &kinds[i], kinds[i].change,
			&ours, &trivial[i], &writer, write_token);
	/* what a weather does not depend on */
	measure_changed("other", &kinds[0], CHANGE_REPORT, &ours, &trivial[0],
		&writer, write_token);
	for (size_t i = 0; i < KINDS; i++)
		side_end(&trivial[i]);
	side_end(&writer);
	side_end(&ours);
	return 0;
}
