/* weatherctl jws: the signature layer alone. */

#include "auth/jwt.h"
#include "base/closest.h"
#include "cli/files.h"
#include "cli/show.h"
#include "programs/weatherctl.h"

#include <stdio.h>
#include <string.h>

enum { JWS_ARENA = 1024 * 1024 };

enum { JWS_JWKS = 0, JWS_ALG };

const struct option_rule jws_verify_options[] = {
	{"jwks", "FILE", "the key set (RFC 7517)", false},
	{"alg", "ALG", "an algorithm to allow: RS256, ES256, EdDSA, ...", true},
	{0},
};

static enum err_kind
allow(const char *name, algorithm_set *allowed, struct err *err)
{
	enum algorithm alg = algorithm_find(str_from(name));
	struct closest closest = {.word = str_from(name)};

	if (alg != ALG_NONE) {
		*allowed |= 1u << alg;
		return OK;
	}
	for (int i = ALG_NONE + 1; i < ALG_COUNT; i++)
		closest_offer(
			&closest, algorithm_rule((enum algorithm)i)->name);
	return fail(err, ERR_PARAMETER, "usage/alg",
		"there is no algorithm %.40s%s%s%s", name,
		closest.name ? "; did you mean " : "",
		closest.name ? closest.name : "", closest.name ? "?" : "");
}

static enum err_kind
read_algorithms(
	const struct arguments *args, algorithm_set *allowed, struct err *err)
{
	const struct option_rule *option = &jws_verify_options[JWS_ALG];
	enum err_kind kind = OK;

	*allowed = 0;
	for (size_t i = 0; kind == OK && i < args->given_count; i++)
		if (args->given[i].rule == option)
			kind = allow(args->given[i].value, allowed, err);
	if (kind == OK && args->operand_count && !*allowed)
		return fail(err, ERR_PARAMETER, "usage/operands",
			"\"%.60s\" is one word too many", args->operands[0]);
	for (size_t i = 0; kind == OK && i < args->operand_count; i++)
		kind = allow(args->operands[i], allowed, err);
	if (!*allowed)
		*allowed = ALG_ALL;
	return kind;
}

/* Whatever is wrong with the command line or the files, but not with what
 * they hold. */
static enum err_kind
read_input(const struct arguments *args, algorithm_set *allowed,
	struct buf *jwks, struct buf *jws, struct err *err)
{
	const char *path = argument_value(args, &jws_verify_options[JWS_JWKS]);
	enum err_kind kind = read_algorithms(args, allowed, err);

	if (kind != OK)
		return kind;
	if (!path)
		return fail(err, ERR_PARAMETER, "usage/jwks",
			"--jwks FILE is missing");
	if (!strcmp(path, "-"))
		return fail(err, ERR_PARAMETER, "usage/jwks",
			"standard input is the JWS; --jwks names a file");
	if ((kind = files_read(path, JWKS_MAX, jwks, err)) != OK)
		return kind;
	return files_read("-", JWS_ARENA, jws, err);
}

/* A shell's line end; nothing else is taken away. */
static struct str
without_line_end(struct str text)
{
	if (str_ends(text, "\n"))
		text.len--;
	if (str_ends(text, "\r"))
		text.len--;
	return text;
}

static enum err_kind
verify(struct str jws, struct str jwks, algorithm_set allowed,
	struct arena *arena, struct str *payload, struct err *err)
{
	struct jwk_rules rules = {allowed, algorithm_of_rsa(allowed)};
	struct key_set *set = NULL;
	const struct key *key;
	struct jwt jwt;
	enum err_kind kind;

	if ((kind = jwt_cut(jws, JWT_ANY_JWS, arena, &jwt, err)) == OK &&
		(kind = jwt_read_header(&jwt, arena, err)) == OK &&
		(kind = jwt_check_algorithm(&jwt, allowed, err)) == OK &&
		(kind = jwks_parse(jwks, &rules, &set, err)) == OK &&
		(kind = key_set_find(set, jwt.kid, jwt.alg, &key, err)) == OK &&
		(kind = jwt_verify(&jwt, key, err)) == OK)
		*payload = jwt.payload;
	key_set_free(set);
	return kind;
}

/* The id on a line of its own, for scripts. */
static int
answer_no(const struct err *err)
{
	fprintf(stderr, "%s\n", err->reason);
	show_text(stderr, str_from(err->detail));
	putc('\n', stderr);
	return ANSWER_NO;
}

static int
answer(struct str jws, struct str jwks, algorithm_set allowed)
{
	struct arena *arena = arena_new(JWS_ARENA);
	struct str payload = {NULL, 0};
	struct err err = {0};
	int code;

	if (!arena)
		err.kind = fail_memory(&err);
	else
		err.kind = verify(jws, jwks, allowed, arena, &payload, &err);
	if (err.kind == OK && payload.len)
		fwrite(payload.at, 1, payload.len, stdout);
	code = err.kind == OK || err.kind == ERR_INTERNAL ? weatherctl_end(&err)
							  : answer_no(&err);
	arena_free(arena);
	return code;
}

int
command_jws_verify(const struct arguments *args)
{
	struct buf jwks = {0}, jws = {0};
	algorithm_set allowed;
	struct err err = {0};
	int code;

	if (read_input(args, &allowed, &jwks, &jws, &err) == OK)
		code = answer(without_line_end(buf_as_str(&jws)),
			buf_as_str(&jwks), allowed);
	else if (err.kind == ERR_TOO_LARGE)
		code = answer_no(&err);
	else {
		weatherctl_end(&err);
		code = ANSWER_MISUSE;
	}
	buf_free(&jws);
	buf_free(&jwks);
	return code;
}
