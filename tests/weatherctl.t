#!/usr/bin/env bash
# weatherctl as an operator meets it: words, exit codes, files, databases.
set -u

# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"

rows() {
	sqlite3 -readonly state/weather.db "SELECT count(*) FROM $1"
}

dev=('[issuer dev]' 'preset = dev')
export WEATHER_CONFIG=$home/weather.conf
configure "${dev[@]}"

# --- words --------------------------------------------------------------------

commands='init
check
keys list
keys refresh
keys import
token mint
token explain
token revoke
token revoked
token unrevoke
jws verify
import observations
import reports
export observations
export reports
places import
backup
restore
prune
stats
upstream show
upstream clear
config
version'
run 0 --help
is "$(sed -n 's/^  \([a-z][a-z ]*[a-z]\)   *[a-z].*/\1/p' out)" "$commands"
while read -r command; do
	# shellcheck disable=SC2086 # one or two words
	run 0 $command --help
	out_has "Usage: weatherctl $command"
	out_has '--config FILE'
done <<<"$commands"
result "help is printed for all and for each command"

run 64
run 64 chekc
err_has 'did you mean "check"?'
run 64 keys lits
err_has 'did you mean "keys list"?'
run 64 keys
run 64 token mint --scop x
err_has 'did you mean --scope?'
run 64 keys import dev
err_has 'FILE is missing'
run 64 init here
result "a wrong command line leaves with 64 and a suggestion"

run 0 version
out_has weatherctl
code=0
GATEWAY_INTERFACE=CGI/1.1 "$ctl" version >out 2>err || code=$?
is "$code" 64
is "$(cat out)" ''
code=0
"$ctl" --help >/dev/full 2>err || code=$?
is "$code" 74
result "it is no CGI program, and says when its output is lost"

# --- configuration ------------------------------------------------------------

run 78 --config "$home/none.conf" check
err_has none.conf
configure "${dev[@]}" 'audiance = x'
for command in init check 'keys list' 'token mint --scope x' config; do
	# shellcheck disable=SC2086 # several words
	run 78 $command
	err_has 'weather.conf:7'
	err_is_one_line
done
configure
run 78 config
result "a missing or wrong configuration leaves with 78 and names the line"

configure "${dev[@]}"
run 0 config
out_has "state_dir = $home/state"
out_has 'issuer = urn:weather:dev'
out_has 'audience = weather-dev'
out_has 'algorithms = ES256'
out_has '[permission write]'
run 0 --config="$home/weather.conf" config
result "config prints the settings as they are understood"

# --- before init --------------------------------------------------------------

echo 'observed_at,city,temp' >empty.csv
echo '{"keys":[]}' >empty.json
for command in 'keys list' 'keys refresh' 'import reports empty.csv' \
	'token revoked' 'token revoke --jti x' 'token unrevoke --jti x' \
	'import observations empty.csv' 'token mint --scope x'; do
	# shellcheck disable=SC2086 # several words
	run 66 $command
	err_has 'weatherctl init'
	err_is_one_line
done
run 1 check
out_has 'error:'
out_has 'weatherctl init'
[ ! -e state ] || fact_failed "something made the state directory"
result "without a state directory everything points to init"

# --- init ---------------------------------------------------------------------

run 0 init
out_has 'weather.db: created'
out_has 'keys.db: created'
out_has 'dev.key.pem: created'
is "$(stat -c %a state)" 700
for file in weather.db keys.db changes.1 dev.key.pem dev.jwks.json; do
	is "$(stat -c '%a' "state/$file")" 600
done
before=$(sha256sum state/dev.* | sort)
run 0 init
out_has 'weather.db: up to date'
out_has 'dev.key.pem: kept'
is "$(sha256sum state/dev.* | sort)" "$before"
is "$(find state -mindepth 1 | grep -cv -e '-wal$' -e '-shm$')" 5
result "init makes everything private, once"

rm state/dev.jwks.json
run 0 init
out_has 'dev.jwks.json: written'
is "$(sha256sum state/dev.* | sort)" "$before"
run 67 init --owner no-such-user-here
result "init repairs what is missing"

mkdir other
sed 's|/state$|/none/state|' weather.conf >deep.conf
run 73 --config deep.conf init
err_has 'create its parent first'
result "init does not make parents"

# --- check --------------------------------------------------------------------

