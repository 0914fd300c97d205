#include "api/serve.h"
#include "api/service.h"
#include "api/service_work.h"
#include "config/config.h"
#include "http/cgi.h"
#include "http/fcgi.h"
#include "programs/responder_confine.h"
#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

extern char **environ;

/* How long no request comes before this worker writes down what it knows: the
 * disk may take as long as a request. */
enum { QUIET_MS = 200 };

struct options {
	const char *config, *listen;
	bool help, version;
};

static void
print_help(FILE *out)
{
	fputs("Usage: weather.fcgi [--config FILE] [--listen PATH]\n"
	      "\n"
	      "The weather service's responder.  A web server starts it: as\n"
	      "FastCGI with a listening socket on descriptor 0, or as CGI.\n"
	      "\n"
	      "  --config FILE  settings; else $WEATHER_CONFIG, weather.conf\n"
	      "                 beside this program or one folder up, else\n"
	      "                 /etc/weather/weather.conf\n"
	      "  --listen PATH  FastCGI on a Unix socket made here\n"
	      "  --help         this text\n"
	      "  --version      the version\n",
		out);
}

/* False, with a message, for anything but the options above. */
static bool
parse_options(int argc, char **argv, struct options *options)
{
	for (int i = 1; i < argc; i++) {
		const char **value =
			!strcmp(argv[i], "--config")   ? &options->config
			: !strcmp(argv[i], "--listen") ? &options->listen
						       : NULL;

		if (value && i + 1 < argc) {
			*value = argv[++i];
		} else if (value) {
			fprintf(stderr, "weather.fcgi: %s needs a value\n",
				argv[i]);
			return false;
		} else if (!strcmp(argv[i], "--help")) {
			options->help = true;
		} else if (!strcmp(argv[i], "--version")) {
			options->version = true;
		} else {
			fprintf(stderr,
				"weather.fcgi: unknown option %s; see "
				"--help\n",
				argv[i]);
			return false;
		}
	}
	return true;
}

/* The configuration and, when it is good, the service over it. */
static enum err_kind
start(struct service *service, struct config *config, const char *asked,
	struct log *log, struct err *err)
{
	char path[PATH_MAX];
	enum err_kind kind;

	if ((kind = config_find(asked, path, sizeof(path), err)) != OK ||
		(kind = config_load(path, config, err)) != OK)
		return kind;
	log->level = config->log_level;
	kind = service_open(service, config, clock_system(), log, err);
	if (kind != OK)
		config_free(config);
	return kind;
}

/* Whoever reads the log learns it, not only who reads weather.conf. */
static void
warn_of_dev(const struct config *config, const struct log *log)
{
	for (size_t i = 0; i < config->issuer_count; i++)
		if (config->issuers[i].preset == PRESET_DEV)
			log_event(log, LOG_WARN, "dev-issuer-on",
				"whoever can read state_dir can make tokens; "
				"remove [issuer %s] before strangers can "
				"reach this host",
				config->issuers[i].name);
}

/* Who reads our output sees its end, although this process goes on. */
static void
end_output(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3 && null >= 0; fd++)
		dup2(null, fd);
}

static void
mask_term(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(how, &set, NULL);
}

/*
 * Servers wait for the end of a CGI's output and then send TERM: with the end
 * first nobody waits for what is written after the answer, and TERM does.
 */
static void
end_answer(void)
{
	mask_term(SIG_BLOCK);
	end_output();
}

/*
 * Servers end a CGI process group when its answer is out, so a refresh that
 * nobody should wait for is done by a grandchild of its own session.
 */
static void
refresh_in_background(struct service *service)
{
	pid_t child;

	service_close_stores(service);
	child = fork();
	if (child != 0)
		return;
	if (setsid() < 0 || fork() != 0)
		_exit(0);
	end_output();
	closefrom(3);
	mask_term(SIG_UNBLOCK);
	service_work_wait(service);
	_exit(0);
}

static int
run_cgi(const char *program)
{
	struct log log = log_stderr(LOG_INFO), quiet = log;
	struct service service = {0};
	struct config config = {0};
	struct err err = {0};
	struct cgi cgi;
	struct carrier carrier =
		cgi_carrier(&cgi, (const char *const *)environ);

	signal(SIGPIPE, SIG_IGN);
	if (start(&service, &config, NULL, &log, &err) != OK) {
		serve_failure(&log, clock_system(), &carrier, &err);
		return EX_CONFIG;
	}
	warn_of_dev(&config, &log);
	/* its line is for those that stay: a process lives for one request */
	quiet.level = LOG_WARN;
	responder_confine(&config, program, NULL, &quiet);
	serve(&service, &carrier);
	/* a twentieth of a process that only read would be to take itself
	 * apart */
	if (!service_has_unsaved(&service) && !service_work_is_due(&service) &&
		service_may_be_left(&service))
		_exit(0);
	end_answer();
	service_save(&service);
	if (service_work_is_due(&service))
		refresh_in_background(&service);
	service_close(&service);
	config_free(&config);
	return 0;
}

