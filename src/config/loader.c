#include "config/loader.h"

#include "base/closest.h"
#include "config/rules.h"
#include "config/value.h"
#include "config/words.h"

#include <string.h>

enum { ISSUER_NAME_MAX = 32 };

static const char *const permission_names[CONFIG_PERMISSIONS] = {
	[CONFIG_READ] = "read",
	[CONFIG_WRITE] = "write",
	[CONFIG_ADMIN] = "admin",
};

static enum err_kind
repeated_section(const struct loader *loader, const struct ini_line *line,
	struct err *err)
{
	return source_fail(&loader->source, line->number, err,
		"config/repeated-section",
		"[%s] is there already; write all of it in one place",
		line->section);
}

static bool
is_issuer_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!(c >= '0' && c <= '9') && c != '-' && c != '_' &&
			c != '.')
			return false;
	}
	return name.len >= 1 && name.len <= ISSUER_NAME_MAX;
}

static enum err_kind
begin_issuer(struct loader *loader, const struct ini_line *line,
	struct str name, struct err *err)
{
	struct config *config = loader->config;
	struct arena *arena = loader->source.arena;
	struct issuer_config *issuers;

	if (!is_issuer_name(name))
		return source_fail(&loader->source, line->number, err,
			"config/section-name",
			"[%s] is no name of an issuer; write [issuer NAME] "
			"with up to 32 letters, digits, - _ .",
			line->section);
	for (size_t i = 0; i < config->issuer_count; i++)
		if (str_is(name, config->issuers[i].name))
			return repeated_section(loader, line, err);
	issuers =
		arena_array(arena, config->issuer_count + 1, sizeof(*issuers));
	if (!issuers)
		return fail_memory(err);
	for (size_t i = 0; i < config->issuer_count; i++)
		issuers[i] = config->issuers[i];
	config->issuers = issuers;
	loader->target = &issuers[config->issuer_count];
	issuers[config->issuer_count].line = line->number;
	issuers[config->issuer_count].name = arena_copy(arena, name);
	if (!issuers[config->issuer_count++].name)
		return fail_memory(err);
	loader->section = SECTION_ISSUER;
	return OK;
}

static enum err_kind
begin_permission(struct loader *loader, const struct ini_line *line,
	struct str name, struct err *err)
{
	for (size_t i = 0; i < CONFIG_PERMISSIONS; i++) {
		if (!str_is(name, permission_names[i]))
			continue;
		if (loader->has_permission[i])
			return repeated_section(loader, line, err);
		loader->has_permission[i] = true;
		loader->section = SECTION_PERMISSION;
		loader->target = &loader->config->permissions[i];
		return OK;
	}
	return source_fail(&loader->source, line->number, err,
		"config/section-name",
		"[%s] is no permission; write [permission read], [permission "
		"write] or [permission admin]",
		line->section);
}

static enum err_kind
begin_single(struct loader *loader, const struct ini_line *line,
	enum section_kind section, void *target, bool *has, struct err *err)
{
	if (*has)
		return repeated_section(loader, line, err);
	*has = true;
	loader->section = section;
	loader->target = target;
	return OK;
}

static enum err_kind
unknown_section(const struct loader *loader, const struct ini_line *line,
	struct err *err)
{
	static const char *const kinds[] = {
		"server", "issuer", "permission", "page", "upstream"};
	struct str rest = str_from(line->section);
	struct closest closest = {0};

	str_cut(&rest, ' ', &closest.word);
	for (size_t i = 0; i < COUNT(kinds); i++)
		closest_offer(&closest, kinds[i]);
	for (int i = SECTION_SERVER; closest.name && i <= SECTION_LAST; i++)
		if (!strcmp(kinds[i - SECTION_SERVER], closest.name))
			return source_fail(&loader->source, line->number, err,
				"config/unknown-section",
				"[%s] is no section; did you mean %s?",
				line->section,
				section_title((enum section_kind)i));
	return source_fail(&loader->source, line->number, err,
		"config/unknown-section",
		"[%s] is no section; write [server], [issuer NAME], "
		"[permission NAME], [page] or [upstream]",
		line->section);
}

static enum err_kind
begin_section(
	struct loader *loader, const struct ini_line *line, struct err *err)
{
	struct str name = str_from(line->section), kind;
	bool is_alone;

	memset(loader->seen, 0, sizeof(loader->seen));
	loader->section_line = line->number;
	str_cut(&name, ' ', &kind);
	name = str_trim(name);
	is_alone = !name.len;
	if (str_is(kind, "issuer"))
		return begin_issuer(loader, line, name, err);
	if (str_is(kind, "permission"))
		return begin_permission(loader, line, name, err);
	if (str_is(kind, "server") && is_alone)
		return begin_single(loader, line, SECTION_SERVER,
			loader->config, &loader->has_server, err);
	if (str_is(kind, "page") && is_alone) {
		loader->page_line = line->number;
		return begin_single(loader, line, SECTION_PAGE, loader->config,
			&loader->has_page, err);
	}
	if (str_is(kind, "upstream") && is_alone)
		return begin_single(loader, line, SECTION_UPSTREAM,
			&loader->config->upstream, &loader->has_upstream, err);
	return unknown_section(loader, line, err);
}

static enum err_kind
unknown_key(const struct loader *loader, const struct ini_line *line,
	struct err *err)
{
	struct str name = str_from(line->name);
	const char *meant = setting_closest(loader->section, name);

