/*
 * What is remembered of a token, and what is not: the whole check over a real
 * keyring, keys.db and deny-list.  Each case first shows that the token is
 * accepted and that its signature would not be computed again, in this process
 * and in another; then something else changes, and counts at once.
 */
#include "auth/token.h"

#include "auth/signature.h"
#include "store/denylist.h"
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
static const char *other_audiences[] = {"waether"};
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

static void
drop_line(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
}

/* The configuration that tests change before worker_start(). */
static struct worker
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

static void
require(bool fact, const struct err *err)
{
	if (fact)
		return;
	printf("Bail out! %s\n", err->detail);
	exit(1);
}

static void
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

static void
worker_stop(struct worker *worker)
{
	keyring_close(worker->keys);
	store_close(worker->store);
	issuer_set_free(&worker->issuers);
	memo_free(worker->memo);
	recall_free(worker->recall);
	arena_free(worker->arena);
}

static void
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
static void
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

static struct outcome
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
	arena_reset(worker->arena);
	out.reason = out.kind == OK ? "" : err.reason;
	out.permissions = who.permissions;
	out.computed = computed;
	out.parsed = parsed;
	out.remembered = trace.remembered;
	CHECK(!out.remembered || !out.computed);
	return out;
}

static struct outcome
ask(struct worker *worker, const char *token)
{
	return ask_with(worker, worker->memo, worker->store, token);
}

static void
worker_save(struct worker *worker)
{
	memo_save(worker->memo, worker->store, *worker->ms / 1000);
}

static int64_t
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

static char *
signed_by(const char *file, enum algorithm alg, const char *head,
	const char *claims)
{
	EVP_PKEY *key = sign_read_key(file);
	char *token = sign_token(key, alg, head, claims);

	EVP_PKEY_free(key);
	return token;
}

/* A world in which the worker and keys.db remember the token. */
static void
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

static void
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
static struct outcome
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

static void
a_signature_is_computed_once_for_all_processes(void)
{
	struct world world;
	struct worker other;
	struct outcome out;

	world_new(&world);
	other = worker_of(&world);
	worker_start(&other, &world);
	out = ask(&other, world.token);
	CHECK_STR(out.reason, "");
	CHECK(out.remembered &&
		out.permissions == (PERMIT_TOKEN | PERMIT_READ));
	/* and once more, from memory */
	out = ask_with(&other, other.memo, other.store, world.token);
	CHECK(out.kind == OK && out.remembered && !out.parsed);
	/* the twin: nobody remembers where there is no memory */
	out = ask_with(&other, NULL, other.store, world.token);
	CHECK(out.kind == OK && !out.remembered && out.computed == 1 &&
		out.parsed == 1);
	worker_stop(&other);
	world_free(&world);
}

/* covers: F8 J1 */
static void
an_expired_token_is_refused(void)
{
	struct world world;

	world_new(&world);
	world.ms = (1750003600 + LEEWAY_S - 1) * INT64_C(1000);
	publish(&world, 0, "rsa", NULL);
	CHECK_STR(both_say(&world, NULL).reason, "");
	world.ms += 1000;
	CHECK_STR(both_say(&world, NULL).reason, "token/expired");
	world.ms = (1750000000 - LEEWAY_S - 1) * INT64_C(1000);
	CHECK_STR(both_say(&world, NULL).reason, "token/not-yet");
	world_free(&world);
}

/* covers: E11 J1 */
static void
a_key_that_a_refresh_removed_counts_no_more(void)
{
	struct world world;
	struct outcome out;
	EVP_PKEY *key = sign_read_key("rsa-other");
	json_t *set =
		json_pack("{s:[o]}", "keys", sign_jwk(key, "another", NULL));
	char *text = json_dumps(set, 0);
	struct key_set_row row;

	world_new(&world);
	row = (struct key_set_row){
		.source = str_from(world.worker.issuers.sources[0].id),
		.fetched_at = NOW,
		.fresh_until = NOW + 3600,
		.body = str_from(text)};
	import(&world, &row);
	CHECK_STR(both_say(&world, NULL).reason, "keys/unknown-kid-throttled");
	CHECK_INT(count_rows(&world), 1);
	/* back again, it is the key it was */
	publish(&world, 0, "rsa", NULL);
	out = both_say(&world, NULL);
	CHECK(out.kind == OK && out.remembered);
	free(text);
	json_decref(set);
	EVP_PKEY_free(key);
	world_free(&world);
}

static void
another_key_of_the_same_kid_is_asked_itself(void)
{
	struct world world;
	struct outcome out;

	world_new(&world);
	publish(&world, 0, "rsa-other", NULL);
	out = both_say(&world, NULL);
	CHECK_STR(out.reason, "signature/bad");
	CHECK_INT(out.computed, 1);
	CHECK(!memo_has_unsaved(world.worker.memo));
	world_free(&world);
}

