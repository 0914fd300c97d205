#include "client/profile.h"

#include "base/attr.h"
#include "unit/tap.h"

#include <stdlib.h>
#include <unistd.h>

/* What a person writes for Entra, as the course has it. */
#define ENTRA                                                     \
	"[school]\napi = https://weather.example.org/\n"          \
	"authority = https://login.microsoftonline.com/contoso\n" \
	"client_id = 66666666-7777-8888-9999-000000000000\n"

static struct arena *arena;
static struct profile profile;
static struct err err;
static char file[64];

static enum err_kind
load(const char *text, const char *name)
{
	FILE *out = fopen(file, "we");

	fputs(text, out);
	fclose(out);
	arena_reset(arena);
	err = (struct err){0};
	return profile_load(file, name, arena, &profile, &err);
}

static void
check_refused(const char *text, const char *reason, const char *words)
{
	CHECK_INT(load(text, NULL), ERR_CONFIG);
	CHECK_STR(err.reason, reason);
	if (!strstr(err.detail, words)) {
		printf("# not in \"%s\": \"%s\"\n", err.detail, words);
		CHECK(strstr(err.detail, words));
	}
}

static void
the_courses_profile_is_read(void)
{
	CHECK_INT(load(ENTRA "client_secret_file = secret\n"
			     "scope = api://1/.default\n",
			  NULL),
		OK);
	CHECK_STR(profile.name, "school");
	CHECK_STR(profile.api, "https://weather.example.org");
	CHECK_STR(
		profile.authority, "https://login.microsoftonline.com/contoso");
	CHECK_STR(profile.scope, "api://1/.default");
	CHECK_INT(profile.granted, GRANT_APPLICATION);
	CHECK_INT(profile.auth, CLIENT_AUTH_NONE);
	CHECK_INT(profile.shown, UNITS_METRIC);
	CHECK_INT(profile.port, 0);
	/* beside the file */
	CHECK(strstr(profile.client_secret_file, "/secret"));
	CHECK(profile.client_secret_file[0] == '/');
}

static void
without_a_credential_a_person_signs_in(void)
{
	CHECK_INT(load(ENTRA, NULL), OK);
	CHECK_INT(profile.granted, GRANT_BROWSER);
	CHECK_INT(load(ENTRA "grant = device_code\nunits = imperial\n"
			     "redirect_port = 8400\nscope = a\nscope = b  c\n"
			     "redirect_uri = http://localhost\n",
			  NULL),
		OK);
	CHECK_INT(profile.granted, GRANT_DEVICE);
	CHECK_INT(profile.shown, UNITS_IMPERIAL);
	CHECK_INT(profile.port, 8400);
	CHECK_STR(profile.scope, "a b c");
	CHECK_INT(load(ENTRA "certificate = /c\nkey = /k\n"
			     "assertion_algorithm = PS256\n",
			  NULL),
		OK);
	CHECK_INT(profile.algorithm, ASSERTION_PS256);
}

static void
one_of_several_is_chosen(void)
{
	static const char two[] =
		ENTRA "[default]\napi = https://b\nauthority = https://c\n"
		      "client_id = d\n";
	static const char neither[] =
		ENTRA "[club]\napi = https://b\nauthority = https://c\n"
		      "client_id = d\n";

	CHECK_INT(load(two, NULL), OK);
	CHECK_STR(profile.name, "default");
	CHECK_INT(load(two, "school"), OK);
	CHECK_STR(profile.name, "school");
	CHECK_INT(load(neither, "club"), OK);
	CHECK_STR(profile.name, "club");
	check_refused(neither, "profile/which", "--profile school");
	CHECK_INT(load(neither, "schol"), ERR_CONFIG);
	CHECK_STR(err.reason, "profile/unknown");
	CHECK(strstr(err.detail, "did you mean school?"));
	check_refused("", "profile/none", "begin with [NAME]");
}

