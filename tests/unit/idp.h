#ifndef TESTS_IDP_H
#define TESTS_IDP_H

/*
 * An identity provider behind the fetch program: a script that counts what it
 * is asked for and answers with the files that a test has put there.  With
 * it the keyring of one issuer, on a real keys.db and a clock that stands.
 */
#include "auth/keyring.h"
#include "net/fetch_wire.h"
#include "store/keys.h"
#include "unit/sign.h"
#include "unit/store.h"
#include "unit/tap.h"

#include <sys/stat.h>

enum { IDP_START = 1800000000 };

struct idp {
	char dir[256], program[300];
	struct state state;
	struct store *store;
	int64_t ms;
	struct key_source source;
	struct issuer_set issuers;
	struct log log;
	struct buf logged;
	struct keyring *keys;
};

static inline const char *
idp_path(const struct idp *idp, const char *name)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s/%s", idp->dir, name);
	return path;
}

static inline void
idp_write(const struct idp *idp, const char *name, struct str bytes)
{
	char temporary[300];
	FILE *file;

	snprintf(temporary, sizeof(temporary), "%s/new", idp->dir);
	file = fopen(temporary, "w");
	fwrite(bytes.at, 1, bytes.len, file);
	fclose(file);
	rename(temporary, idp_path(idp, name));
}

/* name is "metadata", "keys", or another last part of a URL. */
static inline void
idp_says(const struct idp *idp, const char *name,
	const struct fetch_answer *answer)
{
	struct buf text;

	buf_init(&text, FETCH_ANSWER_MAX);
	fetch_answer_print(&text, answer);
	idp_write(idp, name, buf_as_str(&text));
	buf_free(&text);
}

static inline void
idp_says_body(
	const struct idp *idp, const char *name, int status, const char *body)
{
	idp_says(idp, name,
		&(struct fetch_answer){.status = status,
			.body = str_from(body),
			.max_age_s = -1,
			.retry_after_s = -1});
}

static inline void
idp_fails(const struct idp *idp, const char *name)
{
	idp_write(idp, name, STR_LIT("error no route to host\n"));
}

/* A key set with a new key for each letter of kids. */
static inline char *
idp_jwks(const char *kids)
{
	json_t *array = json_array(), *set = json_object();
	char kid[2] = "", *text;

	for (; *kids; kids++) {
		EVP_PKEY *key = sign_new_key(ALG_EDDSA, 0);

		kid[0] = *kids;
		json_array_append_new(array, sign_jwk(key, kid, NULL));
		EVP_PKEY_free(key);
	}
	json_object_set_new(set, "keys", array);
	text = json_dumps(set, JSON_COMPACT);
	json_decref(set);
	return text;
}

static inline void
idp_has_keys(const struct idp *idp, const char *kids)
{
	char *text = idp_jwks(kids);

	idp_says_body(idp, "keys", 200, text);
	free(text);
}

/* How often name was asked for since the last call. */
static inline int
idp_count(const struct idp *idp, const char *name)
{
	FILE *file = fopen(idp_path(idp, "count"), "r");
	char line[400], kept[64][400];
	size_t len = strlen(name), kept_count = 0;
	int count = 0;

	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, name, len) == 0 &&
			(line[len] == ' ' || line[len] == '\n'))
			count++;
		else if (kept_count < COUNT(kept))
			memcpy(kept[kept_count++], line, sizeof(line));
	}
	fclose(file);
	file = fopen(idp_path(idp, "count"), "w");
	for (size_t i = 0; i < kept_count; i++)
		fputs(kept[i], file);
	fclose(file);
	return count;
}

static inline void
idp_log(void *ctx, const char *line, size_t len)
{
	struct idp *idp = ctx;

	buf_add(&idp->logged, line, len);
}

/* How often word was logged since the last call. */
static inline int
idp_logged(struct idp *idp, const char *word)
{
	const char *at = idp->logged.len ? idp->logged.at : "";
	int count = 0;

	while ((at = strstr(at, word)) != NULL) {
		at++;
		count++;
	}
	buf_clear(&idp->logged);
	return count;
}

static inline void
idp_open_keyring(struct idp *idp)
{
	struct keyring_setup setup = {
		.issuers = &idp->issuers,
		.store = idp->store,
		.fetch_program = idp->program,
		.clock = clock_fixed(&idp->ms),
		.log = &idp->log,
	};
	struct err err = {0};

	if (keyring_open(&idp->keys, &setup, &err) != OK) {
		printf("Bail out! %s\n", err.detail);
		exit(1);
	}
}

/* As when the service starts again; keys.db stays. */
static inline void
idp_restart(struct idp *idp)
{
	keyring_close(idp->keys);
	store_close(idp->store);
	idp->store = state_open(&idp->state, STORE_KEYS);
	idp_open_keyring(idp);
}

/* While the file "hold" exists, the program waits before its answer; while
 * "hold-until-keys2" does, the answer "keys" waits for somebody who reads all
 * of "keys2". */
