/*
 * A discovery document of a provider that lies.  What is taken from it is an
 * https address, and only of the issuer that was asked.
 */
#include "auth/issuer.h"
#include "base/json.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct key_source source = {
		.name = "fuzz", .metadata_issuer = "https://login.example"};
	struct arena *arena = arena_new(4 * size + 4096);
	struct str body = {(const char *)data, size}, uri, issuer;
	struct err err = {0};
	json_t *document = NULL;
	enum err_kind kind;

	PROMISE(arena);
	kind = issuer_read_metadata(&source, body, arena, &uri, &err);
	if (kind == OK) {
		PROMISE(str_starts(uri, "https://"));
		PROMISE(issuer_url_is_safe(uri, false));
		PROMISE(json_parse_object(body, 32, &document, NULL, 0) ==
			JSON_GOOD);
		PROMISE(json_get_str(document, "issuer", &issuer));
		PROMISE(str_is(issuer, source.metadata_issuer));
		json_decref(document);
	} else {
		PROMISE(kind == ERR_FETCH || kind == ERR_INTERNAL);
		PROMISE(!uri.len);
	}
	arena_free(arena);
	return 0;
}
