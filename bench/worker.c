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

static void
measure(const struct kind *kind, const struct side *ours,
	const struct side *trivial)
{
	char row[100];

	snprintf(row, sizeof(row), "worker/%s", kind->name);
	block(ours, kind, WARM);
	block(trivial, kind, WARM);
	for (int i = 0; i < BLOCKS; i++) {
		double first = i % 2 ? block(ours, kind, PER_BLOCK) : 0;
		double second = block(trivial, kind, PER_BLOCK);

		if (i % 2 == 0)
			first = block(ours, kind, PER_BLOCK);
		side_sample(row, first, second);
	}
}

/* One change, one request of ours, one of the trivial one, and so on. */
static void
measure_changed(const char *name, const struct kind *kind, enum change change,
	const struct side *ours, const struct side *trivial,
	const struct side *writer, const char *write_token)
{
	char row[100];

	snprintf(row, sizeof(row), "changed/%s", name);
	for (int i = 0; i < BLOCKS; i++) {
		double first = 0, second = 0;

		for (int n = 0; n < CHANGES; n++) {
			kind_change(change, writer, write_token);
			first += block(ours, kind, 1);
			second += block(trivial, kind, 1);
		}
		side_sample(row, first / CHANGES, second / CHANGES);
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
