/* Keys of a section that must come together, and those that must not. */
#include "base/buf.h"
#include "unit/config.h"

#define UPSTREAM SERVER DEV "[upstream]\nprovider = "

static void
an_upstream_section_fits_its_provider(void)
{
	static const struct complaint_case cases[] = {
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

	check_complaints(cases, COUNT(cases));
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
	static const struct complaint_case cases[] = {
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

	check_complaints(cases, COUNT(cases));
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
what_is_missing_is_named(void)
{
	static const struct complaint_case cases[] = {
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

	check_complaints(cases, COUNT(cases));
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

int
main(void)
{
	folder_new();
	RUN(an_upstream_section_fits_its_provider);
	RUN(a_provider_brings_its_defaults);
	RUN(organizations_and_policies_are_listed_with_care);
	RUN(only_so_many_tenants_and_policies_fit);
	RUN(what_is_missing_is_named);
	RUN(keys_that_a_preset_does_not_use_are_refused);
	folder_free();
	DONE();
}
