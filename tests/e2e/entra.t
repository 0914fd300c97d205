#!/usr/bin/env bash
# The entra preset with nothing but tenant_id and client_id (and an authority
# that stands in for Microsoft's), against documents shaped like the real ones.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/provider.sh
. "$(dirname "$0")/provider.sh"
# shellcheck source=tests/e2e/microsoft.sh
. "$(dirname "$0")/microsoft.sh"

use_setup lighttpd-fcgi
tenant=aaaabbbb-0000-cccc-1111-dddd2222eeee
other_tenant=bbbbcccc-1111-dddd-2222-eeee3333ffff
v1_issuer=https://sts.windows.net/$tenant/
v2_issuer=$PROVIDER/$tenant/v2.0

for version in v1 v2; do
	entra_document $version $tenant $tenant
	entra_keys $version $tenant
done
make_state <<END
[issuer entra]
preset = entra
tenant_id = $tenant
client_id = $api
authority = $PROVIDER
allow_insecure_loopback = on
END

v1=$(entra_claims v1 $tenant)
v2=$(entra_claims v2 $tenant)
delegated='{"scp":"weather.read"}'
app='{"sub":"ada","roles":["app.weather.read"]}'

start_provider
start_server

accepted "$(with "$v2" "$delegated")" "version 2"
accepted "$(with "$v1" "$delegated")" "version 1"
accepted "$(with "$v2" "$app")" "version 2, application"
accepted "$(with "$v1" "$app")" "version 1, application"
accepted "$(with "$v2" '{"roles":["app.weather.read"],"idtyp":"app"}')" "idtyp app"
expect_fetched 2 2
result "tokens of both versions are accepted, of people and of applications"

for version in 1 2; do
	claims=$v1
	[ $version = 1 ] || claims=$v2
	for aud in "$api" "api://$api"; do
		accepted "$(with "$claims" "{\"scp\":\"weather.read\",
			\"aud\":\"$aud\"}")" "version $version for $aud"
	done
	for aud in "$console" "api://$api/" "api://$console" \
		00000003-0000-0000-c000-000000000000 \
		https://graph.microsoft.com; do
		refused 401 "$(with "$claims" "{\"scp\":\"weather.read\",
			\"aud\":\"$aud\"}")" "version $version for $aud"
	done
done
result "the audience is this API, as GUID or api:// address"

accepted "$(with "$v2" "$delegated")" "the tenant"
refused 401 "$(with "$v2" "{\"scp\":\"weather.read\",\"tid\":\"$other_tenant\",
	\"iss\":\"$PROVIDER/$other_tenant/v2.0\"}")" "another tenant, version 2"
refused 401 "$(with "$v1" "{\"scp\":\"weather.read\",\"tid\":\"$other_tenant\",
	\"iss\":\"https://sts.windows.net/$other_tenant/\"}")" \
	"another tenant, version 1"
refused 401 "$(with "$v2" "{\"scp\":\"weather.read\",
	\"tid\":\"$other_tenant\"}")" "tid of another tenant"
refused 401 "$(with "$v2" "{\"scp\":\"weather.read\",
	\"iss\":\"https://login.microsoftonline.com/$tenant/v2.0\"}")" \
	"issuer of another authority"
refused 401 "$(with "$v2" "{\"scp\":\"weather.read\",
	\"iss\":\"$v2_issuer/\"}")" "issuer with a slash"
refused 401 "$(with "$v2" "{\"scp\":\"weather.read\",
	\"iss\":\"$v1_issuer\"}")" "version 2 token of the version 1 issuer"
refused 401 "$(with "$v1" "{\"scp\":\"weather.read\",
	\"iss\":\"$v2_issuer\"}")" "version 1 token of the version 2 issuer"
result "another tenant or issuer is refused"

refused 401 "$(with "$v2" '{"scp":"weather.read","nonce":"n"}')" "nonce"
refused 401 "$(with "$v2" '{"scp":"weather.read","at_hash":"h"}')" "at_hash"
refused 401 "$(with "$v2" "$delegated" --drop azp)" "no azp"
refused 401 "$(with "$v1" "$delegated" --drop appid)" "no appid"
accepted "$(with "$v1" "$delegated")" "appid"
result "an ID token is refused"

refused 403 "$(with "$v2" '{}')" "nothing, version 2"
refused 403 "$(with "$v1" '{}')" "nothing, version 1"
refused 403 "$(with "$v2" '{"scp":"","roles":[]}')" "empty"
refused 403 "$(with "$v2" '{"scp":"User.Read"}')" "another scope"
expect_header_like WWW-Authenticate "scope=\"api://$api/weather.read\""
refused 403 "$(with "$v2" '{"roles":["app.weather.read"]}')" \
	"an application's role with a person"
refused 403 "$(with "$v2" '{"scp":"User.Read","roles":["app.weather.read"]}')" \
	"a person with an application's role"
accepted "$(with "$v2" '{"scp":"openid weather.read"}')" "among others"
result "a token without fitting scopes or roles gets 403"

refused 401 "$(sign rsa-other.pem "$(jq -c '. + {scp: "weather.read"}' \
	<<<"$v2")" --alg RS256 --kid ours)" "signed with another key"
refused 401 "$(with "$v2" "$delegated" --alg PS256)" "another algorithm"
refused 401 "$(with "$v2" "$delegated" --ttl -3600)" "expired"
accepted "$(with "$v2" "$delegated")" "good"
expect_fetched 0 0
result "a bad signature, algorithm or time is refused and fetches nothing"

stop_server TERM
stop_provider
expect_clean_logs
result "stopping the server leaves nothing running"
finish
