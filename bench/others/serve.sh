#!/bin/bash
# Runs another stack that does the work of GET /api/weather/{city}, until its
# standard input ends.
#
#	bench/others/serve.sh STACK BUILT FOLDER
#
# STACK is a function below, BUILT the folder of what was built for it, FOLDER
# one with state/, jwks.json, key.pem and body.json.  Prints the server's
# address when it answers.
set -u
others=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/e2e/lib.sh
. "$others/../../tests/e2e/lib.sh"

# The files beside this one, with the places of this run.
fill_in() {
	sed -e "s|@HOME@|$E2E|g" -e "s|@PORT@|$PORT|g" \
		-e "s|@JWK@|$(jq -c '.keys[0]' "$folder/jwks.json")|g" \
		-e "s|@KEY@|$(openssl pkey -in "$folder/key.pem" -pubout |
			sed '/^-/d' | tr -d '\n')|g" "$others/$1"
}

fastapi() {
	program=(/usr/bin/uvicorn --workers 2 --loop uvloop --http httptools
		--no-access-log --log-level warning --port "$PORT"
		--app-dir "$E2E/others" current_weather:app)
}

node() {
	cp -R "$built/node_modules" "$E2E/others/"
	program=("$(type -P node)" "$E2E/others/current_weather.mjs")
}

node_remember() {
	setting=(REMEMBER=1)
	node
}

go() {
	cp "$built/current_weather" "$E2E/others/"
	setting+=(GOMAXPROCS=2 SQL="$E2E/others/newest.sql")
	program=("$E2E/others/current_weather")
}

go_remember() {
	setting=(REMEMBER=1)
	go
}

njs() {
	fill_in current_weather.njs >"$E2E/others/filled-in.njs"
	fill_in njs.conf >"$E2E/server.conf"
	program=(/usr/sbin/nginx -e "$E2E/log/server.log" -p "$E2E/others"
		-c "$E2E/server.conf")
}

openidc() {
	openssl req -x509 -new -key "$folder/key.pem" -subj /CN=bench \
		-out "$E2E/others/certificate.pem"
	write_apache_conf authn_core authz_user < <(fill_in openidc.conf)
	program=(/usr/sbin/apache2 -DFOREGROUND -f "$E2E/server.conf")
}

oauth2() {
	write_apache_conf authn_core authz_user < <(fill_in oauth2.conf)
	program=(/usr/sbin/apache2 -DFOREGROUND -f "$E2E/server.conf")
}

built=$2 folder=$3 setting=()
make_home
mkdir -p "$E2E/others/files/weather"
cp "$others"/*.* "$E2E/others/"
cp "$folder/body.json" "$E2E/others/files/weather/Portland"
"$1"
exec_as_server env -i PATH=/usr/bin:/bin HOME="$E2E/run" FOLDER="$folder" \
	PORT="$PORT" "${setting[@]}" "${program[@]}" \
	>"$E2E/log/stderr.log" 2>&1 &
SERVER_PID=$!
eventually answers || {
	tail -n 20 "$E2E"/log/* >&2
	bail_out "$1 does not answer"
}
echo "http://127.0.0.1:$PORT"
cat >/dev/null
kill -TERM "$SERVER_PID"
eventually is_gone "$SERVER_PID" || kill -KILL "$SERVER_PID"
wait "$SERVER_PID" 2>/dev/null
