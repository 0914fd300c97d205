#include "auth/policy.h"

#include "unit/claims.h"
#include "unit/prop.h"

/* The rules of a configuration that writes none. */
static const char *read_scopes[] = {"weather.read"};
static const char *read_roles[] = {"weather.read", "app.weather.read"};
static const char *write_scopes[] = {"weather.write"};
static const char *write_roles[] = {"weather.write", "app.weather.write"};
static const char *admin_roles[] = {"Admin"};
static const struct permission_config rules[CONFIG_PERMISSIONS] = {
	[CONFIG_READ] = {{read_scopes, 1}, {read_roles, 2}, {NULL, 0}},
	[CONFIG_WRITE] = {{write_scopes, 1}, {write_roles, 2}, {NULL, 0}},
	[CONFIG_ADMIN] = {{NULL, 0}, {admin_roles, 1}, {admin_roles, 1}},
};

struct grant_case {
	const char *change;
	unsigned granted;
};

enum {
	TOKEN = PERMIT_TOKEN,
	READ = PERMIT_TOKEN | PERMIT_READ,
	WRITE = PERMIT_TOKEN | PERMIT_WRITE,
	ADMIN = PERMIT_TOKEN | PERMIT_ADMIN,
};

static void
check_grants(const char *base, const struct grant_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct claims claims = claims_of(base, cases[i].change);
		unsigned granted = policy_grant(&claims, rules);

		if (granted != cases[i].granted)
			printf("# %s\n", cases[i].change);
		CHECK_INT(granted, cases[i].granted);
	}
}

/* covers: G13 H4 */
static void
scopes_grant_by_exact_words(void)
{
	static const struct grant_case cases[] = {
		{"{\"scp\":\"weather.read\"}", READ},
		{"{\"scp\":\"weather.write\"}", WRITE},
		{"{\"scp\":\"x weather.read weather.write\"}", READ | WRITE},
		{"{\"scp\":[\"weather.read\"]}", READ},
		{"{\"scp\":\"weather.readx\"}", TOKEN},
		{"{\"scp\":\"Weather.Read\"}", TOKEN},
		{"{\"scp\":\"weather.read.all\"}", TOKEN},
		{"{\"scp\":\"weather\"}", TOKEN},
		{"{\"scp\":\"weather.read\\tweather.write\"}", TOKEN},
		{"{\"scp\":\"api://" CLIENT "/weather.read\"}", TOKEN},
		{"{\"scp\":\"app.weather.read\"}", TOKEN},
		{"{\"scp\":\"Admin\"}", TOKEN},
	};

	check_grants(auth_v2_claims, cases, COUNT(cases));
}

/* covers: G16 */
static void
a_token_without_scope_or_role_grants_nothing_at_all(void)
{
	static const struct grant_case cases[] = {
		{"{\"scp\":\"-\"}", PERMIT_NEVER},
		{"{\"scp\":\"\"}", PERMIT_NEVER},
		{"{\"scp\":\"  \"}", PERMIT_NEVER},
		{"{\"scp\":[]}", PERMIT_NEVER},
		{"{\"scp\":\"-\",\"roles\":[]}", PERMIT_NEVER},
		{"{\"scp\":\"-\",\"roles\":\"\"}", PERMIT_NEVER},
		{"{\"scp\":\"-\",\"idtyp\":\"app\"}", PERMIT_NEVER},
		{"{\"scp\":\"x\"}", TOKEN},
	};

	check_grants(auth_v2_claims, cases, COUNT(cases));
}

/* covers: G15; sub equals oid where idtyp is not issued */
static void
app_roles_count_for_entra_applications(void)
{
	static const struct grant_case cases[] = {
		{"{\"scp\":\"-\",\"sub\":\"user\",\"roles\":[\"weather.read\"]"
		 "}",
			READ},
		{"{\"scp\":\"-\",\"sub\":\"user\","
		 "\"roles\":[\"app.weather.read\",\"app.weather.write\"]}",
			READ | WRITE},
		{"{\"scp\":\"-\",\"sub\":\"user\",\"roles\":\"weather.read\"}",
			READ},
		{"{\"scp\":\"-\",\"sub\":\"user\",\"roles\":[\"Admin\"]}",
			ADMIN},
		{"{\"scp\":\"-\",\"sub\":\"user\","
		 "\"roles\":\"weather.read weather.write\"}",
			TOKEN},
		{"{\"scp\":\"-\",\"idtyp\":\"app\",\"roles\":[\"weather.read\"]"
		 "}",
			READ},
		/* a user, who has sub and oid of two kinds */
		{"{\"scp\":\"-\",\"roles\":[\"weather.read\"]}", TOKEN},
		{"{\"scp\":\"-\",\"sub\":\"-\",\"roles\":[\"weather.read\"]}",
			TOKEN},
		{"{\"scp\":\"-\",\"sub\":\"app\",\"roles\":[\"weather.read\"]}",
			TOKEN},
	};

	check_grants(auth_v2_claims, cases, COUNT(cases));
}

