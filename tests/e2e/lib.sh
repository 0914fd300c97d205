# shellcheck shell=bash
# What the end-to-end tests share: a temporary home for one web server with the
# shipped configuration, requests, expectations, and one line of TAP per case.
#
# WEATHER_BUILD names the build folder.  Started by root, the web server runs
# as www-data.  Everything below $E2E is removed at the end.
set -u

tests=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source_tree=$(dirname "$tests")
: "${WEATHER_BUILD:=$source_tree/build/release}"

tap_count=0 tap_failed=0 facts_failed=0
SERVER_PID='' OTHER_PIDS='' SETUP='' PORT='' CASE='' PROCS=2
STATUS='' RECORDING=no

# --- TAP ----------------------------------------------------------------------

# One failed fact; the rest of the case goes on.
fact_failed() {
	facts_failed=$((facts_failed + 1))
	printf '# %s\n' "$*"
}

# Ends a case: all its facts as one line.
result() {
	tap_count=$((tap_count + 1))
	if [ "$facts_failed" = 0 ]; then
		echo "ok $tap_count - $1"
	else
		echo "not ok $tap_count - $1"
		tap_failed=$((tap_failed + 1))
	fi
	facts_failed=0
}

bail_out() {
	echo "Bail out! $*"
	exit 1
}

finish() {
	echo "1..$tap_count"
	[ "$tap_failed" = 0 ]
	exit
}

# --- waiting ------------------------------------------------------------------

