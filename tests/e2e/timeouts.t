#!/usr/bin/env bash
# The time limits of the shipped configurations, with shorter times: whoever
# sends slowly is cut off, whoever waits for a worker that hangs is told so, and
# others are answered meanwhile.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# shorten FILE DIRECTIVE FROM TO: the directive must be there.
shorten() {
	grep -q "$2.*$3" "$E2E/$1" || fact_failed "$1 has no $2 of $3"
	sed -i "s/\\($2.*\\)$3/\\1$4/" "$E2E/$1"
}

# sends_half TEXT: the request's beginning, and what comes until the end of the
# connection; sets TOOK, in seconds.
sends_half() {
	local start=$SECONDS
	exec 9<>"/dev/tcp/127.0.0.1/$PORT"
	printf '%b' "$1" >&9
	timeout 20 cat <&9 >"$E2E/raw"
	exec 9>&-
	TOOK=$((SECONDS - start))
}

# expect_cut WHAT STATUS: an answer with it, or none.
expect_cut() {
	[ "$TOOK" -lt 15 ] || fact_failed "$1: waited $TOOK s"
	grep -q "^HTTP/1.1 $2" "$E2E/raw" || { [ "$2" = none ] &&
		[ ! -s "$E2E/raw" ]; } ||
		fact_failed "$1: $(head -n 1 "$E2E/raw"), not $2"
}

for setup in lighttpd-fcgi lighttpd-external apache-fcgid apache-proxy; do
	PROCS=1
	use_setup $setup
	case $setup in
	lighttpd-*)
		conf=lighttpd-conf/weather-fastcgi.conf
		[ $setup = lighttpd-fcgi ] ||
			conf=lighttpd-conf/weather-external.conf
		shorten $conf max-read-idle 30 1
		shorten $conf read-timeout 30 2
		shorten $conf max-connections 512 4
		slow=none hung=504
		;;
	*)
		sed -i "1a LoadModule reqtimeout_module /usr/lib/apache2/modules/mod_reqtimeout.so" \
			"$E2E/server.conf"
		conf=apache-conf/weather-fcgid.conf
		[ $setup = apache-fcgid ] ||
			conf=apache-conf/weather-proxy.conf
		shorten $conf RequestReadTimeout header=20-40 header=1-2
		shorten $conf RequestReadTimeout body=20 body=1
		if [ $setup = apache-fcgid ]; then
			shorten $conf FcgidIOTimeout 30 2
			hung=500
		else
			shorten $conf ProxyTimeout 30 2
			hung=504
		fi
		slow=408
		;;
	esac
	make_state <<-END
		[issuer dev]
		preset = dev
	END
	WRITE=$(mint --subject alice --scope 'weather.read weather.write')
	start_server
	sends_half 'GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: '
	expect_cut "slow headers" $slow
	sends_half "POST /api/reports HTTP/1.1\r\nHost: x\r\n$(bearer "$WRITE")\r
Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
	case $setup in
	# the body is passed on as it comes, and what came is no JSON object
	apache-proxy) expect_cut "a slow body" '4' ;;
	apache-fcgid) expect_cut "a slow body" '[45]' ;;
	*) expect_cut "a slow body" $slow ;;
	esac
	get "$WRITE" /api/reports
	expect_json '. == []'
	expect_status 200
	result "$setup: slow callers are cut off"

	if [[ $setup = lighttpd-* ]]; then
		# more than there is room for, all of them silent
		for fd in 20 21 22 23 24 25; do
			eval "exec $fd<>/dev/tcp/127.0.0.1/$PORT"
		done
		get "$WRITE" /api/reports
		expect_status 200
		for fd in 20 21 22 23 24 25; do
			eval "exec $fd>&-"
		done
		result "$setup: who finds no room waits until somebody is cut off"
	fi

	# shellcheck disable=SC2046 # a list
	kill -STOP $(worker_pids)
	sends_half "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	expect_cut "a worker that hangs" $hung
	# shellcheck disable=SC2046
	kill -CONT $(worker_pids) 2>/dev/null
	eventually answers || fact_failed "it does not answer any more"
	post "$WRITE" /api/reports \
		'{"description":"well","location":{"city":"Bend"}}'
	expect_status 201
	result "$setup: a worker that hangs is $hung, and all is well after it"
	stop_server TERM
	remove_home
done
finish
