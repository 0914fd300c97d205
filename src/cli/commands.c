#include "cli/commands.h"

#include "base/closest.h"
#include "base/str.h"

#include <string.h>

/* Words of name that argv begins with, if it begins with all of them. */
static size_t
words_matched(const char *name, const char *const *argv)
{
	struct str rest = str_from(name), word;
	size_t count = 0;

	while (str_cut(&rest, ' ', &word)) {
		if (!argv[count] || !str_is(word, argv[count]))
			return 0;
		count++;
	}
	return count;
}

static bool
is_group(const struct program *program, const char *word)
{
	size_t len = strlen(word);

	for (const struct command *c = program->commands; c->name; c++)
		if (!strncmp(c->name, word, len) && c->name[len] == ' ')
			return true;
	return false;
}

static enum err_kind
unknown(const struct program *program, const char *const *argv, struct err *err)
{
	char written[64];
	struct closest closest = {0};
	bool group = is_group(program, argv[0]);

	/* the second word counts only where the first one may have one */
	snprintf(written, sizeof(written), "%s%s%s", argv[0],
		argv[1] ? " " : "", argv[1] ? argv[1] : "");
	closest.word = str_from(written);
	for (const struct command *c = program->commands; c->name; c++)
		closest_offer(&closest, c->name);
	if (!group && !closest.name) {
		snprintf(written, sizeof(written), "%s", argv[0]);
		closest.word = str_from(written);
		for (const struct command *c = program->commands; c->name; c++)
			closest_offer(&closest, c->name);
	}
	if (group && !argv[1])
		return fail(err, ERR_PARAMETER, "usage/command",
			"\"%.40s\" needs a second word, as in \"%s %s\"",
			argv[0], program->name, closest.name);
	if (closest.name)
		return fail(err, ERR_PARAMETER, "usage/command",
			"there is no command \"%.60s\"; did you mean \"%s\"?",
			written, closest.name);
	return fail(err, ERR_PARAMETER, "usage/command",
		"there is no command \"%.60s\"", written);
}

static const struct command *
command_find(
	const struct program *program, const char *const *argv, size_t *words)
{
	for (const struct command *c = program->commands; c->name; c++) {
		*words = words_matched(c->name, argv);
		if (*words)
			return c;
	}
	return NULL;
}

enum err_kind
commands_parse(const struct program *program, const char *const *argv,
	const struct command **command, struct arguments *args, struct err *err)
{
	const struct option_rule *tables[] = {program->options, NULL, NULL};
	enum err_kind kind;
	size_t used, words;

	*command = NULL;
	kind = arguments_parse(args, tables, argv, true, &used, err);
	if (kind != OK)
		return kind;
	argv += used;
	if (!argv[0] && argument_given(args, program->help))
		return OK;
	if (!argv[0])
		return fail(err, ERR_PARAMETER, "usage/command",
			"a command is missing");
	*command = command_find(program, argv, &words);
	if (!*command && argument_given(args, program->help))
		return OK;
	if (!*command && argv[1] && is_group(program, argv[0]) &&
		(!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")))
		return OK;
	if (!*command)
		return unknown(program, argv, err);
	tables[1] = (*command)->options;
	kind = arguments_parse(args, tables, argv + words, false, &used, err);
	if (kind != OK || argument_given(args, program->help))
		return kind;
	return arguments_count(args, (*command)->operands, err);
}

static void
help_of_all(const struct program *program, FILE *out)
{
	fprintf(out, "Usage: %s [OPTION...] COMMAND [ARGUMENT...]\n%s\n\n",
		program->name, program->purpose);
	for (const struct command *c = program->commands; c->name; c++)
		fprintf(out, "  %-22s %s\n", c->name, c->summary);
	fprintf(out, "\nOptions of every command:\n");
	options_print(program->options, out);
	fprintf(out, "\n\"%s COMMAND --help\" tells more about a command.\n",
		program->name);
}

void
commands_help(
	const struct program *program, const struct command *command, FILE *out)
{
	if (!command) {
		help_of_all(program, out);
		return;
	}
	fprintf(out, "Usage: %s %s%s%s%s\n%s\n", program->name, command->name,
		command->operands ? " " : "",
		command->operands ? command->operands : "",
		command->options ? " [OPTION...]" : "", command->summary);
	if (command->details)
		fprintf(out, "\n%s", command->details);
	if (command->options) {
		fprintf(out, "\nOptions:\n");
		options_print(command->options, out);
	}
	fprintf(out, "\nOptions of every command:\n");
	options_print(program->options, out);
}
