#!/usr/bin/env bash
# The entra preset for two of all organizations, against Microsoft's documents
# for all tenants, whose issuer is a template.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/provider.sh
. "$(dirname "$0")/provider.sh"
# shellcheck source=tests/e2e/microsoft.sh
. "$(dirname "$0")/microsoft.sh"

use_setup lighttpd-fcgi
first=aaaabbbb-0000-cccc-1111-dddd2222eeee
second=bbbbcccc-1111-dddd-2222-eeee3333ffff
stranger=ccccdddd-2222-eeee-3333-ffff44440000
for version in v1 v2; do
	entra_document $version organizations '{tenantid}'
	entra_keys $version organizations
done
make_state <<END
[issuer partners]
preset = entra
tenant_id = organizations
allowed_tenants = $first ${second^^}
client_id = $api
authority = $PROVIDER
allow_insecure_loopback = on
END

# of VERSION TENANT [JSON [options of mint]]
of() {
	local claims more=${3:-{\}}
	claims=$(entra_claims "$1" "$2")
	shift $(($# < 3 ? $# : 3))
	with "$claims" "$(jq -c '{scp: "weather.read"} + .' <<<"$more")" "$@"
}

start_provider
start_server

for tenant in $first $second; do
	accepted "$(of v1 "$tenant")" "version 1 of $tenant"
	accepted "$(of v2 "$tenant")" "version 2 of $tenant"
done
accepted "$(with "$(entra_claims v2 $second)" \
	'{"sub":"ada","roles":["app.weather.read"]}')" "an application"
expect_fetched 2 2
result "tokens of every allowed tenant are accepted, over two key sets"

for version in v1 v2; do
	accepted "$(of $version $first)" "$version"
	refused 401 "$(of $version $stranger)" "$version of another tenant"
	refused 401 "$(of $version $consumers)" "$version of a consumer"
	refused 401 "$(of $version $first "{\"tid\":\"$second\"}")" \
		"$version, tid of the other tenant"
	refused 401 "$(of $version $first "{\"tid\":\"$stranger\"}")" \
		"$version, tid of a stranger"
	refused 401 "$(of $version $first "{\"tid\":\"${first^^}\"}")" \
		"$version, tid in capitals"
	refused 401 "$(of $version $first "{\"TID\":\"$second\"}")" \
		"$version, tid and TID"
	refused 401 "$(of $version $first '{}' --drop tid)" "$version, no tid"
	refused 401 "$(of $version '{tenantid}')" "$version, the template"
	refused 401 "$(of $version organizations)" "$version, organizations"
	refused 401 "$(of $version "${first^^}")" "$version, capitals"
done
expect_fetched 0 0
result "G6: iss and tid must be one allowed tenant, letter for letter"

accepted "$(of v2 $first)" "a key of organizations"
refused 401 "$(of v2 $first '{}' --kid personal)" "a key of personal accounts"
refused 401 "$(of v2 $second '{}' --kid personal)" "the same"
refused 401 "$(of v2 $consumers '{}' --kid personal)" "a personal account"
expect_fetched 0 0
result "E8: a key for personal accounts signs for no organization"

post() {
	request POST /api/reports -H "Authorization: Bearer $1" --json \
		'{"description":"rain","location":{"city":"Bern","country":"CH"}}'
	[ "$STATUS" = 201 ] || fact_failed "$2: $STATUS"
}

# remove STATUS TOKEN WORDS: the report that was posted last
remove() {
	request DELETE "/api/reports/$id" -H "Authorization: Bearer $2"
	[ "$STATUS" = "$1" ] || fact_failed "$3: $STATUS, not $1"
}

write='{"scp":"weather.read weather.write"}'
post "$(of v2 $first "$write")" "a report"
id=$(jq -r .id "$E2E/body")
remove 403 "$(of v2 $second "$write")" "the same oid of another tenant"
remove 403 "$(of v1 $second "$write")" "the same, version 1"
remove 204 "$(of v1 $first "$write")" "its owner, by a version 1 token"
result "the owner of a row is a person of one tenant"

request GET /.well-known/oauth-protected-resource
expect_status 200
[ "$(jq -c .authorization_servers "$E2E/body")" = \
	"[\"$PROVIDER/organizations/v2.0\"]" ] ||
	fact_failed "servers: $(jq -c .authorization_servers "$E2E/body")"
! grep -q $second "$E2E/body" || fact_failed "a tenant is told to strangers"
result "strangers are not told who the tenants are"

ctl check >"$E2E/check.out" 2>&1
for folder in organizations organizations/v2.0; do
	grep -qF "[issuer partners] $PROVIDER/$folder/.well-known" \
		"$E2E/check.out" || fact_failed "check lacks $folder"
done
ctl keys list >"$E2E/list.out"
grep -q '^  key: personal RS256 RSA$' "$E2E/list.out" ||
	fact_failed "keys list lacks a key"
[ "$(grep -c '^partners ' "$E2E/list.out")" = 2 ] ||
	fact_failed "keys list does not have two sources"
[ "$(ctl config | grep -c '^issuer = ')" = 4 ] ||
	fact_failed "config does not show four issuers"
result "check, keys list and config show what organizations comes to"

stop_server TERM
stop_provider
expect_clean_logs
result "stopping the server leaves nothing running"
finish
