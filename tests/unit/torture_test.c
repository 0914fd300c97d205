#include "unit/torture.h"

#include "auth/issuer.h"
#include "base/arena.h"
#include "base/b64url.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/log.h"
#include "store/report_match.h"
#include "weather/report.h"

static enum err_kind
an_arena_gives_pieces_copies_and_text(void)
{
	struct arena *arena = arena_new(4096);
	enum err_kind kind = ERR_INTERNAL;
	struct str copy;

	if (!arena)
		return ERR_INTERNAL;
	if (!arena_alloc(arena, 10) || !arena_array(arena, 3, 8) ||
		!arena_copy(arena, STR_LIT("a copy")) ||
		!arena_printf(arena, "%d", 42) ||
		!arena_str(arena, STR_LIT("str"), &copy))
		goto done;
	kind = str_is(copy, "str") ? OK : ERR_REQUEST;
done:
	arena_free(arena);
	return kind;
}

static enum err_kind
a_buffer_grows_and_remembers_a_failure(void)
{
	struct buf buf;
	enum err_kind kind;

	buf_init(&buf, 100000);
	for (int i = 0; i < 1000; i++) {
		buf_printf(&buf, "%d,", i);
		buf_z(&buf, "z");
		buf_add(&buf, "\0", 1);
	}
	kind = buf.failed ? ERR_INTERNAL : OK;
	buf_free(&buf);
	return kind;
}

static enum err_kind
base64url_is_decoded(void)
{
	struct arena *arena = arena_new(4096);
	enum err_kind kind = ERR_INTERNAL;
	struct str bytes;

	if (!arena)
		return ERR_INTERNAL;
	if (b64url_decode(STR_LIT("Zm9vYmFy"), arena, &bytes) == B64URL_GOOD)
		kind = str_is(bytes, "foobar") ? OK : ERR_REQUEST;
	arena_free(arena);
	return kind;
}

static enum err_kind
a_json_object_is_parsed_and_printed(void)
{
	struct str text = STR_LIT("{\"a\":[1,2,{\"b\":\"c\"}]}"), again;
	struct arena *arena = arena_new(4096);
	enum err_kind kind = ERR_INTERNAL;
	struct err err = {0};
	json_t *value = NULL;

	if (!arena)
		goto done;
	if (json_parse_object(text, 3, &value, NULL, 0) != JSON_GOOD)
		goto done;
	kind = json_print(value, arena, &again, &err);
	if (kind == OK && !str_eq(text, again))
		kind = ERR_REQUEST;
done:
	json_decref(value);
	arena_free(arena);
	return kind;
}

static enum err_kind
json_is_built_and_printed(void)
{
	struct arena *arena = arena_new(4096);
	json_t *object = json_object();
	enum err_kind kind = ERR_INTERNAL;
	struct err err = {0};
	struct str text;

	if (!arena || !object)
		goto done;
	if (json_object_set_new(
		    object, "city", json_from_str(STR_LIT("Vienna"))) ||
		json_object_set_new(object, "temp", json_from_scaled(1184, 2)))
		goto done;
	kind = json_print(object, arena, &text, &err);
	if (kind == OK && !str_is(text, "{\"city\":\"Vienna\",\"temp\":11.84}"))
		kind = ERR_REQUEST;
done:
	json_decref(object);
	arena_free(arena);
	return kind;
}

static void
keep_kind(void *ctx, const char *line, size_t len)
{
	enum err_kind *kind = ctx;

	*kind = str_is((struct str){line, len}, "level=info event=a detail=b\n")
			? OK
			: ERR_INTERNAL;
}

static enum err_kind
a_lost_log_line_leaves_a_trace(void)
{
	enum err_kind kind = ERR_REQUEST;
	struct log log = {LOG_INFO, keep_kind, &kind};

	log_event(&log, LOG_INFO, "a", "%s", "b");
	return kind;
}

