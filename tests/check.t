#!/usr/bin/env bash
# weatherctl check finds the mistakes that its manual page lists, each by its
# id, and finds nothing where there is none.  Those of web servers are in
# tests/e2e/check.t, those of file systems in tests/unit/room_test.c.
set -u

# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"

# finds ID WORDS [warning]: a run leaves with 1, or with 0 for a warning, and
# says so in one line.
finds() {
	local level=${3:-error} want=1
	[ "$level" = error ] || want=0
	run "$want" check
	grep -F "($1)" out | grep "^$level: " | grep -qF -- "$2" ||
		fact_failed "no $level $1 that says: $2"
}

# refuses ID WORDS: the configuration does not even load.
refuses() {
	run 78 check
	err_has "($1)"
	err_has "$2"
	err_is_one_line
}

# finds_no ID
finds_no() {
	run 0 check
	out_lacks "($1)"
	out_lacks 'error: '
}

as_root=$([ "$(id -u)" = 0 ] && echo yes)
# As root weatherctl becomes who owns state_dir: a user that file modes mean
# something to.
give() {
	[ -z "$as_root" ] || chown -R "${2:-www-data}" "$1"
}

chmod 755 "$home"
cp "$bin/weather-fetch" fetch
bin=$home/nowhere
configure() {
	{
		echo '[server]'
		echo "state_dir = $home/state"
		echo 'public_url = https://127.0.0.1:1'
		echo "fetch_program = $home/fetch"
		printf '%s\n' "$@"
	} >weather.conf
}

mkfifo input
mkdir id
"$tools/lying_server" id <input >port &
exec 9>input
until [ -s port ]; do sleep 0.01; done
at=http://127.0.0.1:$(cat port)
trap 'exec 9>&-; wait; rm -rf "$home"' EXIT
mkdir -p id/.well-known
metadata=id/.well-known/openid-configuration

# The provider as it ought to be.
provide() {
	echo "{\"issuer\": \"$at\", \"jwks_uri\": \"$at/keys\"}" >"$metadata"
	cp keys.json id/keys
}

oidc=('[issuer id]' 'preset = oidc' "issuer = $at" 'audience = weather'
	'algorithms = ES256' 'allow_insecure_loopback = on')
export WEATHER_CONFIG=$home/weather.conf

# a key set: that of a dev issuer
configure '[issuer dev]' 'preset = dev'
run 0 init
cp state/dev.jwks.json keys.json
rm -r state
configure "${oidc[@]}"
provide
run 0 init
give state

run 0 check
out_lacks 'error: '
is "$(grep -c '^warning: ' out)" "$(grep -c '(check/no-answer)' out)"
is "$(sed -n '/^ok: /s/.*\(([a-z-]*\/[a-z-]*)\)$/\1/p' out)" ''
run 0 check --offline
is "$(tail -n 1 out)" 'everything is fine'
out_lacks 'agree'
result "without a mistake nothing is found, and --offline asks nobody"

# --- settings -----------------------------------------------------------------

configure '[issuer id]' 'preset = oidc' "issuer = $at" \
	'allow_insecure_loopback = on'
refuses config/missing-key 'audience is missing'
configure '[issuer id]' 'preset = entra' 'tenant_id = organizations' \
	'client_id = 66666666-7777-8888-9999-000000000000'
refuses config/missing-key 'allowed_tenants = GUID'
configure "${oidc[@]}" 'audiance = x'
refuses config/unknown-key 'audience'
configure "${oidc[@]}"
sed -i '2i cors_origins = https://www.example.org/' weather.conf
refuses config/value 'cors_origins'
sed -i 's|example.org/$|example.org|' weather.conf
run 0 check
configure '[issuer id]' 'preset = oidc' 'issuer = http://id.example' \
	'audience = weather'
refuses config/insecure-url 'https://'
configure "${oidc[@]}"
run 0 check
result "missing and mistyped settings are refused by file and line, with an id"

configure '[issuer dev]' 'preset = dev'
run 0 init
finds check/dev-issuer 'remove [issuer dev]' warning
mv state/dev.jwks.json .
# shellcheck disable=SC2016 # backquotes are words
finds check/dev-keys 'run `weatherctl init`'
mv dev.jwks.json state/
sed -i 's|^public_url.*|public_url = https://weather.example|' weather.conf
refuses config/dev 'one machine alone'
configure "${oidc[@]}"
finds_no check/dev-issuer
result "the dev issuer is warned of, and refused where strangers come"

