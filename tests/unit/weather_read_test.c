/* Until when the weather of a place may be remembered. */
#include "api/weather_read.h"

#include "unit/observations.h"

#include <stdlib.h>

enum { HOUR_S = 3600, DAY_S = 86400 };

static const struct config config = {
	.public_url = "http://localhost", .base_path = ""};

/* One request at a time; its memory lives until the next. */
struct asking {
	struct arena *arena;
	struct request req;
	struct response res;
	struct call call;
	enum err_kind kind;
};

static void
ask(struct asking *a, struct store *store, int64_t now)
{
	static const char *const envp[] = {"REQUEST_METHOD=GET",
		"REQUEST_URI=/api/weather/Bend?state=OR", NULL};
	struct err err = {0};

	arena_free(a->arena);
	*a = (struct asking){.arena = arena_new(1 << 20)};
	if (request_from_cgi(&a->req, a->arena, envp, "", &err) != OK)
		abort();
	a->call = (struct call){.req = &a->req,
		.path = {STR_LIT("Bend")},
		.store = store,
		.config = &config,
		.arena = a->arena,
		.now = now,
		.now_ms = now * 1000,
		.res = &a->res};
	a->kind = weather_current(&a->call, &err);
}

static bool
is_stale(const struct asking *a)
{
	return str_is(str_from(response_get(&a->res, "Weather-Stale")), "?1");
}

/* What is remembered is not said a second longer than it is true. */
static void
fresh_weather_is_remembered_for_an_hour_and_old_weather_for_a_day(void)
{
	struct state state;
	struct store *store = begin(&state);
	struct observation measured = temp_at(start, 1100);
	struct asking a = {0};
	int64_t until_ms;

	put(store, observer_at(store, 1, "Bend", "OR", "bend"), &measured);
	ask(&a, store, start + 60);
	CHECK_INT(a.kind, OK);
	CHECK(!is_stale(&a));
	CHECK_INT(a.call.keep.keep_for, KEEP_FOR_ALL);
	until_ms = a.call.keep.until_ms;
	CHECK(until_ms > a.call.now_ms);
	CHECK(until_ms <= (start + HOUR_S + 1) * 1000);

	ask(&a, store, until_ms / 1000 - 1);
	CHECK(!is_stale(&a));
	CHECK_INT(a.call.keep.until_ms, until_ms);
	ask(&a, store, until_ms / 1000);
	CHECK_INT(a.kind, OK);
	CHECK(is_stale(&a));
	until_ms = a.call.keep.until_ms;
	CHECK(until_ms <= (start + DAY_S + 1) * 1000);

	ask(&a, store, until_ms / 1000 - 1);
	CHECK_INT(a.kind, OK);
	ask(&a, store, until_ms / 1000);
	CHECK_INT(a.kind, ERR_NO_DATA);
	arena_free(a.arena);
	end(store, &state);
}

int
main(void)
{
	RUN(fresh_weather_is_remembered_for_an_hour_and_old_weather_for_a_day);
	DONE();
}