static void
idtyp_decides_where_it_is_there(void)
{
	static const struct grant_case cases[] = {
		{"{\"scp\":\"-\",\"sub\":\"user\",\"idtyp\":\"user\","
		 "\"roles\":[\"weather.read\"]}",
			TOKEN},
		{"{\"scp\":\"-\",\"sub\":\"user\",\"idtyp\":\"App\","
		 "\"roles\":[\"weather.read\"]}",
			TOKEN},
		{"{\"scp\":\"-\",\"sub\":\"user\",\"idtyp\":\"\","
		 "\"roles\":[\"weather.read\"]}",
			TOKEN},
		{"{\"scp\":\"-\",\"sub\":\"user\",\"idtyp\":\"app\","
		 "\"roles\":[\"weather.read\"]}",
			READ},
	};

	check_grants(auth_v2_claims, cases, COUNT(cases));
}

/* covers: G20 */
static void
app_roles_count_elsewhere_where_sub_is_the_client(void)
{
	static const struct grant_case cases[] = {
		{"{\"scope\":\"-\",\"sub\":\"app\",\"roles\":[\"weather.read\"]"
		 "}",
			READ},
		{"{\"scope\":\"-\",\"sub\":\"app\",\"client_id\":\"-\","
		 "\"azp\":\"app\",\"roles\":[\"weather.read\"]}",
			READ},
		{"{\"scope\":\"-\",\"sub\":\"app\",\"client_id\":\"-\","
		 "\"appid\":\"app\",\"roles\":[\"weather.read\"]}",
			TOKEN},
		{"{\"scope\":\"-\",\"roles\":[\"weather.read\"]}", TOKEN},
		{"{\"scope\":\"-\",\"client_id\":\"-\","
		 "\"roles\":[\"weather.read\"]}",
			TOKEN},
		/* with a scope claim the caller is served by its scopes */
		{"{\"scope\":\"x\",\"sub\":\"app\",\"roles\":[\"weather.read\"]"
		 "}",
			TOKEN},
		{"{\"scope\":\"\",\"sub\":\"app\",\"roles\":[\"weather.read\"]"
		 "}",
			TOKEN},
		/* oid means nothing here */
		{"{\"scope\":\"-\",\"oid\":\"user\",\"roles\":[\"weather."
		 "read\"]"
		 "}",
			TOKEN},
	};

	check_grants(auth_oidc_claims, cases, COUNT(cases));
}

/* covers: G14 */
/* Two ids that are both missing are not the same, and what sub == oid means is
 * Entra's alone: B2C writes the object id into everybody's sub. */