static void
without_keys_nothing_is_accepted(void)
{
	struct world world;

	world_new(&world);
	world.ms += (KEYS_STALE_S)*INT64_C(1000);
	free(world.token);
	world.token = signed_by("rsa", ALG_RS256, header,
		"{\"iss\":\"https://club.example\",\"aud\":\"weather\","
		"\"sub\":\"u\",\"exp\":1760000000}");
	publish(&world, 0, "rsa", NULL);
	CHECK_STR(ask(&world.worker, world.token).reason, "");
	worker_save(&world.worker);
	CHECK(ask(&world.worker, world.token).remembered);
	world.ms += (KEYS_STALE_S)*INT64_C(1000);
	CHECK_STR(both_say(&world, NULL).reason, "keys/too-old");
	CHECK_INT(stranger_run(&world.state, "keys.db",
			  "DELETE FROM key_set; UPDATE generation SET "
			  "value = value + 1"),
		SQLITE_OK);
	CHECK_STR(both_say(&world, NULL).reason, "keys/none");
	world_free(&world);
}

/* covers: J1 J3 */
static void
the_deny_list_is_asked_each_time(void)
{
	static const struct {
		enum denied_kind kind;
		const char *value;
		bool hits;
	} cases[] = {
		{DENIED_TOKEN, "another", false},
		{DENIED_TOKEN, "j", true},
		{DENIED_SUBJECT, "u", true},
		{DENIED_CLIENT, "app", true},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct world world;
		struct store *admin;
		struct err err = {0};

		world_new(&world);
		admin = state_open(&world.state, STORE_KEYS_ADMIN);
		CHECK_INT(
			denylist_add(admin, cases[i].kind, str_from(club[0]),
				str_from(cases[i].value), INT64_MAX, NOW, &err),
			OK);
		CHECK_STR(both_say(&world, NULL).reason,
			cases[i].hits ? "token/denied" : "");
		store_close(admin);
		world_free(&world);
	}
}

/* covers: J1 */
static void
permissions_are_those_of_the_configuration_now(void)
{
	struct world world;
	struct worker changed;
	struct outcome out;

	world_new(&world);
	CHECK_INT(
		both_say(&world, NULL).permissions, PERMIT_TOKEN | PERMIT_READ);
	changed = worker_of(&world);
	changed.permissions[CONFIG_READ].scopes.at = scopes_write;
	changed.permissions[CONFIG_WRITE].scopes.at = scopes_read;
	out = both_say(&world, &changed);
	CHECK(out.remembered &&
		out.permissions == (PERMIT_TOKEN | PERMIT_WRITE));
	changed = worker_of(&world);
	changed.permissions[CONFIG_READ].scopes.count = 0;
	out = both_say(&world, &changed);
	CHECK(out.remembered && out.permissions == PERMIT_TOKEN);
	world_free(&world);
}

/* covers: J1 */
static void
issuers_audiences_and_algorithms_are_those_of_the_configuration_now(void)
{
	struct world world;
	struct worker changed;

	world_new(&world);
	changed = worker_of(&world);
	CHECK_STR(both_say(&world, &changed).reason, "");
	changed = worker_of(&world);
	changed.sections[0].audiences.at = other_audiences;
	CHECK_STR(both_say(&world, &changed).reason, "token/audience");
	changed = worker_of(&world);
	changed.sections[0].algorithms =
		(struct words){algorithms + 1, COUNT(algorithms) - 1};
	CHECK_STR(both_say(&world, &changed).reason, "token/alg-not-allowed");
	changed = worker_of(&world);
	changed.sections[0].issuers.at = auth_oidc_issuers;
	CHECK_STR(both_say(&world, &changed).reason, "token/issuer");
	world_free(&world);
}

/* covers: E6 J1; sections change names: now guild has the issuer, and a key
 * named k. */
static void
another_issuer_with_the_same_kid_is_asked_itself(void)
{
	static const struct {
		const char *file, *reason;
	} cases[] = {{"rsa", ""}, {"rsa-other", "signature/bad"}};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct world world;
		struct worker changed;
		struct outcome out;
		const char *id;

		world_new(&world);
		changed = worker_of(&world);
		changed.sections[0].name = "guild";
		changed.sections[1].name = "club";
		worker_start(&changed, &world);
		id = world.worker.issuers.sources[0].id;
		world.worker.issuers.sources[0].id =
			changed.issuers.sources[0].id;
		publish(&world, 0, cases[i].file, NULL);
		world.worker.issuers.sources[0].id = id;
		CHECK_INT(count_rows(&world), 1);
		out = ask(&changed, world.token);
		CHECK_STR(out.reason, cases[i].reason);
		CHECK_INT(out.computed, 1);
		worker_stop(&changed);
		world_free(&world);
	}
}

/* covers: B6 J2; in every other spelling too: only the same bytes are
 * remembered. */
