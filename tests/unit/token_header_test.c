/* token_from_header(): what an Authorization header may look like. */
#include "auth/token.h"

#include "unit/tap.h"

struct header_case {
	const char *value, *token;
	enum err_kind kind;
};

static void
check_headers(const struct header_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct err err = {0};
		struct str token;
		enum err_kind kind = token_from_header(
			str_from(cases[i].value), &token, &err);

		if (kind != cases[i].kind)
			printf("# \"%s\"\n", cases[i].value);
		CHECK_INT(kind, cases[i].kind);
		CHECK(str_eq(token, str_from(cases[i].token)));
	}
}

/* covers: A3 A5 */
static void
a_bearer_token_is_found_in_its_header(void)
{
	static const struct header_case cases[] = {
		{"Bearer abc", "abc", OK},
		{"bearer abc", "abc", OK},
		{"BEARER abc", "abc", OK},
		{"BeArEr abc", "abc", OK},
		{"Bearer    abc", "abc", OK},
		{"Bearer a.b-c_d~e+f/g==", "a.b-c_d~e+f/g==", OK},
		/* no grammar of its own: jwt_parse() refuses it with 401 */
		{"Bearer a?b%2E", "a?b%2E", OK},
	};

	check_headers(cases, COUNT(cases));
}

/* covers: A1 A2 A6 */
static void
no_credential_and_another_scheme_are_the_same(void)
{
	static const struct header_case cases[] = {
		{"", NULL, ERR_NO_TOKEN},
		{NULL, NULL, ERR_NO_TOKEN},
		{"Basic dXNlcjpwdw==", NULL, ERR_NO_TOKEN},
		{"DPoP abc", NULL, ERR_NO_TOKEN},
		{"Negotiate", NULL, ERR_NO_TOKEN},
		{"Digest username=\"a\", realm=\"b\"", NULL, ERR_NO_TOKEN},
		{"Bearerabc", NULL, ERR_NO_TOKEN},
		{"Bearer_ abc", NULL, ERR_NO_TOKEN},
		/* A6: a token behind another scheme is never found */
		{"Basic x Bearer abc", NULL, ERR_NO_TOKEN},
		{"Basic x, Bearer abc", NULL, ERR_NO_TOKEN},
	};

	check_headers(cases, COUNT(cases));
}

/* covers: A4 A5 A7 A14 */
static void
a_malformed_header_is_a_bad_request(void)
{
	static const struct header_case cases[] = {
		{"Bearer", NULL, ERR_REQUEST},
		{"Bearer ", NULL, ERR_REQUEST},
		{"Bearer    ", NULL, ERR_REQUEST},
		{"Bearer\tabc", NULL, ERR_REQUEST},
		{"Bearer \tabc", NULL, ERR_REQUEST},
		{"Bearer abc ", NULL, ERR_REQUEST},
		{"Bearer abc def", NULL, ERR_REQUEST},
		{"Bearer abc, Bearer def", NULL, ERR_REQUEST},
		{"Bearer abc,def", NULL, ERR_REQUEST},
		{"Bearer abc,", NULL, ERR_REQUEST},
		{"Bearer, abc", NULL, ERR_REQUEST},
		{", Bearer abc", NULL, ERR_REQUEST},
		{" Bearer abc", NULL, ERR_REQUEST},
		{"   ", NULL, ERR_REQUEST},
		{"Bearer abc\n", NULL, ERR_REQUEST},
		{"Bearer abc\r\nX: y", NULL, ERR_REQUEST},
		{"Bearer a\x7f", NULL, ERR_REQUEST},
		{"Bearer \xc3\xa4", NULL, ERR_REQUEST},
		{"\"Bearer\" abc", NULL, ERR_REQUEST},
		{"Bearer=abc", NULL, ERR_REQUEST},
	};
	struct err err = {0};
	struct str token;

	check_headers(cases, COUNT(cases));
	CHECK_INT(token_from_header(STR_LIT("Bearer ab\0c"), &token, &err),
		ERR_REQUEST);
}

/* Wherever it stands in a header of whatever length. */
static void
a_byte_that_is_no_text_is_malformed(void)
{
	char value[40];

	for (size_t len = 8; len < sizeof(value); len++) {
		for (size_t at = 7; at < len; at++) {
			for (int byte = 0; byte < 256; byte++) {
				struct err err = {0};
				struct str token;
				bool text = byte > ' ' && byte <= '~' &&
					    byte != ',';

				memset(value, 'A', sizeof(value));
				memcpy(value, "Bearer ", 7);
				value[at] = (char)byte;
				if (byte == ' ' || byte == ',')
					continue; /* see above */
				CHECK_INT(token_from_header(
						  (struct str){value, len},
						  &token, &err),
					text ? OK : ERR_REQUEST);
			}
		}
	}
}

int
main(void)
{
	RUN(a_bearer_token_is_found_in_its_header);
	RUN(no_credential_and_another_scheme_are_the_same);
	RUN(a_malformed_header_is_a_bad_request);
	RUN(a_byte_that_is_no_text_is_malformed);
	DONE();
}