run 0 check
out_has 'warning: THE DEV ISSUER IS ON'
out_has '1 usable'
out_lacks 'error:'
result "check finds nothing but the dev issuer to warn of"

chmod 640 state/keys.db
run 0 check
out_has 'warning:'
out_has 'chmod 600'
chmod 620 state/keys.db
run 1 check
out_has 'others can write'
chmod 600 state/keys.db
chmod 755 state
run 0 check
out_has 'chmod 700'
chmod 700 state
chmod 666 weather.conf
run 1 check
out_has 'chmod go-w'
chmod 644 weather.conf
run 0 check
result "check sees who else can read or write"

mv state/dev.jwks.json other/
run 1 check
out_has 'error:'
out_has dev.jwks.json
mv other/dev.jwks.json state/
mv state/keys.db other/
run 1 check
out_has 'keys.db is missing'
mv other/keys.db state/
cp state/weather.db other/
printf 'this is no database, just text' >state/weather.db
run 1 check
out_has weather.db
rm -f state/weather.db-*
cp other/weather.db state/
run 0 check
result "check sees missing and damaged files"

configure "${dev[@]}" '[issuer far]' 'preset = oidc' \
	'issuer = http://127.0.0.1:9' 'audience = x' \
	'allow_insecure_loopback = on'
run 1 check
out_has 'error: [issuer far]'
out_has 'keys import'
run 69 keys refresh
out_has 'failed'
sed "s|^fetch_program.*|fetch_program = $home/no-such-program|" \
	weather.conf >fetch.conf
run 1 --config fetch.conf check
out_has 'error: fetch_program'
sed 's|^preset = dev|preset = static\njwks_file = /nonexistent\nissuer = x\naudience = y|; s|http://127.0.0.1:1$|http://weather.example|' \
	weather.conf >http.conf
run 1 --config http.conf check
out_has 'warning: public_url http://weather.example'
out_has 'error: [issuer dev] jwks_file /nonexistent'
out_lacks 'DEV ISSUER'
result "check tries every issuer's keys"

# --- keys ---------------------------------------------------------------------

sed -i '/^issuer = /i algorithms = ES256' weather.conf
run 0 keys list
kid=$(sed -n 's/.*"kid":"\([^"]*\)".*/\1/p' state/dev.jwks.json)
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
cp weather.conf kept.conf
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
tenant=11111111-2222-3333-4444-555555555555
api=66666666-7777-8888-9999-000000000000
b2c=("tenant_id = $tenant" "client_id = $api" 'b2c_domain = contoso'
	'authority = http://127.0.0.1:1' 'allow_insecure_loopback = on'
	'algorithms = ES256')
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
mv kept.conf weather.conf
result "every source of a section is listed, imported to and checked"

# --- tokens -------------------------------------------------------------------

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
	'tenant_id = 11111111-2222-3333-4444-555555555555' \
	'client_id = 66666666-7777-8888-9999-000000000000' \
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
https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0|1|AbC
https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0|2|aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
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

# --- observations -------------------------------------------------------------

cat >good.csv <<'CSV'
observed_at,city,state,temp,humidity,observer
2026-01-02T03:04:05Z,Seattle,WA,11.8,81,roof
2026-01-02T05:04:05+01:00,Seattle,WA,12.1,80,roof
2026-01-02T03:04:05Z,Seattle,WA,11.2,,garden
CSV
run 0 import observations good.csv --dry-run
out_has '3 inserted'
out_has 'nothing stored'
is "$(rows observation)" 0
run 0 import observations good.csv
out_has '3 inserted, 0 unchanged, 0 replaced'
is "$(rows observation)" 3
is "$(rows observer)" 2
is "$(sqlite3 -readonly state/weather.db \
	"SELECT issuer, tenant, group_concat(identity)
	   FROM (SELECT * FROM principal ORDER BY id)")" \
	'urn:weather:local||roof,garden'
run 0 import observations good.csv
out_has '0 inserted, 3 unchanged, 0 replaced'
is "$(rows observation)" 3
result "observations are stored once, however often they are imported"

