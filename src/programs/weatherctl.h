#ifndef PROGRAMS_WEATHERCTL_H
#define PROGRAMS_WEATHERCTL_H

#include "auth/issuer.h"
#include "auth/jwk.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "cli/commands.h"
#include "config/config.h"

/*
 * What the commands of weatherctl share.  A command fills a struct err and
 * leaves by weatherctl_end(), which prints it and gives the exit code.
 */

/* The configuration as the responder sees it. */
struct settings {
	struct config config;
	struct issuer_set issuers;
};

/* Finds and reads it (--config of args); settings_close() also after a
 * failure.  ERR_CONFIG. */
enum err_kind settings_open(struct settings *settings,
	const struct arguments *args, struct err *err) MUST_USE;
void settings_close(struct settings *settings);

/* As root: becomes the owner of state_dir.  To be called before a database
 * is touched and after the files named on the command line were read. */
enum err_kind settings_enter_state_dir(
	const struct settings *settings, struct err *err) MUST_USE;

/* The dev issuer, or ERR_CONFIG saying how to configure one. */
enum err_kind settings_dev_issuer(const struct settings *settings,
	const struct issuer **issuer, struct err *err) MUST_USE;

/* *section is name, or without one the only section.  ERR_PARAMETER for a
 * name that is no section, and for NULL where there are several. */
enum err_kind settings_section(const struct settings *settings,
	const char *name, const char **section, struct err *err) MUST_USE;

/* Where the keys of source come from: a URL, or a file's name. */
const char *source_url(const struct key_source *source);
/* A key set under the rules of source.  *set is for key_set_free(). */
enum err_kind source_parse(const struct key_source *source, struct str body,
	struct key_set **set, struct err *err) MUST_USE;

/* Prints err unless it is OK; 74 when standard output could not be
 * written. */
int weatherctl_end(const struct err *err);

/* The commands, one file per group. */
int command_init(const struct arguments *args);
int command_check(const struct arguments *args);
int command_keys_list(const struct arguments *args);
int command_keys_refresh(const struct arguments *args);
int command_keys_import(const struct arguments *args);
int command_token_mint(const struct arguments *args);
int command_token_explain(const struct arguments *args);
int command_token_revoke(const struct arguments *args);
int command_token_revoked(const struct arguments *args);
int command_token_unrevoke(const struct arguments *args);
int command_jws_verify(const struct arguments *args);
int command_import_observations(const struct arguments *args);
int command_import_reports(const struct arguments *args);
int command_export_observations(const struct arguments *args);
int command_export_reports(const struct arguments *args);
int command_places_import(const struct arguments *args);
int command_backup(const struct arguments *args);
int command_restore(const struct arguments *args);
int command_prune(const struct arguments *args);
int command_stats(const struct arguments *args);
int command_upstream_show(const struct arguments *args);
int command_upstream_clear(const struct arguments *args);
int command_config(const struct arguments *args);
int command_version(const struct arguments *args);

/* What commands that answer yes (0) or no leave with otherwise. */
enum { ANSWER_NO = 1, ANSWER_MISUSE = 2 };

/* Options, each in the file that reads it. */
extern const struct option_rule global_options[];
extern const struct option_rule init_options[];
extern const struct option_rule check_options[];
extern const struct option_rule keys_import_options[];
extern const struct option_rule mint_options[];
extern const struct option_rule explain_options[];
/* --before first; those of unrevoke are the others */
extern const struct option_rule revoke_options[];
extern const struct option_rule jws_verify_options[];
extern const struct option_rule import_observations_options[];
extern const struct option_rule import_reports_options[];
extern const struct option_rule export_options[];
extern const struct option_rule places_import_options[];
extern const struct option_rule restore_options[];
extern const struct option_rule prune_options[];

#endif
