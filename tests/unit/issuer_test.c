#include "auth/issuer.h"

#include "unit/auth.h"
#include "unit/jwks.h"

static const char *one_audience[] = {"weather"};

static void
without_a_section_nothing_starts(void)
{
	struct config config = auth_config_of(NULL, 0);
	struct issuer_set set;
	struct err err = {0};

	CHECK_INT(issuer_set_new(&set, &config, &err), ERR_CONFIG);
}

static void
two_sections_never_share_an_issuer(void)
{
	static const char *v2[] = {V2_ISSUER};
	struct issuer_config sections[] = {
		{.name = "a",
			.preset = PRESET_ENTRA,
			.tenant_id = TENANT,
			.client_id = CLIENT},
		{.name = "b",
			.preset = PRESET_STATIC,
			.issuers = {v2, 1},
			.audiences = {one_audience, 1},
			.jwks_file = "/k"},
	};
	struct config config = auth_config_of(sections, 2);
	struct issuer_set set;
	struct err err = {0};

	CHECK_INT(issuer_set_new(&set, &config, &err), ERR_CONFIG);
	CHECK_STR(err.detail,
		"weather.conf: [issuer a] and [issuer b] have the same issuer "
		"\"" V2_ISSUER "\"; keep one");
	config.issuer_count = 1;
	CHECK_INT(issuer_set_new(&set, &config, &err), OK);
	issuer_set_free(&set);
}

/* covers: I5 I10 */
static void
keys_come_from_https_or_this_machine(void)
{
	static const struct {
		const char *url;
		bool safe, safe_with_loopback;
	} cases[] = {
		{"https://a.example/keys", true, true},
		{"https://a.example:8443/keys?p=x", true, true},
		{"http://127.0.0.1:8080/k", false, true},
		{"http://[::1]:8080/k", false, true},
		{"http://localhost/k", false, true},
		{"http://a.example/k", false, false},
		{"http://127.0.0.1.evil/k", false, false},
		{"http://127.0.0.2/k", false, false},
		{"http://localhost@evil/k", false, false},
		{"https://u@a.example/k", false, false},
		{"https://u:p@a.example/k", false, false},
		{"https://a.example/k#x", false, false},
		{"HTTPS://a.example/k", false, false},
		{"file:///etc/passwd", false, false},
		{"ftp://a.example/k", false, false},
		{"//a.example/k", false, false},
		{"a.example", false, false},
		{"", false, false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str url = str_from(cases[i].url);

		CHECK_INT(issuer_url_is_safe(url, false), cases[i].safe);
		CHECK_INT(issuer_url_is_safe(url, true),
			cases[i].safe_with_loopback);
	}
}

static const char *
metadata_reason(const char *issuer, const char *text, struct arena *arena)
{
	static struct err err;
	const struct key_source source = {
		.name = "x", .metadata_issuer = issuer};
	struct str uri;

	err = (struct err){0};
	if (issuer_read_metadata(&source, str_from(text), arena, &uri, &err) ==
		OK) {
		CHECK(uri.len > 0);
		return "";
	}
	CHECK_INT(err.kind, ERR_FETCH);
	CHECK(!uri.at);
	return err.reason;
}

/* covers: I10 */
static void
metadata_names_its_own_issuer_and_a_safe_key_set(void)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{"{\"issuer\":\"https://a\",\"jwks_uri\":\"https://a/k\"}", ""},
		{"{\"issuer\":\"https://a\",\"jwks_uri\":\"https://b/k\"}", ""},
		{"{\"issuer\":\"https://a/\",\"jwks_uri\":\"https://a/k\"}",
			"metadata/issuer"},
		{"{\"issuer\":\"https://A\",\"jwks_uri\":\"https://a/k\"}",
			"metadata/issuer"},
		{"{\"issuer\":[\"https://a\"],\"jwks_uri\":\"https://a/k\"}",
			"metadata/issuer"},
		{"{\"jwks_uri\":\"https://a/k\"}", "metadata/issuer"},
		{"{\"issuer\":\"https://a\"}", "metadata/jwks-uri"},
		{"{\"issuer\":\"https://a\",\"jwks_uri\":7}",
			"metadata/jwks-uri"},
		{"{\"issuer\":\"https://a\",\"jwks_uri\":\"http://a/k\"}",
			"metadata/jwks-uri"},
		{"{\"issuer\":\"https://a\",\"jwks_uri\":\"http://127.0.0.1/"
		 "\"}",
			"metadata/jwks-uri"},
		{"{\"issuer\":\"https://a\",\"jwks_uri\":\"https://u@a/k\"}",
			"metadata/jwks-uri"},
		{"{\"issuer\":\"x\",\"issuer\":\"https://a\","
		 "\"jwks_uri\":\"https://a/k\"}",
			"metadata/malformed"},
		{"<html>", "metadata/malformed"},
		{"", "metadata/malformed"},
	};
	struct arena *arena = arena_new(65536);

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(metadata_reason("https://a", cases[i].text, arena),
			cases[i].reason);
	arena_free(arena);
}

/* The recorded document with every {tenantid} filled in, as the document of
 * one tenant has it. */
static char *
read_metadata(const char *name)
{
	static const char hole[] = "{tenantid}";
	char *text = entra_text(name), *at;

	while ((at = strstr(text, hole)) != NULL) {
		memmove(at + strlen(TENANT), at + strlen(hole),
			strlen(at + strlen(hole)) + 1);
		memcpy(at, TENANT, strlen(TENANT));
	}
	return text;
}

static void
the_metadata_of_entra_is_read(void)
{
	char *v1 = read_metadata("v1-discovery");
	char *v2 = read_metadata("v2-discovery");
	struct arena *arena = arena_new(65536);

	CHECK_STR(metadata_reason(V1_ISSUER, v1, arena), "");
	CHECK_STR(metadata_reason(V2_ISSUER, v2, arena), "");
	CHECK_STR(metadata_reason(V2_ISSUER, v1, arena), "metadata/issuer");
	CHECK_STR(metadata_reason(V1_ISSUER, v2, arena), "metadata/issuer");
	arena_free(arena);
	free(v2);
	free(v1);
}

int
main(void)
{
	RUN(without_a_section_nothing_starts);
	RUN(two_sections_never_share_an_issuer);
	RUN(keys_come_from_https_or_this_machine);
	RUN(metadata_names_its_own_issuer_and_a_safe_key_set);
	RUN(the_metadata_of_entra_is_read);
	DONE();
}
