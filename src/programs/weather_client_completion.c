/* completion: what a shell offers behind weather-client, from the table that
 * parses it. */

#include "programs/weather_client.h"

#include <string.h>

static void
print_options(const struct option_rule *rules, FILE *out)
{
	for (; rules && rules->name; rules++)
		fprintf(out, " --%s", rules->name);
}

/* Words after which another word is wanted. */
static void
print_values(FILE *out)
{
	const char *between = "";

	for (const struct command *c = client_program.commands; c->name; c++)
		for (const struct option_rule *r = c->options; r && r->name;
			r++)
			if (r->value) {
				fprintf(out, "%s--%s", between, r->name);
				between = "|";
			}
}

/* Is this the first of the commands whose name begins with that word? */
static bool
is_first(const struct command *command, struct str word)
{
	for (const struct command *c = client_program.commands; c != command;
		c++) {
		struct str rest = str_from(c->name), first;

		str_cut(&rest, ' ', &first);
		if (str_eq(first, word))
			return false;
	}
	return true;
}

static void
print_first_words(FILE *out)
{
	for (const struct command *c = client_program.commands; c->name; c++) {
		struct str rest = str_from(c->name), word;

		str_cut(&rest, ' ', &word);
		if (is_first(c, word))
			fprintf(out, " %.*s", STR_ARG(word));
	}
}

/* The second words of a group: reports list, show, ... */
static void
print_groups(FILE *out)
{
	for (const struct command *c = client_program.commands; c->name; c++) {
		struct str rest = str_from(c->name), word;

		str_cut(&rest, ' ', &word);
		if (!rest.at || !is_first(c, word))
			continue;
		fprintf(out, "\t%.*s) words=\"", STR_ARG(word));
		for (const struct command *d = c; d->name; d++)
			if (!strncmp(d->name, word.at, word.len) &&
				d->name[word.len] == ' ')
				fprintf(out, " %s", d->name + word.len + 1);
		fputs("\" ;;\n", out);
	}
}

static void
print_bash(FILE *out)
{
	fputs("# Completion of weather-client, made by \"weather-client "
	      "completion\".\n"
	      "_weather_client()\n{\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} words= i command=\n"
	      "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	      "\t\tcase ${COMP_WORDS[i]} in\n"
	      "\t\t--config|--profile|",
		out);
	print_values(out);
	fputs(") ((i++)) ;;\n"
	      "\t\t-*) ;;\n"
	      "\t\t*) command=\"$command ${COMP_WORDS[i]}\" ;;\n"
	      "\t\tesac\n\tdone\n"
	      "\tcase ${COMP_WORDS[COMP_CWORD-1]} in\n"
	      "\t--config) mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
	      "\t\treturn ;;\n"
	      "\t--units) mapfile -t COMPREPLY < <(compgen -W "
	      "'metric imperial standard' -- \"$word\")\n"
	      "\t\treturn ;;\n"
	      "\tesac\n"
	      "\tcase ${command# } in\n"
	      "\t'') words=\"",
		out);
	print_first_words(out);
	fputs("\" ;;\n", out);
	print_groups(out);
	for (const struct command *c = client_program.commands; c->name; c++) {
		fprintf(out, "\t'%s'|'%s '*) words=\"", c->name, c->name);
		if (!strcmp(c->name, "completion"))
			fputs(" bash zsh", out);
		print_options(c->options, out);
		fputs("\" ;;\n", out);
	}
	fputs("\tesac\n\twords=\"$words", out);
	print_options(client_program.options, out);
	fputs("\"\n"
	      "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
	      "\"$word\")\n"
	      "}\n"
	      "complete -F _weather_client weather-client\n",
		out);
}

int
command_completion(const struct arguments *args)
{
	struct err err = {0};

	if (!strcmp(args->operands[0], "zsh")) {
		/* zsh reads bash's by a function of its own */
		fputs("#compdef weather-client\n"
		      "autoload -Uz bashcompinit && bashcompinit\n",
			stdout);
		print_bash(stdout);
	} else if (!strcmp(args->operands[0], "bash")) {
		print_bash(stdout);
	} else {
		(void)fail(&err, ERR_PARAMETER, "usage/shell",
			"%.40s: bash or zsh is needed", args->operands[0]);
	}
	return client_end(&err);
}
