#!/usr/bin/env bash
# weatherctl check asks the service through its web server, and finds what the
# server is wrong about: each mistake is made in a shipped configuration, and
# nothing is found where it is not.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# check CODE [arguments]
check() {
	local want=$1 code=0
	shift
	ctl check "$@" >"$E2E/check" 2>&1 || code=$?
	[ "$code" = "$want" ] || fact_failed "exit code $code, not $want"
}

# What it said, for a person who reads why a fact failed.
said() {
	sed 's/^/#  /' "$E2E/check"
}

says() {
	grep -qF -- "$1" "$E2E/check" ||
		fact_failed "lacks '$1':
$(said)"
}

# finds ID WORDS: as an error
finds() {
	check 1
	grep "^error: .*($1)\$" "$E2E/check" | grep -qF -- "$2" ||
		fact_failed "no $1 that says '$2':
$(said)"
}

finds_nothing() {
	check 0
	# one is about the dev issuer, another counts
	[ "$(grep -cv '^ok: ' "$E2E/check")" = 2 ] || fact_failed "$(said)"
	says 'passes on the Authorization header'
	says 'passes on bodies of'
	says 'is served with these settings'
}

# In the background, as the servers stop it: another configuration counts.
again() {
	stop_server TERM
	rm -f "$WEATHER_SOCKET"
	start_server
}

# change FILE SED-SCRIPT: until it is put back
change() {
	cp "$1" "$E2E/kept"
	sed -i "$2" "$1"
	! cmp -s "$1" "$E2E/kept" || bail_out "nothing to change in $1"
}

put_back() {
	cp "$E2E/kept" "$1"
}

# $1: the kind of server, $2: its file, $3: what switches Authorization off,
# $4: what switches a limit of bodies on or lowers it
check_server() {
	local conf
	SERVER_PID=''
	use_setup "$1"
	conf=$E2E/$2
	make_state <<-END
		max_body = 200000
		[issuer dev]
		preset = dev
	END
	start_server
	finds_nothing
	check 0 --offline
	! grep -q 'answers' "$E2E/check" || fact_failed "it was asked"
	result "$1: nothing is found where nothing is wrong"

	if [ -n "$3" ]; then
		change "$conf" "$3"
		again
		finds check/authorization-stripped 'CGIPassAuth On'
		put_back "$conf"
		result "$1: a server that keeps the Authorization header"
	fi
	if [ -n "$4" ]; then
		change "$conf" "$4"
		again
		finds check/body-limit '200000 bytes'
		put_back "$conf"
		again
		finds_nothing
		result "$1: a server that takes smaller bodies than max_body"
	fi
}

check_server lighttpd-fcgi lighttpd-conf/weather-fastcgi.conf '' \
	's/server.max-request-size = 1024/server.max-request-size = 100/'
stop_server TERM
remove_home
check_server apache-proxy apache-conf/weather-proxy.conf \
	'/CGIPassAuth On/d' ''
stop_server TERM
remove_home
check_server apache-cgi apache-conf/weather-cgi.conf \
	'/CGIPassAuth On/d' 's/TraceEnable Off/&\nLimitRequestBody 100000/'
stop_server TERM
remove_home
# the default of mod_fcgid is 128 KiB
check_server apache-fcgid apache-conf/weather-fcgid.conf \
	'/CGIPassAuth On/d' '/FcgidMaxRequestLen/d'

shipped=$E2E/apache-conf/weather-fcgid.conf
at=http://127.0.0.1:$PORT
check 1 --url "$at/club"
says '(check/not-served)'
says 'the path of public_url'
change "$shipped" '/ScriptAlias .health/d'
again
finds check/not-served 'include the shipped configuration'
put_back "$shipped"
change "$shipped" 's|CGIPassAuth On|&\n</Files></Directory><Location /api>Require all denied</Location><Directory /x><Files x>|'
sed -i 's|<Location /api>Require all denied</Location>|\n<Location /api>\nRequire all denied\n</Location>\n|; s|</Files></Directory>|</Files>\n</Directory>|; s|<Directory /x><Files x>|<Directory /x>\n<Files x>|' "$shipped"
again
finds check/intercepted 'answers a token with 403'
put_back "$shipped"
again
finds_nothing
result "an address that is not the service's, and a server that refuses itself"

change "$shipped" 's|WEATHER_CONFIG .*|WEATHER_CONFIG /nowhere/weather.conf|'
again_without_answer() {
	stop_server TERM
	run_server >>"$E2E/log/stdout.log" 2>>"$E2E/log/stderr.log" &
	SERVER_PID=$!
	eventually answers || bail_out "no server"
}
again_without_answer
finds check/not-healthy 'WEATHER_CONFIG'
put_back "$shipped"
again
finds_nothing
result "a program that cannot start, though the check can"

as_server mv "$E2E/state/keys.db" "$E2E/state/kept"
finds store/missing keys.db
finds check/not-healthy 'correct the errors above'
grep -qF 'though this check' "$E2E/check" && fact_failed "$(said)"
as_server mv "$E2E/state/kept" "$E2E/state/keys.db"
finds_nothing
result "a program that lacks what the check misses too"

# what the workers have read counts for them
change "$WEATHER_CONFIG" "s|^public_url.*|public_url = http://localhost:$PORT|"
check 1 --url "$at"
says '(check/other-settings)'
says 'reload the workers'
again
check 0 --url "$at"
says 'is served with these settings'
put_back "$WEATHER_CONFIG"
again
finds_nothing
result "workers that run with other settings"

cat >>"$WEATHER_CONFIG" <<-END
	[page]
	issuer = dev
	client_id = page
END
again
check 0
says 'is the page'
mv "$E2E/web" "$E2E/elsewhere"
mkdir "$E2E/web"
check 0
says 'warning: '
says '(check/page-missing)'
rmdir "$E2E/web"
mv "$E2E/elsewhere" "$E2E/web"
finds_nothing
result "a page that is configured and not there"

# The responder refuses to work there, and this says why.
mv "$E2E/state" "$E2E/web/state"
change "$WEATHER_CONFIG" "s|^state_dir.*|state_dir = $E2E/web/state|"
again_without_answer
finds check/not-healthy '500 misconfigured'
grep -q "^error: strangers can read $E2E/web/state/check\..* as $at/state/check\..*(check/served)\$" \
	"$E2E/check" || fact_failed "$(said)"
[ -z "$(find "$E2E/web/state" -name 'check.*')" ] ||
	fact_failed "the check left a file"
mv "$E2E/web/state" "$E2E/state"
put_back "$WEATHER_CONFIG"
again
finds_nothing
cp "$WEATHER_CONFIG" "$E2E/web/mine.conf"
as_server "$E2E/bin/weatherctl" --config "$E2E/web/mine.conf" check \
	>"$E2E/check" 2>&1 && fact_failed "exit code 0"
says "strangers can read $E2E/web/mine.conf as $at/mine.conf"
result "databases and settings below the document root"

stop_server TERM
check 0
says 'warning: '
says '(check/no-answer)'
expect_clean_logs
result "a server that is not there is warned of"
finish
