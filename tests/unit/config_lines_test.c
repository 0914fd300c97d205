/* Lines, sections and names that no weather.conf may have. */
#include "unit/config.h"

static void
what_libinih_would_cut_or_join_is_refused(void)
{
	static const struct complaint_case cases[] = {
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

	check_complaints(cases, COUNT(cases));
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
	static const struct complaint_case cases[] = {
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

	check_complaints(cases, COUNT(cases));
}

static void
only_lists_may_be_repeated(void)
{
	static const struct complaint_case cases[] = {
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

	check_complaints(cases, COUNT(cases));
}

int
main(void)
{
	folder_new();
	RUN(what_libinih_would_cut_or_join_is_refused);
	RUN(a_nul_byte_is_refused);
	RUN(lines_of_190_bytes_fit_and_191_do_not);
	RUN(unknown_names_are_refused_with_the_closest_known);
	RUN(only_lists_may_be_repeated);
	folder_free();
	DONE();
}
