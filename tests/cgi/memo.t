#!/usr/bin/env bash
# What plain CGI remembers from one process to the next, and what it does not;
# and that keys.db of an older version is upgraded with its keys.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
worker=
trap 'kill -KILL $worker 2>/dev/null; rm -rf "$work"' EXIT
setup ''
cat >>"$work/weather.conf" <<'END'
[issuer club]
preset = oidc
issuer = https://login.example
audience = weather
algorithms = RS256 ES256
END
ctl=$WEATHER_BUILD/bin/weatherctl
keys_db=$work/state/keys.db

key_set() {
	(cd tests/keys && "$WEATHER_BUILD/tools/mint" jwks "$@") >"$work/jwks"
	"$ctl" keys import club "$work/jwks" >"$work/ctl.out" 2>&1
}

sign() {
	"$WEATHER_BUILD/tools/mint" sign "tests/keys/$1" --kid k --claims '{
		"iss": "https://login.example", "aud": "weather", "sub": "u",
		"azp": "app", "jti": "'"$2"'", "scope": "weather.read"}'
}

rows() {
	sqlite3 "$keys_db" 'SELECT count(*) FROM verified'
}

# asks TOKEN STATUS REMEMBERED: a request, its status, and whether the log says
# that the signature was remembered.
asks() {
	local said=no
	cgi GET /api/me HTTP_AUTHORIZATION="Bearer $1" </dev/null
	grep -q '^Status: '"$2" "$work/out" || return 1
	! grep -q ' signature=remembered' "$work/log" || said=yes
	[ "$said" = "$3" ]
}

key_set rsa.pem:k:RS256
good=$(sign rsa.pem one)
forged=$(sign rsa-other.pem one)

asks "$forged" 401 no && asks "$forged" 401 no && [ "$(rows)" = 0 ]
result "a forged token is computed each time and leaves nothing" $? "$work/log"
asks "$good" 200 no && [ "$(rows)" = 1 ]
result "the first process computes and writes one row" $? "$work/log"
asks "$good" 200 yes && asks "$good" 200 yes && [ "$(rows)" = 1 ]
result "the next remember" $? "$work/log"
[ ! -s "$keys_db-wal" ]
result "nothing waits in the journal behind them" $?
sqlite3 "$keys_db" '.dbconfig no_ckpt_on_close on' \
	'UPDATE generation SET value = value + 1' >/dev/null
[ -s "$keys_db-wal" ] && asks "$good" 200 yes && [ ! -s "$keys_db-wal" ]
result "what another left there is moved into the file" $?
asks "${good%.*}.${forged##*.}" 401 no
result "another signature under the same text is not remembered" $? "$work/log"
asks "$forged" 401 no
result "and neither is a forged token" $? "$work/log"

