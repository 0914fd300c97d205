#ifndef TESTS_TOKEN_MEMO_H
#define TESTS_TOKEN_MEMO_H

/*
 * Workers over a real keyring, keys.db and deny-list, one of which remembers
 * a token: its signature would not be computed again, in this process or in
 * another.  Then something else changes, and counts at once.
 */
#include "auth/token.h"
#include "store/keys.h"
#include "unit/auth.h"
#include "unit/sign.h"
#include "unit/store.h"

static int computed, parsed;

/* the linker's names for the two sides of --wrap */
enum err_kind __real_signature_verify(const struct key *key, struct str input,
	struct str signature, struct err *err);
enum err_kind __wrap_signature_verify(const struct key *key, struct str input,
	struct str signature, struct err *err);

enum err_kind
__wrap_signature_verify(const struct key *key, struct str input,
	struct str signature, struct err *err)
{
	computed++;
	return __real_signature_verify(key, input, signature, err);
}

enum err_kind
__real_jwt_read_header(struct jwt *jwt, struct arena *arena, struct err *err);
enum err_kind
__wrap_jwt_read_header(struct jwt *jwt, struct arena *arena, struct err *err);

enum err_kind
__wrap_jwt_read_header(struct jwt *jwt, struct arena *arena, struct err *err)
{
	parsed++;
	return __real_jwt_read_header(jwt, arena, err);
}

static const char *club[] = {"https://club.example"};
static const char *guild[] = {"https://guild.example"};
static const char *audiences[] = {"weather"};
static const char *algorithms[] = {"RS256", "PS256", "ES256", "EdDSA"};
static const char *scopes_read[] = {"weather.read"};
static const char *scopes_write[] = {"weather.write"};

static const char header[] = "{\"alg\":\"RS256\",\"kid\":\"k\"}";
static const char payload[] =
	"{\"iss\":\"https://club.example\",\"aud\":\"weather\",\"sub\":\"u\","
	"\"azp\":\"app\",\"scope\":\"weather.read\",\"jti\":\"j\","
	"\"iat\":1750000000,\"nbf\":1750000000,\"exp\":1750003600}";

/* One worker process with its view of the configuration. */
struct worker {
	struct issuer_config sections[2];
	struct config config;
	struct permission_config permissions[CONFIG_PERMISSIONS];
	struct issuer_set issuers;
	struct log log;
	struct store *store;
	struct keyring *keys;
	struct memo *memo;
	struct recall *recall;
	struct arena *arena;
	int64_t *ms;
};

struct world {
	struct state state;
	int64_t ms;
	char *token;
	struct worker worker;
};

static inline void
drop_line(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
}

/* The configuration that tests change before worker_start(). */
static inline struct worker
worker_of(struct world *world)
{
	static const struct issuer_config section = {.preset = PRESET_OIDC,
		.audiences = {audiences, 1},
		.algorithms = {algorithms, COUNT(algorithms)}};
	struct worker worker = {.config = auth_config,
		.permissions =
			{
				[CONFIG_READ] = {.scopes = {scopes_read, 1}},
				[CONFIG_WRITE] = {.scopes = {scopes_write, 1}},
			},
		.log = {LOG_ERROR, drop_line, NULL},
		.ms = &world->ms};

	worker.sections[0] = worker.sections[1] = section;
	worker.sections[0].name = "club";
	worker.sections[0].issuers = (struct words){club, 1};
	worker.sections[1].name = "guild";
	worker.sections[1].issuers = (struct words){guild, 1};
	return worker;
}

static inline void
require(bool fact, const struct err *err)
{
	if (fact)
		return;
	printf("Bail out! %s\n", err->detail);
	exit(1);
}

static inline void
worker_start(struct worker *worker, const struct world *world)
{
	struct keyring_setup setup = {.issuers = &worker->issuers,
		.fetch_program = "/bin/false",
		.clock = clock_fixed(worker->ms),
		.log = &worker->log};
	struct err err = {0};

	worker->config.issuers = worker->sections;
	worker->config.issuer_count = 2;
	worker->store = setup.store = state_open(&world->state, STORE_KEYS);
	worker->memo = memo_new();
	worker->recall = recall_new();
	worker->arena = arena_new(1 << 20);
	require(issuer_set_new(&worker->issuers, &worker->config, &err) == OK &&
			keyring_open(&worker->keys, &setup, &err) == OK &&
			worker->memo && worker->recall && worker->arena,
		&err);
}

static inline void
worker_stop(struct worker *worker)
{
	keyring_close(worker->keys);
	store_close(worker->store);
	issuer_set_free(&worker->issuers);
	memo_free(worker->memo);
	recall_free(worker->recall);
	arena_free(worker->arena);
}

static inline void
import(struct world *world, const struct key_set_row *row)
{
	struct err err = {0};

	stranger_run(&world->state, "keys.db",
		"DROP TABLE IF EXISTS kept;"
		"CREATE TABLE kept AS SELECT * FROM verified");
	CHECK_INT(keys_import(world->worker.store, row, &err), OK);
	CHECK_INT(stranger_run(&world->state, "keys.db",
			  "INSERT OR IGNORE INTO verified SELECT * FROM kept"),
		SQLITE_OK);
}

