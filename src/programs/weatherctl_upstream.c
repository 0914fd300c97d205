/* weatherctl upstream ..., and what check says of the weather provider. */

#include "base/clock.h"
#include "base/rfc3339.h"
#include "cli/show.h"
#include "config/api_key.h"
#include "programs/weatherctl.h"
#include "programs/weatherctl_check.h"
#include "provider/provider.h"
#include "store/upstream.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { UPSTREAM_MEMORY = 1 << 20 };

static const char *
problem_name(enum upstream_problem problem)
{
	static const char *const names[] = {
		[PROBLEM_NONE] = "",
		[PROBLEM_FAILED] = "failed",
		[PROBLEM_TIMEOUT] = "timeout",
		[PROBLEM_CREDENTIALS] = "key refused",
		[PROBLEM_QUOTA] = "asked too often",
		[PROBLEM_UNKNOWN] = "unknown place",
		[PROBLEM_OTHER_PLACE] = "another place",
	};

	return (size_t)problem < COUNT(names) ? names[problem] : "?";
}

static void
print_time(int64_t at)
{
	char text[RFC3339_MAX];

	rfc3339_print(at, text);
	printf("%-20s  ", at ? text : "-");
}

/* One row: when it was fetched and observed, place, what went wrong. */
static void
print_entry(void *ctx, const struct upstream_entry *entry)
{
	(void)ctx;
	print_time(entry->fetched_at);
	print_time(entry->fetched_at ? entry->observed_at : 0);
	printf("%.*s  ", STR_ARG(entry->place.provider));
	show_text(stdout, entry->place.city_key);
	if (entry->place.state.len)
		printf(", %.*s", STR_ARG(entry->place.state));
	printf(", %.*s", STR_ARG(entry->place.country));
	if (entry->problem != PROBLEM_NONE)
		printf("  %s", problem_name(entry->problem));
	printf("\n");
}

static void
print_right(const struct upstream_config *config,
	const struct upstream_right *right)
{
	int64_t now = clock_now(clock_system());
	bool this_minute = right->minute == now / 60;
	bool today = right->day == now / 86400;

	printf("%s: %" PRId64 " of %zu requests in this minute, %" PRId64
	       " of %zu in this day (UTC)\n",
		config->name, this_minute ? right->minute_count : 0,
		config->per_minute, today ? right->day_count : 0,
		config->per_day);
	if (!right->failures)
		return;
	printf("failed %d times in a row; asked again in %" PRId64 " s: ",
		right->failures,
		right->not_before > now ? right->not_before - now : 0);
	show_text(stdout, right->last_error);
	printf("\n");
}

static enum err_kind
show(struct store *store, const struct config *config, struct arena *arena,
	struct err *err)
{
	struct upstream_right right;
	enum err_kind kind;

	if (config->upstream.provider == PROVIDER_NONE) {
		printf("%s has no [upstream] section\n", config->path);
	} else {
		kind = upstream_right(store, str_from(config->upstream.name),
			arena, &right, err);
		if (kind != OK)
			return kind;
		print_right(&config->upstream, &right);
	}
	printf("%-20s  %-20s  place\n", "fetched", "observed");
	return upstream_each(store, print_entry, NULL, err);
}

static enum err_kind
clear(struct store *store, struct err *err)
{
	int64_t count;
	enum err_kind kind = upstream_clear(store, &count, err);

	if (kind == OK)
		printf("forgot %" PRId64 " places\n", count);
	return kind;
}

static int
run(const struct arguments *args, bool clears)
{
	struct settings settings = {0};
	struct store *store = NULL;
	struct arena *arena = arena_new(UPSTREAM_MEMORY);
	struct err err = {0};

	if (!arena)
		fail_memory(&err);
	else if (settings_open(&settings, args, &err) == OK &&
		 settings_enter_state_dir(&settings, &err) == OK &&
		 store_open(&store, settings.config.state_dir, STORE_CACHE,
			 &err) == OK)
		err.kind = clears ? clear(store, &err)
				  : show(store, &settings.config, arena, &err);
	store_close(store);
	settings_close(&settings);
	arena_free(arena);
	return weatherctl_end(&err);
}

int
command_upstream_show(const struct arguments *args)
{
	return run(args, false);
}

int
command_upstream_clear(const struct arguments *args)
{
	return run(args, true);
}

static void
drop_line(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
}

static void
try_provider(struct check *check)
{
	const struct place_asked asked = {
		.location = {.city = STR_LIT("London"),
			.country = STR_LIT("GB")},
		.city_key = STR_LIT("london")};
	/* what it would log is printed as a finding */
	const struct log silent = {LOG_ERROR, drop_line, NULL};
	const struct provider_setup setup = {.config = &check->config->upstream,
		.fetch_program = check->config->fetch_program,
		.clock = clock_system(),
		.log = &silent};
	struct reading reading;
	struct err err = {0};

	if (provider_try(&setup, &asked, check->arena, &reading, &err) == OK)
		find(check, FINDING_OK, NULL,
			"[upstream] %s says that it is %.1f degC in London",
			setup.config->name,
			reading.observation.values[FIELD_TEMP] / 100.0);
	else
		find(check, FINDING_ERROR, err.reason,
			"[upstream] %s does not say how warm it is in London: "
			"%s",
			setup.config->name, err.detail);
}

void
check_upstream(struct check *check)
{
	const struct upstream_config *upstream = &check->config->upstream;
	char key[API_KEY_MAX + 1];
	struct err err = {0};

	if (upstream->provider == PROVIDER_NONE)
		return;
	if (upstream->api_key_file &&
		api_key_read(upstream->api_key_file, key, &err) != OK) {
		find(check, FINDING_ERROR, err.reason, "[upstream] %s",
			err.detail);
		return;
	}
	explicit_bzero(key, sizeof(key));
	try_provider(check);
}
