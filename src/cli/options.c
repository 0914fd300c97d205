#include "cli/options.h"

#include "base/closest.h"
#include "base/str.h"

#include <string.h>

static const struct option_rule *
rule_find(const struct option_rule *const *tables, struct str name)
{
	for (; *tables; tables++)
		for (const struct option_rule *r = *tables; r->name; r++)
			if (str_is(name, r->name))
				return r;
	return NULL;
}

static enum err_kind
unknown(const struct option_rule *const *tables, const char *word,
	struct str name, struct err *err)
{
	struct closest closest = {.word = name};

	for (; *tables; tables++)
		for (const struct option_rule *r = *tables; r->name; r++)
			closest_offer(&closest, r->name);
	if (closest.name)
		return fail(err, ERR_PARAMETER, "usage/option",
			"there is no option %.60s; did you mean --%s?", word,
			closest.name);
	return fail(err, ERR_PARAMETER, "usage/option",
		"there is no option %.60s", word);
}

static enum err_kind
add_option(struct arguments *args, const struct option_rule *rule,
	const char *value, struct err *err)
{
	if (!rule->repeats && argument_given(args, rule))
		return fail(err, ERR_PARAMETER, "usage/twice",
			"--%s is given twice", rule->name);
	if (args->given_count == OPTIONS_GIVEN_MAX)
		return fail(err, ERR_PARAMETER, "usage/many",
			"more than %d options", OPTIONS_GIVEN_MAX);
	args->given[args->given_count].rule = rule;
	args->given[args->given_count].value = value;
	args->given_count++;
	return OK;
}

/* One option at *argv; *took is 1, or 2 when the value is the next word. */
static enum err_kind
parse_option(struct arguments *args, const struct option_rule *const *tables,
	const char *const *argv, size_t *took, struct err *err)
{
	const char *word = strcmp(argv[0], "-h") ? argv[0] : "--help";
	struct str rest = str_from(word + 1), name;
	const struct option_rule *rule;
	const char *value = NULL;

	*took = 1;
	if (word[1] == '-')
		rest = str_from(word + 2);
	str_cut(&rest, '=', &name);
	rule = word[1] == '-' ? rule_find(tables, name) : NULL;
	if (!rule)
		return unknown(tables, word, name, err);
	if (!rule->value && rest.at)
		return fail(err, ERR_PARAMETER, "usage/value",
			"--%s takes no value", rule->name);
	if (rule->value) {
		value = rest.at;
		if (!value) {
			value = argv[1];
			*took = 2;
		}
		if (!value)
			return fail(err, ERR_PARAMETER, "usage/value",
				"--%s needs a value: --%s %s", rule->name,
				rule->name, rule->value);
	}
	return add_option(args, rule, value, err);
}

enum err_kind
arguments_parse(struct arguments *args, const struct option_rule *const *tables,
	const char *const *argv, bool first_only, size_t *used, struct err *err)
{
	bool options_over = false;
	enum err_kind kind;
	size_t took;

	for (*used = 0; argv[*used]; *used += took) {
		const char *word = argv[*used];

		took = 1;
		if (!options_over && !strcmp(word, "--")) {
			options_over = true;
		} else if (!options_over && word[0] == '-' && word[1]) {
			kind = parse_option(
				args, tables, argv + *used, &took, err);
			if (kind != OK)
				return kind;
		} else if (first_only) {
			return OK;
		} else if (args->operand_count == OPERANDS_MAX) {
			return fail(err, ERR_PARAMETER, "usage/operands",
				"\"%.60s\" is one word too many", word);
		} else {
			args->operands[args->operand_count++] = word;
		}
	}
	return OK;
}

enum err_kind
arguments_count(
	const struct arguments *args, const char *operands, struct err *err)
{
	struct str rest = str_from(operands), name;
	size_t most = 0;

	while (str_cut(&rest, ' ', &name)) {
		if (str_ends(name, "...]"))
			return OK;
		if (most++ < args->operand_count)
			continue;
		if (!str_starts(name, "["))
			return fail(err, ERR_PARAMETER, "usage/operands",
				"%.*s is missing", STR_ARG(name));
	}
	if (args->operand_count > most)
		return fail(err, ERR_PARAMETER, "usage/operands",
			"\"%.60s\" is one word too many", args->operands[most]);
	return OK;
}

bool
argument_given(const struct arguments *args, const struct option_rule *rule)
{
	for (size_t i = 0; i < args->given_count; i++)
		if (args->given[i].rule == rule)
			return true;
	return false;
}

const char *
argument_value(const struct arguments *args, const struct option_rule *rule)
{
	for (size_t i = 0; i < args->given_count; i++)
		if (args->given[i].rule == rule)
			return args->given[i].value;
	return NULL;
}

enum err_kind
argument_integer(const struct arguments *args, const struct option_rule *rule,
	long long min, long long max, long long fallback, long long *out,
	struct err *err)
{
	const char *value = argument_value(args, rule);

	*out = fallback;
	if (!value || str_to_int64(str_from(value), min, max, out))
		return OK;
	return fail(err, ERR_PARAMETER, "usage/number",
		"--%s %.40s: a whole number from %lld to %lld is needed",
		rule->name, value, min, max);
}

void
options_print(const struct option_rule *table, FILE *out)
{
	for (; table->name; table++) {
		char left[64];

		snprintf(left, sizeof(left), "--%s%s%s", table->name,
			table->value ? " " : "",
			table->value ? table->value : "");
		fprintf(out, "  %-22s %s%s\n", left, table->help,
			table->repeats ? " (may be repeated)" : "");
	}
}