static void
a_token_that_differs_in_one_bit_is_not_remembered(void)
{
	struct world world;
	size_t len, signature;

	world_new(&world);
	len = strlen(world.token);
	signature = (size_t)(strrchr(world.token, '.') + 1 - world.token);
	for (size_t bit = 0; bit < 8 * len; bit++) {
		char *at = world.token + bit / 8;
		struct outcome out;

		*at = (char)(*at ^ 1 << bit % 8);
		out = ask(&world.worker, world.token);
		CHECK_INT(out.kind, ERR_BAD_TOKEN);
		CHECK(!out.remembered);
		if (bit / 8 >= signature && bit / 8 < len - 1)
			CHECK(out.computed == 1 ||
				!strcmp(out.reason, "token/base64url") ||
				!strcmp(out.reason, "token/segments"));
		*at = (char)(*at ^ 1 << bit % 8);
	}
	CHECK(!memo_has_unsaved(world.worker.memo));
	CHECK_INT(count_rows(&world), 1);
	CHECK(ask(&world.worker, world.token).remembered);
	world_free(&world);
}

static void
a_forged_token_is_never_written_down(void)
{
	struct world world;
	char *forged = signed_by("rsa-other", ALG_RS256, header, payload);

	world_new(&world);
	for (int i = 0; i < 3; i++) {
		struct outcome out = ask(&world.worker, forged);

		CHECK_STR(out.reason, "signature/bad");
		CHECK_INT(out.computed, 1);
		CHECK(!memo_has_unsaved(world.worker.memo));
	}
	worker_save(&world.worker);
	CHECK_INT(count_rows(&world), 1);
	free(forged);
	world_free(&world);
}

/* covers: C5; the same key, the same kid and the same token, bound to PS256
 * now. */
static void
another_algorithm_of_the_same_key_is_not_the_one_remembered(void)
{
	struct world world;
	struct outcome out;

	world_new(&world);
	publish(&world, 0, "rsa", "PS256");
	out = both_say(&world, NULL);
	CHECK_STR(out.reason, "keys/alg-mismatch");
	CHECK_INT(out.computed, 0);
	free(world.token);
	world.token = signed_by(
		"rsa", ALG_PS256, "{\"alg\":\"PS256\",\"kid\":\"k\"}", payload);
	out = ask(&world.worker, world.token);
	CHECK_STR(out.reason, "");
	CHECK_INT(out.computed, 1);
	world_free(&world);
}

/* covers: G18; a bound token verifies, and is refused each time. */
static void
a_bound_token_is_refused_however_often_it_verified(void)
{
	struct world world;
	char *claims = auth_claims(payload, "{\"cnf\":{\"jkt\":\"x\"}}");

	world_new(&world);
	free(world.token);
	world.token = signed_by("rsa", ALG_RS256, header, claims);
	for (int i = 0; i < 3; i++)
		CHECK_STR(both_say(&world, NULL).reason, "token/bound");
	free(claims);
	world_free(&world);
}

static void
without_keys_db_a_remembered_signature_opens_no_door(void)
{
	struct world world;
	struct outcome out;

	world_new(&world);
	keyring_set_store(world.worker.keys, NULL);
	memo_free(world.worker.memo);
	world.worker.memo = memo_new();
	recall_free(world.worker.recall);
	world.worker.recall = recall_new();
	out = ask_with(&world.worker, world.worker.memo, NULL, world.token);
	CHECK(out.kind == ERR_DATABASE && out.computed == 1);
	memo_save(world.worker.memo, NULL, NOW);
	out = ask_with(&world.worker, world.worker.memo, NULL, world.token);
	CHECK(out.kind == ERR_DATABASE && out.remembered && !out.parsed);
	CHECK_STR(out.reason, "denylist/no-store");
	/* the twin: where the deny-list can be asked */
	out = ask_with(&world.worker, world.worker.memo, world.worker.store,
		world.token);
	CHECK(out.kind == OK && out.remembered);
	world_free(&world);
}

int
main(void)
{
	RUN(a_signature_is_computed_once_for_all_processes);
	RUN(an_expired_token_is_refused);
	RUN(a_key_that_a_refresh_removed_counts_no_more);
	RUN(another_key_of_the_same_kid_is_asked_itself);
	RUN(without_keys_nothing_is_accepted);
	RUN(the_deny_list_is_asked_each_time);
	RUN(permissions_are_those_of_the_configuration_now);
	RUN(issuers_audiences_and_algorithms_are_those_of_the_configuration_now);
	RUN(another_issuer_with_the_same_kid_is_asked_itself);
	RUN(a_token_that_differs_in_one_bit_is_not_remembered);
	RUN(a_forged_token_is_never_written_down);
	RUN(another_algorithm_of_the_same_key_is_not_the_one_remembered);
	RUN(a_bound_token_is_refused_however_often_it_verified);
	RUN(without_keys_db_a_remembered_signature_opens_no_door);
	DONE();
}
