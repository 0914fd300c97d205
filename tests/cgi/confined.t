#!/usr/bin/env bash
# What the responder gave up: as plain CGI, as a worker, and after HUP.
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
worker=
trap 'kill -KILL $worker 2>/dev/null; rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/etc" "$work/run"
setup ""
# what is in the folder of the settings may be read
mv "$WEATHER_CONFIG" "$work/etc/"
export WEATHER_CONFIG=$work/etc/weather.conf
sed -i "s|^fetch_program.*|fetch_program = $work/bin/fetch|" "$WEATHER_CONFIG"
cat >>"$WEATHER_CONFIG" <<END
[issuer far]
preset = oidc
issuer = https://id.example
jwks_uri = https://id.example/keys
audience = weather
algorithms = ES256
END
token=$("$WEATHER_BUILD/tools/mint" sign tests/keys/p256.pem --kid one \
	--alg ES256 --claims '{"iss":"https://id.example","aud":"weather",
	"sub":"reader","azp":"client","scope":"weather.read"}')

# It writes where it may not and where it may.
cat >"$work/bin/fetch" <<END
#!/bin/sh
echo x >"$work/run/outside"
grep -E '^(NoNewPrivs|CoreDumping)' /proc/self/status >"$work/state/inside" 2>&1
ulimit -c >>"$work/state/inside"
END
chmod 755 "$work/bin/fetch"

# The kernel's own word, since it may have no Landlock.
"$WEATHER_BUILD/bin/weather.fcgi" --listen "$work/run/socket" 2>"$work/worker" &
worker=$!
eventually grep -q 'confined' "$work/worker"
result "a worker says whether it is confined" $? "$work/worker"
if grep -q 'event=not-confined.*no Landlock' "$work/worker"; then
	echo "1..$count # skip this kernel has no Landlock"
	exit 0
fi

cgi GET /api/reports HTTP_AUTHORIZATION="Bearer $token"
[ -e "$work/state/inside" ]
result "what a CGI process starts may write in state_dir" $? "$work/log"
[ ! -e "$work/run/outside" ]
result "and nowhere else" $? "$work/log"
tail -n 1 "$work/state/inside" | grep -qx '[01]'
result "and leaves no core file" $? "$work/state/inside"

# status STATUS [NAME value …]: the worker's answer to a GET.
status() {
	local wanted=$1
	shift
	ask_worker "$work/run/socket" REQUEST_METHOD GET "$@" >"$work/out" 2>&1
	grep -qa "Status: $wanted" "$work/out"
}

rm "$work/state/inside"
sqlite3 -cmd '.timeout 5000' "$work/state/keys.db" 'DELETE FROM key_refresh'
status 503 REQUEST_URI /api/reports HTTP_AUTHORIZATION "Bearer $token"
[ -e "$work/state/inside" ] && [ ! -e "$work/run/outside" ]
result "so does what a worker starts" $? "$work/worker"
grep -q '^NoNewPrivs:.*1$' "/proc/$worker/status"
result "a worker gains no rights by what it starts" $? "/proc/$worker/status"

for round in 1 2 3; do
	kill -HUP "$worker"
	status 200 REQUEST_URI /health || break
done
[ "$round" = 3 ] && grep -c 'event=confined' "$work/worker" | grep -qx 1
result "HUP starts it anew, and it is confined once" $? "$work/worker"

mv "$work/state" "$work/gone"
cp -a "$work/gone" "$work/state"
status 503 REQUEST_URI /health &&
	grep -qa 'reason=store/.*event=confined' "$work/out"
result "a state_dir that was replaced is refused, and the log says by whom" \
	$? "$work/out"
cgi GET /health
grep -q 'Status: 200' "$work/out"
result "while a new process takes it" $? "$work/log"

kill -TERM "$worker"
wait "$worker"
result "a worker ends when it is told to" $? "$work/worker"
[ ! -e "$work/run/socket" ]
result "and removes its socket" $?
finish
