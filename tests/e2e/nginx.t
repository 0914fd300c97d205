#!/usr/bin/env bash
# nginx with the lines of docs/deploying.md, before a pool of workers: what it
# passes on, what it refuses itself.  NGINX names a program elsewhere.
: "${NGINX:=/usr/sbin/nginx}"
if ! "$NGINX" -v >/dev/null 2>&1; then
	echo "1..0 # SKIP nginx is not installed (apt-get install nginx-light)"
	exit 0
fi
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# The lines of the guide, with the places of this test.
the_guide_says() {
	awk '/^## / { found = $2 == "nginx" } found && /^    / {
		sub(/^    /, ""); print }' "$source_tree/docs/deploying.md" |
		sed -e "s|listen 80;|listen 127.0.0.1:$PORT;|" \
			-e "s|/run/weather/weather.sock|$WEATHER_SOCKET|" \
			-e "s|root .*|root $E2E/web;|"
}

start_nginx() {
	start_pool >>"$E2E/log/pool.log" 2>&1 &
	eventually test -S "$WEATHER_SOCKET" || bail_out "no pool of workers"
	exec_as_server env -i "$NGINX" -e "$E2E/log/server.log" -p "$E2E/run" \
		-c "$E2E/server.conf" >>"$E2E/log/stdout.log" \
		2>>"$E2E/log/stderr.log" &
	SERVER_PID=$!
	eventually answers || {
		tail -n 5 "$E2E"/log/* | sed 's/^/# /' >&2
		bail_out "nginx does not answer"
	}
}

stop_nginx() {
	kill -TERM "$SERVER_PID"
	eventually is_gone "$SERVER_PID" || fact_failed "nginx did not end"
	wait "$SERVER_PID" 2>/dev/null
	SERVER_PID=''
	# shellcheck disable=SC2046 # a list
	kill -TERM $(worker_pids)
	eventually no_workers || fact_failed "workers still run"
	rm -f "$WEATHER_SOCKET"
}

write_nginx_conf() {
	{
		cat <<-END
			daemon off;
			pid $E2E/run/pid;
			error_log $E2E/log/server.log;
			events { worker_connections 64; }
			http {
			access_log off;
			include mime.types;
			client_body_temp_path $E2E/upload;
			fastcgi_temp_path $E2E/run/fastcgi;
			proxy_temp_path $E2E/run/proxy;
			scgi_temp_path $E2E/run/scgi;
			uwsgi_temp_path $E2E/run/uwsgi;
		END
		the_guide_says
		echo '}'
	} >"$E2E/server.conf"
}

check() {
	local want=$1 code=0
	ctl check >"$E2E/check" 2>&1 || code=$?
	[ "$code" = "$want" ] || {
		fact_failed "weatherctl check leaves with $code, not $want"
		sed 's/^/# /' "$E2E/check" >&2
	}
}

make_home
cp "${NGINX%/usr/sbin/nginx}"/etc/nginx/{mime.types,fastcgi_params} "$E2E/" ||
	bail_out "no files of nginx"
make_state <<END
max_body = 200000
[issuer dev]
preset = dev
END
make_tokens
the_guide_says | grep -q 'fastcgi_pass' || bail_out "no lines in the guide"
write_nginx_conf
start_nginx

serves
request GET /apixyz
expect_status 404
[ "$(header content-type)" != application/problem+json ] ||
	fact_failed "an address beside ours reaches the program"
result "good tokens are taken and others refused, as behind the other servers"

get "$LARGE" '/api/reports?limit=1'
expect_status 200
get "$TOO_LARGE" /api/reports
expect_problem 401 invalid-token
request GET /api/reports -H "$(bearer "$READ")" -H "$(bearer "$OTHER_AUDIENCE")"
expect_status 400
request GET /api/reports -H "$(bearer "$READ")" -H 'Proxy: http://127.0.0.1:1'
expect_status 200
get "$READ" '/api/weather/S%C3%A3o%2FPaulo?state=WA'
expect_problem 404 no-data
result "tokens of 16 KiB pass, two credentials do not, addresses arrive undecoded"

head -c 250000 /dev/zero | tr '\0' ' ' >"$E2E/large"
request POST /api/reports -H "$(bearer "$WRITE")" \
	-H 'Content-Type: application/json' --data-binary "@$E2E/large"
expect_problem 413 too-large
check 0
grep -q 'passes on bodies of 200000 bytes' "$E2E/check" ||
	fact_failed "the check says nothing of bodies"
request GET /
expect_status 200
expect_header_like Content-Security-Policy "default-src 'none'"
expect_header_like Content-Type '^text/html'
stop_nginx
sed -i '/client_max_body_size/s/1m/100k/' "$E2E/server.conf"
start_nginx
check 1
grep -q '(check/body-limit)' "$E2E/check" || fact_failed "no body limit found"
stop_nginx
sed -i '/include fastcgi_params/a fastcgi_param HTTP_AUTHORIZATION "";' \
	"$E2E/server.conf"
start_nginx
get "$READ" /api/reports
expect_problem 401 missing-token
check 1
grep -q '(check/authorization-stripped)' "$E2E/check" ||
	fact_failed "no stripped header found"
result "the check finds its limit of bodies, and a header that it keeps"

stop_nginx
expect_clean_logs
result "nginx ends and leaves nothing running"
finish
