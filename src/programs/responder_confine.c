#include "programs/responder_confine.h"

#include "base/confine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES_MAX = 256 };

/* Holds the number of the process that is confined, so that none of its
 * children and nobody's leftover is believed. */
static const char mark[] = "WEATHER_CONFINED";

static void
print_number(char out[24])
{
	snprintf(out, 24, "%ld", (long)getpid());
}

static bool
is_marked(void)
{
	const char *number = getenv(mark);
	char own[24];

	print_number(own);
	return number && strcmp(number, own) == 0;
}

void
responder_stays_confined(void)
{
	char own[24];

	print_number(own);
	setenv(mark, own, 1);
}

bool
responder_confine(const struct config *config, const char *program,
	const char *socket, const struct log *log)
{
	const char *files[FILES_MAX];
	struct confine_paths paths = {.files = files,
		.state_dir = config->state_dir,
		.socket = socket};

	if (is_marked())
		return true;
	confine_limits();
	files[0] = program;
	paths.file_count = 1 + config_files(config, files + 1, FILES_MAX - 1);
	if (paths.file_count > FILES_MAX) {
		log_event(log, LOG_WARN, "not-confined",
			"more than %d files in weather.conf", (int)FILES_MAX);
		return true;
	}
	switch (confine_files(&paths)) {
	case CONFINE_NOT_YET:
		return false;
	case CONFINE_DONE:
		log_event(log, LOG_INFO, "confined",
			"writes below %s; reads the folders of weather.conf, "
			"of the files it names and of the system",
			config->state_dir);
		break;
	case CONFINE_UNKNOWN:
		log_event(log, LOG_INFO, "not-confined",
			"this kernel has no Landlock");
		break;
	case CONFINE_FAILED:
		log_event(log, LOG_WARN, "not-confined", "Landlock: %s",
			strerror(errno));
		break;
	}
	return true;
}