static void
log_fcgi(void *ctx, const char *line, size_t len)
{
	if (!fcgi_log(ctx, line, len) && write(STDERR_FILENO, line, len) < 0)
		return; /* there is nowhere left to say it */
}

/* After HUP: the same process starts the program file anew, which may be a
 * newer one.  Returns only when that is not possible. */
static void
execute_again(struct service *service, struct fcgi *fcgi, const char *program,
	char **argv, const char *asked)
{
	const struct log *log = service->log;
	struct service trial = {0};
	struct config config = {0};
	struct log quiet = *log;
	struct err err = {0};

	fcgi_before_exec(fcgi);
	/* all that the new program would refuse, for it would end then */
	if (start(&trial, &config, asked, &quiet, &err) != OK) {
		log_err(log, LOG_ERROR, "reload-refused", &err);
		return;
	}
	service_close(&trial);
	config_free(&config);
	service_save(service);
	/* a process that goes on would be a user of the semaphores for ever */
	service_close_stores(service);
	responder_stays_confined();
	execv(program, argv);
	log_event(log, LOG_ERROR, "reload-refused", "execv %s: %s", program,
		strerror(errno));
}

static void
serve_until_told(struct service *service, struct fcgi *fcgi,
	const char *program, char **argv, const struct options *options)
{
	bool confined = false;

	while (!fcgi_stopping(fcgi)) {
		struct pollfd works[SERVICE_WORKS];
		int timeout_ms = service_work_poll(service, works);
		struct carrier carrier;
		enum fcgi_event event;

		if (service_has_unsaved(service) &&
			(timeout_ms < 0 || timeout_ms > QUIET_MS))
			timeout_ms = QUIET_MS;
		if (!confined)
			confined = responder_confine(service->config, program,
				options->listen, service->log);
		event = fcgi_wait(fcgi, works, SERVICE_WORKS, timeout_ms);
		if (event == FCGI_NOTHING)
			service_save(service);
		if (event == FCGI_REQUEST && fcgi_accept(fcgi, &carrier)) {
			serve(service, &carrier);
			if (!fcgi_reloading(fcgi))
				service_work_begin(service);
		}
		service_work_step(service);
		/* its leases and children are this program's: a new one would
		 * know neither */
		if (fcgi_reloading(fcgi) && !service_is_working(service))
			execute_again(
				service, fcgi, program, argv, options->config);
	}
}

static int
run_fcgi(enum fcgi_source source, const struct options *options,
	const char *program, char **argv)
{
	struct log log = log_stderr(LOG_INFO);
	struct service service = {0};
	struct config config = {0};
	struct fcgi *fcgi = NULL;
	struct err err = {0};

	if (start(&service, &config, options->config, &log, &err) != OK ||
		fcgi_open(&fcgi, source, options->listen, &err) != OK) {
		fprintf(stderr, "weather.fcgi: %s\n", err.detail);
		service_close(&service);
		config_free(&config);
		return err.kind == ERR_CONFIG ? EX_CONFIG : EX_OSERR;
	}
	log.write = log_fcgi;
	log.ctx = fcgi;
	warn_of_dev(&config, &log);
	service_remember_answers(&service);
	serve_until_told(&service, fcgi, program, argv, options);
	/* for those that come next */
	service_save(&service);
	service_close(&service);
	fcgi_close(fcgi);
	config_free(&config);
	return 0;
}

int
main(int argc, char **argv)
{
	struct options options = {0};
	enum fcgi_source source;
	char program[PATH_MAX];
	ssize_t len;

	/* a write that fails is an error to answer, not the end of us: a
	 * peer that is gone, a limit of the host on the size of files */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	store_without_threads();
	len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	program[len > 0 ? len : 0] = '\0';
	/* looked at first: under CGI strangers choose the arguments
	 * (RFC 3875 4.4) */
	if (getenv("GATEWAY_INTERFACE"))
		return run_cgi(program);
	if (!parse_options(argc, argv, &options))
		return EX_USAGE;
	if (options.help || options.version) {
		if (options.help)
			print_help(stdout);
		else
			puts("weather.fcgi " WEATHER_VERSION);
		return 0;
	}
	source = fcgi_find(options.listen);
	if (source == FCGI_NONE) {
		print_help(stderr);
		return EX_USAGE;
	}
	return run_fcgi(source, &options, program, argv);
}
