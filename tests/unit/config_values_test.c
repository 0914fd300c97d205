/* Values of each type, taken or refused in a file that is right otherwise. */
#include "unit/config.h"

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
		{"server", "fetch_program =", false},
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

int
main(void)
{
	folder_new();
	RUN(values_are_checked_by_their_type);
	RUN(a_password_in_a_url_is_not_repeated);
	folder_free();
	DONE();
}
