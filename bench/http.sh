# shellcheck shell=bash
# shellcheck disable=SC2154 # names of run.sh
# Sections that ask through a web server.

# Starts bench/server.sh, or $serve; its address is in $url.
start_behind() {
	WEATHER_BUILD=$build "${serve:-$bench/server.sh}" "$@" \
		<"$pipe" 9>&- >"$work/url" 2>>"$work/server.log" &
	local tries=400
	until [ -s "$work/url" ]; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || {
			cat "$work/server.log" >&2
			echo "bench: $1 does not start" >&2
			exit 2
		}
		sleep 0.05
	done
	url=$(cat "$work/url")
	rm "$work/url"
	case $url in
	http:*) ;;
	*)
		printf '%s\n' "$url" >&2
		exit 2
		;;
	esac
}

# requests_per_second CONNECTIONS ADDRESS
requests_per_second() {
	wrk -t1 -c"$1" -d1s -H "Authorization: Bearer $token" "$2" |
		awk '/Non-2xx|Socket errors/ { print; exit }
			/^Requests\/sec:/ { print $2 }'
}

# compare ROW PAIRS CONNECTIONS OURS REFERENCE WHAT: WHAT is an awk expression
# of x, requests per second
compare() {
	local i first second
	for ((i = 0; i <= $2; i++)); do
		first=$(requests_per_second "$3" "$4")
		second=$(requests_per_second "$3" "$5")
		case $first$second in
		*[!0-9.]*)
			echo "bench: $1: $first $second" >&2
			exit 2
			;;
		esac
		# the first pair warms up
		[ "$i" = 0 ] || awk -v row="$1" -v a="$first" -v b="$second" \
			'function f(x) { return '"$6"' }
			BEGIN { printf "%s\t%.4f\t%.4f\n", row, f(a), f(b) }'
	done
}

# behind ROW SETUP PROCESSES PAIRS CONNECTIONS REFERENCE REFERENCE-CONFIG WHAT
behind() {
	local ours reference pipe=$work/pipe
	mkfifo "$pipe"
	# both servers end when this is closed
	exec 9<>"$pipe"
	start_behind "$2" "$responder" "$folder/weather.conf" "$3"
	ours=$url
	start_behind "$2" "$6" "$7" "$3"
	reference=$url
	compare "$1" "$4" "$5" "$ours$uri" "$reference$uri" "$8"
	exec 9>&-
	wait
	rm "$pipe"
}

# An answer of ours for the trivial responder.
prepare_http() {
	folder=$work/$1
	uri='/api/weather/Portland?state=OR'
	make_folder "$folder"
	token=$(cat "$folder/read-token")
	if [ "$(id -u)" = 0 ]; then
		chown -R www-data: "$folder"
	fi
	as_server=()
	[ "$(id -u)" != 0 ] || as_server=(setpriv --reuid=www-data
		--regid=www-data --clear-groups --)
	"${as_server[@]}" env GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET \
		REQUEST_URI="$uri" HTTP_AUTHORIZATION="Bearer $token" \
		WEATHER_CONFIG="$folder/weather.conf" "$responder" \
		>"$folder/answer" 2>/dev/null
	chmod 644 "$folder/answer"
}

section_http() {
	responder=$work/weather.fcgi
	cp "$build/bin/weather.fcgi" "$responder"
	prepare_http http
	behind http/lighttpd-1 lighttpd-fcgi 1 "${PAIRS:-20}" 8 \
		"$build/bench/trivial" "$folder/answer" x
	behind http/lighttpd-2 lighttpd-fcgi 2 "${PAIRS:-20}" 8 \
		"$build/bench/trivial" "$folder/answer" x
	# as many as connections: a request that finds none free would sleep for
	# a second, and that would be what is measured
	behind http/fcgid apache-fcgid 8 "${PAIRS:-20}" 8 \
		"$build/bench/trivial" "$folder/answer" x
}

section_cgi() {
	responder=$work/weather.cgi
	cp "$build/../static/bin/weather.fcgi" "$responder"
	prepare_http cgi
	behind cgi lighttpd-cgi 1 "${PAIRS:-20}" 1 \
		"$build/../static/bench/cgi_hello" /nonexistent 1e6/x
}
