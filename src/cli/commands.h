#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "base/attr.h"
#include "base/err.h"
#include "cli/options.h"

#include <stdio.h>

/* A tool of several commands: one table parses, dispatches and prints the
 * help.  The table ends with a row whose name is NULL. */
struct command {
	const char *name;     /* one or two words: "keys list" */
	const char *operands; /* "NAME [FILE]"; NULL: none */
	const char *summary;  /* one line, for the list */
	const char *details;  /* further lines of its own help; NULL: none */
	const struct option_rule *options;        /* NULL: none of its own */
	int (*run)(const struct arguments *args); /* gives the exit code */
};

struct program {
	const char *name;
	const char *purpose;               /* one sentence */
	const struct option_rule *options; /* of every command */
	const struct option_rule *help;    /* the row of --help in options */
	const struct command *commands;
};

/*
 * Reads argv (without the program's name, ended by NULL).  *command is NULL
 * when only help was asked for.  ERR_PARAMETER for anything that does not
 * fit, with the closest command; operands are not counted where help is
 * asked for.
 */
enum err_kind commands_parse(const struct program *program,
	const char *const *argv, const struct command **command,
	struct arguments *args, struct err *err) MUST_USE;

/* The help of one command, or of all for NULL. */
void commands_help(const struct program *program, const struct command *command,
	FILE *out);

#endif
