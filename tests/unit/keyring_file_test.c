/* Keys from a file: when it is read again, and what a broken one changes. */
#include "auth/keyring.h"

#include "unit/idp.h"

static void
without_a_store_there_are_files_only(void)
{
	struct idp idp;
	struct err err = {0};
	int retry_after_s;

	idp_new(&idp);
	CHECK_STR(idp_find(&idp, "a"), "");
	keyring_set_store(idp.keys, NULL);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid-throttled");
	idp_pass_time(&idp, KEYS_STALE_S);
	CHECK_STR(idp_find_alg(&idp, "a", ALG_EDDSA, &retry_after_s),
		"keys/too-old");
	CHECK_INT(retry_after_s, COOLDOWN_S);
	CHECK(!keyring_refresh_is_due(idp.keys));
	CHECK(!idp_refresh(&idp));
	CHECK_INT(keyring_refresh_now(idp.keys, 0, &err), ERR_DATABASE);
	CHECK_INT(idp_count(&idp, "keys"), 1);
	/* The process goes on with a connection of its own. */
	keyring_set_store(idp.keys, idp.store);
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_count(&idp, "keys"), 1);
	idp_free(&idp);
}

static void
use_file(struct idp *idp)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s", idp_path(idp, "jwks.json"));
	idp->source.metadata_url = idp->source.metadata_issuer = NULL;
	idp->source.jwks_file = path;
}

static void
write_file(const struct idp *idp, const char *kids)
{
	char *jwks = idp_jwks(kids);

	idp_write(idp, "jwks.json", str_from(jwks));
	free(jwks);
}

static void
a_file_is_read_again_when_it_changes(void)
{
	struct idp idp;

	idp_new(&idp);
	use_file(&idp);
	write_file(&idp, "a");
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_STR(idp_find(&idp, "b"), "keys/unknown-kid");
	write_file(&idp, "b");
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK_STR(idp_find(&idp, "a"), "keys/unknown-kid");
	/* A file has no age. */
	idp_pass_time(&idp, 10 * KEYS_STALE_S);
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK(!keyring_refresh_is_due(idp.keys));
	CHECK(!idp_refresh(&idp));
	CHECK_INT(idp_count(&idp, "metadata"), 0);
	CHECK_INT(idp_count(&idp, "keys"), 0);
	idp_free(&idp);
}

static void
a_broken_file_keeps_the_old_keys_and_is_told_once(void)
{
	struct idp idp;
	struct err err = {0};

	idp_new(&idp);
	use_file(&idp);
	write_file(&idp, "a");
	CHECK_STR(idp_find(&idp, "a"), "");
	idp_write(&idp, "jwks.json", STR_LIT("{\"keys\":"));
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK(idp.logged.len &&
		strstr(idp.logged.at, "jwks.json: the key set"));
	CHECK_INT(idp_logged(&idp, "event=keys-file-unusable"), 1);
	CHECK_INT(keyring_refresh_now(idp.keys, 0, &err), ERR_KEYS);
	unlink(idp_path(&idp, "jwks.json"));
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_STR(idp_find(&idp, "a"), "");
	CHECK_INT(idp_logged(&idp, "event=keys-file-unusable"), 1);
	write_file(&idp, "b");
	CHECK_STR(idp_find(&idp, "b"), "");
	CHECK_INT(keyring_refresh_now(idp.keys, 0, &err), OK);
	idp_free(&idp);
}

static void
without_a_file_there_are_no_keys(void)
{
	struct idp idp;
	int retry_after_s;

	idp_new(&idp);
	use_file(&idp);
	CHECK_STR(idp_find_alg(&idp, "a", ALG_EDDSA, &retry_after_s),
		"keys/none");
	CHECK_INT(retry_after_s, COOLDOWN_S);
	CHECK_STR(idp_find(&idp, "a"), "keys/none");
	CHECK_INT(idp_logged(&idp, "event=keys-file-unusable"), 1);
	mkdir(idp_path(&idp, "jwks.json"), 0700);
	CHECK_STR(idp_find(&idp, "a"), "keys/none");
	rmdir(idp_path(&idp, "jwks.json"));
	mkfifo(idp_path(&idp, "jwks.json"), 0600);
	CHECK_STR(idp_find(&idp, "a"), "keys/none");
	idp_free(&idp);
}

int
main(void)
{
	RUN(without_a_store_there_are_files_only);
	RUN(a_file_is_read_again_when_it_changes);
	RUN(a_broken_file_keeps_the_old_keys_and_is_told_once);
	RUN(without_a_file_there_are_no_keys);
	DONE();
}
