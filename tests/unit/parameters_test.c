#include "api/parameters.h"

#include "unit/tap.h"

static const struct route *
route_of(const char *id)
{
	for (size_t i = 0; i < route_count; i++)
		if (!strcmp(routes[i].id, id))
			return &routes[i];
	return NULL;
}

/* The verdict on two parameters (NULL: none) of the route with this id. */
static enum err_kind
check_two(const char *id, const char *one, const char *two, struct err *err)
{
	struct request req = {0};
	const struct route *route = route_of(id);

	*err = (struct err){0};
	if (one)
		req.parameters[req.parameter_count++] =
			(struct parameter){str_from(one), str_from("metric")};
	if (two)
		req.parameters[req.parameter_count++] =
			(struct parameter){str_from(two), str_from("metric")};
	return route ? parameters_check(route, &req, err) : ERR_INTERNAL;
}

static void
known_parameters_pass_and_unknown_ones_are_refused(void)
{
	struct err err;

	CHECK_INT(check_two("reports_clear", "confirm", "before", &err), OK);
	CHECK_INT(check_two("reports_clear", NULL, NULL, &err), OK);
	CHECK_INT(check_two("reports_clear", "confirm", "limit", &err),
		ERR_PARAMETER);
	CHECK_STR(err.reason, "query/unknown");
	CHECK_STR(err.fields[0].name, "limit");
	CHECK_INT(check_two("me", "x", NULL, &err), ERR_PARAMETER);
	CHECK_INT(check_two("me", NULL, NULL, &err), OK);
	CHECK_INT(check_two("observation_create", "*", NULL, &err),
		ERR_PARAMETER);
}

static void
a_parameter_counts_once(void)
{
	struct err err;

	CHECK_INT(check_two("weather_current", "units", "units", &err),
		ERR_PARAMETER);
	CHECK_STR(err.reason, "query/repeated");
	CHECK_INT(check_two("reports_clear", "confirm", "confirm", &err),
		ERR_PARAMETER);
	CHECK_STR(err.reason, "query/repeated");
}

static void
the_endpoints_of_the_course_ignore_what_they_do_not_know(void)
{
	static const char *const lenient[] = {
		"health", "weather_current", "reports_list", "report_create"};
	size_t seen = 0;
	struct err err;

	for (size_t i = 0; i < COUNT(lenient); i++)
		CHECK_INT(check_two(lenient[i], "x", "x", &err), OK);
	for (size_t i = 0; i < route_count; i++)
		seen += check_two(routes[i].id, "x", NULL, &err) == OK;
	CHECK_INT(seen, COUNT(lenient));
}

static void
a_malformed_query_is_refused_where_parameters_are_known_or_none_is(void)
{
	struct request req = {
		.bad_query = true, .bad_parameter = str_from("a=%zz")};
	struct err err = {0};

	CHECK_INT(parameters_check(route_of("me"), &req, &err), ERR_PARAMETER);
	CHECK_INT(parameters_check(route_of("weather_current"), &req, &err),
		ERR_PARAMETER);
	CHECK_STR(err.reason, "query/malformed");
}

/* Every word of routes is a handler's id, and no name is there twice. */
static void
every_row_belongs_to_a_route(void)
{
	for (size_t i = 0; i < parameter_rule_count; i++) {
		const struct parameter_rule *rule = &parameter_rules[i];
		struct str rest = str_from(rule->routes), id;

		while (str_cut(&rest, ' ', &id)) {
			size_t found = 0;

			for (size_t r = 0; r < route_count; r++)
				found += str_is(id, routes[r].id);
			CHECK_INT(found, 1);
		}
		for (size_t r = 0; r < route_count; r++) {
			size_t same = 0;

			if (!parameter_is_of(rule, &routes[r]))
				continue;
			for (size_t k = 0; k < parameter_rule_count; k++)
				same += !strcmp(parameter_rules[k].name,
						rule->name) &&
					parameter_is_of(&parameter_rules[k],
						&routes[r]);
			CHECK_INT(same, 1);
		}
	}
}

static void
every_row_says_what_its_kind_needs(void)
{
	for (size_t i = 0; i < parameter_rule_count; i++) {
		const struct parameter_rule *rule = &parameter_rules[i];

		CHECK(rule->kind != PARAMETER_NONE);
		CHECK_INT(
			rule->kind == PARAMETER_ANY, !strcmp(rule->name, "*"));
		CHECK_INT(rule->kind == PARAMETER_ANY, !rule->meaning);
		if (rule->kind == PARAMETER_WORD)
			CHECK(rule->words);
		if (rule->kind == PARAMETER_INTEGER ||
			rule->kind == PARAMETER_TEXT)
			CHECK(rule->min <= rule->max);
	}
}

int
main(void)
{
	RUN(known_parameters_pass_and_unknown_ones_are_refused);
	RUN(a_parameter_counts_once);
	RUN(the_endpoints_of_the_course_ignore_what_they_do_not_know);
	RUN(a_malformed_query_is_refused_where_parameters_are_known_or_none_is);
	RUN(every_row_belongs_to_a_route);
	RUN(every_row_says_what_its_kind_needs);
	DONE();
}