# Repeats a command until it succeeds, for ten seconds at most.
eventually() {
	local tries=200
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

free_port() {
	perl -MIO::Socket::INET -e '
		print IO::Socket::INET->new(Listen => 1,
			LocalAddr => "127.0.0.1:0")->sockport'
}

is_running() {
	[ -e "/proc/$1/exe" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

is_gone() {
	! is_running "$1"
}

# --- the home -----------------------------------------------------------------

# In place of this shell, so that the pid in $! is the program's.
exec_as_server() {
	if [ "$(id -u)" = 0 ]; then
		exec setpriv --reuid=www-data --regid=www-data --clear-groups \
			-- "$@"
	fi
	exec "$@"
}

as_server() {
	(exec_as_server "$@")
}

# Makes $E2E with the programs and the shipped configurations.
make_home() {
	E2E=$(mktemp -d "${TMPDIR:-/tmp}/weather-e2e.XXXXXX") || exit 1
	trap remove_home EXIT
	umask 022
	chmod 755 "$E2E"
	mkdir "$E2E"/{bin,empty,log,run,upload,out,state}
	cp "$WEATHER_BUILD"/bin/{weather.fcgi,weatherctl,weather-fetch} \
		"$E2E/bin/" || bail_out "the programs are not built"
	cp -R "$source_tree"/{lighttpd-conf,apache-conf} "$E2E/"
	chmod 700 "$E2E/state"
	[ "$(id -u)" = 0 ] &&
		chown www-data: "$E2E"/{log,run,upload,state}
	PORT=$(free_port)
	export WEATHER_PORT="$PORT" \
		WEATHER_PROGRAM="$E2E/bin/weather.fcgi" \
		WEATHER_FOLDER="$E2E/bin" \
		WEATHER_CONFIG="$E2E/weather.conf" \
		WEATHER_SOCKET="$E2E/run/weather.sock" \
		WEATHER_EMPTY="$E2E/empty" \
		WEATHER_PROCS="$PROCS"
}

# A process of the test's own that must not outlive it.
also_kill() {
	OTHER_PIDS="$OTHER_PIDS $1"
}

remove_home() {
	local pid
	for pid in $SERVER_PID $OTHER_PIDS; do
		kill -KILL "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	for pid in $(worker_pids); do
		kill -KILL "$pid" 2>/dev/null
	done
	if [ -n "${KEEP:-}" ]; then
		echo "# kept: $E2E"
	else
		rm -rf "$E2E"
	fi
}

# The processes of the responder in this home, sorted.
worker_pids() {
	local link
	for link in /proc/[0-9]*/exe; do
		case $(readlink "$link" 2>/dev/null) in
		"$WEATHER_PROGRAM" | "$WEATHER_PROGRAM (deleted)")
			link=${link#/proc/}
			echo "${link%/exe}"
			;;
		esac
	done | sort -n
}

has_workers() {
	[ "$(worker_pids | wc -l)" = "$1" ]
}

no_workers() {
	[ -z "$(worker_pids)" ]
}

# --- state and tokens ---------------------------------------------------------

ctl() {
	as_server "$E2E/bin/weatherctl" --config "$WEATHER_CONFIG" "$@"
}

# Writes weather.conf with the sections on standard input, and both databases.
make_state() {
	{
		cat <<-END
			[server]
			state_dir = $E2E/state
			public_url = http://127.0.0.1:$PORT
			fetch_program = $E2E/bin/weather-fetch
			cors_origins = https://page.example
		END
		cat
	} >"$WEATHER_CONFIG"
	ctl init >"$E2E/init.out" 2>&1 || {
		sed 's/^/# /' "$E2E/init.out"
		bail_out "weatherctl init failed"
	}
}

mint() {
	ctl token mint "$@" || bail_out "weatherctl token mint $* failed"
}

# A token of the dev issuer with any claims: sign_dev JSON [options of mint]
sign_dev() {
	local claims=$1 kid
	shift
	kid=$(jq -r '.keys[0].kid' "$E2E/state/dev.jwks.json")
	"$WEATHER_BUILD/tools/mint" sign "$E2E/state/dev.key.pem" \
		--alg ES256 --kid "$kid" --claims "$(jq -c -n \
			'{iss: "urn:weather:dev", aud: "weather-dev",
			sub: "signer", azp: "client", scope: "weather.read"}
			+ $claims' --argjson claims "$claims")" "$@" ||
		bail_out "mint sign failed"
}

# A token of at most, and nearly, so many bytes.
sign_dev_sized() {
	local empty
	empty=$(sign_dev '{"pad":""}')
	sign_dev "{\"pad\":\"$(printf '%*s' \
		$((($1 - ${#empty}) * 3 / 4 - 1)) '')\"}"
}

# The tokens that the cases use.
# shellcheck disable=SC2034 # by the cases
make_tokens() {
	READ=$(mint --subject reader --scope weather.read)
	WRITE=$(mint --subject alice --scope weather.write)
	OTHER=$(mint --subject bob --scope weather.write)
	ADMIN=$(mint --subject ada --name Ada --role Admin \
		--scope 'weather.read weather.write')
	ADMIN_WITHOUT_WRITE=$(mint --subject ada --role Admin \
		--scope weather.read)
	NOTHING=$(mint --subject carol --scope '')
	APP=$(mint --app --client console --role app.weather.read)
	APP_WRITE=$(mint --app --client console --role app.weather.write)
	USELESS=$(mint --subject carol --scope somebody.elses)
	ROLE_WITHOUT_APP=$(mint --subject dan --role app.weather.read \
		--scope '')
	SIGNED=$(sign_dev '{}')
	EXPIRED=$(sign_dev '{}' --ttl -3600)
	OTHER_AUDIENCE=$(sign_dev '{"aud":"somebody"}')
	OTHER_ISSUER=$(sign_dev '{"iss":"urn:weather:other"}')
	UNSIGNED=$(sign_dev '{}' --none)
	MEDIUM=$(sign_dev_sized 8000)
	LARGE=$(sign_dev_sized 16384)
	TOO_LARGE=$(sign_dev_sized 16600)
}

# --- the set-ups ---------------------------------------------------------------

write_lighttpd_conf() {
	cat >"$E2E/server.conf" <<-END
		server.port = env.WEATHER_PORT
		server.bind = "127.0.0.1"
		server.document-root = "$E2E/empty"
		server.upload-dirs = ( "$E2E/upload" )
		server.errorlog = "$E2E/log/server.log"
		server.breakagelog = "$E2E/log/workers.log"
		server.pid-file = "$E2E/run/pid"
		include "$E2E/lighttpd-conf/$1"
	END
}

# A main configuration with just the modules that the shipped file names; the
# rest of it is on standard input.
write_apache_conf() {
	local module
	{
		echo "ServerRoot $E2E"
		echo "ServerName 127.0.0.1"
		echo "DefaultRuntimeDir $E2E/run"
		echo "PidFile $E2E/run/pid"
		echo "Mutex file:$E2E/run default"
		echo "Listen 127.0.0.1:$PORT"
		echo "ErrorLog $E2E/log/server.log"
		for module in mpm_event authz_core alias env "$@"; do
			echo "LoadModule ${module}_module" \
				"/usr/lib/apache2/modules/mod_$module.so"
		done
		cat <<-END
			StartServers 1
			ThreadsPerChild 16
			MaxRequestWorkers 32
			MinSpareThreads 1
			<IfModule mod_cgid.c>
			ScriptSock $E2E/run/cgid.sock
			</IfModule>
			<IfModule mod_fcgid.c>
			FcgidIPCDir $E2E/run/fcgid
			FcgidProcessTableFile $E2E/run/fcgid_shm
			</IfModule>
			<Directory />
			AllowOverride None
			Require all denied
			</Directory>
		END
		cat
	} >"$E2E/server.conf"
}

# What a customer of a shared host can do: the files of cgi-bin/ in a
# public_html whose .htaccess files count, the program beside it.
make_shared_host() {
	mkdir -p "$E2E/home/weather" "$E2E/home/public_html"
	cp -R "$source_tree/cgi-bin" "$E2E/home/public_html/"
	mv "$E2E/home/public_html/cgi-bin/public_html.htaccess" \
		"$E2E/home/public_html/.htaccess"
	WEATHER_PROGRAM=$E2E/home/weather/weather.fcgi
	WEATHER_CONFIG=$E2E/home/weather/weather.conf
	cp "$E2E/bin/weather.fcgi" "$WEATHER_PROGRAM"
	touch "$E2E/home/public_html/cgi-bin/other"
	write_apache_conf fcgid cgid mime rewrite <<-END
		TypesConfig /dev/null
		DocumentRoot $E2E/home/public_html
		<Directory $E2E/home/public_html>
		AllowOverride All
		Require all granted
		</Directory>
		<FilesMatch "^\.ht">
		Require all denied
		</FilesMatch>
	END
}

# One of lighttpd-fcgi, apache-fcgid, lighttpd-cgi, apache-cgi,
# apache-htaccess.
use_setup() {
	SETUP=$1
	make_home
	case $SETUP in
	lighttpd-fcgi) write_lighttpd_conf weather-fastcgi.conf ;;
	lighttpd-cgi) write_lighttpd_conf weather-cgi.conf ;;
	apache-fcgid)
		write_apache_conf fcgid \
			<<<"Include $E2E/apache-conf/weather-fcgid.conf"
		;;
	apache-cgi)
		write_apache_conf cgid \
			<<<"Include $E2E/apache-conf/weather-cgi.conf"
		;;
	apache-htaccess) make_shared_host ;;
	*) bail_out "no such set-up: $SETUP" ;;
	esac
}

