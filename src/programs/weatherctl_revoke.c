/* weatherctl token revoke, revoked, unrevoke: the deny-list. */

#include "auth/claims.h"
#include "base/clock.h"
#include "base/rfc3339.h"
#include "base/uuid.h"
#include "cli/show.h"
#include "programs/weatherctl.h"
#include "store/denylist.h"

#include <stdio.h>
#include <string.h>

enum { REVOKE_ARENA = 64 * 1024 * 1024 };

enum { BEFORE = 0, JTI, SUBJECT, CLIENT, ISSUER };

const struct option_rule revoke_options[] = {
	{"before", "TIME",
		"with --subject: only tokens issued before TIME, RFC 3339 or "
		"\"now\"",
		false},
	{"jti", "ID", "one token, by its jti (Entra: uti)", false},
	{"subject", "SUB",
		"a caller, by the issuer's identity_claim (Entra: oid, else "
		"sub)",
		false},
	{"client", "ID", "an application, by azp, appid or client_id", false},
	{"issuer", "NAME",
		"the [issuer NAME] whose tokens are meant; needed where there "
		"are several",
		false},
	{0},
};

static const char *const kind_names[] = {
	[DENIED_TOKEN] = "jti",
	[DENIED_SUBJECT] = "subject",
	[DENIED_CLIENT] = "client",
};

/* What the command line names. */
struct target {
	enum denied_kind kind;
	char value[CLAIM_MAX + 1];
	int64_t before;
	const char *section; /* as written; NULL: the only one */
};

/* Whole seconds, rounded up: rather one second too many is denied. */
static enum err_kind
read_before(const char *text, int64_t now, int64_t *before, struct err *err)
{
	int64_t ms;

	*before = INT64_MAX;
	if (!text)
		return OK;
	if (!strcmp(text, "now")) {
		*before = now + 1;
		return OK;
	}
	if (rfc3339_parse(str_from(text), &ms) != RFC3339_GOOD)
		return fail(err, ERR_PARAMETER, "usage/before",
			"--before %.40s: write \"now\" or a time with its "
			"offset, like 2026-11-22T01:15:00Z",
			text);
	*before = ms / 1000 + (ms % 1000 > 0);
	return OK;
}

static enum err_kind
read_target(
	const struct arguments *args, struct target *target, struct err *err)
{
	static const struct {
		int option;
		enum denied_kind kind;
	} kinds[] = {
		{JTI, DENIED_TOKEN},
		{SUBJECT, DENIED_SUBJECT},
		{CLIENT, DENIED_CLIENT},
	};
	const char *before = argument_value(args, &revoke_options[BEFORE]);
	const char *value = NULL;
	size_t given = 0;

	*target = (struct target){
		.section = argument_value(args, &revoke_options[ISSUER]),
	};
	for (size_t i = 0; i < COUNT(kinds); i++) {
		const struct option_rule *rule =
			&revoke_options[kinds[i].option];

		if (!argument_given(args, rule))
			continue;
		value = argument_value(args, rule);
		target->kind = kinds[i].kind;
		given++;
	}
	if (given != 1)
		return fail(err, ERR_PARAMETER, "usage/revoke",
			"say what is meant by one of --jti ID, --subject SUB, "
			"--client ID");
	if (before && target->kind != DENIED_SUBJECT)
		return fail(err, ERR_PARAMETER, "usage/before",
			"--before goes with --subject only");
	/* what no token can say would be kept and never hit */
	if (!value[0] || strlen(value) > CLAIM_MAX ||
		!str_is_utf8(str_from(value)))
		return fail(err, ERR_PARAMETER, "usage/revoke",
			"--%s: 1 to %d bytes of UTF-8 text are needed",
			kind_names[target->kind], CLAIM_MAX);
	memcpy(target->value, value, strlen(value) + 1);
	return read_before(
		before, clock_now(clock_system()), &target->before, err);
}

/* Entra writes its GUIDs in lower case; a portal or a script may not, and an
 * entry that hits nobody would look as if it did. */
static void
lower_guid(const struct issuer *issuer, struct target *target)
{
	char guid[CLAIM_MAX + 1];
	size_t i = 0;

	if ((issuer->preset != PRESET_ENTRA &&
		    issuer->preset != PRESET_ENTRA_B2C) ||
		target->kind == DENIED_TOKEN)
		return;
	for (; target->value[i]; i++) {
		char c = target->value[i];

		guid[i] = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
	}
	guid[i] = '\0';
	if (uuid_is_valid(str_from(guid)))
		memcpy(target->value, guid, i);
}

static void
show_target(const char *section, const struct target *target, const char *what)
{
	char time[RFC3339_MAX];

	show_text(stdout, str_from(section));
	printf(": %s ", kind_names[target->kind]);
	show_text(stdout, str_from(target->value));
	printf(": %s", what);
	if (target->before != INT64_MAX) {
		rfc3339_print(target->before, time);
		printf(", tokens issued before %s", time);
	}
	printf("\n");
}

/* True for the first of several issuers of a section (entra: version 1 and
 * 2) that are one as to whom they name.  Two sections may be one as well. */
static bool
is_first_of_its_canonical(const struct issuer_set *set, size_t i)
{
	const struct issuer *issuer = &set->issuers[i];

	for (size_t k = 0; k < i; k++)
		if (strcmp(set->issuers[k].name, issuer->name) == 0 &&
			str_eq(set->issuers[k].canonical, issuer->canonical))
			return false;
	return true;
}

