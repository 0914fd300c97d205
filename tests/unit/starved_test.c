/* Memory that is really used up, for libraries whose own allocations fail.  A
 * key must not look unusable then and a good token not bad: the one would be
 * replaced by a set without it, the other thrown away by its client. */
#include "auth/jwk.h"
#include "auth/jwt.h"
#include "unit/auth.h"
#include "unit/jwks.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 400, PIECES_MAX = 400000, SMALL_MAX = 65536 };

#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { LIMITS_WORK = 0 };
#else
enum { LIMITS_WORK = 1 };
#endif

static char *jwks, *token;

static enum err_kind
verify(struct key_set *set)
{
	struct arena *arena = arena_new(1 << 20);
	const struct key *key;
	struct err err = {0};
	struct jwt jwt;
	enum err_kind kind = ERR_INTERNAL;

	if (arena &&
		(kind = jwt_cut(str_from(token), JWT_ACCESS_TOKEN, arena, &jwt,
			 &err)) == OK &&
		(kind = jwt_read_header(&jwt, arena, &err)) == OK &&
		(kind = key_set_find(set, jwt.kid, jwt.alg, &key, &err)) == OK)
		kind = jwt_verify(&jwt, key, &err);
	arena_free(arena);
	return kind;
}

static enum err_kind
read_set_and_verify(void)
{
	struct key_set *set = NULL;
	struct err err = {0};
	enum err_kind kind = jwks_parse(str_from(jwks), &jwks_all, &set, &err);

	if (kind == OK)
		kind = verify(set);
	key_set_free(set);
	return kind;
}

/* Takes all memory, gives back a little at a time, and asks each time: 0 when
 * it was want of memory until it was OK.  set: keys that served before; NULL:
 * they are read each time. */
static int
starve(struct key_set *set)
{
	static void *pieces[PIECES_MAX], *small[SMALL_MAX];
	struct rlimit limit = {0};
	size_t count = 0, starved = 0, good = 0, bad = 0;
	FILE *statm = fopen("/proc/self/statm", "r");
	long pages = 0;

	if (!statm || fscanf(statm, "%ld", &pages) != 1)
		return 3;
	fclose(statm);
	limit.rlim_cur = limit.rlim_max =
		(rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + (16 << 20);
	if (setrlimit(RLIMIT_AS, &limit) != 0)
		return 4;
	while (count < PIECES_MAX && (pieces[count] = malloc(PIECE)) != NULL)
		count++;
	for (size_t i = 0; i < SMALL_MAX; i++)
		if (!(small[i] = malloc(1)))
			break;
	while (count && good < 20) {
		enum err_kind kind = set ? verify(set) : read_set_and_verify();

		good = kind == OK ? good + 1 : 0;
		starved += kind == ERR_INTERNAL;
		bad += kind != OK && kind != ERR_INTERNAL;
		free(pieces[--count]);
	}
	printf("# %zu times no memory, %zu times another error\n", starved,
		bad);
	fflush(stdout);
	return bad || !starved || good < 20;
}

enum before { NOTHING_BEFORE, OPENSSL_USED, KEY_USED };

static int
starve_after(enum before before)
{
	struct key_set *set = NULL;
	struct err err = {0};

	if (before == OPENSSL_USED && read_set_and_verify() != OK)
		return 5;
	if (before == KEY_USED &&
		(jwks_parse(str_from(jwks), &jwks_all, &set, &err) != OK ||
			verify(set) != OK))
		return 6;
	return starve(set);
}

static void
under(const char *file, enum algorithm alg)
{
	EVP_PKEY *key = sign_read_key(file);
	char header[100];

	snprintf(header, sizeof(header), "{\"alg\":\"%s\",\"kid\":\"a\"}",
		algorithm_rule(alg)->name);
	jwks = jwks_set(jwks_key(file, "a", algorithm_rule(alg)->name), NULL);
	token = sign_token(key, alg, header, auth_v2_claims);
	EVP_PKEY_free(key);
	fflush(stdout);
	for (enum before b = NOTHING_BEFORE; b <= KEY_USED; b++) {
		pid_t pid = fork();
		int status = -1;

		if (pid == 0)
			_exit(starve_after(b));
		waitpid(pid, &status, 0);
		CHECK_INT(status, 0);
	}
	free(jwks);
	free(token);
}

static void
a_starved_process_calls_no_key_unusable_and_no_token_bad(void)
{
	under("rsa", ALG_RS256);
	under("rsa", ALG_PS512);
	under("p256", ALG_ES256);
	under("p521", ALG_ES512);
	under("ed25519", ALG_EDDSA);
}

int
main(void)
{
	if (!LIMITS_WORK) {
		puts("1..0 # SKIP sanitizers take all addresses at once");
		return 0;
	}
	RUN(a_starved_process_calls_no_key_unusable_and_no_token_bad);
	DONE();
}
