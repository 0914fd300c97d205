/* What is asked anew at each request, however well a token is remembered. */
#include "store/denylist.h"
#include "unit/token_memo.h"

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
	static const char *other_audiences[] = {"waether"};
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
	RUN(the_deny_list_is_asked_each_time);
	RUN(permissions_are_those_of_the_configuration_now);
	RUN(issuers_audiences_and_algorithms_are_those_of_the_configuration_now);
	RUN(a_bound_token_is_refused_however_often_it_verified);
	RUN(without_keys_db_a_remembered_signature_opens_no_door);
	DONE();
}
