#include "unit/tap.h"

#include "base/attr.h"
#include "cli/commands.h"

#include <stdlib.h>

static int
run_nothing(const struct arguments *args)
{
	(void)args;
	return 0;
}

static const struct option_rule globals[] = {
	{"config", "FILE", "the file", false},
	{"help", NULL, "explain", false},
	{0},
};

static const struct option_rule mint[] = {
	{"role", "WORD", "a role", true},
	{"expires", "SECONDS", "lifetime", false},
	{"app", NULL, "no user", false},
	{0},
};

static const struct command table[] = {
	{"init", NULL, "begin", NULL, NULL, run_nothing},
	{"keys list", NULL, "show", NULL, NULL, run_nothing},
	{"keys import", "NAME FILE", "store", "More.\n", NULL, run_nothing},
	{"keys refresh", "[NAME]", "fetch", NULL, NULL, run_nothing},
	{"token mint", NULL, "make", NULL, mint, run_nothing},
	{"names add", "NAME [MORE...]", "add", NULL, NULL, run_nothing},
	{0},
};

static const struct program tool = {
	"tool", "Does things.", globals, &globals[1], table};

/* Line is split at blanks; at most 15 words. */
static enum err_kind
parse(const char *line, const struct command **command, struct arguments *args,
	struct err *err)
{
	static char text[256];
	const char *argv[16] = {NULL};
	size_t count = 0;

	snprintf(text, sizeof(text), "%s", line);
	for (char *at = text, *word; (word = strsep(&at, " ")) != NULL;)
		if (*word && count < COUNT(argv) - 1)
			argv[count++] = word;
	memset(args, 0, sizeof(*args));
	memset(err, 0, sizeof(*err));
	return commands_parse(&tool, argv, command, args, err);
}

static void
commands_of_one_and_two_words_are_found(void)
{
	static const struct {
		const char *line, *name;
	} rows[] = {
		{"init", "init"},
		{"--config x init", "init"},
		{"init --config x", "init"},
		{"keys list", "keys list"},
		{"--config=x keys list", "keys list"},
		{"keys import a b", "keys import"},
		{"keys import -- a -b", "keys import"},
		{"keys import a -", "keys import"},
		{"keys refresh", "keys refresh"},
		{"keys refresh a", "keys refresh"},
		{"names add a", "names add"},
		{"names add a b c d", "names add"},
		{"token mint --role a --role=b --app", "token mint"},
	};
	const struct command *command;
	struct arguments args;
	struct err err;

	for (size_t i = 0; i < COUNT(rows); i++) {
		CHECK_INT(parse(rows[i].line, &command, &args, &err), OK);
		CHECK_STR(err.detail, "");
		CHECK(command != NULL);
		if (command)
			CHECK_STR(command->name, rows[i].name);
	}
}

static void
wrong_lines_are_refused_with_advice(void)
{
	static const struct {
		const char *line, *detail;
	} rows[] = {
		{"", "a command is missing"},
		{"intt", "there is no command \"intt\"; did you mean "
			 "\"init\"?"},
		{"banana split", "there is no command \"banana\""},
		{"inti now", "there is no command \"inti\"; did you mean "
			     "\"init\"?"},
		{"keys", "\"keys\" needs a second word, as in \"tool keys "
			 "list\""},
		{"keys lst", "there is no command \"keys lst\"; did you mean "
			     "\"keys list\"?"},
		{"--confg x init", "there is no option --confg; did you mean "
				   "--config?"},
		{"-x init", "there is no option -x"},
		{"init --app", "there is no option --app"},
		{"token mint --exprs 3", "there is no option --exprs; did you "
					 "mean --expires?"},
		{"token mint --expires", "--expires needs a value: --expires "
					 "SECONDS"},
		{"token mint --app=yes", "--app takes no value"},
		{"token mint --app --app", "--app is given twice"},
		{"--config a init --config b", "--config is given twice"},
		{"init now", "\"now\" is one word too many"},
		{"keys import a", "FILE is missing"},
		{"keys import", "NAME is missing"},
		{"keys import a b c", "\"c\" is one word too many"},
		{"names add", "NAME is missing"},
		{"keys import 1 2 3 4 5 6 7 8 9", "\"3\" is one word too many"},
	};
	const struct command *command;
	struct arguments args;
	struct err err;

	for (size_t i = 0; i < COUNT(rows); i++) {
		CHECK_INT(parse(rows[i].line, &command, &args, &err),
			ERR_PARAMETER);
		CHECK_STR(err.detail, rows[i].detail);
	}
}

