#include "client/discovery.h"

#include "base/json.h"
#include "base/url.h"
#include "config/word.h"

#include <string.h>

static const char well_known[] = "/.well-known/";
static const char template[] = "{tenantid}";

static struct str
without_slash(struct str text)
{
	if (str_ends(text, "/"))
		text.len--;
	return text;
}

/* The tenant of https://HOST/TENANT[/v2.0], as Entra's users write it; empty
 * for any other authority. */
static struct str
entra_tenant(struct str authority, bool *has_version)
{
	struct str path, tenant;
	struct url url;

	*has_version = false;
	if (!url_parse(authority, &url) || url.path.len < 2)
		return (struct str){NULL, 0};
	path = without_slash((struct str){url.path.at + 1, url.path.len - 1});
	if (!str_cut(&path, '/', &tenant))
		return (struct str){NULL, 0};
	*has_version = str_is(path, "v2.0");
	if ((path.at && !*has_version) ||
		!(word_is_guid(tenant) || str_is(tenant, "common") ||
			str_is(tenant, "organizations") ||
			str_is(tenant, "consumers") ||
			str_ends(tenant, ".onmicrosoft.com") ||
			str_starts(url.host, "login.microsoftonline.") ||
			str_is(url.host, "login.partner.microsoftonline.cn")))
		return (struct str){NULL, 0};
	return tenant;
}

bool
discovery_places(const char *authority, struct arena *arena,
	const char *places[DISCOVERY_PLACES])
{
	struct str base = without_slash(str_from(authority));
	struct url url = {0};
	bool has_version;
	int before;

	memset(places, 0, DISCOVERY_PLACES * sizeof(*places));
	/* below a tenant itself stands the document of version 1 */
	if (entra_tenant(base, &has_version).len) {
		places[0] = arena_printf(arena, "%.*s%s%sopenid-configuration",
			STR_ARG(base), has_version ? "" : "/v2.0", well_known);
		return places[0] != NULL;
	}
	if (!url_parse(base, &url))
		return true;
	/* RFC 8414 3.1: between host and path */
	before = (int)(url.path.at ? url.path.at - base.at : (long)base.len);
	places[0] = arena_printf(
		arena, "%.*s%sopenid-configuration", STR_ARG(base), well_known);
	places[1] = arena_printf(arena, "%.*s%soauth-authorization-server%.*s",
		before, base.at, well_known, STR_ARG(url.path));
	return places[0] && places[1];
}

/* iss with a GUID where pattern has {tenantid}. */
static bool
fits_template(struct str pattern, struct str iss)
{
	enum { GUID = 36 };
	const char *found =
		memmem(pattern.at, pattern.len, template, strlen(template));
	size_t head, tail;

	if (!found)
		return false;
	head = (size_t)(found - pattern.at);
	tail = pattern.len - head - strlen(template);
	return iss.len == head + GUID + tail &&
	       !memcmp(iss.at, pattern.at, head) &&
	       word_is_guid((struct str){iss.at + head, GUID}) &&
	       (!tail || !memcmp(iss.at + head + GUID, found + strlen(template),
				 tail));
}

bool
discovery_is_issuer(const struct provider *provider, struct str iss)
{
	struct str issuer = str_from(provider->issuer);

	return str_eq(issuer, iss) || fits_template(issuer, iss);
}

/* What https://HOST/TENANT/v2.0 may call itself: a tenant's name turns into
 * its GUID, common and organizations into the template. */
static bool
is_entra_issuer(struct str authority, struct str issuer, struct arena *arena)
{
	bool has_version;
	struct str tenant = entra_tenant(authority, &has_version), pattern;
	const char *text;

	if (!tenant.len)
		return false;
	text = arena_printf(arena, "%.*s%s/v2.0",
		(int)(tenant.at - authority.at), authority.at,
		word_is_guid(tenant) ? "" : template);
	if (!text)
		return false;
	pattern = str_from(text);
	if (!word_is_guid(tenant))
		return str_eq(pattern, issuer) ||
		       fits_template(pattern, issuer);
	text = arena_printf(arena, "%.*s/v2.0",
		(int)(tenant.at + tenant.len - authority.at), authority.at);
	return text && str_is(issuer, text);
}

