#include "client/discovery.h"

enum { DOCUMENT_MAX = 256 * 1024, DOCUMENT_TIME_S = 20 };

static enum err_kind
fetch(const char *url, struct wire *wire, struct wire_answer *answer,
	struct err *err)
{
	struct wire_request request = {
		.method = "GET",
		.url = url,
		.accept = "application/json",
		.answer_max = DOCUMENT_MAX,
		.timeout_s = DOCUMENT_TIME_S,
	};

	return wire_exchange(wire, &request, answer, err);
}

enum err_kind
discovery_find(const struct profile *profile, struct wire *wire,
	struct arena *arena, struct provider *provider, struct err *err)
{
	const char *places[DISCOVERY_PLACES];
	enum err_kind kind;
	int status = 0;

	if (!discovery_places(profile->authority, arena, places))
		return fail_memory(err);
	for (size_t i = 0; i < DISCOVERY_PLACES && places[i]; i++) {
		struct wire_answer answer = {0};

		kind = fetch(places[i], wire, &answer, err);
		status = answer.status;
		if (kind == OK && status == 200)
			kind = discovery_parse(buf_as_str(&answer.body),
				profile, arena, provider, err);
		wire_answer_free(&answer);
		if (kind != OK || status == 200)
			return kind;
	}
	if (status == 429 || status >= 500)
		return fail(err, ERR_FETCH, "oauth/temporarily_unavailable",
			"%.100s answers %d", profile->authority, status);
	return fail(err, ERR_CONFIG, "discovery/status",
		"%.100s answers %d where its discovery document should be",
		profile->authority, status);
}
