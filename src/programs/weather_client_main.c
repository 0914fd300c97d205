/* The console app of the weather service: one table of commands. */

#include "programs/weather_client.h"

#include "client/outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

const struct option_rule client_options[] = {
	{"config", "FILE",
		"profiles, instead of $WEATHER_CLIENT_CONFIG or "
		"~/.config/weather-client.conf",
		false},
	{"profile", "NAME", "which one, instead of $WEATHER_CLIENT_PROFILE",
		false},
	{"json", NULL, "print JSON", false},
	{"csv", NULL, "print CSV", false},
	{"verbose", NULL, "tell of every request, without its secrets", false},
	{"help", NULL, "explain and do nothing", false},
	{0},
};

static const struct command commands[] = {
	{"login", NULL, "sign in",
		"Opens a browser, or with --device shows a code to be entered "
		"in the browser of\n"
		"any other machine. The sign-in is kept for the commands that "
		"follow, until\n"
		"\"logout\" or until the provider ends it. An application "
		"with a secret or\n"
		"certificate need not sign in; it gets a new token.\n",
		login_options, command_login},
	{"logout", NULL, "forget the sign-in, here and at the provider",
		"Revokes the tokens where the provider offers that, removes "
		"them from this machine\n"
		"and ends the session in the browser, too.\n",
		logout_options, command_logout},
	{"whoami", NULL, "show who is signed in and what that permits", NULL,
		NULL, command_whoami},
	{"token", NULL, "show what the token says and how long it lasts",
		"The token itself is printed only with --show. Whoever has it "
		"is you until it\n"
		"expires: never paste it anywhere.\n",
		token_options, command_token},
	{"weather", "CITY", "show the weather of a place now", NULL,
		weather_options, command_weather},
	{"history", "CITY", "show what was measured at a place", NULL,
		history_options, command_history},
	{"observe", "CITY NAME=VALUE [NAME=VALUE...]",
		"report what you measured",
		"Names are those of the service: temp, humidity, pressure, "
		"wind_speed, wind_dir,\n"
		"wind_gust, precip and others. --units says what the values "
		"are in:\n"
		"\n"
		"  weather-client observe Seattle --state WA temp=11.8 "
		"humidity=81\n",
		observe_options, command_observe},
	{"reports list", NULL, "show what people saw, newest first",
		"Times are RFC 3339 or relative, as in --from -24h.\n",
		list_options, command_reports_list},
	{"reports show", "ID", "show one report", NULL, NULL,
		command_reports_show},
	{"reports add", "CITY TEXT", "write a report",
		"TEXT is one word of the command line, so it needs quotes; - "
		"reads it from standard\n"
		"input.\n"
		"\n"
		"  weather-client reports add Seattle --state WA \"Fog over "
		"the bay\"\n",
		add_options, command_reports_add},
	{"reports edit", "ID [TEXT]", "change a report of yours",
		"Only what is given is changed. If somebody else changed it "
		"meanwhile, nothing is.\n",
		edit_options, command_reports_edit},
	{"reports delete", "ID", "delete a report of yours", NULL, NULL,
		command_reports_delete},
	{"cert new", "[NAME]", "make a certificate for an application",
		"Writes NAME.key.pem and NAME.cert.pem into the current "
		"folder (NAME is\n"
		"weather-client unless said), replaces nothing, and prints "
		"the thumbprints. Upload\n"
		"the certificate to the application's registration; the key "
		"never leaves this\n"
		"machine.\n",
		cert_options, command_cert_new},
	{"completion", "SHELL", "print completion for bash or zsh", NULL, NULL,
		command_completion},
	{"version", NULL, "print the version", NULL, NULL,
		command_client_version},
	{0},
};

const struct program client_program = {
	"weather-client",
	"Reads and writes the weather of a service with an access token of "
	"its own.",
	client_options,
	&client_options[OPTION_HELP],
	commands,
};

int
command_client_version(const struct arguments *args)
{
	struct err err = {0};

	(void)args;
	puts("weather-client " WEATHER_VERSION);
	return client_end(&err);
}

/* No core file and no debugger of the same user may hold a token. */
static bool
protect(void)
{
	static const struct rlimit none = {0, 0};

	return setrlimit(RLIMIT_CORE, &none) == 0 &&
	       prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

int
main(int argc, char **argv)
{
	const char *const *words = (const char *const *)argv;
	const struct command *command = NULL;
	struct arguments args = {0};
	struct err err = {0};

	/* a web server must not run it for strangers, who choose its
	 * arguments (RFC 3875 4.4) */
	if (getenv("GATEWAY_INTERFACE")) {
		fprintf(stderr, "weather-client is not for web servers\n");
		return EX_USAGE;
	}
	umask(077);
	if (!protect() || !memory_start()) {
		fprintf(stderr, "weather-client: cannot protect its memory\n");
		return EX_OSERR;
	}
	if (argc < 1 || commands_parse(&client_program, words + 1, &command,
				&args, &err) != OK) {
		fprintf(stderr, "weather-client: %s\n%s", err.detail,
			"\"weather-client --help\" lists commands and "
			"options.\n");
		return EX_USAGE;
	}
	if (!command || argument_given(&args, client_program.help)) {
		commands_help(&client_program, command, stdout);
		return client_end(&err);
	}
	return command->run(&args);
}