cat >bad.csv <<'CSV'
observed_at,city,temp,humidity
2026-01-03T00:00:00Z,Seattle,11.8,81
2026-01-03T00:00:00,Seattle,11.8,81
2026-01-03T01:00:00Z,Seattle,eleven,181
2026-01-03T02:00:00Z,"Sea
ttle",11.8,81
2026-01-03T03:00:00Z,---,11.8,81
CSV
run 65 import observations bad.csv
err_has 'bad.csv:3: observed_at: '
err_has 'bad.csv:4: temp: '
err_has 'bad.csv:4: humidity: '
err_has 'bad.csv:5: city: '
err_has 'bad.csv:7: city: '
err_has '4 bad lines; nothing was stored'
is "$(rows observation)" 3
{
	echo observed_at,city,temp
	yes '2026-01-03,Seattle,1' | head -n 80
} >many.csv
run 65 import observations many.csv
is "$(grep -c '^many.csv:' err)" 51
err_has '... and 30 more errors'
err_has '80 bad lines'
result "one bad line means that nothing is stored, and each is named"

sed 's/12.1/12.2/' good.csv >changed.csv
run 65 import observations changed.csv
err_has 'changed.csv:3: observed_at: '
err_has '--replace'
run 0 import observations changed.csv --replace
out_has '0 inserted, 2 unchanged, 1 replaced'
sed -e '1s/,observer//' -e 's/,roof$//; s/,garden$//' -e 4d good.csv >own.csv
run 0 import observations own.csv --owner me --source demo
is "$(sqlite3 -readonly state/weather.db \
	"SELECT source, count(*) FROM observation GROUP BY source")" '2|3
3|2'
printf 'observed_at,city,temp\n2026-01-02T00:00:00Z,Miami,50\n' >f.csv
run 0 import observations f.csv --units imperial
is "$(sqlite3 -readonly state/weather.db "SELECT temp, identity
	FROM observation JOIN observer o ON o.id = observer_id
		JOIN principal p ON p.id = owner_id WHERE city = 'Miami'")" \
	'1000|import'
result "replacing, owner, source and units are what was asked for"

run 66 import observations none.csv
run 66 import observations "$home"
printf 'observed_at,city,tmp\n' >header.csv
run 65 import observations header.csv
err_has 'header.csv:1: tmp: '
: >void.csv
run 65 import observations void.csv
run 64 import observations good.csv --source api
run 64 import observations good.csv --units kelvins
run 64 import observations good.csv --owner ''
"$ctl" import observations - <changed.csv >out 2>err ||
	fact_failed "standard input is not read"
out_has "0 inserted, 3 unchanged"
result "files that are none and words that do not exist are refused"

# --- reports ------------------------------------------------------------------

cat >reports.csv <<'CSV'
description,city,state,country,created_date
"Hail, the size of peas",Seattle,WA,US,2026-01-02T03:04:05.678Z
No date here,São Paulo,,BR,
"Two
lines",Seattle,WA,,2026-01-02T03:04:05+01:00
CSV
run 0 import reports reports.csv --dry-run
is "$(rows report)" 0
run 0 import reports reports.csv --owner ann
out_has '3 inserted, 0 unchanged'
run 0 import reports reports.csv --owner ann
out_has '0 inserted, 3 unchanged'
is "$(rows report)" 3
run 0 import reports reports.csv --owner bob
out_has '3 inserted, 0 unchanged'
is "$(rows report)" 6
is "$(sqlite3 -readonly state/weather.db "SELECT uuid FROM report" |
	grep -cE '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$')" 6
result "reports are stored once for each owner"

printf 'description,city\nfine,Seattle\n,Seattle\nfine,\n' >bad.csv
run 65 import reports bad.csv
err_has 'bad.csv:3: description: '
err_has 'bad.csv:4: city: '
is "$(rows report)" 6
result "a bad report means that none is stored"

# --- as root ------------------------------------------------------------------

if [ "$(id -u)" = 0 ]; then
	chmod 755 "$home"
	rm -rf state
	configure "${dev[@]}"
	run 0 init --owner nobody
	out_has 'created for user 65534'
	chmod 600 good.csv
	run 0 import observations good.csv
	run 0 token mint --scope x
	run 0 check
	is "$(find state -not -user nobody | wc -l)" 0
	run 0 init --owner nobody
	run 64 init --owner root
	err_has 'chown -R'
	chmod 600 weather.conf
	run 1 check
	out_has 'the owner of state_dir cannot read it'
	chmod 644 weather.conf
	result "root works as the owner of state_dir"
else
	echo "ok $((count += 1)) - root works as the owner # SKIP not root"
fi

finish
