#include "client/browser.h"

#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 16, COMMAND_MAX = 1024 };

static bool
start(char *const *argv)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	bool started;
	pid_t pid;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	if (posix_spawnattr_init(&attributes) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return false;
	}
	started = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO,
			  "/dev/null", O_RDONLY, 0) == 0 &&
		  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO,
			  "/dev/null", O_WRONLY, 0) == 0 &&
		  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO,
			  "/dev/null", O_WRONLY, 0) == 0 &&
		  posix_spawn_file_actions_addclosefrom_np(&actions, 3) == 0 &&
		  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID) ==
			  0 &&
		  posix_spawnp(&pid, argv[0], &actions, &attributes, argv,
			  environ) == 0;
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return started;
}

/* The words of command with url for %s, or behind them. */
static bool
run(struct str command, const char *url)
{
	char copy[COMMAND_MAX], *words[WORDS_MAX + 2];
	struct str rest = command, word;
	bool has_place = false;
	size_t count = 0, used = 0;

	if (command.len >= sizeof(copy))
		return false;
	while (str_cut(&rest, ' ', &word) && count < WORDS_MAX) {
		if (!word.len)
			continue;
		if (str_is(word, "%s")) {
			words[count++] = (char *)(uintptr_t)url;
			has_place = true;
			continue;
		}
		memcpy(copy + used, word.at, word.len);
		words[count++] = copy + used;
		used += word.len;
		copy[used++] = '\0';
	}
	if (!count)
		return false;
	if (!has_place)
		words[count++] = (char *)(uintptr_t)url;
	words[count] = NULL;
	return start(words);
}

bool
browser_open(const struct surroundings *around, const char *url)
{
	struct str rest = str_from(around->browser), command;

	while (str_cut(&rest, ':', &command))
		if (run(command, url))
			return true;
	return around->has_display && run(STR_LIT("xdg-open"), url);
}