	for (int i = SECTION_SERVER; i <= SECTION_LAST; i++)
		if (setting_find((enum section_kind)i, name))
			return source_fail(&loader->source, line->number, err,
				"config/unknown-key",
				"%s does not belong into [%s]; write it below "
				"%s",
				line->name, line->section,
				section_title((enum section_kind)i));
	if (meant)
		return source_fail(&loader->source, line->number, err,
			"config/unknown-key",
			"\"%.60s\" is no key of [%s]; did you mean %s?",
			line->name, line->section, meant);
	return source_fail(&loader->source, line->number, err,
		"config/unknown-key",
		"\"%.60s\" is no key of [%s]; see weather.conf.example",
		line->name, line->section);
}

static bool
is_list(enum setting_type type)
{
	return type == SETTING_WORDS || type == SETTING_GUIDS ||
	       type == SETTING_POLICIES || type == SETTING_SCOPES ||
	       type == SETTING_ORIGINS || type == SETTING_ALGORITHMS;
}

static enum err_kind
take_setting(
	struct loader *loader, const struct ini_line *line, struct err *err)
{
	const struct setting *setting =
		setting_find(loader->section, str_from(line->name));
	int *seen;

	if (!setting)
		return unknown_key(loader, line, err);
	seen = &loader->seen[setting - settings];
	if (*seen && !is_list(setting->type))
		return source_fail(&loader->source, line->number, err,
			"config/repeated-key",
			"%s is there already, in line %d; remove one",
			line->name, *seen);
	*seen = line->number;
	return value_read(&loader->source, line->number, setting,
		str_from(line->value), loader->target, err);
}

int
loader_line(const struct loader *loader, const char *name)
{
	const struct setting *setting =
		setting_find(loader->section, str_from(name));

	return setting ? loader->seen[setting - settings] : 0;
}

/* What of the table's columns used and required the section breaks. */
static enum err_kind
check_keys(const struct loader *loader, struct err *err)
{
	unsigned preset = IN_EVERY;
	const char *whose = "";

	if (loader->section == SECTION_ISSUER) {
		const struct issuer_config *issuer = loader->target;

		if (issuer->preset != PRESET_NONE)
			preset = 1u << issuer->preset;
		whose = preset_name(issuer->preset);
	}
	for (size_t i = 0; i < setting_count; i++) {
		const struct setting *setting = &settings[i];

		if (setting->section != loader->section)
			continue;
		if (loader->seen[i] && !(setting->used & preset))
			return source_fail(&loader->source, loader->seen[i],
				err, "config/unused-key",
				"preset %s does not use %s; remove it", whose,
				setting->name);
		/* a section without preset lacks that before all else */
		if (!loader->seen[i] && (setting->required & preset) != 0 &&
			(preset != IN_EVERY || setting->required == IN_EVERY))
			return source_fail(&loader->source,
				loader->section_line, err, "config/missing-key",
				"%s is missing in this section; write %s = "
				"...",
				setting->name, setting->name);
	}
	return OK;
}

static enum err_kind
end_section(struct loader *loader, struct err *err)
{
	enum err_kind kind;

	if (loader->section == SECTION_NONE)
		return OK;
	if ((kind = check_keys(loader, err)) != OK)
		return kind;
	if (loader->section == SECTION_ISSUER)
		return rules_check_issuer(loader, loader->target, err);
	if (loader->section == SECTION_UPSTREAM)
		return rules_check_upstream(loader, loader->target, err);
	return OK;
}

enum err_kind
loader_visit(void *ctx, const struct ini_line *line, struct err *err)
{
	struct loader *loader = ctx;
	enum err_kind kind;

	if (line->name)
		return take_setting(loader, line, err);
	if ((kind = end_section(loader, err)) != OK)
		return kind;
	return begin_section(loader, line, err);
}

static enum err_kind
fill_defaults(struct loader *loader, struct err *err)
{
	/* read as the file itself would be; tests compare with the contract */
	static const struct permission_default {
		const char *scopes, *app_roles, *user_roles;
	} defaults[CONFIG_PERMISSIONS] = {
		[CONFIG_READ] = {"weather.read",
			"weather.read app.weather.read", ""},
		[CONFIG_WRITE] = {"weather.write",
			"weather.write app.weather.write", ""},
		[CONFIG_ADMIN] = {"", "Admin", "Admin"},
	};
	struct arena *arena = loader->source.arena;

	for (size_t i = 0; i < CONFIG_PERMISSIONS; i++) {
		struct permission_config *rule =
			&loader->config->permissions[i];
		const struct {
			struct words *words;
			const char *text;
		} lists[] = {
			{&rule->scopes, defaults[i].scopes},
			{&rule->app_roles, defaults[i].app_roles},
			{&rule->user_roles, defaults[i].user_roles},
		};

		for (size_t n = 0; n < COUNT(lists); n++)
			if (!lists[n].words->at &&
				words_add(lists[n].words, arena,
					str_from(lists[n].text), err) != OK)
				return err->kind;
	}
	return OK;
}

enum err_kind
loader_begin(struct loader *loader, struct err *err)
{
	for (size_t i = 0; i < setting_count; i++) {
		enum err_kind kind;

		if (settings[i].section != SECTION_SERVER ||
			settings[i].required)
			continue;
		kind = value_read(&loader->source, 0, &settings[i],
			str_from(settings[i].fallback), loader->config, err);
		if (kind != OK)
			return kind;
	}
	return OK;
}

enum err_kind
loader_finish(struct loader *loader, struct err *err)
{
	enum err_kind kind;

	if ((kind = end_section(loader, err)) != OK)
		return kind;
	if (!loader->has_server)
		return source_fail(&loader->source, 0, err,
			"config/missing-section",
			"there is no [server] section; write one with "
			"state_dir and public_url");
	if (!loader->config->issuer_count)
		return source_fail(&loader->source, 0, err,
			"config/missing-section",
			"no issuer is trusted; write an [issuer NAME] section "
			"with its preset");
	if ((kind = rules_check_all(loader, err)) != OK)
		return kind;
	return fill_defaults(loader, err);
}
