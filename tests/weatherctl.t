#!/usr/bin/env bash
# weatherctl as an operator meets it: words, exit codes, init and check.
set -u

# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"

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

configure '[issuer far]' 'preset = oidc' 'issuer = https://login.example' \
	'audience = a' 'proxy = http://me:s3cret@proxy.example:3128'
run 0 config
out_has 'proxy = (with a password) proxy.example:3128'
out_lacks s3cret
configure '[issuer far]' 'preset = oidc' 'issuer = https://login.example' \
	'audience = a' 'proxy = http://proxy.example:3128'
run 0 config
out_has 'proxy = http://proxy.example:3128'
result "config prints no password of a proxy"
configure "${dev[@]}"

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

# --- as root ------------------------------------------------------------------

if [ "$(id -u)" = 0 ]; then
	chmod 755 "$home"
	rm -rf state
	configure "${dev[@]}"
	run 0 init --owner nobody
	out_has 'created for user 65534'
	printf 'observed_at,city,temp\n2026-01-02T03:04:05Z,Rome,1\n' >good.csv
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