# Runs the web server in the foreground with nothing else in its environment.
run_server() {
	local name
	set -- PATH=/usr/local/bin:/usr/bin:/bin
	for name in PORT PROGRAM FOLDER CONFIG SOCKET EMPTY PROCS; do
		name=WEATHER_$name
		set -- "$@" "$name=${!name}"
	done
	case $SETUP in
	lighttpd-*) set -- "$@" /usr/sbin/lighttpd -D ;;
	apache-*) set -- "$@" /usr/sbin/apache2 -DFOREGROUND ;;
	esac
	exec_as_server env -i "$@" -f "$E2E/server.conf"
}

answers() {
	curl -s -o "$E2E/answers" --max-time 5 "http://127.0.0.1:$PORT/health"
}

start_server() {
	run_server >>"$E2E/log/stdout.log" 2>>"$E2E/log/stderr.log" &
	SERVER_PID=$!
	eventually answers || {
		tail -n 20 "$E2E"/log/* | sed 's/^/# /'
		bail_out "$SETUP does not answer"
	}
}

# Sends a signal and waits for the end of the server and of every worker.
stop_server() {
	kill -"$1" "$SERVER_PID"
	eventually is_gone "$SERVER_PID" ||
		fact_failed "the server did not end"
	wait "$SERVER_PID" 2>/dev/null
	SERVER_PID=''
	eventually no_workers || fact_failed "workers still run"
}

# What the sanitizers have to say ends up in one of the logs.
expect_clean_logs() {
	if grep -hE 'Sanitizer|runtime error' "$E2E"/log/*; then
		fact_failed "a sanitizer complains"
	fi
}

# --- requests -----------------------------------------------------------------

# request METHOD TARGET [arguments of curl]: sets STATUS, $E2E/head and body.
request() {
	local method=$1 target=$2
	shift 2
	if [ "$method" = HEAD ]; then
		set -- --head "$@"
	else
		set -- --request "$method" "$@"
	fi
	: >"$E2E/body"
	: >"$E2E/head"
	STATUS=$(curl --silent --show-error --path-as-is --max-time 30 \
		--output "$E2E/body" --dump-header "$E2E/head" \
		--write-out '%{http_code}' "$@" \
		"http://127.0.0.1:$PORT$target" 2>"$E2E/curl.err") ||
		fact_failed "$method $target: $(cat "$E2E/curl.err")"
	# curl shows the headers of an answer to HEAD as its content
	[ "$method" != HEAD ] || : >"$E2E/body"
	[ "$RECORDING" = no ] || record "$method $target" >>"$E2E/out/$CASE"
}

# A request whose answer is the web server's own: not compared with others.
server_decides() {
	local saved=$RECORDING
	RECORDING=no
	"$@"
	RECORDING=$saved
}

bearer() {
	printf 'Authorization: Bearer %s' "$1"
}

get() {
	local token=$1 target=$2
	shift 2
	request GET "$target" -H "$(bearer "$token")" "$@"
}

# post TOKEN TARGET JSON [arguments of curl]
post() {
	local token=$1 target=$2 json=$3
	shift 3
	request POST "$target" -H "$(bearer "$token")" \
		-H 'Content-Type: application/json' --data-binary "$json" "$@"
}

delete() {
	local token=$1 target=$2
	shift 2
	request DELETE "$target" -H "$(bearer "$token")" "$@"
}

# The last answer's header; several lines are joined as proxies may do.
header() {
	tr -d '\r' <"$E2E/head" | awk -v want="$(tr "[:upper:]" "[:lower:]" <<<"$1")" '
		/^HTTP\// { value = ""; next }
		{
			name = tolower(substr($0, 1, index($0, ":") - 1))
			if (name == want)
				value = (value == "" ? "" : value ", ") \
					substr($0, index($0, ":") + 2)
		}
		END { print value }'
}

# What must be the same behind every server: status, headers, body; with what
# differs from run to run replaced by a word.
record() {
	mask <<<"> $1"
	tr -d '\r' <"$E2E/head" | awk '
		/^HTTP\// { status = $2; n = 0; next }
		/:/ {
			name = tolower(substr($0, 1, index($0, ":") - 1))
			value = substr($0, index($0, ":") + 2)
			if (name == "vary")
				gsub(/, */, ", ", value) # Apache: ","
			if (name !~ /^(date|server|connection|keep-alive|transfer-encoding|accept-ranges)$/)
				lines[n++] = name ": " value
		}
		END {
			print status
			for (i = 0; i < n; i++)
				print lines[i] | "sort"
		}' | mask
	mask <"$E2E/body"
	echo
}

