#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Command lines, read by the tables that also print the help.  A table of
 * options ends with a row whose name is NULL.
 */
struct option_rule {
	const char *name;  /* without the dashes */
	const char *value; /* what the help calls its value; NULL: a switch */
	const char *help;  /* one line */
	bool repeats;      /* may be given more than once */
};

enum { OPTIONS_GIVEN_MAX = 64, OPERANDS_MAX = 32 };

/* What was written; all strings are argv's. */
struct arguments {
	struct {
		const struct option_rule *rule;
		const char *value; /* NULL: a switch */
	} given[OPTIONS_GIVEN_MAX];
	size_t given_count;
	const char *operands[OPERANDS_MAX];
	size_t operand_count;
};

/*
 * Adds the words of argv (ended by NULL) to *args.  `--name VALUE` and
 * `--name=VALUE`; `--` ends the options; -h is --help.  tables ends with
 * NULL.  With first_only it stops before the first operand.  *used counts
 * the words that were read.  ERR_PARAMETER with a suggestion.
 */
enum err_kind arguments_parse(struct arguments *args,
	const struct option_rule *const *tables, const char *const *argv,
	bool first_only, size_t *used, struct err *err) MUST_USE;

/* ERR_PARAMETER unless the operands fit the text of the help: words are
 * required, words in brackets are not, and there may be many of the last one
 * with dots ("NAME [FILE]", "[ALG...]"; NULL: none). */
enum err_kind arguments_count(const struct arguments *args,
	const char *operands, struct err *err) MUST_USE;

bool
argument_given(const struct arguments *args, const struct option_rule *rule);
/* NULL when it was not given. */
const char *
argument_value(const struct arguments *args, const struct option_rule *rule);
/* A whole number within bounds, or fallback when it was not given. */
enum err_kind argument_integer(const struct arguments *args,
	const struct option_rule *rule, long long min, long long max,
	long long fallback, long long *out, struct err *err) MUST_USE;

/* The rows of a table for the help. */
void options_print(const struct option_rule *table, FILE *out);

#endif
