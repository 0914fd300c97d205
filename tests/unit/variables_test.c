/* Every variable that a request is made of arrives where it belongs. */
#include "http/variables.h"
#include "unit/tap.h"

static const struct {
	const char *name;
	size_t offset;
} known[] = {
	{"PATH_INFO", offsetof(struct variables, info)},
	{"REQUEST_URI", offsetof(struct variables, target)},
	{"SCRIPT_NAME", offsetof(struct variables, script)},
	{"REMOTE_ADDR", offsetof(struct variables, remote_addr)},
	{"HTTP_ORIGIN", offsetof(struct variables, origin)},
	{"QUERY_STRING", offsetof(struct variables, query)},
	{"CONTENT_TYPE", offsetof(struct variables, type)},
	{"CONTENT_LENGTH", offsetof(struct variables, length)},
	{"DOCUMENT_ROOT", offsetof(struct variables, roots[0])},
	{"CONTEXT_DOCUMENT_ROOT", offsetof(struct variables, roots[1])},
	{"HTTP_IF_MATCH", offsetof(struct variables, if_match)},
	{"HTTP_IF_NONE_MATCH", offsetof(struct variables, if_none_match)},
	{"REQUEST_METHOD", offsetof(struct variables, method)},
	{"HTTP_AUTHORIZATION", offsetof(struct variables, authorization)},
	{"REDIRECT_HTTP_AUTHORIZATION", offsetof(struct variables, carried)},
	{"HTTP_IDEMPOTENCY_KEY", offsetof(struct variables, idempotency_key)},
	{"HTTP_ACCESS_CONTROL_REQUEST_METHOD",
		offsetof(struct variables, method_wanted)},
};

enum { KNOWN = sizeof(known) / sizeof(*known) };

static struct str
field(const struct variables *variables, size_t i)
{
	struct str value;

	memcpy(&value, (const char *)variables + known[i].offset,
		sizeof(value));
	return value;
}

static void
each_has_its_place_and_no_other(void)
{
	CHECK_INT(sizeof(struct variables), KNOWN * sizeof(struct str));
	for (size_t i = 0; i < KNOWN; i++) {
		struct variables variables = {0};
		const char *envp[] = {NULL, NULL};
		char line[80];

		snprintf(line, sizeof(line), "%s=a=b", known[i].name);
		envp[0] = line;
		variables_read(&variables, envp);
		for (size_t j = 0; j < KNOWN; j++)
			CHECK(str_is(
				field(&variables, j), i == j ? "a=b" : ""));
		CHECK(str_is(variables_find(envp, known[i].name), "a=b"));
	}
}

static void
what_only_looks_like_one_is_none(void)
{
	for (size_t i = 0; i < KNOWN; i++) {
		struct variables variables = {0};
		const char *envp[] = {NULL, NULL, NULL, NULL};
		char other[80], longer[80], bare[80];

		snprintf(other, sizeof(other), "%s=x", known[i].name);
		other[strlen(known[i].name) - 1] ^= 1;
		snprintf(longer, sizeof(longer), "%s_=x", known[i].name);
		snprintf(bare, sizeof(bare), "%s", known[i].name);
		envp[0] = other;
		envp[1] = longer;
		envp[2] = bare;
		variables_read(&variables, envp);
		for (size_t j = 0; j < KNOWN; j++)
			CHECK(!field(&variables, j).at);
		CHECK(!variables_find(envp, known[i].name).at);
	}
}

static void
the_first_of_a_name_counts(void)
{
	static const char *const twice[] = {"REQUEST_METHOD=", "HTTP_ORIGIN=a",
		"REQUEST_METHOD=DELETE", "HTTP_ORIGIN=b", NULL};
	struct variables variables = {0};

	variables_read(&variables, twice);
	CHECK(str_is(variables.method, ""));
	CHECK(str_is(variables.origin, "a"));
	CHECK(str_is(variables_find(twice, "REQUEST_METHOD"), ""));
	CHECK(str_is(variables_find(twice, "HTTP_ORIGIN"), "a"));
}

int
main(void)
{
	RUN(each_has_its_place_and_no_other);
	RUN(what_only_looks_like_one_is_none);
	RUN(the_first_of_a_name_counts);
	DONE();
}
