#include "config/value.h"

#include "base/closest.h"
#include "base/url.h"
#include "config/word.h"
#include "config/words.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MAX_BODY_MAX = 1024 * 1024, COUNT_MAX = 1000000, QUOTE_MAX = 40 };

/* Where a value stands and goes to. */
struct place {
	const struct source *source;
	int line;
	const char *name;
	void *field;
	enum setting_type type;
};

typedef enum err_kind
value_reader(const struct place *place, struct str text, struct err *err);

static enum err_kind
refuse(const struct place *place, struct str text, const char *advice,
	struct err *err)
{
	if (text.len > QUOTE_MAX)
		return source_fail(place->source, place->line, err,
			"config/value", "%s has a bad value; %s", place->name,
			advice);
	return source_fail(place->source, place->line, err, "config/value",
		"%s is \"%.*s\"; %s", place->name, STR_ARG(text), advice);
}

/* For refuse(): what may hold a password is never shown. */
static struct str
unquoted(struct str text)
{
	return (struct str){text.at, SIZE_MAX};
}

static enum err_kind
keep(const struct place *place, struct str text, struct err *err)
{
	char *copy = arena_copy(place->source->arena, text);

	if (!copy)
		return fail_memory(err);
	*(const char **)place->field = copy;
	return OK;
}

static bool
has_blank(struct str text)
{
	return text.len && (memchr(text.at, ' ', text.len) ||
				   memchr(text.at, '\t', text.len));
}

static enum err_kind
read_word(const struct place *place, struct str text, struct err *err)
{
	if (has_blank(text))
		return refuse(place, text, "write one word", err);
	return keep(place, text, err);
}

static enum err_kind
read_prefix(const struct place *place, struct str text, struct err *err)
{
	if (!word_is_scope(text))
		return refuse(place, text,
			"write visible ASCII without blanks, quotes and \\",
			err);
	return keep(place, text, err);
}

/* Entra writes GUIDs in lower case into its tokens, which are compared byte
 * for byte. */
static enum err_kind
read_guid(const struct place *place, struct str text, struct err *err)
{
	enum err_kind kind;

	if (!word_is_guid(text))
		return refuse(place, text,
			"write a GUID such as "
			"11111111-2222-3333-4444-555555555555",
			err);
	kind = keep(place, text, err);
	if (kind == OK)
		for (char *c = *(char **)place->field; *c; c++)
			if (*c >= 'A' && *c <= 'F')
				*c = (char)(*c - 'A' + 'a');
	return kind;
}

static enum err_kind
read_tenant(const struct place *place, struct str text, struct err *err)
{
	if (str_is(text, "organizations"))
		return keep(place, text, err);
	if (str_is(text, "common") || str_is(text, "consumers"))
		return refuse(place, text,
			"write the GUID of one tenant, or organizations with "
			"allowed_tenants",
			err);
	return read_guid(place, text, err);
}

static enum err_kind
read_label(const struct place *place, struct str text, struct err *err)
{
	if (!word_is_label(text))
		return refuse(place, text,
			"write small letters, digits and - alone, such as "
			"contoso for contoso.onmicrosoft.com",
			err);
	return keep(place, text, err);
}

static enum err_kind
read_path(const struct place *place, struct str text, struct err *err)
{
	const char *folder = str_starts(text, "/") ? "" : place->source->folder;
	char *path = arena_printf(
		place->source->arena, "%s%.*s", folder, STR_ARG(text));

	if (!path)
		return fail_memory(err);
	*(const char **)place->field = path;
	return OK;
}

static enum err_kind
read_public_url(const struct place *place, struct str text, struct err *err)
{
	struct url url;

	if (!url_parse(text, &url) || !url_is_http(&url))
		return refuse(place, text,
			"write an address such as "
			"https://weather.example.org",
			err);
	if (url.has_userinfo || url.has_query || url.has_fragment)
		return refuse(place, unquoted(text),
			"write it without user name, ? and #", err);
	if (str_ends(url.path, "/")) {
		url.path.len--;
		text.len--;
	}
	if (!word_is_base_path(url.path))
		return refuse(place, text,
			"its path may have letters, digits, - . _ ~ between "
			"single slashes",
			err);
	return keep(place, text, err);
}

