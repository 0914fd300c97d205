/* Want of memory in weather-client: an error, and nothing kept or leaked. */
#include "unit/torture.h"

#include "base/b64url.h"
#include "client/assertion.h"
#include "client/cache_parts.h"
#include "client/discovery.h"
#include "client/form.h"
#include "client/loopback.h"
#include "client/oauth_answer.h"
#include "client/profile.h"
#include "client/screen.h"

#include <sys/mman.h>
#include <unistd.h>

enum { ARENA = 1 << 22 };

static enum err_kind
a_profile_is_read(void)
{
	static const char text[] =
		"[a]\napi = https://a/\nauthority = https://b\nclient_id = c\n"
		"client_secret_file = s\nscope = a b\nscope = c\n";
	int fd = memfd_create("profiles", MFD_CLOEXEC);
	struct arena *arena = arena_new(ARENA);
	enum err_kind kind = ERR_INTERNAL;
	struct profile profile;
	struct err err = {0};
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (arena && write(fd, text, sizeof(text) - 1) > 0)
		kind = profile_load(path, NULL, arena, &profile, &err);
	arena_free(arena);
	close(fd);
	return kind;
}

static enum err_kind
tokens_are_read(void)
{
	struct arena *arena = arena_new(ARENA);
	struct oauth_raw raw = {
		.status = 200,
		.type = STR_LIT("application/json"),
		.body = STR_LIT(
			"{\"token_type\":\"Bearer\",\"scope\":\"s\","
			"\"access_token\":\"a\",\"refresh_token\":\"r\","
			"\"id_token\":\"i\",\"expires_in\":5}"),
	};
	struct oauth_polling polling;
	enum err_kind kind = ERR_INTERNAL;
	struct oauth_tokens tokens;
	struct err err = {0};

	if (arena)
		kind = oauth_tokens_parse(&raw, arena, &tokens, &polling, &err);
	/* never half of them */
	if (arena && kind != OK && tokens.access_token.at)
		kind = ERR_REQUEST;
	arena_free(arena);
	return kind;
}

static enum err_kind
a_device_code_is_read(void)
{
	struct arena *arena = arena_new(ARENA);
	struct oauth_raw raw = {
		.status = 200,
		.type = STR_LIT("application/json"),
		.body = STR_LIT("{\"device_code\":\"d\",\"user_code\":\"u\","
				"\"verification_uri\":\"https://a\","
				"\"verification_uri_complete\":\"https://b\"}"),
	};
	enum err_kind kind = ERR_INTERNAL;
	struct oauth_device device;
	struct err err = {0};

	if (arena)
		kind = oauth_device_parse(&raw, arena, &device, &err);
	arena_free(arena);
	return kind;
}

static enum err_kind
a_provider_is_read(void)
{
	struct profile profile = {.authority = "https://a"};
	struct arena *arena = arena_new(ARENA);
	enum err_kind kind = ERR_INTERNAL;
	const char *places[DISCOVERY_PLACES];
	struct provider provider;
	struct err err = {0};

	if (arena && discovery_places(profile.authority, arena, places))
		kind = discovery_parse(
			STR_LIT("{\"issuer\":\"https://a\","
				"\"token_endpoint\":\"https://a/t\","
				"\"device_authorization_endpoint\":"
				"\"https://a/d\"}"),
			&profile, arena, &provider, &err);
	arena_free(arena);
	return kind;
}

static enum err_kind
a_cache_entry_is_written_and_read(void)
{
	struct cache_entry entry = {.access_token = STR_LIT("a"),
		.refresh_token = STR_LIT("r"),
		.expires_at = 7};
	const struct profile profile = {.name = "n", .authority = "https://a"};
	struct arena *arena = arena_new(ARENA);
	enum err_kind kind = ERR_INTERNAL;
	bool same_client, same;
	struct cache_key key;
	struct err err = {0};
	struct buf text;

	cache_key_of(&profile, &key);
	buf_init(&text, CACHE_FILE_MAX);
	if (arena)
		kind = cache_entry_print(&entry, &key, &text, &err);
	if (kind == OK && !cache_entry_parse(buf_as_str(&text), &key, arena,
				  &entry, &same_client, &same))
		kind = ERR_INTERNAL;
	if (kind == OK && !(same && same_client && entry.expires_at == 7))
		kind = ERR_REQUEST;
	buf_free(&text);
	arena_free(arena);
	return kind;
}

static enum err_kind
an_answer_in_the_browser_is_read(void)
{
	struct arena *arena = arena_new(ARENA);
	enum err_kind kind = ERR_INTERNAL;
	struct loopback_answer answer;

	/* without memory it is nobody's: never half an answer */
	if (arena &&
		loopback_read(STR_LIT("GET /c?code=a&state=s&iss=i "
				      "HTTP/1.1\r\n\r\n"),
			"/c", STR_LIT("s"), arena, &answer) == LOOPBACK_ANSWER)
		kind = str_is(answer.code, "a") && str_is(answer.iss, "i")
			       ? OK
			       : ERR_REQUEST;
	arena_free(arena);
	return kind;
}

static enum err_kind
who_signed_in_is_read(void)
{
	static const char claims[] =
		"{\"iss\":\"https://a\",\"aud\":\"c\",\"sub\":\"s\","
		"\"exp\":200,\"iat\":100}";
	const struct provider provider = {.issuer = "https://a"};
	const struct id_rules rules = {
		.provider = &provider, .client_id = STR_LIT("c"), .now = 100};
	struct arena *arena = arena_new(ARENA);
	enum err_kind kind = ERR_INTERNAL;
	struct identity identity;
	char payload[256];
	struct err err = {0};
	char *token;

	b64url_encode(claims, sizeof(claims) - 1, payload);
	token = arena ? arena_printf(
				arena, "eyJhbGciOiJSUzI1NiJ9.%s.c2ln", payload)
		      : NULL;
	if (token)
		kind = id_token_read(
			str_from(token), &rules, arena, &identity, &err);
	arena_free(arena);
	return kind;
}

static enum err_kind
a_table_grows(void)
{
	static const char *const heads[] = {"a"};
	const struct str cell = STR_LIT("x");
	enum err_kind kind = OK;
	struct sheet sheet;

	sheet_init(&sheet, heads, 1);
	for (int i = 0; i < 200 && kind == OK; i++)
		if (!sheet_add(&sheet, &cell))
			kind = ERR_INTERNAL;
	sheet_free(&sheet);
	return kind;
}

int
main(void)
{
	if (!torture_init()) {
		puts("1..0 # SKIP linked without --wrap=malloc");
		return 0;
	}
	TORTURE(a_profile_is_read);
	TORTURE(tokens_are_read);
	TORTURE(a_device_code_is_read);
	TORTURE(a_provider_is_read);
	TORTURE(a_cache_entry_is_written_and_read);
	/* names that are not asked for may go undecoded */
	TORTURE_AS("an answer in the browser is read",
		.scenario = an_answer_in_the_browser_is_read,
		.resilient = true);
	TORTURE_AS("who signed in is read", .scenario = who_signed_in_is_read,
		.or_else = ERR_FETCH);
	TORTURE(a_table_grows);
	TORTURE_DONE();
}
