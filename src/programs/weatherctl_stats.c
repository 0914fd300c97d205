/* weatherctl stats: what there is, and how large. */

#include "base/clock.h"
#include "cli/show.h"
#include "programs/weatherctl.h"
#include "store/statistics.h"

#include <stdio.h>
#include <sys/stat.h>

static void
print_size(const char *dir, const char *name)
{
	static const char *const ends[] = {"", "-wal"};
	char path[4200];
	struct stat st;
	long long bytes = 0;

	for (size_t i = 0; i < COUNT(ends); i++) {
		snprintf(path, sizeof(path), "%s/%s%s", dir, name, ends[i]);
		if (stat(path, &st) == 0)
			bytes += st.st_size;
	}
	printf("%-14s %lld bytes\n", name, bytes);
}

static void
print_range(const char *name, int64_t count, int64_t oldest, int64_t newest,
	int64_t now)
{
	printf("%-14s %lld", name, (long long)count);
	if (count) {
		printf(", from ");
		show_time(stdout, oldest, now);
		printf(" to ");
		show_time(stdout, newest, now);
	}
	printf("\n");
}

static enum err_kind
show(const struct settings *settings, struct err *err)
{
	const char *dir = settings->config.state_dir;
	int64_t now = clock_now(clock_system());
	struct statistics there;
	struct store *store = NULL;
	enum err_kind kind;

	if ((kind = settings_enter_state_dir(settings, err)) == OK &&
		(kind = store_open(&store, dir, STORE_READ, err)) == OK)
		kind = statistics_get(store, &there, err);
	store_close(store);
	if (kind != OK)
		return kind;
	print_range("reports", there.reports, there.oldest_report,
		there.newest_report, now);
	print_range("observations", there.observations,
		there.oldest_observation, there.newest_observation, now);
	printf("%-14s %lld\n", "observers", (long long)there.observers);
	printf("%-14s %lld\n", "callers", (long long)there.callers);
	print_size(dir, "weather.db");
	print_size(dir, "keys.db");
	return OK;
}

int
command_stats(const struct arguments *args)
{
	struct settings settings = {0};
	struct err err = {0};

	if (settings_open(&settings, args, &err) == OK)
		err.kind = show(&settings, &err);
	settings_close(&settings);
	return weatherctl_end(&err);
}