sed -i 's|^public_url.*|public_url = http://weather.example|' weather.conf
finds check/not-encrypted 'serve https' warning
configure "${oidc[@]}"
finds_no check/not-encrypted
result "an address without encryption is warned of"

entra=('[issuer school]' 'preset = entra'
	'tenant_id = 11111111-2222-3333-4444-555555555555'
	'client_id = 66666666-7777-8888-9999-000000000000')
configure "${entra[@]}" '[permission write]' \
	'scopes = api://66666666-7777-8888-9999-000000000000/weather.write'
run 1 check --offline
out_has '(check/scope-prefix)'
out_has 'write weather.write'
configure "${oidc[@]}" '[permission write]' \
	'scopes = https://weather.example/write'
finds_no check/scope-prefix
result "a scope by its long name is found, where tokens have the short one"

configure "${oidc[@]}" '[permission write]' 'scopes =' 'app_roles ='
finds check/nobody-may '[permission write]' warning
configure "${oidc[@]}" '[permission write]' 'scopes =' 'app_roles = w'
finds_no check/nobody-may
result "a permission that nothing grants is warned of"

# --- files --------------------------------------------------------------------

configure "${oidc[@]}"
for file in state/keys.db state/weather.db weather.conf; do
	mode=$(stat -c %a "$file")
	chmod g+w "$file"
	finds check/others-write "$file"
	chmod "$mode" "$file"
done
chmod 644 state/keys.db
finds check/others-read 'chmod 600' warning
chmod 600 state/keys.db
chmod g+w fetch
finds check/others-write fetch_program
chmod 755 fetch
finds_no check/others-read
result "files that others can write or read are found"

chmod 500 state
finds check/not-writable 'chmod 700'
chmod 700 state
chmod 400 state/keys.db
finds check/not-writable 'new signing keys'
chmod 600 state/keys.db
if [ -n "$as_root" ]; then
	give state/weather.db root
	finds store/unreadable weather.db
	give state/weather.db
	chmod 600 weather.conf
	finds check/config-unreadable 'cannot read it'
	chmod 644 weather.conf
	give state root
	finds check/root-owns 'chown -R' warning
	give state
	# the tree may be in a folder that this user cannot enter
	cp "$ctl" ctl
	setpriv --reuid=nobody --clear-groups -- ./ctl check >out 2>err
	out_has '(check/other-user)'
	rm ctl
else
	out_lacks '(check/root-owns)'
fi
finds_no check/not-writable
result "what the service cannot write or read is found"

mv fetch other
finds check/fetch-program 'No such file'
# it alone is to blame
out_lacks 'start the web server'
out_lacks 'check the address'
mv other fetch
chmod 644 fetch
finds check/fetch-program 'chmod 755'
chmod 755 fetch
finds_no check/fetch-program
result "a missing or lame weather-fetch is found"

mkdir -p public_html
mv state public_html/
sed -i 's|/state$|/public_html/state|' weather.conf
finds check/served 'public_html' warning
mv public_html/state state
cp weather.conf public_html/
configure "${oidc[@]}"
code=0
"$ctl" --config public_html/weather.conf check >out 2>err || code=$?
cp public_html/weather.conf elsewhere.conf
sed -i 's|/public_html/state$|/state|' public_html/weather.conf
run 0 --config public_html/weather.conf check
out_has '(check/served)'
finds_no check/served
result "a folder whose name is that of a document root is warned of"

# --- databases ----------------------------------------------------------------