[ "$(sqlite3 "$keys_db" "SELECT count(*) FROM verified
	WHERE length(digest) = 32 AND expires BETWEEN
	unixepoch() + 3500 AND unixepoch() + 3660")" = 1 ] &&
	! grep -qF -e "${good##*.}" -e "${good%%.*}" "$work/state"/*
result "the row is a digest and the time of the token, no part of it" $?

"$ctl" token revoke --issuer club --jti one >"$work/ctl.out" 2>&1 &&
	asks "$good" 401 yes
# covers: J1 J3
result "a revoked token is refused although it is remembered" $? "$work/log"
"$ctl" token unrevoke --issuer club --jti one >"$work/ctl.out" 2>&1 &&
	asks "$good" 200 yes
result "and accepted again" $? "$work/log"

key_set rsa-other.pem:k:RS256
asks "$good" 401 no && [ "$(rows)" = 0 ]
# covers: J1
result "with its key it is gone" $? "$work/log"
key_set rsa.pem:k:RS256

# A file that cannot be written serves as before; root may write any.
if [ "$(id -u)" = 0 ]; then
	as='setpriv --reuid 65534 --regid 65534 --clear-groups'
	chmod 755 "$work"
	chown -R 65534:65534 "$work/state"
	chmod 444 "$keys_db"
else
	as=
	chmod 444 "$keys_db"
fi
cp "$WEATHER_BUILD/bin/weather.fcgi" "$work/weather.fcgi"
# shellcheck disable=SC2086 # no or several words
env -i PATH="$PATH" GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET \
	${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} REQUEST_URI=/api/me \
	WEATHER_CONFIG="$WEATHER_CONFIG" REMOTE_ADDR=192.0.2.1 \
	HTTP_AUTHORIZATION="Bearer $good" \
	$as "$work/weather.fcgi" >"$work/out" 2>"$work/log" </dev/null
grep -q '^Status: 200' "$work/out" && [ "$(rows)" = 0 ]
result "a read-only keys.db is no reason to refuse" $? "$work/log"
[ "$(id -u)" != 0 ] || chown -R 0:0 "$work/state"
chmod 600 "$keys_db"

# Who reads the output sees its end before anything is written to keys.db: a
# writer that takes its time delays no answer.
mkfifo "$work/lock"
{
	echo 'BEGIN IMMEDIATE;'
	echo "SELECT 'locked';"
	cat "$work/lock"
} | sqlite3 "$keys_db" >"$work/locked" &
holder=$!
exec 3>"$work/lock"
for _ in $(seq 200); do
	[ ! -s "$work/locked" ] || break
	sleep 0.05
done
begun=$(date +%s%N)
asks "$good" 200 no && [ $(($(date +%s%N) - begun)) -lt 1900000000 ]
result "a locked keys.db delays nobody" $? "$work/log"
exec 3>&-
wait "$holder"
[ "$(rows)" = 0 ] && asks "$good" 200 no && asks "$good" 200 yes
result "and is written the next time" $? "$work/log"

# A worker that is told to end or to start anew may just have answered.
"$WEATHER_BUILD/bin/weather.fcgi" --listen "$work/socket" 2>"$work/worker" &
worker=$!
eventually test -S "$work/socket"
tells() {
	ask_worker "$work/socket" REQUEST_METHOD GET REQUEST_URI /api/me \
		HTTP_AUTHORIZATION "Bearer $1" >"$work/out" 2>&1 &&
		grep -qa 'Status: 200' "$work/out"
}
third=$(sign rsa.pem three)
tells "$(sign rsa.pem two)"
kill -HUP "$worker"
tells "$third"
kill -TERM "$worker"
wait "$worker" && [ "$(rows)" = 3 ] && asks "$third" 200 yes
result "so does a worker at its end write what it computed" $? "$work/worker"

# keys.db as the first version made it, with the same keys.
sqlite3 "$keys_db" .dump >"$work/dump" # the write-ahead log goes with it
mv "$keys_db" "$work/new.db"
rm -f "$keys_db"-*
sqlite3 "$keys_db" <sql/keys/001_first.sql
grep -E '^INSERT INTO (key_set|key_refresh|denied) ' "$work/dump" |
	sqlite3 "$keys_db"
chmod 600 "$keys_db"
cgi GET /api/me HTTP_AUTHORIZATION="Bearer $good" </dev/null
grep -q '^Status: 503' "$work/out" && grep -q 'weatherctl init' "$work/log"
result "an older keys.db: the log says what to run" $? "$work/log"
! "$ctl" check >"$work/ctl.out" 2>&1 && grep -q 'weatherctl init' "$work/ctl.out"
result "and so does weatherctl check" $? "$work/ctl.out"
"$ctl" init >"$work/ctl.out" 2>&1 &&
	grep -q 'keys.db: upgraded from schema 1 to 2' "$work/ctl.out"
result "weatherctl init upgrades it" $? "$work/ctl.out"
"$ctl" keys list >"$work/ctl.out" 2>&1 && grep -q 'RS256' "$work/ctl.out"
result "with the keys that were in it" $? "$work/ctl.out"
asks "$good" 200 no && asks "$good" 200 yes
result "which verify, and are remembered" $? "$work/log"
finish
