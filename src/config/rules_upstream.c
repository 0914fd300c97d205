#include "config/rules.h"

#include "base/url.h"

enum { PER_MINUTE = 20, PER_DAY = 5000 };

/* What a provider is like where nothing else is written.  The attributions
 * are those that their terms ask for. */
static const struct {
	const char *base_url, *geocoding_url, *attribution;
	bool needs_key;
} providers[] = {
	[PROVIDER_NONE] = {0},
	[PROVIDER_OPENWEATHERMAP] = {"https://api.openweathermap.org/data/2.5",
		NULL,
		"Weather data provided by OpenWeather "
		"(https://openweathermap.org)",
		true},
	[PROVIDER_OPEN_METEO] = {"https://api.open-meteo.com/v1",
		"https://geocoding-api.open-meteo.com/v1",
		"Weather data by Open-Meteo.com (https://open-meteo.com), "
		"CC BY 4.0",
		false},
};

/* A path and a query are added to it. */
static enum err_kind
check_url(const struct loader *loader, const char *name, const char **text,
	bool allow_insecure_loopback, struct err *err)
{
	int line = loader_line(loader, name);
	struct url url;

	if (!*text)
		return OK;
	if (!url_parse(str_from(*text), &url))
		return fail(err, ERR_INTERNAL, "config/url", "read before");
	if (!str_is(url.scheme, "https") &&
		!(allow_insecure_loopback && url_is_loopback(&url)))
		return source_fail(&loader->source, line, err,
			"config/insecure-url",
			"%s must begin with https:// (http:// only to "
			"127.0.0.1, [::1], localhost with "
			"allow_insecure_loopback = on)",
			name);
	if (url.has_query)
		return source_fail(&loader->source, line, err, "config/value",
			"%s has a ?; write it without, and a key into the "
			"file that api_key_file names",
			name);
	if (!str_ends(str_from(*text), "/"))
		return OK;
	*text = arena_printf(loader->source.arena, "%.*s",
		(int)str_from(*text).len - 1, *text);
	return *text ? OK : fail_memory(err);
}

enum err_kind
rules_check_upstream(const struct loader *loader,
	struct upstream_config *upstream, struct err *err)
{
	enum upstream_provider provider = upstream->provider;
	bool loopback = upstream->allow_insecure_loopback;
	enum err_kind kind;

	upstream->name = provider_name(provider);
	if (providers[provider].needs_key && !upstream->api_key_file)
		return source_fail(&loader->source, loader->section_line, err,
			"config/missing-key",
			"%s wants a key; write api_key_file = FILE and the "
			"key into that file",
			upstream->name);
	if (!providers[provider].geocoding_url && upstream->geocoding_url)
		return source_fail(&loader->source,
			loader_line(loader, "geocoding_url"), err,
			"config/unused-key",
			"provider %s does not use geocoding_url; remove it",
			upstream->name);
	if ((kind = check_url(loader, "base_url", &upstream->base_url, loopback,
		     err)) != OK ||
		(kind = check_url(loader, "geocoding_url",
			 &upstream->geocoding_url, loopback, err)) != OK)
		return kind;
	if (!upstream->base_url)
		upstream->base_url = providers[provider].base_url;
	if (!upstream->geocoding_url)
		upstream->geocoding_url = providers[provider].geocoding_url;
	if (!upstream->attribution)
		upstream->attribution = providers[provider].attribution;
	if (!upstream->per_minute)
		upstream->per_minute = PER_MINUTE;
	if (!upstream->per_day)
		upstream->per_day = PER_DAY;
	return OK;
}