static inline void
idp_new(struct idp *idp)
{
	static const char script[] =
		"#!/bin/sh\n"
		"dir=${0%/*} etag=\n"
		"while read -r key value; do\n"
		"	case $key in\n"
		"	url) url=$value ;;\n"
		"	etag) etag=\" $value\" ;;\n"
		"	esac\n"
		"done <&3\n"
		"name=${url##*/}\n"
		"echo \"$name$etag\" >>\"$dir/count\"\n"
		"while [ -e \"$dir/hold\" ]; do sleep 0.01; done\n"
		"while [ $name = keys ] && [ -e \"$dir/hold-until-keys2\" ]\n"
		"do sleep 0.01; done\n"
		"cat \"$dir/$name\"\n"
		"rm -f \"$dir/hold-until-$name\"\n";

	const char *tmp = getenv("TMPDIR");

	*idp = (struct idp){.ms = IDP_START * INT64_C(1000)};
	state_init(&idp->state);
	snprintf(idp->dir, sizeof(idp->dir), "%s/idp-XXXXXX",
		tmp && tmp[0] ? tmp : "/tmp");
	if (!mkdtemp(idp->dir)) {
		printf("Bail out! no directory\n");
		exit(1);
	}
	idp_write(idp, "program", str_from(script));
	snprintf(idp->program, sizeof(idp->program), "%s",
		idp_path(idp, "program"));
	chmod(idp->program, 0700);
	buf_init(&idp->logged, 1 << 20);
	idp->log = (struct log){LOG_INFO, idp_log, idp};
	idp->source = (struct key_source){
		.name = "test",
		.id = "test https://id.example/metadata",
		.metadata_url = "https://id.example/metadata",
		.metadata_issuer = "https://id.example/",
		.algorithms = 1U << ALG_EDDSA | 1U << ALG_ES256,
		.rsa_default = ALG_RS256,
	};
	idp->issuers =
		(struct issuer_set){.sources = &idp->source, .source_count = 1};
	idp_says_body(idp, "metadata", 200,
		"{\"issuer\":\"https://id.example/\","
		"\"jwks_uri\":\"https://id.example/keys\"}");
	idp_has_keys(idp, "a");
	idp->store = state_open(&idp->state, STORE_KEYS);
	idp_open_keyring(idp);
}

static inline void
idp_free(struct idp *idp)
{
	static const char *const names[] = {"program", "count", "metadata",
		"keys", "keys2", "hold", "hold-until-keys2", "jwks.json"};

	keyring_close(idp->keys);
	store_close(idp->store);
	for (size_t i = 0; i < COUNT(names); i++)
		unlink(idp_path(idp, names[i]));
	CHECK_INT(rmdir(idp->dir), 0);
	buf_free(&idp->logged);
	state_free(&idp->state);
}

static inline void
idp_hold(const struct idp *idp)
{
	idp_write(idp, "hold", STR_LIT(""));
}

static inline void
idp_let_go(const struct idp *idp)
{
	unlink(idp_path(idp, "hold"));
}

static inline void
idp_pass_time(struct idp *idp, int64_t seconds)
{
	idp->ms += seconds * 1000;
}

/* "" when the key was found, "old" when among old keys, else the reason. */
static inline const char *
idp_find_alg(struct idp *idp, const char *kid, enum algorithm alg,
	int *retry_after_s)
{
	const struct key *key;
	struct err err = {0};
	bool old = false;
	enum err_kind kind = keyring_find(
		idp->keys, 0, str_from(kid), alg, &key, &old, &err);

	if (retry_after_s)
		*retry_after_s = err.retry_after_s;
	if (kind == OK) {
		CHECK(key && key->public_key);
		return old ? "old" : "";
	}
	CHECK(!key);
	CHECK_INT(kind, err.kind);
	CHECK_INT(kind, strcmp(err.reason, "keys/none") == 0 ||
					strcmp(err.reason, "keys/too-old") == 0
				? ERR_KEYS
				: ERR_BAD_TOKEN);
	return err.reason;
}

static inline const char *
idp_find(struct idp *idp, const char *kid)
{
	return idp_find_alg(idp, kid, ALG_EDDSA, NULL);
}

/* What a FastCGI process does after an answer; true when it fetched. */
static inline bool
idp_refresh(struct idp *idp)
{
	bool begun = keyring_refresh_begin(idp->keys);

	CHECK_INT(keyring_descriptor(idp->keys) >= 0, begun);
	keyring_refresh_wait(idp->keys);
	CHECK_INT(keyring_descriptor(idp->keys), -1);
	CHECK_INT(keyring_time_left_ms(idp->keys), -1);
	return begun;
}

/* The right to fetch; its string lives as long as the state. */
static inline struct key_refresh
idp_state(const struct idp *idp)
{
	struct key_refresh state;
	struct err err = {0};

	CHECK_INT(keys_refresh_state(idp->store, str_from(idp->source.id),
			  idp->state.arena, &state, &err),
		OK);
	return state;
}

/* The row as it is stored; its strings live as long as the state. */
static inline struct key_set_row
idp_row(const struct idp *idp)
{
	struct key_set_row row;
	struct err err = {0};
	bool found, damaged;

	CHECK_INT(keys_load(idp->store, str_from(idp->source.id),
			  idp->state.arena, &found, &damaged, &row, &err),
		OK);
	return row;
}

#endif