mask() {
	sed -E \
		-e "s/127\.0\.0\.1:$PORT/HOST/g" \
		-e 's/eyJ[A-Za-z0-9_.-]+/TOKEN/g' \
		-e 's/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/UUID/g' \
		-e 's/20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-9:.]+Z/TIME/g' \
		-e 's/[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20[0-9]{2} [0-9:]{8} GMT/DATE/g' \
		-e 's/^(etag: ).*/\1ETAG/'
}

# --- expectations about the last answer ---------------------------------------

expect_status() {
	[ "$STATUS" = "$1" ] ||
		fact_failed "status $STATUS, not $1: $(head -c 400 "$E2E/body")"
}

expect_header() {
	local value
	value=$(header "$1")
	[ "$value" = "$2" ] || fact_failed "$1: '$value', not '$2'"
}

expect_header_like() {
	local value
	value=$(header "$1")
	[[ $value =~ $2 ]] || fact_failed "$1: '$value' is not like '$2'"
}

expect_no_header() {
	[ -z "$(header "$1")" ] || fact_failed "$1: $(header "$1"), unwanted"
}

expect_body() {
	[ "$(cat "$E2E/body")" = "$1" ] ||
		fact_failed "body '$(head -c 400 "$E2E/body")', not '$1'"
}

# A jq filter that must be true.
expect_json() {
	jq -e "$@" <"$E2E/body" >"$E2E/jq" 2>&1 ||
		fact_failed "not true: ${*: -1}: $(head -c 400 "$E2E/body")"
}

expect_problem() {
	expect_status "$1"
	expect_header Content-Type application/problem+json
	# shellcheck disable=SC2016 # variables of jq
	expect_json --arg type "/problems/$2" --argjson status "$1" \
		--arg id "urn:uuid:$(header X-Request-Id)" \
		'.type == $type and .status == $status and .instance == $id
			and (.title | length > 0)'
}

json() {
	jq -r "$1" <"$E2E/body"
}

# --- cases --------------------------------------------------------------------

# Runs one file of cases/; its first line is its sentence.
run_case() {
	local file=$1 before
	CASE=$(basename "$file" .sh).out
	before=$(worker_pids)
	RECORDING=yes
	: >"$E2E/out/$CASE"
	# shellcheck disable=SC1090 # one of cases/
	. "$file"
	RECORDING=no
	if [[ $SETUP != *-cgi ]]; then
		expect_same_workers "$before"
	fi
	compare_with_golden
	result "$(sed -n '1s/^# //p' "$file")"
}

# No worker of before has died; a server may have started more.
expect_same_workers() {
	local pid
	for pid in $1; do
		is_running "$pid" || fact_failed "worker $pid has died"
	done
}

compare_with_golden() {
	local golden=$tests/golden/e2e/$CASE
	if [ "${GOLDEN:-}" = write ]; then
		mkdir -p "$(dirname "$golden")"
		cp "$E2E/out/$CASE" "$golden"
	elif ! diff -u "$golden" "$E2E/out/$CASE" >"$E2E/diff" 2>&1; then
		fact_failed "answers differ from $golden"
		sed 's/^/# /' "$E2E/diff"
	fi
}

run_cases() {
	local file
	for file in "$tests"/e2e/cases/*.sh; do
		run_case "$file"
	done
}