static void
whose_sub_is_no_applications_is_no_application(void)
{
	static const struct {
		enum issuer_preset preset;
		const char *subject, *object_id, *azp;
		bool app_only;
	} cases[] = {
		{PRESET_ENTRA, "a", "a", "b", true},
		{PRESET_ENTRA, "a", "", "a", false},
		{PRESET_ENTRA, "", "", "", false},
		{PRESET_ENTRA_B2C, "a", "b", "a", true},
		{PRESET_ENTRA_B2C, "a", "a", "b", false},
		{PRESET_ENTRA_B2C, "", "", "", false},
		{PRESET_OIDC, "a", "b", "a", true},
		{PRESET_OIDC, "a", "a", "b", false},
		{PRESET_OIDC, "", "", "", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct issuer issuer = {.preset = cases[i].preset};
		struct str role = STR_LIT("weather.read");
		const struct claims claims = {
			.issuer = &issuer,
			.subject = str_from(cases[i].subject),
			.object_id = str_from(cases[i].object_id),
			.azp = str_from(cases[i].azp),
			.roles = {&role, 1},
		};

		CHECK(policy_is_app_only(&claims) == cases[i].app_only);
		CHECK_INT(policy_grant(&claims, rules),
			cases[i].app_only ? READ : TOKEN);
	}
}

static void
a_users_role_widens_no_scope_unless_it_is_listed(void)
{
	static const struct grant_case cases[] = {
		{"{\"scp\":\"weather.read\",\"roles\":[\"weather.write\"]}",
			READ},
		{"{\"scp\":\"weather.read\",\"roles\":[\"app.weather.write\"]}",
			READ},
		{"{\"scp\":\"weather.read\",\"roles\":[\"Admin\"]}",
			READ | ADMIN},
		{"{\"scp\":\"x\",\"roles\":[\"Admin\"]}", ADMIN},
		{"{\"scp\":\"x\",\"roles\":[\"admin\"]}", TOKEN},
		/* no scope: the client was given nothing */
		{"{\"scp\":\"-\",\"roles\":[\"Admin\"]}", TOKEN},
		{"{\"scp\":\"\",\"roles\":[\"Admin\"]}", TOKEN},
	};

	check_grants(auth_v2_claims, cases, COUNT(cases));
}

static void
an_applications_role_is_no_users_role(void)
{
	static const struct permission_config only_users[CONFIG_PERMISSIONS] = {
		[CONFIG_ADMIN] = {{NULL, 0}, {NULL, 0}, {admin_roles, 1}},
	};
	struct claims app = claims_of(
		auth_v2_claims, "{\"idtyp\":\"app\",\"roles\":[\"Admin\"]}");
	struct claims user =
		claims_of(auth_v2_claims, "{\"roles\":[\"Admin\"]}");

	CHECK(policy_is_app_only(&app) && !policy_is_app_only(&user));
	CHECK_INT(policy_grant(&app, only_users), PERMIT_TOKEN);
	CHECK_INT(policy_grant(&user, only_users), ADMIN);
}

static void
rules_without_words_grant_nothing(void)
{
	static const struct permission_config none[CONFIG_PERMISSIONS];
	struct claims claims = claims_of(auth_v2_claims,
		"{\"scp\":\"weather.read weather.write\","
		"\"roles\":[\"Admin\",\"\"]}");

	CHECK_INT(policy_grant(&claims, none), PERMIT_TOKEN);
}

static void
a_forgotten_permission_denies_everyone(void)
{
	struct principal who = {.permissions = ~0u};

	CHECK_INT(policy_check(&who, PERMIT_NEVER), DENY);
	CHECK_INT(policy_check(&who, PERMIT_PUBLIC), DENY);
	CHECK_INT(policy_check(&who, PERMIT_PUBLIC | PERMIT_READ), DENY);
	CHECK_INT(policy_check(&who, 32), DENY);
	CHECK_INT(policy_check(&who, 32 | PERMIT_READ), DENY);
	CHECK_INT(policy_check(NULL, PERMIT_READ), DENY);
	CHECK_INT(policy_check(&who, PERMIT_READ), ALLOW);
	CHECK_INT(policy_check(&who, PERMIT_TOKEN), ALLOW);
}

static void
every_permission_that_is_asked_for_must_be_held(void)
{
	struct principal who = {0};

	for (unsigned held = 0; held < 32; held++)
		for (unsigned need = 0; need < 64; need++) {
			bool allowed =
				need && !(need & ~30u) && (held & need) == need;

			who.permissions = held;
			CHECK_INT(policy_check(&who, need),
				allowed ? ALLOW : DENY);
		}
}

static void
more_scopes_never_turn_a_yes_into_a_no(void)
{
	static const char *const words[] = {
		"weather.read", "weather.write", "x", "Admin", "weather.readx"};

	FOR_ALL(500)
	{
		const char *first = words[prop_below(COUNT(words))];
		const char *second = words[prop_below(COUNT(words))];
		const char *more = words[prop_below(COUNT(words))];
		char change[200];
		struct claims claims;
		unsigned before, after;

		snprintf(change, sizeof(change), "{\"scp\":\"%s %s\"}", first,
			second);
		claims = claims_of(auth_v2_claims, change);
		before = policy_grant(&claims, rules);
		snprintf(change, sizeof(change), "{\"scp\":\"%s %s %s\"}",
			first, more, second);
		claims = claims_of(auth_v2_claims, change);
		after = policy_grant(&claims, rules);
		CHECK_INT(after & before, before);
		arena_reset(arena);
	}
}

int
main(void)
{
	claims_begin();
	RUN(scopes_grant_by_exact_words);
	RUN(a_token_without_scope_or_role_grants_nothing_at_all);
	RUN(app_roles_count_for_entra_applications);
	RUN(idtyp_decides_where_it_is_there);
	RUN(app_roles_count_elsewhere_where_sub_is_the_client);
	RUN(whose_sub_is_no_applications_is_no_application);
	RUN(a_users_role_widens_no_scope_unless_it_is_listed);
	RUN(an_applications_role_is_no_users_role);
	RUN(rules_without_words_grant_nothing);
	RUN(a_forgotten_permission_denies_everyone);
	RUN(every_permission_that_is_asked_for_must_be_held);
	RUN(more_scopes_never_turn_a_yes_into_a_no);
	claims_end();
	DONE();
}
