/* What a good weather.conf says, and what stands for what it leaves out. */
#include "base/buf.h"
#include "unit/config.h"

static void
a_program_is_found_beside_the_file(void)
{
	struct config config;
	struct err err;

	CHECK_INT(load("[server]\nstate_dir = state\n"
		       "public_url = https://w.example\n"
		       "fetch_program = weather-fetch\n"
		       "[issuer x]\npreset = oidc\n"
		       "issuer = https://id.example\naudience = w\n",
			  &config, &err),
		OK);
	CHECK_STR(config.fetch_program, in_folder("weather-fetch"));
	config_free(&config);
}

static void
two_values_are_enough_for_entra(void)
{
	struct config config;
	struct err err;

	CHECK_INT(load("[server]\nstate_dir = state\n"
		       "public_url = https://w.example/a/b/\n"
		       "[issuer corp]\npreset = entra\n"
		       "tenant_id = AAAAAAAA-2222-3333-4444-555555555555\n"
		       "client_id = " GUID "\n",
			  &config, &err),
		OK);
	CHECK_STR(config.state_dir, in_folder("state"));
	CHECK_STR(config.path, in_folder("weather.conf"));
	CHECK_STR(config.public_url, "https://w.example/a/b");
	CHECK_STR(config.base_path, "/a/b");
	CHECK_INT(config.log_level, LOG_INFO);
	CHECK_INT(config.max_body_bytes, 65536);
	CHECK_STR(config.fetch_program,
		WEATHER_PREFIX "/libexec/weather/weather-fetch");
	CHECK_INT(config.cors_origins.count, 0);
	CHECK(!config.page_issuer);
	CHECK_INT(config.issuer_count, 1);
	CHECK_STR(config.issuers[0].name, "corp");
	CHECK_INT(config.issuers[0].line, 4);
	CHECK_INT(config.issuers[0].preset, PRESET_ENTRA);
	CHECK_STR(config.issuers[0].tenant_id,
		"aaaaaaaa-2222-3333-4444-555555555555");
	CHECK_STR(config.issuers[0].client_id, GUID);
	CHECK(!config.issuers[0].authority);
	CHECK(!config.issuers[0].audiences.at);
	CHECK(!config.issuers[0].allow_insecure_loopback);
	config_free(&config);
	CHECK(!config.path && !config.issuers);
}

static void
permissions_left_out_have_the_contracts_words(void)
{
	struct config config;
	struct err err;
	const struct permission_config *rules = config.permissions;

	CHECK_INT(load(SERVER DEV, &config, &err), OK);
	CHECK_INT(rules[CONFIG_READ].scopes.count, 1);
	CHECK_STR(word(&rules[CONFIG_READ].scopes, 0), "weather.read");
	CHECK_INT(rules[CONFIG_READ].app_roles.count, 2);
	CHECK_STR(word(&rules[CONFIG_READ].app_roles, 0), "weather.read");
	CHECK_STR(word(&rules[CONFIG_READ].app_roles, 1), "app.weather.read");
	CHECK_INT(rules[CONFIG_READ].user_roles.count, 0);
	CHECK_INT(rules[CONFIG_WRITE].scopes.count, 1);
	CHECK_STR(word(&rules[CONFIG_WRITE].scopes, 0), "weather.write");
	CHECK_INT(rules[CONFIG_WRITE].app_roles.count, 2);
	CHECK_STR(word(&rules[CONFIG_WRITE].app_roles, 1), "app.weather.write");
	CHECK_INT(rules[CONFIG_WRITE].user_roles.count, 0);
	CHECK_INT(rules[CONFIG_ADMIN].scopes.count, 0);
	CHECK_INT(rules[CONFIG_ADMIN].app_roles.count, 1);
	CHECK_STR(word(&rules[CONFIG_ADMIN].app_roles, 0), "Admin");
	CHECK_STR(word(&rules[CONFIG_ADMIN].user_roles, 0), "Admin");
	config_free(&config);
}

static void
a_written_permission_replaces_only_what_it_names(void)
{
	struct config config;
	struct err err;
	const struct permission_config *rules = config.permissions;

	CHECK_INT(load(SERVER DEV "[permission read]\nscopes =\n"
				  "app_roles = a b\napp_roles = c\n"
				  "[permission admin]\nuser_roles =\n",
			  &config, &err),
		OK);
	CHECK_INT(rules[CONFIG_READ].scopes.count, 0);
	CHECK_INT(rules[CONFIG_READ].app_roles.count, 3);
	CHECK_STR(word(&rules[CONFIG_READ].app_roles, 2), "c");
	CHECK_INT(rules[CONFIG_READ].user_roles.count, 0);
	CHECK_INT(rules[CONFIG_ADMIN].user_roles.count, 0);
	CHECK_STR(word(&rules[CONFIG_ADMIN].app_roles, 0), "Admin");
	CHECK_STR(word(&rules[CONFIG_WRITE].scopes, 0), "weather.write");
	config_free(&config);
}

