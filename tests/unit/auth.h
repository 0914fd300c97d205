#ifndef TESTS_AUTH_H
#define TESTS_AUTH_H

/* An issuer of each kind and claims that each accepts, for tests of what
 * tokens say. */
#include "auth/issuer.h"
#include "base/attr.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define TENANT "11111111-2222-3333-4444-555555555555"
#define CLIENT "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
#define V1_ISSUER "https://sts.windows.net/" TENANT "/"
#define V2_ISSUER "https://login.microsoftonline.com/" TENANT "/v2.0"
#define OIDC_ISSUER "https://idp.example"

enum { NOW = 1750000000 };

static const char *auth_oidc_issuers[] = {OIDC_ISSUER};
static const char *auth_oidc_audiences[] = {"weather", "weather-2"};
static const char *auth_oidc_algorithms[] = {
	"RS256", "PS256", "ES256", "EdDSA"};

static struct issuer_config auth_sections[] = {
	{
		.name = "school",
		.line = 3,
		.preset = PRESET_ENTRA,
		.tenant_id = TENANT,
		.client_id = CLIENT,
	},
	{
		.name = "other",
		.line = 9,
		.preset = PRESET_OIDC,
		.issuers = {auth_oidc_issuers, 1},
		.audiences = {auth_oidc_audiences, 2},
		.algorithms = {auth_oidc_algorithms, 4},
	},
};

static const struct config auth_config = {
	.path = "weather.conf",
	.state_dir = "/var/lib/weather",
	.public_url = "http://127.0.0.1:8080",
	.issuers = auth_sections,
	.issuer_count = COUNT(auth_sections),
};

/* Another one, of these sections. */
static inline struct config
auth_config_of(struct issuer_config *sections, size_t count)
{
	return (struct config){
		.path = "weather.conf",
		.state_dir = "/state",
		.public_url = "https://weather.example",
		.issuers = sections,
		.issuer_count = count,
	};
}

static const char auth_v2_claims[] =
	"{\"iss\":\"" V2_ISSUER "\",\"aud\":\"" CLIENT "\",\"ver\":\"2.0\","
	"\"tid\":\"" TENANT "\",\"azp\":\"app\",\"oid\":\"user\","
	"\"sub\":\"pairwise\",\"scp\":\"weather.read\",\"uti\":\"u-1\","
	"\"name\":\"Ada\",\"iat\":1750000000,\"nbf\":1750000000,"
	"\"exp\":1750003600}";
static const char auth_v1_claims[] =
	"{\"iss\":\"" V1_ISSUER "\",\"aud\":\"api://" CLIENT "\","
	"\"ver\":\"1.0\",\"tid\":\"" TENANT "\",\"appid\":\"app\","
	"\"oid\":\"user\",\"sub\":\"pairwise\",\"scp\":\"weather.read\","
	"\"iat\":1750000000,\"nbf\":1750000000,\"exp\":1750003600}";
static const char auth_oidc_claims[] =
	"{\"iss\":\"" OIDC_ISSUER "\",\"aud\":\"weather\",\"sub\":\"user\","
	"\"client_id\":\"app\",\"scope\":\"weather.read weather.write\","
	"\"jti\":\"j-1\",\"exp\":1750003600}";

/*
 * base with the members of change put over it; a member whose value is the
 * string "-" is taken away.  The caller frees it.
 */
static inline char *
auth_claims(const char *base, const char *change)
{
	json_t *claims = json_loads(base, 0, NULL);
	json_t *over = json_loads(change, 0, NULL);
	const char *name;
	json_t *value;
	char *text;

	if (!claims || !over)
		abort();
	json_object_foreach(over, name, value)
	{
		if (json_is_string(value) &&
			!strcmp(json_string_value(value), "-"))
			json_object_del(claims, name);
		else
			json_object_set(claims, name, value);
	}
	text = json_dumps(claims, JSON_COMPACT);
	json_decref(over);
	json_decref(claims);
	return text;
}

#endif
