#include "config/config.h"

#include "base/buf.h"
#include "unit/tap.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The folder of all files that a test writes. */
static char folder[PATH_MAX];

static const char *
in_folder(const char *name)
{
	static char paths[4][PATH_MAX + 64];
	static size_t next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static void
write_bytes(const char *path, const char *bytes, size_t len)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(bytes, 1, len, file) != len || fclose(file))
		abort();
}

/* Loads bytes as weather.conf. */
static enum err_kind
load_bytes(
	const char *bytes, size_t len, struct config *config, struct err *err)
{
	const char *path = in_folder("weather.conf");

	*err = (struct err){0};
	write_bytes(path, bytes, len);
	return config_load(path, config, err);
}

static enum err_kind
load(const char *text, struct config *config, struct err *err)
{
	return load_bytes(text, strlen(text), config, err);
}

#define SERVER "[server]\nstate_dir = /s\npublic_url = http://localhost:8\n"
#define DEV "[issuer dev]\npreset = dev\n"
#define GUID "11111111-2222-3333-4444-555555555555"

/* Reason and detail without the folder, or "" when text loads. */
static const char *
complaint(const char *text)
{
	static char said[600];
	struct config config;
	struct err err;
	const char *detail;

	said[0] = '\0';
	if (load(text, &config, &err) == OK) {
		config_free(&config);
		return said;
	}
	detail = strstr(err.detail, "weather.conf");
	snprintf(said, sizeof(said), "%s | %s", err.reason,
		detail ? detail : err.detail);
	return said;
}