static enum err_kind
revoke_in(struct store *store, const struct issuer_set *set,
	const char *section, struct target *target, struct err *err)
{
	int64_t now = clock_now(clock_system());
	enum err_kind kind = OK;

	for (size_t i = 0; kind == OK && i < set->issuer_count; i++) {
		const struct issuer *issuer = &set->issuers[i];

		if (strcmp(issuer->name, section) != 0 ||
			!is_first_of_its_canonical(set, i))
			continue;
		lower_guid(issuer, target);
		kind = denylist_add(store, target->kind, issuer->canonical,
			str_from(target->value), target->before, now, err);
	}
	return kind;
}

static enum err_kind
unrevoke_in(struct store *store, const struct issuer_set *set,
	const char *section, struct target *target, bool *removed,
	struct err *err)
{
	enum err_kind kind = OK;
	bool one;

	*removed = false;
	for (size_t i = 0; kind == OK && i < set->issuer_count; i++) {
		const struct issuer *issuer = &set->issuers[i];

		if (strcmp(issuer->name, section) != 0)
			continue;
		lower_guid(issuer, target);
		kind = denylist_remove(store, target->kind, issuer->canonical,
			str_from(target->value), &one, err);
		*removed = *removed || one;
	}
	return kind;
}

static enum err_kind
end_transaction(struct store *store, enum err_kind kind, struct err *err)
{
	if (kind == OK)
		return store_commit(store, err);
	store_rollback(store);
	return kind;
}

static enum err_kind
revoke(struct store *store, const struct settings *settings,
	struct target *target, struct err *err)
{
	const char *section;
	enum err_kind kind;

	if ((kind = settings_section(
		     settings, target->section, &section, err)) != OK ||
		(kind = store_begin(store, err)) != OK)
		return kind;
	kind = revoke_in(store, &settings->issuers, section, target, err);
	kind = end_transaction(store, kind, err);
	if (kind == OK)
		show_target(section, target, "revoked");
	return kind;
}

/* Of an issuer that is not configured any more, whose name in the list is
 * the issuer itself. */
static enum err_kind
unrevoke_stale(struct store *store, const struct target *target, bool *removed,
	struct err *err)
{
	*removed = false;
	if (!target->section)
		return OK;
	return denylist_remove(store, target->kind, str_from(target->section),
		str_from(target->value), removed, err);
}

static enum err_kind
unrevoke(struct store *store, const struct settings *settings,
	struct target *target, struct err *err)
{
	const char *section;
	bool removed;
	enum err_kind kind;

	if ((kind = unrevoke_stale(store, target, &removed, err)) != OK)
		return kind;
	if (removed) {
		show_target(target->section, target, "no longer revoked");
		return OK;
	}
	if ((kind = settings_section(
		     settings, target->section, &section, err)) != OK ||
		(kind = store_begin(store, err)) != OK)
		return kind;
	kind = unrevoke_in(
		store, &settings->issuers, section, target, &removed, err);
	kind = end_transaction(store, kind, err);
	if (kind != OK)
		return kind;
	if (!removed)
		return fail(err, ERR_NOT_FOUND, "denylist/none",
			"%.40s: %s %.80s is not revoked; \"token revoked\" "
			"lists what is",
			section, kind_names[target->kind], target->value);
	show_target(section, target, "no longer revoked");
	return OK;
}

struct listing {
	const struct issuer_set *issuers;
	int64_t now;
	size_t count;
};

static void
show_entry(void *ctx, const struct denied_entry *entry)
{
	struct listing *listing = ctx;
	struct str name = entry->issuer;
	bool configured = false;

	for (size_t i = 0; !configured && i < listing->issuers->issuer_count;
		i++) {
		const struct issuer *issuer = &listing->issuers->issuers[i];

		configured = str_eq(issuer->canonical, entry->issuer);
		if (configured)
			name = str_from(issuer->name);
	}
	show_text(stdout, name);
	printf(": %s ", kind_names[entry->kind]);
	show_text(stdout, entry->value);
	printf("\n");
	if (!configured)
		printf("  no section has this issuer\n");
	if (entry->before != INT64_MAX) {
		printf("  tokens issued before: ");
		show_time(stdout, entry->before, listing->now);
		printf("\n");
	}
	printf("  revoked: ");
	show_time(stdout, entry->created_at, listing->now);
	printf("\n");
	listing->count++;
}

static enum err_kind
list(struct store *store, const struct settings *settings, struct target *none,
	struct err *err)
{
	struct listing listing = {
		&settings->issuers, clock_now(clock_system()), 0};
	struct arena *arena = arena_new(REVOKE_ARENA);
	enum err_kind kind;

	(void)none;
	if (!arena)
		return fail_memory(err);
	kind = denylist_each(store, arena, show_entry, &listing, err);
	if (kind == OK && !listing.count)
		printf("nothing is revoked\n");
	arena_free(arena);
	return kind;
}

typedef enum err_kind
deny_command(struct store *store, const struct settings *settings,
	struct target *target, struct err *err);

static int
run(const struct arguments *args, deny_command *command, struct target *target)
{
	struct settings settings = {0};
	struct store *store = NULL;
	struct err err = {0};

	if (settings_open(&settings, args, &err) == OK &&
		settings_enter_state_dir(&settings, &err) == OK &&
		store_open(&store, settings.config.state_dir, STORE_KEYS_ADMIN,
			&err) == OK)
		err.kind = command(store, &settings, target, &err);
	store_close(store);
	settings_close(&settings);
	return weatherctl_end(&err);
}

static int
run_on_target(const struct arguments *args, deny_command *command)
{
	struct target target;
	struct err err = {0};

	if (read_target(args, &target, &err) != OK)
		return weatherctl_end(&err);
	return run(args, command, &target);
}

int
command_token_revoke(const struct arguments *args)
{
	return run_on_target(args, revoke);
}

int
command_token_unrevoke(const struct arguments *args)
{
	return run_on_target(args, unrevoke);
}

int
command_token_revoked(const struct arguments *args)
{
	return run(args, list, NULL);
}
