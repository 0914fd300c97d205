#!/usr/bin/env bash
# weatherctl token: what is minted, and who is revoked.
set -u

# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"

export WEATHER_CONFIG=$home/weather.conf
configure "${dev[@]}" '[issuer far]' 'preset = oidc' 'algorithms = ES256' \
	'issuer = http://127.0.0.1:9' 'audience = x' \
	'allow_insecure_loopback = on'
run 0 init
kid=$(sed -n 's/.*"kid":"\([^"]*\)".*/\1/p' state/dev.jwks.json)

# --- mint ---------------------------------------------------------------------

part() {
	cut -d. -f"$1" out | tr '_-' '/+' |
		awk '{ while (length($0) % 4) $0 = $0 "="; print }' | base64 -d
}

run 0 token mint --scope weather.read
is "$(grep -cE '^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$' out)" 1
is "$(cat err)" ''
is "$(part 1 | jq -r '.alg, .kid')" "ES256
$kid"
is "$(part 2 | jq -r '.iss, .aud, .exp - .iat, .sub')" "urn:weather:dev
weather-dev
3600
dev-user"
run 0 token mint --app --role a --role=b --client robot --expires 60
is "$(part 2 | jq -rc '.roles, .sub, .idtyp, .exp - .nbf')" '["a","b"]
robot
app
60'
result "a token is all that token mint prints"

run 64 token mint
run 64 token mint --app --scope x
run 64 token mint --scope x --expires 0
run 64 token mint --scope x --expires 2592001
run 0 token mint --scope x --expires 2592000
run 64 token mint --scope x --subject ''
chmod 640 state/dev.key.pem
run 77 token mint --scope x
is "$(cat out)" ''
chmod 600 state/dev.key.pem
sed '/dev/d' weather.conf >no-dev.conf
sed -i '/^preset = dev/d' no-dev.conf
run 78 --config no-dev.conf token mint --scope x
err_has 'preset = dev'
result "token mint refuses what would be no token for tests"

# --- the deny-list ------------------------------------------------------------

configure "${dev[@]}"
denied() {
	sqlite3 -readonly state/keys.db \
		"SELECT issuer, kind, value, before FROM denied
		ORDER BY issuer, kind, value"
}

forever=9223372036854775807
run 0 token revoked
is "$(cat out)" 'nothing is revoked'
run 0 token revoke --client robot
is "$(cat out)" 'dev: client robot: revoked'
run 0 token revoke --jti "x' OR 1=1 --"
run 0 token revoke --subject ann --before 2026-01-02T03:04:05.1+01:00
out_has 'tokens issued before 2026-01-02T02:04:06Z'
run 0 token revoke --subject bob --issuer dev
is "$(denied)" "urn:weather:dev|1|x' OR 1=1 --|$forever
urn:weather:dev|2|ann|1767319446
urn:weather:dev|2|bob|$forever
urn:weather:dev|3|robot|$forever"
run 0 token revoked
is "$(grep -v revoked: out)" "dev: jti x' OR 1=1 --
dev: subject ann
$(grep '^  tokens' out)
dev: subject bob
dev: client robot"
out_has 'tokens issued before: 2026-01-02T02:04:06Z'
is "$(grep -c '^  revoked: .* ago)' out)" 4
now=$(date +%s)
run 0 token revoke --subject ann --before now
is "$(($(denied | sed -n 's/.*|ann|//p') - now < 60))" 1
run 0 token revoke --subject ann --before 2026-01-01T00:00:00Z
is "$(($(denied | sed -n 's/.*|ann|//p') >= now))" 1
result "what is revoked stands in keys.db and is listed"

run 69 token unrevoke --jti robot
err_has '"token revoked" lists'
run 69 token unrevoke --client Robot
is "$(denied | wc -l)" 4
run 0 token unrevoke --client robot
is "$(cat out)" 'dev: client robot: no longer revoked'
run 69 token unrevoke --client robot
run 0 token unrevoke --jti="x' OR 1=1 --" --issuer dev
is "$(denied | cut -d'|' -f3)" "ann
bob"
result "unrevoke removes one entry and says when there is none"

for words in '' '--jti a --client b' '--jti a --jti b' '--jti a --before now' \
	'--client a --before now' '--before now' '--subject a --before soon' \
	'--subject a --before 2026-01-02T03:04:05' '--jti a --issuer deb' \
	'--jti a b'; do
	# shellcheck disable=SC2086 # several words
	run 64 token revoke $words
done
run 64 token revoke --subject ''
run 64 token revoke --subject "$(printf '%257s' x)"
run 0 token revoke --subject "$(printf '%256s' x)"
run 0 token unrevoke --subject "$(printf '%256s' x)"
run 64 token revoke --subject "$(printf '\377')"
run 64 token revoke --jti a --issuer deb
err_has 'did you mean dev?'
run 64 token unrevoke --subject ann --before now
is "$(denied | wc -l)" 2
result "revoke refuses what no token could say"

configure "${dev[@]}" '[issuer school]' 'preset = entra' \
	"tenant_id = $tenant" "client_id = $api" \
	'[issuer club]' 'preset = oidc' \
	'issuer = https://a.example https://b.example' 'audience = x'
run 64 token revoke --jti a
err_has '--issuer dev'
run 0 token revoke --issuer school --subject AAAAAAAA-bbbb-CCCC-dddd-eeeeeeeeeeee
out_has 'school: subject aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
run 0 token revoke --issuer school --jti AbC
run 0 token revoke --issuer club --client Z
is "$(denied | cut -d'|' -f1-3 | grep -v dev)" "https://a.example|3|Z
https://b.example|3|Z
https://login.microsoftonline.com/$tenant/v2.0|1|AbC
https://login.microsoftonline.com/$tenant/v2.0|2|aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
run 0 token unrevoke --issuer school --subject AAAAAAAA-bbbb-CCCC-dddd-eeeeeeeeeeee
configure "${dev[@]}"
run 0 token revoked
out_has 'https://a.example: client Z'
out_has 'no section has this issuer'
run 64 token unrevoke --issuer club --client Z
run 0 token unrevoke --issuer https://a.example --client Z
run 0 token unrevoke --issuer https://b.example --client Z
run 0 token unrevoke --subject ann
run 0 token unrevoke --subject bob
is "$(denied | cut -d'|' -f2,3)" '1|AbC'
result "an entry belongs to one issuer, and can be removed without it"

# Two sections of one B2C tenant have one list; organizations has one a tenant.
configure '[issuer partners]' 'preset = entra' 'tenant_id = organizations' \
	"allowed_tenants = $tenant 22222222-2222-3333-4444-555555555555" \
	"client_id = $api" \
	'[issuer club]' 'preset = entra-b2c' "${b2c[@]}" \
	'b2c_policies = B2C_1_a' \
	'[issuer other]' 'preset = entra-b2c' "${b2c[@]}" \
	'b2c_policies = B2C_1_b'
run 0 token revoke --issuer other --subject AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee
run 0 token revoke --issuer partners --client robot
is "$(denied | cut -d'|' -f1-3 | grep -v AbC)" \
	"http://127.0.0.1:1/$tenant/v2.0/|2|aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
https://login.microsoftonline.com/$tenant/v2.0|3|robot
https://login.microsoftonline.com/22222222-2222-3333-4444-555555555555/v2.0|3|robot"
run 0 token unrevoke --issuer other --subject aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
run 0 token unrevoke --issuer partners --client robot
is "$(denied | cut -d'|' -f2,3)" '1|AbC'
result "revoking reaches every tenant of a section, and a section's neighbour"

finish
