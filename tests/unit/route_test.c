#include "api/route.h"

#include "unit/tap.h"

static enum err_kind
handler_for_tests(struct call *call, struct err *err)
{
	(void)call;
	(void)err;
	return OK;
}

static struct request
request_for(enum http_method method, const char *path)
{
	struct request req = {.method = method};
	struct str rest = str_from(path + 1);

	while (req.segment_count < PATH_SEGMENTS_MAX &&
		str_cut(&rest, '/', &req.segments[req.segment_count]))
		req.segment_count++;
	return req;
}

static enum err_kind
find(enum http_method method, const char *path, const char **id, char *allow)
{
	struct request req = request_for(method, path);
	struct str values[PATH_PARAMETERS_MAX];
	const struct route *route;
	struct err err = {0};
	enum err_kind kind = route_find(&req, &route, values, allow, &err);

	*id = route ? route->id : "";
	return kind;
}

static void
every_path_leads_to_its_own_handler(void)
{
	static const struct {
		enum http_method method;
		const char *path, *id;
	} cases[] = {
		{HTTP_GET, "/health", "health"},
		{HTTP_HEAD, "/health", "health"},
		{HTTP_GET, "/problems/busy", "problem_page"},
		{HTTP_GET, "/api/weather/Seattle", "weather_current"},
		{HTTP_POST, "/api/weather/Seattle", "observation_create"},
		{HTTP_GET, "/api/reports", "reports_list"},
		{HTTP_POST, "/api/reports", "report_create"},
		{HTTP_DELETE, "/api/reports", "reports_clear"},
		{HTTP_GET, "/api/reports/x", "report_show"},
		{HTTP_HEAD, "/api/reports/x", "report_show"},
		{HTTP_DELETE, "/api/reports/x", "report_delete"},
		{HTTP_GET, "/api/me", "me"},
		{HTTP_GET, "/api/config", "page_config"},
	};
	char allow[ALLOW_MAX];
	const char *id;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(find(cases[i].method, cases[i].path, &id, allow), OK);
		CHECK_STR(id, cases[i].id);
	}
}

static void
what_is_not_in_the_table_is_not_found(void)
{
	static const char *const paths[] = {"/", "/api", "/Health",
		"/api/reports/x/y", "/api/weather", "/api/weather/a/b",
		"/api/Reports", "/reports", "/problems", "/x/api/reports"};
	char allow[ALLOW_MAX];
	const char *id;

	for (size_t i = 0; i < COUNT(paths); i++) {
		CHECK_INT(find(HTTP_GET, paths[i], &id, allow), ERR_NOT_FOUND);
		CHECK_STR(id, "");
	}
}

static void
another_method_is_refused_with_the_allowed_ones(void)
{
	static const struct {
		enum http_method method;
		const char *path, *allow;
	} cases[] = {
		{HTTP_POST, "/health", "GET, HEAD"},
		{HTTP_OTHER, "/api/me", "GET, HEAD"},
		{HTTP_PUT, "/api/reports", "GET, HEAD, POST, DELETE"},
		{HTTP_OPTIONS, "/api/reports/1", "GET, HEAD, PATCH, DELETE"},
		{HTTP_PATCH, "/api/weather/x", "GET, HEAD, POST"},
	};
	char allow[ALLOW_MAX];
	const char *id;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_INT(find(cases[i].method, cases[i].path, &id, allow),
			ERR_METHOD);
		CHECK_STR(allow, cases[i].allow);
		CHECK_STR(id, "");
	}
}

static void
the_value_in_a_path_reaches_the_handler_as_it_was_decoded(void)
{
	struct request req = request_for(HTTP_GET, "/api/weather/x");
	struct str values[PATH_PARAMETERS_MAX] = {{0}};
	const struct route *route;
	char allow[ALLOW_MAX];
	struct err err = {0};

	req.segments[2] = str_from("a/b {city}");
	CHECK_INT(route_find(&req, &route, values, allow, &err), OK);
	CHECK(str_is(values[0], "a/b {city}"));
}

static void
a_segment_that_looks_like_a_pattern_is_only_text(void)
{
	struct request req = request_for(HTTP_GET, "/{a}/{b}");
	struct str values[PATH_PARAMETERS_MAX];
	const struct route *route;
	char allow[ALLOW_MAX];
	struct err err = {0};

	CHECK_INT(route_find(&req, &route, values, allow, &err), ERR_NOT_FOUND);
}

static void
the_shipped_table_is_sound(void)
{
	struct err err = {0};

	CHECK_INT(route_check_table(routes, route_count, &err), OK);
	CHECK_STR(err.detail, "");
}