static void
help_is_given_before_anything_is_counted(void)
{
	static const char *const lines[] = {"--help", "-h", "keys --help",
		"banana --help", "--help banana", "keys import --help",
		"--help keys import"};
	const struct command *command;
	struct arguments args;
	struct err err;

	for (size_t i = 0; i < COUNT(lines); i++) {
		if (!strcmp(lines[i], "banana --help")) {
			CHECK_INT(parse(lines[i], &command, &args, &err),
				ERR_PARAMETER);
			continue;
		}
		CHECK_INT(parse(lines[i], &command, &args, &err), OK);
		CHECK((command != NULL) == (strstr(lines[i], "import") != 0));
	}
}

static void
values_are_found_by_their_row(void)
{
	const struct command *command;
	struct arguments args;
	struct err err;
	long long seconds;

	CHECK_INT(parse("token mint --role a --role=b --expires 60", &command,
			  &args, &err),
		OK);
	CHECK_STR(argument_value(&args, &mint[0]), "a");
	CHECK_STR(args.given[1].value, "b");
	CHECK(!argument_given(&args, &mint[2]));
	CHECK(argument_value(&args, &globals[0]) == NULL);
	CHECK_INT(argument_integer(&args, &mint[1], 1, 100, 7, &seconds, &err),
		OK);
	CHECK_INT(seconds, 60);
	CHECK_INT(argument_integer(&args, &mint[1], 1, 59, 7, &seconds, &err),
		ERR_PARAMETER);
	CHECK_INT(parse("token mint --role=", &command, &args, &err), OK);
	CHECK_STR(argument_value(&args, &mint[0]), "");
	CHECK_INT(
		argument_integer(&args, &mint[1], 1, 9, 7, &seconds, &err), OK);
	CHECK_INT(seconds, 7);
}

static void
more_options_than_room_are_refused(void)
{
	const struct option_rule *tables[] = {mint, NULL};
	const char *argv[2 * OPTIONS_GIVEN_MAX + 3] = {NULL};
	struct arguments args = {0};
	struct err err = {0};
	size_t read, used = (size_t)2 * OPTIONS_GIVEN_MAX;

	for (size_t i = 0; i <= OPTIONS_GIVEN_MAX; i++) {
		argv[2 * i] = "--role";
		argv[2 * i + 1] = "x";
	}
	CHECK_INT(arguments_parse(&args, tables, argv, false, &read, &err),
		ERR_PARAMETER);
	argv[used] = NULL;
	memset(&args, 0, sizeof(args));
	CHECK_INT(arguments_parse(&args, tables, argv, false, &read, &err), OK);
	CHECK_INT(read, used);
}

static void
help_names_every_command_and_option(void)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	CHECK(out != NULL);
	if (!out)
		return;
	commands_help(&tool, NULL, out);
	commands_help(&tool, &table[2], out);
	commands_help(&tool, &table[4], out);
	fclose(out);
	for (const struct command *c = table; c->name; c++)
		CHECK(strstr(text, c->name) && strstr(text, c->summary));
	CHECK(strstr(text, "keys import NAME FILE\n") != NULL);
	CHECK(strstr(text, "More.\n") != NULL);
	CHECK(strstr(text, "--config FILE") != NULL);
	CHECK(strstr(text, "--role WORD") != NULL);
	free(text);
}

int
main(void)
{
	RUN(commands_of_one_and_two_words_are_found);
	RUN(wrong_lines_are_refused_with_advice);
	RUN(help_is_given_before_anything_is_counted);
	RUN(values_are_found_by_their_row);
	RUN(more_options_than_room_are_refused);
	RUN(help_names_every_command_and_option);
	DONE();
}
