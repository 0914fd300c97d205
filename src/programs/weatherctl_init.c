/* weatherctl init: from nothing, or from an older version, to ready. */

#include "cli/dev_key.h"
#include "cli/owner.h"
#include "programs/weatherctl.h"
#include "store/migrate.h"

#include <stdio.h>
#include <unistd.h>

enum { INIT_OWNER = 0 };

const struct option_rule init_options[] = {
	{"owner", "USER",
		"who state_dir shall belong to when it is made: the user that "
		"the web server runs the responder as",
		false},
	{0},
};

static enum err_kind
choose_owner(const char *dir, const char *wanted, struct owner *owner,
	struct err *err)
{
	bool exists = access(dir, F_OK) == 0;
	struct owner found;
	enum err_kind kind;

	*owner = (struct owner){geteuid(), getegid()};
	if (wanted) {
		kind = owner_find(wanted, owner, err);
		if (kind != OK)
			return kind;
		if (geteuid() != 0 && owner->uid != geteuid())
			return fail(err, ERR_PARAMETER, "permission",
				"only root can give %s to another user", dir);
	}
	if (!exists)
		return OK;
	kind = owner_of(dir, &found, err);
	if (kind == OK && wanted && found.uid != owner->uid)
		return fail(err, ERR_PARAMETER, "owner/other",
			"%s exists and belongs to user %lld; leave --owner "
			"out, or chown -R it first",
			dir, (long long)found.uid);
	*owner = found;
	return kind;
}

static enum err_kind
make_folder(const char *dir, const char *wanted, struct err *err)
{
	struct owner owner;
	enum err_kind kind;
	bool made = false;

	kind = choose_owner(dir, wanted, &owner, err);
	if (kind == OK)
		kind = owner_make_folder(dir, &owner, &made, err);
	if (kind != OK)
		return kind;
	if (made)
		printf("%s: created for user %lld\n", dir,
			(long long)owner.uid);
	if (geteuid() == 0 && owner.uid == 0)
		printf("%s: belongs to root; where the web server runs the "
		       "responder as another user, give it to that user "
		       "(chown -R)\n",
			dir);
	return owner_become(&owner, err);
}

static enum err_kind
make_database(const char *dir, const char *name, enum storage storage,
	struct err *err)
{
	struct migrate_result result;
	enum err_kind kind;

	kind = migrate(dir, name, storage, &result, err);
	if (kind != OK)
		return kind;
	printf("%s/%s: ", dir, name);
	if (result.from == 0)
		printf("created, schema %d", result.to);
	else if (result.from == result.to)
		printf("up to date, schema %d", result.to);
	else
		printf("upgraded from schema %d to %d", result.from, result.to);
	printf(", journal %s\n", result.wal ? "WAL" : "TRUNCATE");
	return OK;
}

static enum err_kind
make_dev_key(const char *dir, struct err *err)
{
	struct dev_key_made made;
	enum err_kind kind;

	kind = dev_key_ensure(dir, &made, err);
	if (kind != OK)
		return kind;
	printf("%s/" DEV_KEY_FILE ": %s\n", dir, made.key ? "created" : "kept");
	printf("%s/" DEV_KEY_SET_FILE ": %s\n", dir,
		made.key_set ? "written" : "up to date");
	printf("dev issuer is on: whoever can read %s/" DEV_KEY_FILE
	       " can make tokens; never for a public host\n",
		dir);
	return OK;
}

static enum err_kind
init(const struct settings *settings, const char *owner, struct err *err)
{
	const char *dir = settings->config.state_dir;
	struct err no_dev = {0};
	const struct issuer *dev;
	enum storage storage;
	enum err_kind kind;

	kind = make_folder(dir, owner, err);
	if (kind == OK)
		kind = storage_detect(dir, &storage, err);
	if (kind != OK)
		return kind;
	if (storage == STORAGE_NETWORK)
		printf("%s: on a network file system, where write-ahead "
		       "logging would corrupt; journal TRUNCATE is used, and "
		       "only one host may use it\n",
			dir);
	if ((kind = make_database(dir, "weather.db", storage, err)) != OK ||
		(kind = make_database(dir, "keys.db", storage, err)) != OK)
		return kind;
	if (settings_dev_issuer(settings, &dev, &no_dev) == OK)
		kind = make_dev_key(dir, err);
	return kind;
}

int
command_init(const struct arguments *args)
{
	struct settings settings = {0};
	struct err err = {0};

	if (settings_open(&settings, args, &err) == OK)
		err.kind = init(&settings,
			argument_value(args, &init_options[INIT_OWNER]), &err);
	settings_close(&settings);
	return weatherctl_end(&err);
}