/* Several tenants and policies: what a section is worked out to. */
static enum err_kind
issuers_are_worked_out(void)
{
	static const char *tenants[] = {"11111111-2222-3333-4444-555555555555",
		"9188040d-6c67-4c5b-b112-36a304b66dad"};
	static const char *policies[] = {"B2C_1_a", "B2C_1_b"};
	struct issuer_config sections[] = {
		{.name = "partners",
			.preset = PRESET_ENTRA,
			.tenant_id = "organizations",
			.allowed_tenants = {tenants, 2},
			.client_id = tenants[0]},
		{.name = "club",
			.preset = PRESET_ENTRA_B2C,
			.tenant_id = tenants[0],
			.client_id = tenants[0],
			.b2c_domain = "contoso",
			.b2c_policies = {policies, 2}},
		{.name = "other",
			.preset = PRESET_OIDC,
			.issuers = {tenants, 1},
			.audiences = {policies, 1},
			.jwks_uri = "https://a.example"},
	};
	const struct config config = {.path = "weather.conf",
		.public_url = "https://weather.example",
		.issuers = sections,
		.issuer_count = COUNT(sections)};
	struct issuer_set set;
	struct err err = {0};
	enum err_kind kind = issuer_set_new(&set, &config, &err);

	if (kind != OK)
		return kind;
	kind = set.issuer_count == 3 + 4 + 1 && set.source_count == 2 + 2 + 1
		       ? OK
		       : ERR_REQUEST;
	issuer_set_free(&set);
	return kind;
}

static enum err_kind
work_out(struct issuer_config section)
{
	const struct config config = {.path = "weather.conf",
		.public_url = "https://weather.example",
		.issuers = &section,
		.issuer_count = 1};
	struct issuer_set set;
	struct err err = {0};
	enum err_kind kind = issuer_set_new(&set, &config, &err);

	if (kind == OK)
		issuer_set_free(&set);
	return kind;
}

static enum err_kind
a_section_without_audience_is_refused(void)
{
	static const char *issuers[] = {"https://a.example"};

	return work_out((struct issuer_config){
		.name = "a", .preset = PRESET_OIDC, .issuers = {issuers, 1}});
}

static enum err_kind
an_unknown_algorithm_is_refused(void)
{
	static const char *issuers[] = {"https://a.example"};
	static const char *algorithms[] = {"HS256"};

	return work_out((struct issuer_config){.name = "a",
		.preset = PRESET_OIDC,
		.issuers = {issuers, 1},
		.audiences = {issuers, 1},
		.algorithms = {algorithms, 1}});
}

static enum err_kind
a_merge_patch_is_taken(void)
{
	struct report report = {.description = STR_LIT("Rain"),
		.location = {STR_LIT("Bend"), STR_LIT("OR"), STR_LIT("US")}};
	struct arena *arena = arena_new(65536);
	struct err err = {0};
	enum err_kind kind = ERR_INTERNAL;

	if (!arena)
		return ERR_INTERNAL;
	kind = report_merge(
		STR_LIT("{\"location\":{\"city\":\"Graz\",\"state\":null,"
			"\"country\":\"at\"}}"),
		arena, &report, &err);
	if (kind == OK && !str_is(report.location.country, "AT"))
		kind = ERR_REQUEST;
	arena_free(arena);
	return kind;
}

static enum err_kind
filters_become_a_question_to_the_index(void)
{
	struct reports_filter filter = {.owner = 1,
		.city_key = STR_LIT("sao paulo"),
		.words = {STR_LIT("rain"), STR_LIT("hail")},
		.word_count = 2};
	struct arena *arena = arena_new(65536);
	struct err err = {0};
	struct str match;
	enum err_kind kind = ERR_INTERNAL;

	if (!arena)
		return ERR_INTERNAL;
	kind = report_match(&filter, arena, &match, &err);
	if (kind == OK && !match.len)
		kind = ERR_REQUEST;
	arena_free(arena);
	return kind;
}

int
main(void)
{
	if (!torture_init()) {
		puts("1..0 # SKIP linked without --wrap=malloc");
		return 0;
	}
	TORTURE(an_arena_gives_pieces_copies_and_text);
	TORTURE(a_buffer_grows_and_remembers_a_failure);
	TORTURE(base64url_is_decoded);
	TORTURE(a_json_object_is_parsed_and_printed);
	TORTURE_JSON(json_is_built_and_printed);
	TORTURE(a_lost_log_line_leaves_a_trace);
	TORTURE(issuers_are_worked_out);
	TORTURE_AS("a section without audience is refused",
		.scenario = a_section_without_audience_is_refused,
		.want = ERR_CONFIG);
	TORTURE_AS("an unknown algorithm is refused",
		.scenario = an_unknown_algorithm_is_refused,
		.want = ERR_CONFIG);
	TORTURE(a_merge_patch_is_taken);
	TORTURE(filters_become_a_question_to_the_index);
	TORTURE_DONE();
}
