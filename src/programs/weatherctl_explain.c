/* weatherctl token explain: what the service would say to a token, and why. */

#include "base/clock.h"
#include "cli/exits.h"
#include "cli/explain.h"
#include "cli/files.h"
#include "cli/show.h"
#include "programs/weatherctl.h"

#include <stdio.h>

enum { EXPLAIN_INPUT_MAX = 1024 * 1024, EXPLAIN_ARENA = 16 * 1024 * 1024 };

enum { EXPLAIN_FETCH = 0 };

const struct option_rule explain_options[] = {
	{"fetch", NULL,
		"fetch the issuer's keys now, if the token gets as far as that",
		false},
	{0},
};

/* What a look needs, open. */
struct desk {
	struct settings settings;
	struct store *store;
	struct keyring *keys;
	struct arena *arena;
	struct token_rules rules;
};

static enum err_kind
desk_open(struct desk *desk, const struct arguments *args,
	const struct log *log, struct err *err)
{
	const struct config *config = &desk->settings.config;
	const struct issuer_set *issuers = &desk->settings.issuers;
	enum err_kind kind;

	desk->arena = arena_new(EXPLAIN_ARENA);
	if (!desk->arena)
		return fail_memory(err);
	if ((kind = settings_open(&desk->settings, args, err)) != OK ||
		(kind = settings_enter_state_dir(&desk->settings, err)) != OK ||
		(kind = store_open(&desk->store, config->state_dir, STORE_KEYS,
			 err)) != OK ||
		(kind = keyring_open(&desk->keys,
			 &(struct keyring_setup){
				 .issuers = issuers,
				 .store = desk->store,
				 .fetch_program = config->fetch_program,
				 .clock = clock_system(),
				 .log = log,
			 },
			 err)) != OK)
		return kind;
	keyring_stay_offline(desk->keys);
	desk->rules = (struct token_rules){
		.issuers = issuers,
		.permissions = config->permissions,
		.keys = desk->keys,
		.store = desk->store,
	};
	return OK;
}

static void
desk_close(struct desk *desk)
{
	keyring_close(desk->keys);
	store_close(desk->store);
	settings_close(&desk->settings);
	arena_free(desk->arena);
}

static void
look(const struct desk *desk, struct str text, struct look *out)
{
	explain_look(out, text, &desk->rules, clock_now(clock_system()),
		desk->arena);
}

/* For a token that the service itself would fetch for, or has keys for. */
static bool
fetch(const struct desk *desk, const struct look *look)
{
	size_t source;
	struct err err = {0};

	if (look->exam.passed < EXAM_OFFLINE)
		return false;
	source = look->exam.claims.issuer->source;
	if (keyring_refresh_now(desk->keys, source, &err) == OK) {
		printf("The keys of [issuer %s] were fetched now.\n",
			look->exam.claims.issuer->name);
		return true;
	}
	printf("The keys of [issuer %s] could not be fetched: ",
		look->exam.claims.issuer->name);
	show_text(stdout, str_from(err.detail));
	printf("\n");
	return false;
}

static enum err_kind
explain(const struct arguments *args, struct str text, bool *accepted,
	struct err *err)
{
	struct log log = log_stderr(LOG_WARN);
	struct desk desk = {0};
	struct look found;
	enum err_kind kind = desk_open(&desk, args, &log, err);

	if (kind == OK) {
		look(&desk, text, &found);
		if (argument_given(args, &explain_options[EXPLAIN_FETCH]) &&
			fetch(&desk, &found))
			look(&desk, text, &found);
		kind = explain_print(&found, stdout, accepted, err);
	}
	desk_close(&desk);
	return kind;
}

int
command_token_explain(const struct arguments *args)
{
	bool accepted = false;
	struct err err = {0};
	struct buf text;
	int code;

	if (files_read("-", EXPLAIN_INPUT_MAX, &text, &err) == OK &&
		!str_trim(buf_as_str(&text)).len)
		err.kind = fail(&err, ERR_PARAMETER, "usage/token",
			"standard input is empty; write a token to it");
	if (err.kind == OK)
		err.kind = explain(args, buf_as_str(&text), &accepted, &err);
	buf_free(&text);
	code = weatherctl_end(&err);
	if (err.kind == ERR_PARAMETER)
		return ANSWER_MISUSE;
	return code == EX_OK && !accepted ? ANSWER_NO : code;
}
