/*
 * Whatever a device endpoint answers: what people are told to open is an
 * address of a web page, and the waits are bounded.
 */
#include "base/url.h"
#include "client/oauth_answer.h"
#include "client/outcome.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(1 << 22);
	struct oauth_raw raw = {
		.status = 200,
		.type = STR_LIT("application/json"),
		.body = {(const char *)data, size},
		.origin = STR_LIT("https://a"),
	};
	struct oauth_device device;
	struct err err = {0};
	struct url url;

	if (oauth_device_parse(&raw, arena, &device, &err) == OK) {
		PROMISE(oauth_is_token(device.device_code));
		PROMISE(device.user_code.len && device.user_code.len <= 64);
		PROMISE(url_parse(device.verification_uri, &url) &&
			url_is_http(&url) && !url.has_userinfo);
		PROMISE(!device.complete_uri.at ||
			(url_parse(device.complete_uri, &url) &&
				url_is_http(&url)));
		PROMISE(device.interval_s >= 1 && device.interval_s <= 300);
		PROMISE(device.expires_in_s >= 1 &&
			device.expires_in_s <= 86400);
	} else {
		PROMISE(!device.device_code.at && !device.verification_uri.at);
		PROMISE(outcome_find(err.reason));
	}
	arena_free(arena);
	return 0;
}