static bool
is_expected(
	const struct profile *profile, struct str issuer, struct arena *arena)
{
	struct str authority = without_slash(str_from(profile->authority));

	if (profile->issuer)
		return str_is(issuer, profile->issuer);
	return str_eq(without_slash(issuer), authority) ||
	       is_entra_issuer(authority, issuer, arena);
}

/* The place of word among the strings of an array, from 1 on; 0: none. */
static size_t
place_in(const json_t *object, const char *name, const char *word)
{
	const json_t *list = json_object_get(object, name);
	size_t count = json_array_size(list);

	for (size_t i = 0; i < count; i++)
		if (str_is(json_str(json_array_get(list, i)), word))
			return i + 1;
	return 0;
}

static enum err_kind
take_endpoints(const json_t *object, struct arena *arena,
	struct provider *provider, struct err *err)
{
	const struct {
		const char *name, **into;
	} endpoints[] = {
		{"token_endpoint", &provider->token},
		{"authorization_endpoint", &provider->authorization},
		{"device_authorization_endpoint", &provider->device},
		{"revocation_endpoint", &provider->revocation},
		{"end_session_endpoint", &provider->end_session},
	};

	for (size_t i = 0; i < COUNT(endpoints); i++) {
		struct str text;

		if (!json_get_str(object, endpoints[i].name, &text))
			continue;
		if (!profile_url_is_safe(text))
			return fail(err, ERR_CONFIG, "discovery/unsafe",
				"the provider's %s is %.80s, not https://",
				endpoints[i].name, text.len ? text.at : "");
		*endpoints[i].into = arena_copy(arena, text);
		if (!*endpoints[i].into)
			return fail_memory(err);
	}
	return OK;
}

static void
take_habits(const json_t *object, struct provider *provider)
{
	static const char methods[] = "token_endpoint_auth_methods_supported";
	static const char algorithms[] =
		"token_endpoint_auth_signing_alg_values_supported";
	size_t post = place_in(object, methods, "client_secret_post");
	size_t basic = place_in(object, methods, "client_secret_basic");

	provider->prefers = post && (!basic || post < basic)
				    ? CLIENT_AUTH_POST
				    : CLIENT_AUTH_BASIC;
	provider->signs = place_in(object, algorithms, "PS256") &&
					  !place_in(object, algorithms, "RS256")
				  ? ASSERTION_PS256
				  : ASSERTION_RS256;
	provider->lists_scopes =
		json_is_array(json_object_get(object, "scopes_supported"));
	provider->has_openid =
		place_in(object, "scopes_supported", "openid") != 0;
	provider->has_profile =
		place_in(object, "scopes_supported", "profile") != 0;
	provider->has_offline_access =
		place_in(object, "scopes_supported", "offline_access") != 0;
	provider->sends_iss = json_is_true(json_object_get(
		object, "authorization_response_iss_parameter_supported"));
}

enum err_kind
discovery_parse(struct str text, const struct profile *profile,
	struct arena *arena, struct provider *provider, struct err *err)
{
	json_t *object = NULL;
	struct str issuer;
	enum err_kind kind;
	char why[64];

	*provider = (struct provider){0};
	switch (json_parse_object(text, 16, &object, why, sizeof(why))) {
	case JSON_GOOD:
		break;
	case JSON_NO_MEMORY:
		return fail_memory(err);
	default:
		return fail(err, ERR_CONFIG, "discovery/json",
			"the discovery document of %.80s %s",
			profile->authority, why);
	}
	if (!json_get_str(object, "issuer", &issuer) ||
		!is_expected(profile, issuer, arena)) {
		kind = fail(err, ERR_CONFIG, "discovery/issuer",
			"the provider calls itself \"%.*s\", not \"%.80s\"",
			issuer.len < 80 ? (int)issuer.len : 80,
			issuer.at ? issuer.at : "",
			profile->issuer ? profile->issuer : profile->authority);
		goto done;
	}
	provider->issuer = arena_copy(arena, issuer);
	kind = provider->issuer ? take_endpoints(object, arena, provider, err)
				: fail_memory(err);
	if (kind == OK && !provider->token)
		kind = fail(err, ERR_CONFIG, "discovery/json",
			"the discovery document of %.80s names no "
			"token_endpoint",
			profile->authority);
	take_habits(object, provider);
done:
	json_decref(object);
	return kind;
}
