/*
 * print_config FILE: what weather.conf came to, again as a weather.conf, or
 * on standard error what was wrong with it.
 */
#include "base/log.h"
#include "config/setting.h"

#include <stdio.h>
#include <string.h>

static void
print_words(const char *name, const struct words *words)
{
	if (!words->at)
		return;
	if (!words->count)
		printf("%s =\n", name);
	for (size_t i = 0; i < words->count; i++)
		printf("%s = %s\n", name, words->at[i]);
}

static const char *
level_name(enum log_level level)
{
	static const char *const names[] = {"error", "warn", "info", "debug"};

	return names[level];
}

static const char *
access_name(enum metrics_access access)
{
	static const char *const names[] = {"off", "local", "public"};

	return names[access];
}

static void
print_setting(const struct setting *setting, const void *target)
{
	const void *field = (const char *)target + setting->offset;
	const char *text;

	switch (setting->type) {
	case SETTING_WORDS:
	case SETTING_GUIDS:
	case SETTING_POLICIES:
	case SETTING_SCOPES:
	case SETTING_ORIGINS:
	case SETTING_ALGORITHMS:
		print_words(setting->name, field);
		break;
	case SETTING_PRESET:
		printf("%s = %s\n", setting->name,
			preset_name(*(const enum issuer_preset *)field));
		break;
	case SETTING_PROVIDER:
		printf("%s = %s\n", setting->name,
			provider_name(*(const enum upstream_provider *)field));
		break;
	case SETTING_LEVEL:
		printf("%s = %s\n", setting->name,
			level_name(*(const enum log_level *)field));
		break;
	case SETTING_SIZE:
	case SETTING_COUNT:
		printf("%s = %zu\n", setting->name, *(const size_t *)field);
		break;
	case SETTING_METRICS:
		if (*(const enum metrics_access *)field)
			printf("%s = %s\n", setting->name,
				access_name(
					*(const enum metrics_access *)field));
		break;
	case SETTING_SWITCH:
		if (*(const bool *)field)
			printf("%s = on\n", setting->name);
		break;
	default:
		text = *(const char *const *)field;
		if (text)
			printf("%s =%s%s\n", setting->name, *text ? " " : "",
				text);
	}
}

static void
print_section(enum section_kind section, const char *title, const void *target)
{
	printf("[%s]\n", title);
	for (size_t i = 0; i < setting_count; i++)
		if (settings[i].section == section)
			print_setting(&settings[i], target);
}

int
main(int argc, char **argv)
{
	static const char *const permissions[CONFIG_PERMISSIONS] = {
		"permission read", "permission write", "permission admin"};
	struct config config;
	struct err err = {0};
	char title[64];

	if (argc != 2)
		return 2;
	if (config_load(argv[1], &config, &err) != OK) {
		fprintf(stderr, "%s: %s\n", err.reason, err.detail);
		return 1;
	}
	print_section(SECTION_SERVER, "server", &config);
	for (size_t i = 0; i < config.issuer_count; i++) {
		snprintf(title, sizeof(title), "issuer %s",
			config.issuers[i].name);
		print_section(SECTION_ISSUER, title, &config.issuers[i]);
	}
	for (size_t i = 0; i < CONFIG_PERMISSIONS; i++)
		print_section(SECTION_PERMISSION, permissions[i],
			&config.permissions[i]);
	if (config.page_issuer)
		print_section(SECTION_PAGE, "page", &config);
	if (config.upstream.provider != PROVIDER_NONE)
		print_section(SECTION_UPSTREAM, "upstream", &config.upstream);
	config_free(&config);
	return 0;
}