mkdir kept
sqlite3 state/weather.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
sqlite3 state/keys.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
cp -p state/weather.db state/keys.db kept/
put_back() {
	rm -f state/*.db*
	cp -p kept/* state/
}
version=$(sqlite3 state/weather.db 'PRAGMA user_version')
sqlite3 state/weather.db 'PRAGMA user_version = 1'
give state
finds store/older 'weatherctl init'
sqlite3 state/weather.db "PRAGMA user_version = $((version + 1))"
give state
finds store/newer 'install the newer program'
put_back
rm state/weather.db
finds store/missing 'weatherctl init'
put_back
# the middle of the file, and not what opening it looks at
size=$(stat -c %s state/weather.db)
head -c 8192 /dev/urandom |
	dd of=state/weather.db bs=4096 seek=$((size / 8192)) conv=notrunc \
		2>/dev/null
finds store/damaged 'restore a backup'
put_back
finds_no store/damaged
result "an older, newer, missing or damaged database is found"

# --- issuers ------------------------------------------------------------------

provide
configure "${oidc[@]}"
dated() { # SECONDS from now
	printf 'HTTP/1.1 200 OK\r\nDate: %s\r\n\r\n{"issuer": "%s", "jwks_uri": "%s/keys"}' \
		"$(LC_ALL=C date -u -d "@$(($(date +%s) + $1))" \
			'+%a, %d %b %Y %H:%M:%S GMT')" "$at" "$at" \
		>"$metadata"
}
dated -3600
finds check/clock 'ahead of that of [issuer id]'
dated 3600
finds check/clock 'behind that of [issuer id]'
dated 5
finds_no check/clock
out_has 'agrees'
provide
finds_no check/clock
out_has 'none to compare'
result "a clock that is off is found by that of the issuer"

echo "{\"issuer\": \"$at/\", \"jwks_uri\": \"$at/keys\"}" >"$metadata"
finds metadata/issuer 'a final slash counts'
rm state/keys.db*
run 0 init
give state
finds metadata/issuer 'a final slash counts'
provide
finds_no metadata/issuer
result "an issuer by another name is found"

printf /error >"$metadata.lie"
finds fetch/status '500' warning
out_has 'the stored keys serve'
rm state/keys.db*
run 0 init
give state
finds fetch/status 'gets 503'
printf /silent >"$metadata.lie"
finds fetch/timeout 'check the address'
rm "$metadata.lie"
# as a program whose libraries are missing
printf '#!/bin/sh\nexit 127\n' >lame
chmod 755 lame
sed -i 's|/fetch$|/lame|' weather.conf
finds fetch/no-answer "keys import"
configure "${oidc[@]}"
sed -i "s|^issuer = .*|issuer = http://127.0.0.1:1|" weather.conf
finds fetch/failed 'check the address'
run 1 check --offline
out_has '(keys/none)'
configure "${oidc[@]}"
finds_no keys/none
run 0 check --offline
sqlite3 state/keys.db \
	"UPDATE key_set SET fetched_at = fetched_at - 90000" 2>/dev/null
give state
run 1 check --offline
out_has '(keys/too-old)'
finds_no keys/too-old
result "an issuer that cannot be reached is found, and keys that are too old"

echo '{"keys":[]}' >id/keys
rm state/keys.db*
run 0 init
give state
finds keys/unusable 'no'
provide
finds_no keys/unusable
result "a key set without a usable key is found"

echo secret-key >api.key
give api.key
chmod 644 api.key
configure "${oidc[@]}" '[upstream]' 'provider = openweathermap' \
	'api_key_file = api.key' "base_url = $at" 'allow_insecure_loopback = on'
finds api-key/mode 'chmod 600'
rm api.key
finds api-key/open 'write the key there'
configure "${oidc[@]}"
finds_no api-key/mode
result "a key of the weather provider that others can read is found"

run 64 check --url ftp://x
err_has 'no http or https address'
run 64 check --url 'http://x/?q'
run 0 check --url http://127.0.0.1:1/club/
out_has 'http://127.0.0.1:1/club: '
out_has '(check/no-answer)'
result "--url takes an address, and says when nobody answers there"

# --- the list -----------------------------------------------------------------

cd "$here/.." || exit 1
sed -n '/^\.Sh WHAT CHECK FINDS/,/^\.Sh ENV/s/^\.It Li //p' docs/weatherctl.8 |
	tr -s ', ' '\n' | sort >"$home/out"
: >"$home/err"
sort -u "$home/out" | cmp -s - "$home/out" || fact_failed "one is there twice"
[ "$(wc -l <"$home/out")" -ge 20 ] || fact_failed "fewer than twenty"
while read -r id; do
	grep -qE "[ (\"]${id}[ )\"]" tests/check.t tests/e2e/check.t \
		tests/unit/room_test.c || echo "# no test finds $id"
	grep -qF "\"$id\"" -r src || echo "# nothing says $id"
done <"$home/out" >"$home/missing"
# and what the source says that the page does not
grep -hoE '"check/[a-z-]+"' -r src | tr -d '"' | sort -u |
	comm -23 - "$home/out" | sed 's/^/# not in the page: /' \
	>>"$home/missing"
cat "$home/missing"
[ ! -s "$home/missing" ] || fact_failed "the list is not complete"
cd "$home" || exit 1
result "weatherctl(8) lists every mistake, and each has a test"
finish