static const char *
word(const struct words *words, size_t i)
{
	return i < words->count ? words->at[i] : "(none)";
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
what_libinih_would_cut_or_join_is_refused(void)
{
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{"[server]\nstate_dir = /s # here\n",
			"config/inline-comment | weather.conf:2: a comment "
			"behind a value; give it a line of its own"},
		{"[server]\nstate_dir = /s ; here\n",
			"config/inline-comment | weather.conf:2: a comment "
			"behind a value; give it a line of its own"},
		{"[server] # here\n",
			"config/inline-comment | weather.conf:1: a comment "
			"behind a value; give it a line of its own"},
		{"[server]\nstate_dir = /s\n more\n",
			"config/indented | weather.conf:3: an indented line; "
			"begin it in the first column"},
		{"\t[server]\n",
			"config/indented | weather.conf:1: an indented line; "
			"begin it in the first column"},
		{"[server\n",
			"config/section-header | weather.conf:1: a section "
			"without its \"]\"; write [NAME]"},
		{"[server] state_dir = /s\n",
			"config/section-header | weather.conf:1: something "
			"behind \"]\"; give it a line of its own"},
		{"[server]]\n",
			"config/section-header | weather.conf:1: something "
			"behind \"]\"; give it a line of its own"},
		{"[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]\n",
			"config/section-length | weather.conf:1: a section "
			"name over 40 bytes; write a shorter one"},
		{"[server]\nstate_dir\n",
			"config/no-setting | weather.conf:2: neither section, "
			"setting nor comment; write name = value"},
		{"[server]\nstate_dir: /s\n",
			"config/no-setting | weather.conf:2: neither section, "
			"setting nor comment; write name = value"},
		{"[server]\nstate_dir : /a=b\n",
			"config/no-setting | weather.conf:2: neither section, "
			"setting nor comment; write name = value"},
		{"[server]\n = /s\n",
			"config/indented | weather.conf:2: an indented line; "
			"begin it in the first column"},
		{"[server]\n= /s\n",
			"config/no-setting | weather.conf:2: a value without a "
			"name; write name = value"},
		{"state_dir = /s\n",
			"config/no-section | weather.conf:1: a setting before "
			"the first section; write [SECTION] above it"},
		{"[server]\nstate_dir = /\xff\n",
			"config/utf-8 | weather.conf:2: bytes that are not "
			"UTF-8; save the file as UTF-8"},
		{"[server]\nstate_dir = /s\x1b\n",
			"config/control-byte | weather.conf:2: a control "
			"character; write plain text"},
		{"[server]\r\rstate_dir = /s\n",
			"config/control-byte | weather.conf:1: a control "
			"character; write plain text"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(complaint(cases[i].text), cases[i].complaint);
}

static void
a_nul_byte_is_refused(void)
{
	static const char text[] = SERVER DEV "# a\0b\n";
	struct config config;
	struct err err;

	CHECK_INT(
		load_bytes(text, sizeof(text) - 1, &config, &err), ERR_CONFIG);
	CHECK_STR(err.reason, "config/control-byte");
}

static void
lines_of_190_bytes_fit_and_191_do_not(void)
{
	char text[600];
	struct config config;
	struct err err;
	int used = snprintf(text, sizeof(text), "%s", SERVER DEV);

	memset(text + used, 'x', 191);
	text[used] = '#';
	memcpy(text + used + 190, "\n", 2);
	CHECK_INT(load(text, &config, &err), OK);
	config_free(&config);
	memcpy(text + used + 190, "x\n", 3);
	CHECK_INT(load(text, &config, &err), ERR_CONFIG);
	CHECK_STR(err.reason, "config/line-length");
	CHECK_INT(
		load(SERVER DEV "[permission read]\nuser_roles = "
				"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
				"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
				"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
				"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
			&config, &err),
		OK);
	CHECK_INT(strlen(word(&config.permissions[0].user_roles, 0)), 175);
	config_free(&config);
}

static void
unknown_names_are_refused_with_the_closest_known(void)
{
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{"[servr]\n",
			"config/unknown-section | weather.conf:1: [servr] is "
			"no section; did you mean [server]?"},
		{"[isuer corp]\n",
			"config/unknown-section | weather.conf:1: [isuer corp] "
			"is no section; did you mean [issuer NAME]?"},
		{"[Server]\n",
			"config/unknown-section | weather.conf:1: [Server] is "
			"no section; did you mean [server]?"},
		{"[server one]\n",
			"config/unknown-section | weather.conf:1: [server one] "
			"is no section; did you mean [server]?"},
		{"[database]\n",
			"config/unknown-section | weather.conf:1: [database] "
			"is no section; write [server], [issuer NAME], "
			"[permission NAME], [page] or [upstream]"},
		{"[]\n", "config/unknown-section | weather.conf:1: [] is no "
			 "section; write [server], [issuer NAME], [permission "
			 "NAME], [page] or [upstream]"},
		{"[issuer]\n",
			"config/section-name | weather.conf:1: [issuer] is no "
			"name of an issuer; write [issuer NAME] with up to 32 "
			"letters, digits, - _ ."},
		{"[issuer a b]\n",
			"config/section-name | weather.conf:1: [issuer a b] is "
			"no name of an issuer; write [issuer NAME] with up to "
			"32 letters, digits, - _ ."},
		{"[permission reed]\n",
			"config/section-name | weather.conf:1: [permission "
			"reed] is no permission; write [permission read], "
			"[permission write] or [permission admin]"},
		{"[server]\npublic_ulr = x\n",
			"config/unknown-key | weather.conf:2: \"public_ulr\" "
			"is no key of [server]; did you mean public_url?"},
		{"[server]\ntenant_id = x\n",
			"config/unknown-key | weather.conf:2: tenant_id does "
			"not belong into [server]; write it below [issuer "
			"NAME]"},
		{"[server]\nfrobnicate = x\n",
			"config/unknown-key | weather.conf:2: \"frobnicate\" "
			"is no key of [server]; see weather.conf.example"},
		{"[issuer c]\nSCOPES = x\n",
			"config/unknown-key | weather.conf:2: \"SCOPES\" is no "
			"key of [issuer c]; see weather.conf.example"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(complaint(cases[i].text), cases[i].complaint);
}

#define UPSTREAM SERVER DEV "[upstream]\nprovider = "

static void
an_upstream_section_fits_its_provider(void)
{
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{UPSTREAM "open-meteo\n", ""},
		{UPSTREAM "openweathermap\napi_key_file = k\n", ""},
		{SERVER DEV "[upstream]\n",
			"config/missing-key | weather.conf:6: provider is "
			"missing in this section; write provider = ..."},
		{UPSTREAM "openwethermap\n",
			"config/value | weather.conf:7: provider is "
			"\"openwethermap\"; did you mean openweathermap? "
			"write openweathermap or open-meteo"},
		{UPSTREAM "openweathermap\n",
			"config/missing-key | weather.conf:6: openweathermap "
			"wants a key; write api_key_file = FILE and the key "
			"into that file"},
		{UPSTREAM "openweathermap\napi_key_file = k\n"
			  "geocoding_url = https://g.example\n",
			"config/unused-key | weather.conf:9: provider "
			"openweathermap does not use geocoding_url; remove it"},
		{UPSTREAM "open-meteo\nbase_url = http://a.example\n",
			"config/insecure-url | weather.conf:8: base_url must "
			"begin with https:// (http:// only to 127.0.0.1, "
			"[::1], localhost with allow_insecure_loopback = on)"},
		{UPSTREAM "open-meteo\nbase_url = http://127.0.0.1:1\n",
			"config/insecure-url | weather.conf:8: base_url must "
			"begin with https:// (http:// only to 127.0.0.1, "
			"[::1], localhost with allow_insecure_loopback = on)"},
		{UPSTREAM "open-meteo\nbase_url = http://127.0.0.1:1\n"
			  "allow_insecure_loopback = on\n",
			""},
		{UPSTREAM "open-meteo\nbase_url = https://a.example?k=1\n",
			"config/value | weather.conf:8: base_url has a ?; "
			"write it without, and a key into the file that "
			"api_key_file names"},
		{UPSTREAM "open-meteo\nper_minute = 0\n",
			"config/value | weather.conf:8: per_minute is \"0\"; "
			"write a number from 1 to 1000000"},
		{UPSTREAM "open-meteo\nappid = 1\n",
			"config/unknown-key | weather.conf:8: \"appid\" is no "
			"key of [upstream]; see weather.conf.example"},
		{UPSTREAM "open-meteo\n[upstream]\n",
			"config/repeated-section | weather.conf:8: [upstream] "
			"is there already; write all of it in one place"},
		{UPSTREAM "open-meteo\nattribution = \xff\n",
			"config/utf-8 | weather.conf:8: bytes that are not "
			"UTF-8; save the file as UTF-8"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(complaint(cases[i].text), cases[i].complaint);
}

static void
a_provider_brings_its_defaults(void)
{
	struct config config;
	struct err err;

	CHECK_INT(load(SERVER DEV, &config, &err), OK);
	CHECK_INT(config.upstream.provider, PROVIDER_NONE);
	config_free(&config);
	CHECK_INT(load(UPSTREAM "openweathermap\napi_key_file = k\n", &config,
			  &err),
		OK);
	CHECK_INT(config.upstream.provider, PROVIDER_OPENWEATHERMAP);
	CHECK_STR(config.upstream.name, "openweathermap");
	CHECK_STR(config.upstream.base_url,
		"https://api.openweathermap.org/data/2.5");
	CHECK(config.upstream.geocoding_url == NULL);
	CHECK_STR(config.upstream.api_key_file, in_folder("k"));
	CHECK(strstr(config.upstream.attribution, "OpenWeather") != NULL);
	CHECK_INT(config.upstream.per_minute, 20);
	CHECK_INT(config.upstream.per_day, 5000);
	config_free(&config);
	CHECK_INT(load(UPSTREAM "open-meteo\nbase_url = https://a.example/v1/\n"
				"attribution = ours, \xc3\xa9\n"
				"per_minute = 600\n",
			  &config, &err),
		OK);
	CHECK_STR(config.upstream.name, "open-meteo");
	CHECK_STR(config.upstream.base_url, "https://a.example/v1");
	CHECK_STR(config.upstream.geocoding_url,
		"https://geocoding-api.open-meteo.com/v1");
	CHECK_STR(config.upstream.attribution, "ours, \xc3\xa9");
	CHECK_INT(config.upstream.per_minute, 600);
	CHECK(config.upstream.api_key_file == NULL);
	config_free(&config);
}

#define ORGANIZATIONS                                                    \
	SERVER "[issuer c]\npreset = entra\ntenant_id = organizations\n" \
	       "client_id = " GUID "\n"
#define CONTOSO                                                    \
	SERVER "[issuer c]\npreset = entra-b2c\ntenant_id = " GUID \
	       "\nclient_id = " GUID "\n"

static void
organizations_and_policies_are_listed_with_care(void)
{
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{ORGANIZATIONS "allowed_tenants = " GUID "\n", ""},
		{ORGANIZATIONS,
			"config/missing-key | weather.conf:6: tenant_id is "
			"\"organizations\", which anybody can be; write "
			"allowed_tenants = GUID ... too"},
		{ORGANIZATIONS "allowed_tenants =\n",
			"config/value | weather.conf:8: allowed_tenants is "
			"empty; write a value or remove it"},
		{ORGANIZATIONS "allowed_tenants = organizations\n",
			"config/value | weather.conf:8: allowed_tenants is "
			"\"organizations\"; write GUIDs such as "
			"11111111-2222-3333-4444-555555555555"},
		{ORGANIZATIONS "allowed_tenants = aaaaaaaa-2222-3333-4444-"
			       "555555555555\nallowed_tenants = " GUID " "
			       "AAAAAAAA-2222-3333-4444-555555555555\n",
			"config/value | weather.conf:9: allowed_tenants has "
			"\"AAAAAAAA-2222-3333-4444-555555555555\" twice; "
			"remove one"},
		{SERVER "[issuer c]\npreset = entra\ntenant_id = " GUID
			"\nclient_id = " GUID "\nallowed_tenants = " GUID "\n",
			"config/unused-key | weather.conf:8: allowed_tenants "
			"goes with tenant_id = organizations; write that, or "
			"remove the list"},
		{"[issuer c]\ntenant_id = common\n",
			"config/value | weather.conf:2: tenant_id is "
			"\"common\"; write the GUID of one tenant, or "
			"organizations with allowed_tenants"},
		{"[issuer c]\ntenant_id = Organizations\n",
			"config/value | weather.conf:2: tenant_id is "
			"\"Organizations\"; write a GUID such as "
			"11111111-2222-3333-4444-555555555555"},

		{CONTOSO "b2c_domain = contoso\nb2c_policies = B2C_1_a\n", ""},
		{CONTOSO "b2c_domain = contoso\n",
			"config/missing-key | weather.conf:4: b2c_policies is "
			"missing in this section; write b2c_policies = ..."},
		{CONTOSO "b2c_policies = B2C_1_a\n",
			"config/missing-key | weather.conf:4: b2c_domain is "
			"missing in this section; write b2c_domain = ..."},
		{CONTOSO "b2c_domain = contoso\nb2c_policies =\n",
			"config/value | weather.conf:9: b2c_policies is empty; "
			"write a value or remove it"},
		{CONTOSO "b2c_domain = contoso\n"
			 "b2c_policies = B2C_1_a b b2c_1_A\n",
			"config/value | weather.conf:9: b2c_policies has "
			"\"b2c_1_A\" twice; remove one"},
		{CONTOSO "b2c_domain = contoso\nb2c_policies = ../x\n",
			"config/value | weather.conf:9: b2c_policies is "
			"\"../x\"; write names such as B2C_1_signupsignin1"},
		{CONTOSO "b2c_domain = contoso.onmicrosoft.com\n",
			"config/value | weather.conf:8: b2c_domain is "
			"\"contoso.onmicrosoft.com\"; write small letters, "
			"digits and - alone, such as contoso for "
			"contoso.onmicrosoft.com"},
		{CONTOSO "b2c_domain = Contoso\n",
			"config/value | weather.conf:8: b2c_domain is "
			"\"Contoso\"; write small letters, digits and - "
			"alone, such as contoso for contoso.onmicrosoft.com"},
		{CONTOSO "b2c_domain = contoso\nb2c_policies = B2C_1_a\n"
			 "allowed_tenants = " GUID "\n",
			"config/unused-key | weather.conf:10: preset entra-b2c "
			"does not use allowed_tenants; remove it"},
		{CONTOSO "b2c_domain = contoso\nb2c_policies = B2C_1_a\n"
			 "authority = http://contoso.example\n",
			"config/insecure-url | weather.conf:10: authority must "
			"begin with https:// (http:// only to 127.0.0.1, "
			"[::1], localhost with allow_insecure_loopback = on)"},
		{SERVER "[issuer c]\npreset = entra-b2c\n"
			"tenant_id = organizations\nclient_id = " GUID
			"\nb2c_domain = contoso\nb2c_policies = B2C_1_a\n",
			"config/value | weather.conf:6: tenant_id is "
			"\"organizations\"; write the GUID of the B2C "
			"tenant"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(complaint(cases[i].text), cases[i].complaint);
}

static void
only_so_many_tenants_and_policies_fit(void)
{
	struct buf text;

	buf_init(&text, 1 << 16);
	for (int count = 64; count <= 65; count++) {
		buf_clear(&text);
		buf_z(&text, ORGANIZATIONS);
		for (int i = 0; i < count; i++)
			buf_printf(&text,
				"allowed_tenants = %08d-2222-3333-4444-"
				"555555555555\n",
				i);
		CHECK_STR(complaint(text.at),
			count == 64 ? ""
				    : "config/value | weather.conf:72: "
				      "allowed_tenants has 65 words, at most "
				      "64");
	}
	for (int count = 16; count <= 17; count++) {
		buf_clear(&text);
		buf_z(&text, CONTOSO "b2c_domain = contoso\n");
		for (int i = 0; i < count; i++)
			buf_printf(&text, "b2c_policies = B2C_1_%d\n", i);
		CHECK_STR(complaint(text.at),
			count == 16 ? ""
				    : "config/value | weather.conf:25: "
				      "b2c_policies has 17 words, at most 16");
	}
	buf_free(&text);
}

static void
only_lists_may_be_repeated(void)
{
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{SERVER "state_dir = /t\n",
			"config/repeated-key | weather.conf:4: state_dir is "
			"there already, in line 2; remove one"},
		{SERVER DEV "[server]\n",
			"config/repeated-section | weather.conf:6: [server] is "
			"there already; write all of it in one place"},
		{SERVER DEV DEV,
			"config/repeated-section | weather.conf:6: [issuer "
			"dev] is there already; write all of it in one place"},
		{SERVER DEV "[issuer  dev]\n",
			"config/repeated-section | weather.conf:6: [issuer  "
			"dev] is there already; write all of it in one place"},
		{SERVER DEV "[permission read]\n[permission read]\n",
			"config/repeated-section | weather.conf:7: [permission "
			"read] is there already; write all of it in one "
			"place"},
		{SERVER "cors_origins =\ncors_origins = https://a\n" DEV, ""},
		{SERVER DEV "[permission read]\n[permission write]\n", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(complaint(cases[i].text), cases[i].complaint);
}

static void
what_is_missing_is_named(void)
{
	static const struct {
		const char *text, *complaint;
	} cases[] = {
		{"", "config/missing-section | weather.conf: there is no "
		     "[server] section; write one with state_dir and "
		     "public_url"},
		{DEV, "config/missing-section | weather.conf: there is no "
		      "[server] section; write one with state_dir and "
		      "public_url"},
		{SERVER, "config/missing-section | weather.conf: no issuer is "
			 "trusted; write an [issuer NAME] section with its "
			 "preset"},
		{"[server]\npublic_url = http://localhost\n",
			"config/missing-key | weather.conf:1: state_dir is "
			"missing in this section; write state_dir = ..."},
		{"[server]\nstate_dir = /s\n" DEV,
			"config/missing-key | weather.conf:1: public_url is "
			"missing in this section; write public_url = ..."},
		{SERVER "[issuer c]\n",
			"config/missing-key | weather.conf:4: preset is "
			"missing in this section; write preset = ..."},
		{SERVER "[issuer c]\ntenant_id = " GUID "\n",
			"config/missing-key | weather.conf:4: preset is "
			"missing in this section; write preset = ..."},
		{SERVER "[issuer c]\npreset = entra\nclient_id = " GUID "\n",
			"config/missing-key | weather.conf:4: tenant_id is "
			"missing in this section; write tenant_id = ..."},
		{SERVER "[issuer c]\npreset = entra\ntenant_id = " GUID "\n",
			"config/missing-key | weather.conf:4: client_id is "
			"missing in this section; write client_id = ..."},
		{SERVER "[issuer c]\npreset = oidc\nissuer = https://a\n",
			"config/missing-key | weather.conf:4: audience is "
			"missing in this section; write audience = ..."},
		{SERVER "[issuer c]\npreset = oidc\naudience = a\n",
			"config/missing-key | weather.conf:4: issuer is "
			"missing in this section; write issuer = ..."},
		{SERVER "[issuer c]\npreset = static\nissuer = a\naudience = "
			"a\n",
			"config/missing-key | weather.conf:4: jwks_file is "
			"missing in this section; write jwks_file = ..."},
		{SERVER "[issuer c]\npreset = oidc\nissuer = https://a\n"
			"audience =\n",
			"config/value | weather.conf:7: audience is empty; "
			"write a value or remove it"},
		{SERVER "[issuer c]\npreset = oidc\nissuer =\naudience = a\n",
			"config/value | weather.conf:6: issuer is empty; write "
			"a value or remove it"},
		{SERVER DEV "[page]\nclient_id = x\n",
			"config/missing-key | weather.conf:6: issuer is "
			"missing in this section; write issuer = ..."},
		{SERVER DEV "[page]\nissuer = dev\n",
			"config/missing-key | weather.conf:6: client_id is "
			"missing in this section; write client_id = ..."},
		{SERVER DEV "[page]\nissuer = dve\nclient_id = x\n",
			"config/page-issuer | weather.conf:6: issuer is "
			"\"dve\"; write the name of an [issuer NAME] section"},
		{SERVER DEV "[page]\nissuer = dev\nclient_id = x\n", ""},
		{SERVER "[issuer c]\npreset = static\nissuer = a\naudience = "
			"a\njwks_file = k\n",
			""},
		{SERVER "[issuer c]\npreset = oidc\nissuer = https://a\n"
			"audience = a\n",
			""},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(complaint(cases[i].text), cases[i].complaint);
}

static void
keys_that_a_preset_does_not_use_are_refused(void)
{
	static const struct {
		const char *lines; /* of the section; the last one is wrong */
		const char *name;
	} cases[] = {
		{"preset = dev\naudience = a\n", "audience"},
		{"preset = dev\nissuer = a\n", "issuer"},
		{"preset = dev\nscope_claim = a\n", "scope_claim"},
		{"preset = dev\nalgorithms = RS256\n", "algorithms"},
		{"preset = static\nissuer = a\naudience = a\njwks_file = k\n"
		 "jwks_uri = https://a\n",
			"jwks_uri"},
		{"preset = static\nissuer = a\naudience = a\njwks_file = k\n"
		 "proxy = http://p:1\n",
			"proxy"},
		{"preset = oidc\nissuer = https://a\naudience = a\n"
		 "tenant_id = " GUID "\n",
			"tenant_id"},
		{"preset = oidc\nissuer = https://a\naudience = a\n"
		 "jwks_file = k\n",
			"jwks_file"},
		{"preset = entra\ntenant_id = " GUID "\nclient_id = " GUID "\n"
		 "issuer = https://a\n",
			"issuer"},
		{"preset = entra\ntenant_id = " GUID "\nclient_id = " GUID "\n"
		 "metadata_url = https://a\n",
			"metadata_url"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[600], says[60];
		struct config config;
		struct err err;

		snprintf(text, sizeof(text), SERVER "[issuer c]\n%s",
			cases[i].lines);
		CHECK_INT(load(text, &config, &err), ERR_CONFIG);
		CHECK_STR(err.reason, "config/unused-key");
		snprintf(says, sizeof(says), " does not use %s; remove it",
			cases[i].name);
		CHECK(strstr(err.detail, says) != NULL);
	}
}

/* One key with one value, in a file that is right otherwise. */
static bool
takes(const char *section, const char *line)
{
	static const struct {
		const char *name, *before, *after;
	} frames[] = {
		{"server",
			"[server]\nstate_dir = /s\n"
			"public_url = https://w.example\n",
			"[issuer c]\npreset = static\nissuer = a\n"
			"audience = a\njwks_file = k\n"},
		{"public_url", "[server]\nstate_dir = /s\n",
			"[issuer c]\npreset = static\nissuer = a\n"
			"audience = a\njwks_file = k\n"},
		{"dev", "[server]\nstate_dir = /s\n", DEV},
		{"entra",
			SERVER "[issuer c]\npreset = entra\n"
			       "tenant_id = " GUID "\n",
			"client_id = " GUID "\n"},
		{"tenant", SERVER "[issuer c]\npreset = entra\n",
			"client_id = " GUID "\n"},
		{"oidc", SERVER "[issuer c]\npreset = oidc\naudience = a\n",
			""},
		{"loopback",
			SERVER "[issuer c]\npreset = oidc\naudience = a\n"
			       "allow_insecure_loopback = on\n",
			""},
		{"read", SERVER DEV "[permission read]\n", ""},
	};
	char text[1000];

	for (size_t i = 0; i < COUNT(frames); i++)
		if (!strcmp(frames[i].name, section)) {
			const char *said;

			snprintf(text, sizeof(text), "%s%s\n%s",
				frames[i].before, line, frames[i].after);
			said = complaint(text);
			if (*said && strncmp(said, "config/value", 12) &&
				strncmp(said, "config/dev", 10) &&
				strncmp(said, "config/insecure-url", 19) &&
				strncmp(said, "config/two-sources", 18))
				printf("# %s: %s\n", line, said);
			return !*said;
		}
	abort();
}

static void
values_are_checked_by_their_type(void)
{
	static const struct {
		const char *section, *line;
		bool good;
	} cases[] = {
		{"server", "log_level = error", true},
		{"server", "log_level = loud", false},
		{"server", "log_level = INFO", false},
		{"server", "log_level =", false},
		{"server", "max_body = 1", true},
		{"server", "max_body = 1048576", true},
		{"server", "max_body = 0", false},
		{"server", "max_body = 1048577", false},
		{"server", "max_body = 64k", false},
		{"server", "max_body = -1", false},
		{"server", "fetch_program = /a", true},
		{"server", "fetch_program = a", false},
		{"server", "cors_origins = https://a.example:8443", true},
		{"server", "cors_origins = *", false},
		{"server", "cors_origins = null", false},
		{"server", "cors_origins = https://a.example/", false},
		{"server", "cors_origins = https://A.example", false},
		{"server", "cors_origins = a.example", false},
		{"server", "cors_origins = https://u@a.example", false},
		{"server", "cors_origins = https://ok https://bad/x", false},
		{"public_url", "public_url = https://w.example", true},
		{"public_url", "public_url = http://w.example", true},
		{"public_url", "public_url = https://w.example:8443/a/", true},
		{"public_url", "public_url = https://w.example/a-b/c_d~.e",
			true},
		{"public_url", "public_url = \"https://w.example\"", false},
		{"public_url", "public_url = w.example", false},
		{"public_url", "public_url = ftp://w.example", false},
		{"public_url", "public_url = https://", false},
		{"public_url", "public_url = https://w.example?x", false},
		{"public_url", "public_url = https://w.example/#x", false},
		{"public_url", "public_url = https://u@w.example", false},
		{"public_url", "public_url = https://w.example:0", false},
		{"public_url", "public_url = https://w.example:65536", false},
		{"public_url", "public_url = https://w.example:", false},
		{"public_url", "public_url = https://w.example:-1", false},
		{"public_url", "public_url = https://w.example//", false},
		{"public_url", "public_url = https://w.example/a//b", false},
		{"public_url", "public_url = https://w.example/a/../b", false},
		{"public_url", "public_url = https://w.example/%41", false},
		{"public_url", "public_url = https://w ex", false},
		{"public_url", "public_url = https://w.\xC3\xA9x", false},
		{"public_url", "public_url = https://[::1", false},
		{"public_url", "public_url = https://[::1]x", false},
		{"public_url", "public_url = https://[]", false},
		{"dev", "public_url = http://localhost", true},
		{"dev", "public_url = http://127.0.0.1:8080/x", true},
		{"dev", "public_url = http://[::1]:8080", true},
		{"dev", "public_url = http://127.0.0.2", false},
		{"dev", "public_url = http://localhost.example", false},
		{"dev", "public_url = http://LOCALHOST", false},
		{"dev", "public_url = http://localhost@w.example", false},
		{"dev", "public_url = http://w.example@localhost", false},
		{"dev", "public_url = https://w.example", false},
		{"tenant", "tenant_id = " GUID, true},
		{"tenant", "tenant_id = 11111111-2222-3333-4444-55555555555",
			false},
		{"tenant", "tenant_id = 11111111-2222-3333-4444-55555555555g",
			false},
		{"tenant", "tenant_id = 1111111122222333344445555555555555555",
			false},
		{"tenant", "tenant_id = contoso.onmicrosoft.com", false},
		{"tenant", "tenant_id = common", false},
		{"tenant", "tenant_id = " GUID " " GUID, false},
		{"entra", "authority = https://login.microsoftonline.us", true},
		{"entra", "authority = http://login.microsoftonline.us", false},
		{"entra", "authority = http://127.0.0.1:1", false},
		{"entra", "authority_v1 = https://sts.windows.net/", true},
		{"entra", "authority_v1 = sts.windows.net", false},
		{"entra", "algorithms = RS256 PS512 Ed25519", true},
		{"entra", "algorithms = HS256", false},
		{"entra", "algorithms = none", false},
		{"entra", "algorithms = rs256", false},
		{"entra", "algorithms =", false},
		{"entra", "scope_claim = scp scope", false},
		{"entra", "scope_prefix = api://x/", true},
		{"entra", "scope_prefix =", true},
		{"entra", "scope_prefix = a\\b", false},
		{"entra", "proxy = http://p:3128", true},
		{"entra", "proxy = p:3128", false},
		{"entra", "proxy = file:///etc/passwd", false},
		{"entra", "allow_insecure_loopback = off", true},
		{"entra", "allow_insecure_loopback = yes", false},
		{"oidc", "issuer = https://a/b", true},
		{"oidc", "issuer = http://a/b", false},
		{"oidc", "issuer = urn:a", false},
		{"oidc", "issuer = urn:a\njwks_uri = https://a/k", true},
		{"oidc", "issuer = urn:a\njwks_uri = http://a/k", false},
		{"oidc", "issuer = urn:a\nmetadata_url = https://a/k", true},
		{"oidc", "issuer = urn:a\nmetadata_url = https://u:p@a/k",
			false},
		{"oidc", "issuer = urn:a\nmetadata_url = https://a/k#x", false},
		{"oidc",
			"issuer = urn:a\njwks_uri = https://a/k\n"
			"metadata_url = https://a/m",
			false},
		{"oidc", "issuer = http://localhost/b", false},
		{"loopback", "issuer = http://localhost/b", true},
		{"loopback", "issuer = http://[::1]:8/b", true},
		{"loopback", "issuer = http://localhost.example/b", false},
		{"loopback", "issuer = http://localhost@a.example/b", false},
		{"loopback", "issuer = urn:a\njwks_uri = http://127.0.0.1/k",
			true},
		{"loopback", "issuer = urn:a\njwks_uri = http://127.0.0.2/k",
			false},
		{"read", "scopes = a b/c:d", true},
		{"read", "scopes = \"a\"", false},
		{"read", "scopes = a\"b", false},
		{"read", "scopes = \xC3\xA9", false},
		{"read", "user_roles = \xC3\xA9", true},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool taken = takes(cases[i].section, cases[i].line);

		if (taken != cases[i].good)
			printf("# %s\n", cases[i].line);
		CHECK_INT(taken, cases[i].good);
	}
}

static void
a_password_in_a_url_is_not_repeated(void)
{
	static const char *const lines[] = {
		"metadata_url = https://u:s3cret@a/k", "proxy = x:s3cret@a"};

	for (size_t i = 0; i < COUNT(lines); i++) {
		char text[300];

		snprintf(text, sizeof(text), SERVER "[issuer c]\n%s\n",
			lines[i]);
		CHECK(*complaint(text));
		CHECK(!strstr(complaint(text), "s3cret"));
	}
}

static void
a_file_that_cannot_be_read_is_named(void)
{
	struct config config;
	struct err err = {0};
	const char *path = in_folder("absent.conf");

	CHECK_INT(config_load(path, &config, &err), ERR_CONFIG);
	CHECK_STR(err.reason, "config/open");
	CHECK(strstr(err.detail, "No such file") != NULL);
	CHECK(!config.path);
	err = (struct err){0};
	CHECK_INT(config_load(folder, &config, &err), ERR_CONFIG);
	CHECK_STR(err.reason, "config/read");
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

/* weather.conf.example with the # taken from lines that name a required key,
 * or from all that have one; whole keeps commented sections closed. */
static char *
example(bool all)
{
	FILE *file = fopen("weather.conf.example", "r");
	struct buf out;
	char *line = NULL;
	size_t room = 0;
	bool open = true;

	if (!file)
		abort();
	buf_init(&out, 1 << 16);
	while (getline(&line, &room, file) > 0) {
		static const char *const required[] = {"#state_dir ",
			"#public_url ", "#tenant_id ", "#client_id "};
		size_t skip = 0;

		if (line[0] == '[')
			open = true;
		if (line[0] == '#' && line[1] == '[')
			open = false;
		for (size_t i = 0; open && i < COUNT(required); i++)
			if (!strncmp(line, required[i], strlen(required[i])))
				skip = 1;
		if (all && open && line[0] == '#' && line[1] != ' ' &&
			strstr(line, " =") && line[1] != '\n')
			skip = 1;
		buf_z(&out, line + skip);
	}
	free(line);
	fclose(file);
	return out.at;
}

static void
the_example_loads_once_its_required_values_are_there(void)
{
	struct config config, plain;
	struct err err;
	char *text = example(false);

	CHECK_INT(load(text, &config, &err), OK);
	CHECK_STR(err.detail, "");
	CHECK_INT(load(SERVER DEV, &plain, &err), OK);
	CHECK_INT(config.issuer_count, 1);
	CHECK_INT(config.issuers[0].preset, PRESET_ENTRA);
	CHECK_INT(config.max_body_bytes, plain.max_body_bytes);
	config_free(&config);
	config_free(&plain);
	free(text);
}

static void
check_same_words(const struct words *a, const struct words *b)
{
	CHECK_INT(a->count, b->count);
	for (size_t i = 0; i < a->count; i++)
		CHECK_STR(word(a, i), word(b, i));
}

static void
what_the_example_calls_default_is_the_default(void)
{
	struct config config, plain;
	struct err err;
	char *text = example(true);

	CHECK_INT(load(text, &config, &err), OK);
	CHECK_STR(err.detail, "");
	CHECK_INT(load(SERVER DEV, &plain, &err), OK);
	CHECK_INT(config.log_level, plain.log_level);
	CHECK_INT(config.max_body_bytes, plain.max_body_bytes);
	CHECK_INT(config.cors_origins.count, 0);
	CHECK(strstr(config.fetch_program, "/libexec/weather/weather-fetch"));
	for (size_t i = 0; i < CONFIG_PERMISSIONS; i++) {
		check_same_words(&config.permissions[i].scopes,
			&plain.permissions[i].scopes);
		check_same_words(&config.permissions[i].app_roles,
			&plain.permissions[i].app_roles);
		check_same_words(&config.permissions[i].user_roles,
			&plain.permissions[i].user_roles);
	}
	config_free(&config);
	config_free(&plain);
	free(text);
}

static void
the_example_names_every_key(void)
{
	struct config_key key;
	char *text = example(false), line[80];
	size_t i;

	for (i = 0; config_key(i, &key); i++) {
		CHECK(key.section[0] == '[' && *key.meaning && key.fallback);
		snprintf(line, sizeof(line), "\n#%s =", key.name);
		if (!strstr(text, line)) {
			snprintf(line, sizeof(line), "\n%s =", key.name);
			CHECK(strstr(text, line) != NULL);
		}
	}
	CHECK(i > 30);
	free(text);
}

static void
a_wish_decides_where_the_file_is(void)
{
	char found[PATH_MAX];
	struct err err = {0};

	unsetenv("WEATHER_CONFIG");
	CHECK_INT(config_find("/x.conf", found, sizeof(found), &err), OK);
	CHECK_STR(found, "/x.conf");
	setenv("WEATHER_CONFIG", "/e.conf", 1);
	CHECK_INT(config_find(NULL, found, sizeof(found), &err), OK);
	CHECK_STR(found, "/e.conf");
	CHECK_INT(config_find("/x.conf", found, sizeof(found), &err), OK);
	CHECK_STR(found, "/x.conf");
	CHECK_INT(config_find("/x.conf", found, 7, &err), ERR_CONFIG);
	unsetenv("WEATHER_CONFIG");
}

/* Runs a copy of this program, which prints what config_find() finds. */
static const char *
found_by(const char *program)
{
	static char said[PATH_MAX + 300];
	int ends[2];
	pid_t child;
	ssize_t len;

	fflush(stdout);
	if (pipe(ends) || (child = fork()) < 0)
		abort();
	if (!child) {
		unsetenv("WEATHER_CONFIG");
		dup2(ends[1], STDOUT_FILENO);
		execl(program, program, "find", (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	len = read(ends[0], said, sizeof(said) - 1);
	said[len > 0 ? len : 0] = '\0';
	close(ends[0]);
	waitpid(child, NULL, 0);
	return said;
}

static void
copy_program(const char *to)
{
	char bytes[65536];
	FILE *in = fopen("/proc/self/exe", "r"), *out = fopen(to, "w");
	size_t len;

	if (!in || !out)
		abort();
	while ((len = fread(bytes, 1, sizeof(bytes), in)) > 0)
		if (fwrite(bytes, 1, len, out) != len)
			abort();
	fclose(in);
	if (fclose(out) || chmod(to, 0700))
		abort();
}

static void
else_it_is_beside_the_program_or_one_folder_up(void)
{
	char program[PATH_MAX + 64], link[PATH_MAX + 64];

	unlink(in_folder("weather.conf"));
	mkdir(in_folder("bin"), 0700);
	snprintf(program, sizeof(program), "%s/bin/find", folder);
	snprintf(link, sizeof(link), "%s/link", folder);
	copy_program(program);
	if (symlink(program, link))
		abort();
	if (access("/etc/weather/weather.conf", F_OK)) {
		CHECK(strstr(found_by(program), "no weather.conf in "));
		CHECK(strstr(found_by(program), "/etc/weather"));
	}
	write_bytes(in_folder("weather.conf"), "", 0);
	CHECK_STR(found_by(program), in_folder("weather.conf"));
	write_bytes(in_folder("bin/weather.conf"), "", 0);
	CHECK_STR(found_by(program), in_folder("bin/weather.conf"));
	CHECK_STR(found_by(link), in_folder("bin/weather.conf"));
	unlink(in_folder("bin/weather.conf"));
	unlink(program);
	unlink(link);
	rmdir(in_folder("bin"));
	unlink(in_folder("weather.conf"));
}

static void
nothing_of_ours_may_lie_in_a_document_root(void)
{
	char www[PATH_MAX + 8], out[PATH_MAX + 8];
	struct {
		const char *path, *state_dir, *root;
		enum err_kind kind;
	} cases[] = {
		{"/etc/w.conf", "/var/lib/w", NULL, OK},
		{"/etc/w.conf", "/var/lib/w", "", OK},
		{"/etc/w.conf", "/var/lib/w", "/srv/www", OK},
		{"/etc/w.conf", "/var/lib/w", "/", ERR_CONFIG},
		{"/etc/w.conf", "/var/lib/w", "//", ERR_CONFIG},
		{"/srv/no/w.conf", "/var/lib/w", "/srv/no", ERR_CONFIG},
		{"/srv/no/w.conf", "/var/lib/w", "/srv/no/", ERR_CONFIG},
		{"/srv/nobody/w.conf", "/var/lib/w", "/srv/no", OK},
		{"/etc/w.conf", "/srv/no/state", "/srv/no", ERR_CONFIG},
		{"/etc/w.conf", "/srv/no", "/srv/no", ERR_CONFIG},
		{"/etc/w.conf", "/srv", "/srv/no", OK},
		/* a link in the root leads to a file outside */
		{in_folder("www/w.conf"), "/var/lib/w", www, ERR_CONFIG},
		/* the same file by its own name */
		{in_folder("out/w.conf"), "/var/lib/w", www, OK},
		/* a link outside leads into the root */
		{in_folder("out/served.conf"), "/var/lib/w", www, ERR_CONFIG},
	};
	char link[PATH_MAX + 64], root_link[PATH_MAX + 64];

	snprintf(www, sizeof(www), "%s/www", folder);
	snprintf(out, sizeof(out), "%s/out", folder);
	if (mkdir(www, 0700) || mkdir(out, 0700))
		abort();
	write_bytes(in_folder("out/w.conf"), "", 0);
	write_bytes(in_folder("www/x.conf"), "", 0);
	if (symlink("../out/w.conf", in_folder("www/w.conf")) ||
		symlink("../www/x.conf", in_folder("out/served.conf")))
		abort();
	cases[11].path = strdup(in_folder("www/w.conf"));
	cases[12].path = strdup(in_folder("out/w.conf"));
	cases[13].path = strdup(in_folder("out/served.conf"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct config config = {
			.path = cases[i].path, .state_dir = cases[i].state_dir};
		struct err err = {0};

		CHECK_INT(config_check_root(&config, cases[i].root, &err),
			cases[i].kind);
	}
	/* the server's name for the root is a link, or ours goes through one */
	snprintf(link, sizeof(link), "%s/www/x.conf", folder);
	snprintf(root_link, sizeof(root_link), "%s/root", folder);
	if (symlink("www", root_link))
		abort();
	{
		struct config config = {.path = link, .state_dir = "/s"};
		struct err err = {0};

		CHECK_INT(config_check_root(&config, root_link, &err),
			ERR_CONFIG);
		snprintf(link, sizeof(link), "%s/www/../out/w.conf", folder);
		CHECK_INT(config_check_root(&config, www, &err), OK);
		snprintf(link, sizeof(link), "%s/out/../www/x.conf", folder);
		CHECK_INT(config_check_root(&config, www, &err), ERR_CONFIG);
		snprintf(link, sizeof(link), "%s/root/x.conf", folder);
		CHECK_INT(config_check_root(&config, www, &err), ERR_CONFIG);
	}
	for (size_t i = 11; i < COUNT(cases); i++) {
		unlink(cases[i].path);
		free((char *)(uintptr_t)cases[i].path);
	}
	unlink(in_folder("www/x.conf"));
	unlink(root_link);
	rmdir(www);
	rmdir(out);
}

int
main(int argc, char **argv)
{
	const char *tmp = getenv("TMPDIR");

	if (argc == 2 && !strcmp(argv[1], "find")) {
		char found[PATH_MAX];
		struct err err = {0};
		bool is_found =
			config_find(NULL, found, sizeof(found), &err) == OK;

		printf("%s", is_found ? found : err.detail);
		return 0;
	}
	snprintf(folder, sizeof(folder), "%s/config-XXXXXX",
		tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		abort();
	RUN(two_values_are_enough_for_entra);
	RUN(permissions_left_out_have_the_contracts_words);
	RUN(a_written_permission_replaces_only_what_it_names);
	RUN(everything_that_can_be_written_is_taken_over);
	RUN(what_libinih_would_cut_or_join_is_refused);
	RUN(a_nul_byte_is_refused);
	RUN(lines_of_190_bytes_fit_and_191_do_not);
	RUN(unknown_names_are_refused_with_the_closest_known);
	RUN(an_upstream_section_fits_its_provider);
	RUN(a_provider_brings_its_defaults);
	RUN(organizations_and_policies_are_listed_with_care);
	RUN(only_so_many_tenants_and_policies_fit);
	RUN(only_lists_may_be_repeated);
	RUN(what_is_missing_is_named);
	RUN(keys_that_a_preset_does_not_use_are_refused);
	RUN(values_are_checked_by_their_type);
	RUN(a_password_in_a_url_is_not_repeated);
	RUN(a_file_that_cannot_be_read_is_named);
	RUN(many_issuers_and_words_are_all_kept);
	RUN(the_example_loads_once_its_required_values_are_there);
	RUN(what_the_example_calls_default_is_the_default);
	RUN(the_example_names_every_key);
	RUN(a_wish_decides_where_the_file_is);
	RUN(else_it_is_beside_the_program_or_one_folder_up);
	RUN(nothing_of_ours_may_lie_in_a_document_root);
	unlink(in_folder("weather.conf"));
	rmdir(folder);
	DONE();
}