static void
only_these_routes_are_public(void)
{
	static const char *const public[] = {"/health", "/problems/{type}",
		"/.well-known/oauth-protected-resource", "/api/config",
		"/openapi.json", "/docs", "/metrics"};
	size_t seen = 0;

	for (size_t i = 0; i < route_count; i++) {
		bool listed = false;

		for (size_t j = 0; j < COUNT(public); j++)
			listed = listed || !strcmp(routes[i].path, public[j]);
		CHECK_INT(routes[i].need == PERMIT_PUBLIC, listed);
		seen += listed;
	}
	CHECK_INT(seen, COUNT(public));
}

static void
only_write_permissions_get_a_writable_store(void)
{
	for (size_t i = 0; i < route_count; i++) {
		if (routes[i].store == STORE_WRITE)
			CHECK(routes[i].need & PERMIT_WRITE);
		if (routes[i].method != HTTP_GET)
			CHECK(routes[i].need & PERMIT_WRITE);
		if (routes[i].method == HTTP_GET)
			CHECK(routes[i].store != STORE_WRITE);
	}
}

/* covers: H2 */
static void
a_row_that_nobody_can_rely_on_stops_the_program(void)
{
	static const struct route good = {HTTP_GET, "/x", PERMIT_READ,
		STORE_READ, handler_for_tests, "x"};
	struct route bad[9];
	struct err err = {0};

	CHECK_INT(route_check_table(&good, 1, &err), OK);
	for (size_t i = 0; i < COUNT(bad); i++)
		bad[i] = good;
	bad[0].need = PERMIT_NEVER;
	bad[1].need = PERMIT_PUBLIC | PERMIT_READ;
	bad[2].need = 1u << 20;
	bad[3].run = NULL;
	bad[4].store = STORE_WRITE;
	bad[5].store = STORE_KEYS;
	bad[6].method = HTTP_OTHER;
	bad[7].path = "x";
	bad[8].method = HTTP_HEAD;
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_INT(route_check_table(&bad[i], 1, &err), ERR_INTERNAL);
	bad[0] = good;
	bad[1] = good;
	CHECK_INT(route_check_table(bad, 2, &err), ERR_INTERNAL);
	bad[1].method = HTTP_DELETE;
	bad[1].need = PERMIT_WRITE;
	CHECK_INT(route_check_table(bad, 2, &err), OK);
}

/* covers: H2 */
static void
a_forgotten_permission_denies_everyone(void)
{
	const struct principal all = {.permissions = ~0u};

	CHECK_INT(policy_check(&all, PERMIT_NEVER), DENY);
	CHECK_INT(policy_check(&all, PERMIT_READ), ALLOW);
}

/* What was written %2F is part of its segment. */
static void
a_slash_within_a_segment_is_no_other_segment(void)
{
	static const char *const whole[] = {"api/reports", "api", "ap", "apis",
		"api/", "/api", "health/", ""};
	struct str values[PATH_PARAMETERS_MAX];
	const struct route *route;
	char allow[ALLOW_MAX];
	struct err err = {0};

	for (size_t i = 0; i < COUNT(whole); i++) {
		struct request req = {.method = HTTP_GET,
			.segments = {str_from(whole[i])},
			.segment_count = 1};

		CHECK_INT(route_find(&req, &route, values, allow, &err),
			ERR_NOT_FOUND);
	}
	for (size_t i = 0; i < COUNT(whole); i++) {
		struct request req = {.method = HTTP_GET,
			.segments = {STR_LIT("api"), STR_LIT("weather"),
				str_from(whole[i])},
			.segment_count = 3};

		CHECK_INT(route_find(&req, &route, values, allow, &err), OK);
		CHECK(str_is(values[0], whole[i]));
	}
}

int
main(void)
{
	RUN(every_path_leads_to_its_own_handler);
	RUN(what_is_not_in_the_table_is_not_found);
	RUN(another_method_is_refused_with_the_allowed_ones);
	RUN(the_value_in_a_path_reaches_the_handler_as_it_was_decoded);
	RUN(a_segment_that_looks_like_a_pattern_is_only_text);
	RUN(the_shipped_table_is_sound);
	RUN(only_these_routes_are_public);
	RUN(only_write_permissions_get_a_writable_store);
	RUN(a_row_that_nobody_can_rely_on_stops_the_program);
	RUN(a_forgotten_permission_denies_everyone);
	RUN(a_slash_within_a_segment_is_no_other_segment);
	DONE();
}