/*
 * The set of section i becomes the key of file, named k.  The rows of verified
 * that the schema drops then are put back: the digests must do without it.
 */
static inline void
publish(struct world *world, size_t i, const char *file, const char *alg)
{
	EVP_PKEY *key = sign_read_key(file);
	json_t *set = json_pack("{s:[o]}", "keys", sign_jwk(key, "k", alg));
	char *text = json_dumps(set, 0);
	int64_t now = world->ms / 1000;
	struct key_set_row row = {
		.source = str_from(world->worker.issuers.sources[i].id),
		.jwks_uri = STR_LIT("https://x.example/keys"),
		.metadata_at = now,
		.fetched_at = now,
		.fresh_until = now + 3600,
		.body = str_from(text)};

	import(world, &row);
	free(text);
	json_decref(set);
	EVP_PKEY_free(key);
}

struct outcome {
	enum err_kind kind;
	const char *reason;
	unsigned permissions;
	int computed, parsed;
	bool remembered;
};

/* Computed or remembered, it is that of this caller; nobody has one else. */
static inline void
check_public_id(const struct principal *who, bool is_good)
{
	const struct principal_key key = {
		who->issuer, who->tenant, who->subject};
	char expected[PUBLIC_ID_LEN + 1] = "";

	if (is_good)
		principals_public_id(&key, expected);
	CHECK_STR(who->public_id, expected);
}

static inline struct outcome
ask_with(struct worker *worker, struct memo *memo, struct store *store,
	const char *token)
{
	const struct token_rules rules = {.issuers = &worker->issuers,
		.permissions = worker->permissions,
		.keys = worker->keys,
		.store = store,
		.memo = memo,
		.recall = memo ? worker->recall : NULL};
	struct principal who;
	struct token_trace trace;
	static struct err err;
	struct outcome out;

	err = (struct err){0};
	computed = parsed = 0;
	out.kind = token_verify(str_from(token), &rules, *worker->ms / 1000,
		worker->arena, &who, &trace, &err);
	check_public_id(&who, out.kind == OK);
	arena_reset(worker->arena);
	out.reason = out.kind == OK ? "" : err.reason;
	out.permissions = who.permissions;
	out.computed = computed;
	out.parsed = parsed;
	out.remembered = trace.remembered;
	CHECK(!out.remembered || !out.computed);
	return out;
}

static inline struct outcome
ask(struct worker *worker, const char *token)
{
	return ask_with(worker, worker->memo, worker->store, token);
}

static inline void
worker_save(struct worker *worker)
{
	memo_save(worker->memo, worker->store, *worker->ms / 1000);
}

static inline int64_t
count_rows(const struct world *world)
{
	sqlite3 *db = state_stranger(&world->state, "keys.db");
	sqlite3_stmt *stmt = NULL;
	int64_t count = -1;

	sqlite3_prepare_v2(
		db, "SELECT count(*) FROM verified", -1, &stmt, NULL);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		count = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return count;
}

static inline char *
signed_by(const char *file, enum algorithm alg, const char *head,
	const char *claims)
{
	EVP_PKEY *key = sign_read_key(file);
	char *token = sign_token(key, alg, head, claims);

	EVP_PKEY_free(key);
	return token;
}

/* A world in which the worker and keys.db remember the token. */
static inline void
world_new(struct world *world)
{
	struct outcome out;

	*world = (struct world){.ms = NOW * INT64_C(1000)};
	state_init(&world->state);
	world->worker = worker_of(world);
	worker_start(&world->worker, world);
	publish(world, 0, "rsa", NULL);
	publish(world, 1, "rsa-other", NULL);
	world->token = signed_by("rsa", ALG_RS256, header, payload);

	out = ask(&world->worker, world->token);
	CHECK_STR(out.reason, "");
	CHECK_INT(out.computed, 1);
	worker_save(&world->worker);
	CHECK_INT(count_rows(world), 1);
	out = ask(&world->worker, world->token);
	CHECK_STR(out.reason, "");
	CHECK(out.remembered);
	CHECK_INT(out.parsed, 0);
}

static inline void
world_free(struct world *world)
{
	free(world->token);
	worker_stop(&world->worker);
	state_free(&world->state);
}

/*
 * What the worker that remembers the token says of it now, and what one says
 * that has only keys.db, are the same.
 */
static inline struct outcome
both_say(struct world *world, struct worker *fresh)
{
	struct outcome out = ask(&world->worker, world->token);
	struct worker started = fresh ? *fresh : worker_of(world);
	struct outcome other;

	worker_start(&started, world);
	other = ask(&started, world->token);
	worker_stop(&started);
	if (!fresh) {
		CHECK_INT(other.kind, out.kind);
		CHECK_STR(other.reason, out.reason);
	}
	return fresh ? other : out;
}

#endif