static void
everything_that_can_be_written_is_taken_over(void)
{
	struct config config;
	struct err err;
	const struct issuer_config *one, *two, *three;

	CHECK_INT(load("\xEF\xBB\xBF# comment\r\n  ; another\r\n\r\n"
		       "[server]\r\nstate_dir=/s\r\n"
		       "public_url = http://[::1]:8080\r\n"
		       "log_level = debug\r\nmax_body = 1048576\r\n"
		       "cors_origins = https://a.example http://b:81\r\n"
		       "cors_origins = https://c.example\r\n"
		       "fetch_program = /x/y z\r\n"
		       "[issuer a-1_.]\npreset = oidc\n"
		       "issuer = https://a/ https://b\naudience = x y\n"
		       "metadata_url = http://localhost:1/m?x=y\n"
		       "algorithms = ES256 EdDSA\nscope_claim = s\n"
		       "role_claim = r\nidentity_claim = i\n"
		       "scope_prefix =\nca_file = ca.pem\n"
		       "proxy = socks5h://u:p@h:1\n"
		       "allow_insecure_loopback = on\n"
		       "[issuer b]\npreset = static\nissuer = urn:b\n"
		       "audience = x\njwks_file = /k.json\n"
		       "[ issuer  dev ]\npreset = dev\n"
		       "[page]\nissuer = b\nclient_id = web",
			  &config, &err),
		OK);
	CHECK_STR(err.detail, "");
	CHECK_INT(config.log_level, LOG_DEBUG);
	CHECK_INT(config.max_body_bytes, 1048576);
	CHECK_INT(config.cors_origins.count, 3);
	CHECK_STR(word(&config.cors_origins, 2), "https://c.example");
	CHECK_STR(config.fetch_program, "/x/y z");
	CHECK_STR(config.base_path, "");
	CHECK_INT(config.issuer_count, 3);
	one = &config.issuers[0];
	two = &config.issuers[1];
	three = &config.issuers[2];
	CHECK_STR(one->name, "a-1_.");
	CHECK_STR(word(&one->issuers, 0), "https://a/");
	CHECK_STR(word(&one->issuers, 1), "https://b");
	CHECK_STR(word(&one->audiences, 1), "y");
	CHECK_STR(one->metadata_url, "http://localhost:1/m?x=y");
	CHECK_STR(word(&one->algorithms, 1), "EdDSA");
	CHECK_STR(one->scope_claim, "s");
	CHECK_STR(one->role_claim, "r");
	CHECK_STR(one->identity_claim, "i");
	CHECK_STR(one->scope_prefix, "");
	CHECK_STR(one->ca_file, in_folder("ca.pem"));
	CHECK_STR(one->proxy, "socks5h://u:p@h:1");
	CHECK(one->allow_insecure_loopback);
	CHECK_STR(two->jwks_file, "/k.json");
	CHECK_INT(three->preset, PRESET_DEV);
	CHECK_STR(three->name, "dev");
	CHECK_STR(config.page_issuer, "b");
	CHECK_STR(config.page_client_id, "web");
	config_free(&config);
}

static void
many_issuers_and_words_are_all_kept(void)
{
	struct buf text;
	struct config config;
	struct err err;

	buf_init(&text, 1 << 20);
	buf_z(&text, SERVER);
	for (int i = 0; i < 50; i++)
		buf_printf(&text,
			"[issuer n%d]\npreset = static\nissuer = i%d\n"
			"jwks_file = k\naudience = a%d b\n",
			i, i, i);
	buf_z(&text, "[permission read]\n");
	for (int i = 0; i < 300; i++)
		buf_printf(&text, "scopes = s%d\n", i);
	CHECK_INT(load(text.at, &config, &err), OK);
	CHECK_INT(config.issuer_count, 50);
	CHECK_STR(config.issuers[0].name, "n0");
	CHECK_STR(word(&config.issuers[49].audiences, 0), "a49");
	CHECK_INT(config.permissions[CONFIG_READ].scopes.count, 300);
	CHECK_STR(word(&config.permissions[CONFIG_READ].scopes, 299), "s299");
	config_free(&config);
	buf_free(&text);
}

int
main(void)
{
	folder_new();
	RUN(a_program_is_found_beside_the_file);
	RUN(two_values_are_enough_for_entra);
	RUN(permissions_left_out_have_the_contracts_words);
	RUN(a_written_permission_replaces_only_what_it_names);
	RUN(everything_that_can_be_written_is_taken_over);
	RUN(many_issuers_and_words_are_all_kept);
	folder_free();
	DONE();
}