static enum err_kind
read_url(const struct place *place, struct str text, struct err *err)
{
	struct url url;

	if (!url_parse(text, &url) || !url_is_http(&url))
		return refuse(place, text, "write an https:// address", err);
	if (url.has_userinfo || url.has_fragment)
		return refuse(place, unquoted(text),
			"write it without user name and #", err);
	return keep(place, text, err);
}

static enum err_kind
read_proxy(const struct place *place, struct str text, struct err *err)
{
	static const char *const schemes[] = {
		"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
	struct url url;

	if (url_parse(text, &url) && url.path.len <= 1 && !url.has_query &&
		!url.has_fragment)
		for (size_t i = 0; i < COUNT(schemes); i++)
			if (str_is(url.scheme, schemes[i]))
				return keep(place, text, err);
	return refuse(place, unquoted(text),
		"write http://HOST:PORT or socks5h://HOST:PORT", err);
}

static bool
is_any(struct str word)
{
	return word.len > 0;
}

static enum err_kind
read_words(const struct place *place, struct str text, struct err *err)
{
	static const struct {
		enum setting_type type;
		bool (*accepts)(struct str word);
		const char *advice;
	} rules[] = {
		{SETTING_WORDS, is_any, ""},
		{SETTING_GUIDS, word_is_guid,
			"write GUIDs such as "
			"11111111-2222-3333-4444-555555555555"},
		{SETTING_POLICIES, word_is_policy,
			"write names such as B2C_1_signupsignin1"},
		{SETTING_SCOPES, word_is_scope,
			"write visible ASCII without quotes and \\"},
		{SETTING_ORIGINS, word_is_origin,
			"write https://HOST or https://HOST:PORT in lower "
			"case, without path or final /"},
		{SETTING_ALGORITHMS, word_is_algorithm,
			"write some of RS256 RS384 RS512 PS256 PS384 PS512 "
			"ES256 ES384 ES512 EdDSA"},
	};
	struct words *words = place->field;
	size_t i = words->count, rule = 0;
	enum err_kind kind;

	kind = words_add(words, place->source->arena, text, err);
	if (kind != OK)
		return kind;
	while (rules[rule].type != place->type)
		rule++;
	for (; i < words->count; i++)
		if (!rules[rule].accepts(str_from(words->at[i])))
			return refuse(place, str_from(words->at[i]),
				rules[rule].advice, err);
	return OK;
}

static enum err_kind
read_preset(const struct place *place, struct str text, struct err *err)
{
	enum issuer_preset preset = preset_from(text);
	struct closest closest = {.word = text};

	if (preset == PRESET_NONE) {
		for (int i = PRESET_ENTRA; i <= (int)PRESET_DEV; i++)
			closest_offer(
				&closest, preset_name((enum issuer_preset)i));
		return source_fail(place->source, place->line, err,
			"config/value",
			"preset is \"%.*s\"; %s%s%swrite entra, entra-b2c, "
			"oidc, static or dev",
			(int)(text.len < 40 ? text.len : 40), text.at,
			closest.name ? "did you mean " : "",
			closest.name ? closest.name : "",
			closest.name ? "? " : "");
	}
	*(enum issuer_preset *)place->field = preset;
	return OK;
}

static enum err_kind
read_level(const struct place *place, struct str text, struct err *err)
{
	if (!log_level_from(text, place->field))
		return refuse(
			place, text, "write error, warn, info or debug", err);
	return OK;
}

static enum err_kind
read_number(const struct place *place, struct str text, long long most,
	struct err *err)
{
	char advice[64];
	long long number;

	snprintf(advice, sizeof(advice), "write a number from 1 to %lld", most);
	if (!str_to_int64(text, 1, most, &number))
		return refuse(place, text, advice, err);
	*(size_t *)place->field = (size_t)number;
	return OK;
}

static enum err_kind
read_size(const struct place *place, struct str text, struct err *err)
{
	return read_number(place, text, MAX_BODY_MAX, err);
}

static enum err_kind
read_count(const struct place *place, struct str text, struct err *err)
{
	return read_number(place, text, COUNT_MAX, err);
}

static enum err_kind
read_provider(const struct place *place, struct str text, struct err *err)
{
	enum upstream_provider provider = provider_from(text);
	struct closest closest = {.word = text};

	if (provider == PROVIDER_NONE) {
		for (int i = PROVIDER_OPENWEATHERMAP;
			i <= (int)PROVIDER_OPEN_METEO; i++)
			closest_offer(&closest,
				provider_name((enum upstream_provider)i));
		return source_fail(place->source, place->line, err,
			"config/value",
			"provider is \"%.*s\"; %s%s%swrite openweathermap or "
			"open-meteo",
			(int)(text.len < 40 ? text.len : 40), text.at,
			closest.name ? "did you mean " : "",
			closest.name ? closest.name : "",
			closest.name ? "? " : "");
	}
	*(enum upstream_provider *)place->field = provider;
	return OK;
}

static enum err_kind
read_metrics(const struct place *place, struct str text, struct err *err)
{
	if (!str_is(text, "off") && !str_is(text, "local") &&
		!str_is(text, "public"))
		return refuse(place, text, "write off, local or public", err);
	*(enum metrics_access *)place->field = str_is(text, "off") ? METRICS_OFF
					       : str_is(text, "local")
						       ? METRICS_LOCAL
						       : METRICS_PUBLIC;
	return OK;
}

static enum err_kind
read_switch(const struct place *place, struct str text, struct err *err)
{
	if (!str_is(text, "on") && !str_is(text, "off"))
		return refuse(place, text, "write on or off", err);
	*(bool *)place->field = str_is(text, "on");
	return OK;
}

static bool
may_be_empty(enum setting_type type)
{
	return type == SETTING_WORDS || type == SETTING_SCOPES ||
	       type == SETTING_ORIGINS || type == SETTING_PREFIX ||
	       type == SETTING_GUIDS || type == SETTING_POLICIES;
}

enum err_kind
value_read(const struct source *source, int line, const struct setting *setting,
	struct str text, void *target, struct err *err)
{
	static value_reader *const readers[] = {
		[SETTING_WORD] = read_word,
		[SETTING_PREFIX] = read_prefix,
		[SETTING_GUID] = read_guid,
		[SETTING_TENANT] = read_tenant,
		[SETTING_LABEL] = read_label,
		[SETTING_PATH] = read_path,
		[SETTING_PUBLIC_URL] = read_public_url,
		[SETTING_URL] = read_url,
		[SETTING_PROXY] = read_proxy,
		[SETTING_WORDS] = read_words,
		[SETTING_GUIDS] = read_words,
		[SETTING_POLICIES] = read_words,
		[SETTING_SCOPES] = read_words,
		[SETTING_ORIGINS] = read_words,
		[SETTING_ALGORITHMS] = read_words,
		[SETTING_PRESET] = read_preset,
		[SETTING_LEVEL] = read_level,
		[SETTING_SIZE] = read_size,
		[SETTING_COUNT] = read_count,
		[SETTING_METRICS] = read_metrics,
		[SETTING_SWITCH] = read_switch,
		[SETTING_PROVIDER] = read_provider,
		[SETTING_TEXT] = keep,
	};
	struct place place = {
		.source = source,
		.line = line,
		.name = setting->name,
		.field = (char *)target + setting->offset,
		.type = setting->type,
	};

	if (!text.len && !may_be_empty(setting->type))
		return refuse(&place, text, "write a value or remove it", err);
	if (str_starts(text, "\"") || str_starts(text, "'"))
		return refuse(&place, text, "write it without quotes", err);
	return readers[setting->type](&place, text, err);
}
