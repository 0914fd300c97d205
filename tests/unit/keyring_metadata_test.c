/* Where keys are, as metadata says: when it is asked, and when believed. */
#include "auth/keyring.h"

#include "unit/idp.h"

static void
metadata_is_kept_for_a_day(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	for (int hour = 0; hour < 23; hour++) {
		idp_pass_time(&idp, 3600);
		CHECK_STR(idp_find(&idp, "a"), "old");
		CHECK(idp_refresh(&idp));
	}
	CHECK_INT(idp_count(&idp, "metadata"), 0);
	CHECK_INT(idp_count(&idp, "keys"), 24);
	idp_pass_time(&idp, 3600);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK(idp_refresh(&idp));
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	CHECK_INT(idp_row(&idp).metadata_at, IDP_START + 24 * 3600);
	idp_free(&idp);
}

/* covers: I11 */
static void
a_failed_key_set_asks_for_the_metadata_again(void)
{
	struct idp idp;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	/* It has moved. */
	idp_fails(&idp, "keys");
	idp_says_body(&idp, "metadata", 200,
		"{\"issuer\":\"https://id.example/\","
		"\"jwks_uri\":\"https://id.example/keys2\"}");
	idp_says_body(&idp, "keys2", 200, "{}");
	idp_pass_time(&idp, KEYS_FRESH_S);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK(idp_refresh(&idp));
	CHECK_INT(idp_count(&idp, "metadata"), 0);
	idp_pass_time(&idp, COOLDOWN_MAX_S);
	CHECK_STR(idp_find(&idp, "a"), "old");
	CHECK(idp_refresh(&idp));
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	CHECK_INT(idp_count(&idp, "keys2"), 1);
	/* A bad set at the new place leaves the old place in the row. */
	CHECK(str_is(idp_row(&idp).jwks_uri, "https://id.example/keys"));
	CHECK_STR(idp_find(&idp, "a"), "old");
	/* Metadata that fails while its last answer is young is no hurdle. */
	idp_fails(&idp, "metadata");
	idp_has_keys(&idp, "b");
	idp_pass_time(&idp, COOLDOWN_MAX_S);
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK(idp_logged(&idp, "event=keys-metadata-kept"));
	CHECK_INT(idp_count(&idp, "metadata"), 1);
	idp_free(&idp);
}

/* covers: I10 */
static void
metadata_of_another_issuer_is_refused(void)
{
	static const char *const bad[] = {
		"{\"issuer\":\"https://evil.example/\","
		"\"jwks_uri\":\"https://id.example/keys\"}",
		"{\"issuer\":\"https://id.example\","
		"\"jwks_uri\":\"https://id.example/keys\"}",
		"{\"jwks_uri\":\"https://id.example/keys\"}",
		"{\"issuer\":\"https://id.example/\","
		"\"jwks_uri\":\"http://id.example/keys\"}",
		"{\"issuer\":\"https://id.example/\","
		"\"jwks_uri\":\"file:///etc/passwd\"}",
		"{\"issuer\":\"https://id.example/\"}",
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct idp idp;

		idp_new(&idp);
		idp_says_body(&idp, "metadata", 200, bad[i]);
		CHECK_STR(idp_find(&idp, "a"), "keys/none");
		CHECK_INT(idp_count(&idp, "keys"), 0);
		idp_free(&idp);
	}
}

static void
a_configured_jwks_uri_needs_no_metadata(void)
{
	struct idp idp;

	idp_new(&idp);
	idp.source.metadata_url = idp.source.metadata_issuer = NULL;
	idp.source.jwks_uri = "https://id.example/keys";
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "metadata"), 0);
	CHECK_INT(idp_count(&idp, "keys"), 1);
	idp_free(&idp);
}

/* The address may be of a time when allow_insecure_loopback was on. */
static void
a_stored_address_is_asked_only_where_keys_may_come_from(void)
{
	static const struct {
		const char *jwks_uri;
		bool asked;
	} cases[] = {
		{"https://id.example/keys2", true},
		{"http://id.example/keys2", false},
		{"http://127.0.0.1/keys2", false},
		{"https://user@id.example/keys2", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct idp idp;
		struct key_set_row row;
		struct err err = {0};
		char *jwks = idp_jwks("b");

		idp_new(&idp);
		idp_says_body(&idp, "keys2", 200, jwks);
		CHECK_STR(idp_find(&idp, "a"), "");
		CHECK_INT(idp_count(&idp, "metadata"), 1);
		row = idp_row(&idp);
		row.jwks_uri = str_from(cases[i].jwks_uri);
		CHECK_INT(keys_import(idp.store, &row, &err), OK);
		idp_pass_time(&idp, KEYS_FRESH_S);
		CHECK_STR(idp_find(&idp, "a"), "old");
		CHECK(idp_refresh(&idp));
		CHECK_INT(idp_count(&idp, "keys2"), cases[i].asked);
		CHECK_INT(idp_count(&idp, "metadata"), !cases[i].asked);
		CHECK_STR(idp_find(&idp, cases[i].asked ? "b" : "a"), "");
		idp_free(&idp);
		free(jwks);
	}
}

int
main(void)
{
	RUN(metadata_is_kept_for_a_day);
	RUN(a_failed_key_set_asks_for_the_metadata_again);
	RUN(metadata_of_another_issuer_is_refused);
	RUN(a_configured_jwks_uri_needs_no_metadata);
	RUN(a_stored_address_is_asked_only_where_keys_may_come_from);
	DONE();
}
