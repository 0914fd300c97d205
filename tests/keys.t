#!/usr/bin/env bash
# weatherctl keys: what is listed, fetched, imported, and kept.
set -u

# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"

export WEATHER_CONFIG=$home/weather.conf
configure "${dev[@]}" '[issuer far]' 'preset = oidc' 'algorithms = ES256' \
	'issuer = http://127.0.0.1:9' 'audience = x' \
	'allow_insecure_loopback = on'
run 0 init
kid=$(sed -n 's/.*"kid":"\([^"]*\)".*/\1/p' state/dev.jwks.json)
echo '{"keys":[]}' >empty.json

run 0 keys list
out_has "$kid ES256 EC"
out_has 'no keys yet'
run 65 keys import far empty.json
err_has 'no key'
err_has far
run 64 keys import dev state/dev.jwks.json
err_has 'replace that file'
run 64 keys import fra state/dev.jwks.json
err_has 'did you mean far?'
run 66 keys import far none.json
run 64 keys import far state/dev.jwks.json --source http://127.0.0.1:8
run 0 keys import far state/dev.jwks.json
out_has '1 keys stored'
run 0 keys list
is "$(grep -cF -- "$kid" out)" 2
out_lacks 'no keys yet'
run 0 check
out_has 'the stored keys serve'
run 69 keys refresh far
run 0 keys list
is "$(grep -cF -- "$kid" out)" 2
out_has 'last error: fetch/'
out_lacks 'last attempt: never'
run 64 keys refresh fra
run 64 keys refresh dev
result "keys are listed, imported, and kept when a fetch fails"

provider_start
sed "s/127.0.0.1:9/127.0.0.1:$port/" weather.conf >near.conf
run 69 --config near.conf keys refresh
run 1 --config near.conf check
cp state/dev.jwks.json provider/keys
run 0 --config near.conf keys refresh far
out_has ': fetched'
run 0 --config near.conf keys list
out_has "http://127.0.0.1:$port/.well-known/openid-configuration"
is "$(grep -cF -- "$kid" out)" 2
out_has 'failures in a row: 0'
run 0 --config near.conf check
out_has "ok: [issuer far] http://127.0.0.1:$port"
echo '{"keys":[]}' >provider/keys
run 69 --config near.conf keys refresh
run 0 --config near.conf keys list
is "$(grep -cF -- "$kid" out)" 2
result "keys are fetched from a provider, and bad ones replace nothing"

# RFC 8414 3: between host and path; its issuer counts as elsewhere.
at=http://127.0.0.1:$port
metadata=.well-known/oauth-authorization-server/realm
mkdir -p "provider/${metadata%/*}"
cp state/dev.jwks.json provider/keys
echo "{\"issuer\": \"$at/realm\", \"jwks_uri\": \"$at/keys\"}" \
	>"provider/$metadata"
configure '[issuer far]' 'preset = oidc' "issuer = $at/realm" 'audience = x' \
	'algorithms = ES256' 'allow_insecure_loopback = on' \
	"metadata_url = $at/$metadata"
run 0 keys refresh far
is "$(cat out)" "far $at/$metadata: fetched"
echo "{\"issuer\": \"$at/realm/\", \"jwks_uri\": \"$at/keys\"}" \
	>"provider/$metadata"
rm state/keys.db*
run 0 init
run 69 keys refresh far
out_has "its issuer \"$at/realm/\" is not \"$at/realm\""
configure '[issuer far]' 'preset = oidc' "issuer = $at/realm" 'audience = x' \
	'algorithms = ES256' 'allow_insecure_loopback = on'
run 69 keys refresh far
out_has "$at/realm/.well-known/openid-configuration answered 404"
configure '[issuer far]' 'preset = oidc' "issuer = $at/realm" 'audience = x' \
	'algorithms = ES256' 'allow_insecure_loopback = on' \
	"jwks_uri = $at/keys"
run 0 keys refresh far
is "$(cat out)" "far $at/keys: fetched"
kill "$provider"
result "metadata of RFC 8414 and a key set alone serve as well"

# Sections with several sources: all are listed, imported to, checked.
configure '[issuer partners]' 'preset = entra' 'tenant_id = organizations' \
	"allowed_tenants = $tenant" "client_id = $api" 'algorithms = ES256' \
	'authority = http://127.0.0.1:1' 'allow_insecure_loopback = on' \
	'[issuer club]' 'preset = entra-b2c' "${b2c[@]}" \
	'b2c_policies = B2C_1_a B2C_1_b'
wk=.well-known/openid-configuration
org=http://127.0.0.1:1/organizations
policy=http://127.0.0.1:1/contoso.onmicrosoft.com/B2C_1
run 0 keys list
is "$(grep -v '^ ' out)" "partners $org/$wk
partners $org/v2.0/$wk
club ${policy}_a/v2.0/$wk
club ${policy}_b/v2.0/$wk"
is "$(grep -c '^  no keys yet$' out)" 4
run 0 keys import club state/dev.jwks.json --source "${policy}_b/v2.0/$wk"
is "$(cat out)" "club ${policy}_b/v2.0/$wk: 1 keys stored, 0 skipped"
run 0 keys import partners state/dev.jwks.json
is "$(wc -l <out)" 2
run 0 keys list
is "$(grep -c '^  no keys yet$' out)" 1
run 1 check
out_has "[issuer club] ${policy}_a/v2.0/$wk: "
out_has "[issuer club] ${policy}_b/v2.0/$wk: 1 usable"
out_has "[issuer partners] $org/$wk: 1 usable"
out_has "[issuer partners] $org/v2.0/$wk: 1 usable"
run 0 config
is "$(grep -c '^issuer = ' out)" 6
is "$(grep -c '^# tokens of policy b2c_1_[ab]$' out)" 4
result "every source of a section is listed, imported to and checked"

finish