static void
a_mistake_is_named_with_its_line(void)
{
	check_refused(ENTRA "scop = a\n", "profile/key", ":5: ");
	check_refused(ENTRA "scop = a\n", "profile/key", "did you mean scope?");
	check_refused(ENTRA "grant = password\n", "profile/value",
		"client_credentials authorization_code device_code");
	check_refused(ENTRA "redirect_port = 0\n", "profile/value", "65535");
	check_refused(
		ENTRA "client_id = again\n", "profile/twice", "client_id");
	check_refused(ENTRA "scope =\n", "profile/empty", "scope");
	check_refused("[a]\napi = https://b\nclient_id = d\n",
		"profile/required", "[a] lacks authority");
	check_refused("[a b]\n", "profile/name", "letters, digits");
	check_refused("[.a]\n", "profile/name", "letters, digits");
	check_refused("[../a]\n", "profile/name", "letters, digits");
	check_refused(ENTRA ENTRA, "profile/repeated", "[school]");
	check_refused(ENTRA "redirect_uri = http://10.0.0.1/\n",
		"profile/value", "redirect_uri");
	check_refused(ENTRA "redirect_uri = http://127.0.0.1:80/\n",
		"profile/redirect", "redirect_port");
	check_refused(ENTRA "redirect_uri = https://example.org/\n",
		"profile/redirect", "http://127.0.0.1/PATH");
}

static void
a_secret_does_not_stand_in_the_profile(void)
{
	check_refused(ENTRA "client_secret = hunter2\n", "profile/secret",
		"client_secret_file");
	CHECK(!strstr(err.detail, "hunter2"));
	check_refused(ENTRA "client_secret_env = s3cr3t-value!\n",
		"profile/value", "name, not the secret");
	CHECK(!strstr(err.detail, "s3cr3t"));
}

static void
credentials_that_contradict_are_refused(void)
{
	check_refused(ENTRA "client_secret_file = a\nclient_secret_env = B\n",
		"profile/contradiction", "one of");
	check_refused(ENTRA "certificate = a\n", "profile/contradiction",
		"belong together");
	check_refused(ENTRA "client_auth = private_key_jwt\n",
		"profile/contradiction", "needs certificate");
	check_refused(ENTRA "client_auth = client_secret_post\n",
		"profile/contradiction", "no client_secret_file");
	check_refused(ENTRA "grant = client_credentials\n",
		"profile/contradiction", "an application needs");
}

static void
plain_http_stays_on_this_machine(void)
{
	static const char *const good[] = {"https://a", "https://a:8443/b?c=d",
		"http://127.0.0.1:80/", "http://localhost/x", "http://[::1]:1"};
	static const char *const bad[] = {"http://a", "http://127.0.0.2",
		"http://localhost.example.org", "https://u:p@a", "https://",
		"ftp://a", "file:///etc/passwd", "https://a/#b", "//a", "",
		"http://127.0.0.1@evil.example", "HTTPS://a", "https://a b",
		"http://localhost\\@evil.example"};

	for (size_t i = 0; i < COUNT(good); i++)
		CHECK(profile_url_is_safe(str_from(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK(!profile_url_is_safe(str_from(bad[i])));
	check_refused("[a]\napi = http://weather.example\n", "profile/value",
		"https://");
}

static void
a_file_that_is_not_there_is_named(void)
{
	err = (struct err){0};
	CHECK_INT(profile_load("/nowhere/at-all", NULL, arena, &profile, &err),
		ERR_CONFIG);
	CHECK_STR(err.reason, "profile/missing");
}

static void
every_key_has_a_meaning(void)
{
	struct profile_key key;
	size_t i = 0;

	for (; profile_key(i, &key); i++)
		CHECK(key.name[0] && key.meaning[0]);
	CHECK_INT(i, 19);
}

int
main(void)
{
	int fd;

	snprintf(file, sizeof(file), "/tmp/weather-profile.XXXXXX");
	fd = mkstemp(file);
	arena = arena_new(1 << 20);
	RUN(the_courses_profile_is_read);
	RUN(without_a_credential_a_person_signs_in);
	RUN(one_of_several_is_chosen);
	RUN(a_mistake_is_named_with_its_line);
	RUN(a_secret_does_not_stand_in_the_profile);
	RUN(credentials_that_contradict_are_refused);
	RUN(plain_http_stays_on_this_machine);
	RUN(a_file_that_is_not_there_is_named);
	RUN(every_key_has_a_meaning);
	arena_free(arena);
	close(fd);
	unlink(file);
	DONE();
}
