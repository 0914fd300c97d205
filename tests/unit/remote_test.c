#include "client/remote.h"

#include "client/acquire.h"
#include "client/device.h"
#include "unit/tap.h"

static struct profile profile = {.api = "https://a/base"};
static struct session session = {.profile = &profile};

static bool
next_is(const char *link, const char *wanted)
{
	struct wire_answer answer = {0};
	struct str next;
	bool same;

	buf_init(&answer.head, 4096);
	buf_printf(&answer.head, "HTTP/1.1 200 OK\r\nLink: %s\r\n", link);
	next = remote_next(&session, &answer);
	same = wanted ? str_is(next, wanted) : !next.at;
	wire_answer_free(&answer);
	return same;
}

static void
the_next_page_is_found(void)
{
	CHECK(next_is("</base/api/reports?cursor=x>; rel=\"next\"",
		"/api/reports?cursor=x"));
	CHECK(next_is(
		"<https://a/base/api/reports?b>; rel=next", "/api/reports?b"));
	CHECK(next_is(
		"</base/x>; rel=\"prev\", </base/y>; rel=\"last next\"", "/y"));
	CHECK(next_is("</base/x>; title=\"a\"; REL=NEXT", "/x"));
}

static void
no_token_follows_a_link_elsewhere(void)
{
	static const char *const links[] = {
		"<https://evil.example/base/x>; rel=\"next\"",
		"<https://a.evil.example/base/x>; rel=\"next\"",
		"<https://a/basement/x>; rel=\"next\"",
		"<http://a/base/x>; rel=\"next\"",
		"<//evil.example/base/x>; rel=\"next\"",
		"</base//evil.example>; rel=\"next\"",
		"</base@evil.example/>; rel=\"next\"",
		"</other/x>; rel=\"next\"",
		"<x>; rel=\"next\"",
		"</base/x>; rel=\"nexts\"",
		"</base/x>",
		"</base/x; rel=\"next\"",
		"",
	};

	for (size_t i = 0; i < COUNT(links); i++) {
		CHECK(next_is(links[i], NULL));
		if (!next_is(links[i], NULL))
			printf("# %s\n", links[i]);
	}
}

static void
a_token_is_fresh_for_most_of_its_life(void)
{
	struct cache_entry entry = {.access_token = STR_LIT("a"),
		.obtained_at = 1000,
		.expires_at = 4600};

	CHECK(acquire_is_fresh(&entry, 1000));
	CHECK(acquire_is_fresh(&entry, 4299));
	CHECK(!acquire_is_fresh(&entry, 4300));
	CHECK(!acquire_is_fresh(&entry, 5000));
	/* a clock that was set back */
	CHECK(!acquire_is_fresh(&entry, 900));
	entry.expires_at = 1060;
	CHECK(acquire_is_fresh(&entry, 1053));
	CHECK(!acquire_is_fresh(&entry, 1054));
	/* without expires_in a token serves once */
	entry.expires_at = 1000;
	CHECK(!acquire_is_fresh(&entry, 1000));
	entry = (struct cache_entry){.expires_at = 4600};
	CHECK(!acquire_is_fresh(&entry, 1000));
}

static void
a_device_asks_as_slowly_as_it_is_told(void)
{
	const struct oauth_polling go_on = {true, false}, slower = {true, true};
	struct device_pace pace = {5, 100};

	CHECK(device_pace_next(&pace, &go_on, false, 10));
	CHECK_INT(pace.interval_s, 5);
	CHECK(device_pace_next(&pace, &slower, false, 10));
	CHECK_INT(pace.interval_s, 10);
	CHECK(device_pace_next(&pace, &slower, false, 10));
	CHECK_INT(pace.interval_s, 15);
	CHECK(device_pace_next(&pace, &go_on, true, 10));
	CHECK_INT(pace.interval_s, 30);
	CHECK(!device_pace_next(&pace, &go_on, false, 70));
	for (int i = 0; i < 100; i++)
		device_pace_next(&pace, &go_on, true, 0);
	CHECK_INT(pace.interval_s, 120);
}

static void
pass_into(void *ctx, int64_t ms)
{
	*(int64_t *)ctx += ms;
}

static void
waits_are_those_that_were_told_and_have_an_end(void)
{
	int64_t passed = 0;

	session.waiting = (struct waiting){pass_into, &passed};
	CHECK(session_wait(&session, 0, 3, STR_LIT("a")));
	CHECK(session_wait(&session, 1, 120, STR_LIT("a")));
	CHECK_INT(passed, 123000);
	CHECK(!session_wait(&session, 2, 1, STR_LIT("a")));
	CHECK(!session_wait(&session, 0, 121, STR_LIT("a")));
	CHECK(!session_wait(&session, 0, -1, STR_LIT("a")));
	CHECK_INT(passed, 123000);
	session.waiting = (struct waiting){NULL, NULL};
}

int
main(void)
{
	RUN(the_next_page_is_found);
	RUN(no_token_follows_a_link_elsewhere);
	RUN(a_token_is_fresh_for_most_of_its_life);
	RUN(a_device_asks_as_slowly_as_it_is_told);
	RUN(waits_are_those_that_were_told_and_have_an_end);
	DONE();
}
