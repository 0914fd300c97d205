#!/usr/bin/env bash
# The archive of make bundle, unpacked by a customer of a shared host as the
# guide says: Apache whose .htaccess files alone are the customer's, suexec
# under a user of its own, with mod_fcgid and without, and hosts that forbid
# one thing or another.  The host is this machine with a user, a suexec file
# and logs of its own in a mount namespace that ends with this test.
set -u
suexec=/usr/lib/apache2/suexec-custom

skip() {
	echo "1..0 # SKIP $*"
	exit 0
}

if [ -z "${SHARED_HOST_NAMESPACE:-}" ]; then
	[ "$(id -u)" = 0 ] || skip "suexec needs root"
	[ -u "$suexec" ] || skip "apache2-suexec-custom is not installed"
	unshare --mount true 2>/dev/null ||
		skip "this machine allows no mount namespace"
	SHARED_HOST_NAMESPACE=yes exec unshare --mount --propagation private \
		bash "$0"
fi

# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# --- the host -----------------------------------------------------------------

# As the customer, whom ctl and mint are as well here.
exec_as_server() {
	cd "$customer" || exit 1
	exec setpriv --reuid=1500 --regid=1500 --clear-groups -- "$@"
}

ctl() {
	as_server env -i PATH=/usr/bin:/bin "$customer/weather/weatherctl" "$@"
}

make_host() {
	make_home
	customer=$E2E/home/customer
	mkdir -p "$customer"
	chown 1500:1500 "$customer"
	mkdir "$E2E/etc"
	cp /etc/passwd /etc/group "$E2E/etc/"
	echo "customer:x:1500:1500::$customer:/bin/sh" >>"$E2E/etc/passwd"
	echo 'customer:x:1500:' >>"$E2E/etc/group"
	printf '%s\npublic_html\n' "$E2E/home" >"$E2E/etc/www-data"
	mount --bind "$E2E/etc/passwd" /etc/passwd
	mount --bind "$E2E/etc/group" /etc/group
	mount --bind "$E2E/etc/www-data" /etc/apache2/suexec/www-data
	mount -t tmpfs -o mode=755 logs /var/log/apache2
}

# host OVERRIDES [MODULE...]: what .htaccess files may say, and the host's own
# choice of how programs run.
host() {
	local overrides=$1
	shift
	write_apache_conf suexec rewrite setenvif "$@" <<-END
		User www-data
		Group www-data
		SuexecUserGroup customer customer
		DocumentRoot $customer/public_html
		# neither reaches a program that suexec starts
		SetEnv WEATHER_CONFIG /nowhere/weather.conf
		<Directory $customer/public_html>
		Options SymLinksIfOwnerMatch
		AllowOverride $overrides
		Require all granted
		</Directory>
		<FilesMatch "^\.ht">
		Require all denied
		</FilesMatch>
	END
	sed -i '/^Suexec Off/d' "$E2E/server.conf"
	echo "Suexec On" >>"$E2E/server.conf"
}

run_server() {
	exec env -i PATH=/usr/bin:/bin /usr/sbin/apache2 -DFOREGROUND \
		-f "$E2E/server.conf"
}

# With other settings of the host, or other files of the customer.
again() {
	[ -z "$SERVER_PID" ] || stop_server TERM
	: >"$E2E/log/server.log"
	start_server
}

# --- the customer -------------------------------------------------------------

public() {
	echo "$customer/public_html/$1"
}

# As steps 2 to 5 of docs/shared-hosting.md; a dev issuer for the tokens.
move_in() {
	as_server tar -xzf - <"$(echo "$source_tree"/build/bundle/weather-*.tar.gz)"
	as_server mkdir public_html
	as_server cp -R weather/public_html/. public_html/
	WEATHER_CONFIG=$customer/weather/weather.conf
	WEATHER_PROGRAM=$customer/weather/weather.fcgi
	sed -i "s|^public_url.*|public_url = http://127.0.0.1:$PORT|" \
		"$WEATHER_CONFIG"
	printf '[issuer dev]\npreset = dev\n' >>"$WEATHER_CONFIG"
	ctl init >"$E2E/init.out" 2>&1 || bail_out "$(cat "$E2E/init.out")"
	# where sign_dev looks
	rm -r "$E2E/state"
	ln -s "$customer/weather/state" "$E2E/state"
}

# finds ID | finds_nothing: as the customer checks
finds() {
	ctl check >"$E2E/check" 2>&1
	grep -q "^error: .*($1)\$" "$E2E/check" ||
		fact_failed "check does not find $1: $(grep -v '^ok' "$E2E/check")"
}

finds_nothing() {
	ctl check >"$E2E/check" 2>&1 ||
		fact_failed "check: $(grep '^error' "$E2E/check")"
	grep -q 'passes on the Authorization header' "$E2E/check" ||
		fact_failed "check says nothing of Authorization"
}

workers_are_the_customer() {
	local pid
	for pid in $(worker_pids); do
		[ "$(stat -c %u "/proc/$pid")" = 1500 ] ||
			fact_failed "a worker of user $(stat -c %u "/proc/$pid")"
		! tr '\0' '\n' <"/proc/$pid/environ" | grep -q /nowhere ||
			fact_failed "the environment was not stripped"
	done
}

without_authorization() {
	sed -i '/^SetEnvIf Authorization/d' "$(public .htaccess)" \
		"$(public cgi-bin/.htaccess)"
}

as_delivered() {
	as_server cp weather/public_html/.htaccess public_html/
	as_server cp weather/public_html/cgi-bin/.htaccess public_html/cgi-bin/
}

# --- the archive --------------------------------------------------------------

env -u MAKEFLAGS -u MAKELEVEL -u WEATHER_BUILD make -s -C "$source_tree" \
	bundle >"${TMPDIR:-/tmp}/bundle.$$" 2>&1 || {
	sed 's/^/# /' "${TMPDIR:-/tmp}/bundle.$$"
	rm -f "${TMPDIR:-/tmp}/bundle.$$"
	bail_out "make bundle failed"
}
rm -f "${TMPDIR:-/tmp}/bundle.$$"
make_host
move_in
make_tokens
for name in weather.fcgi weatherctl; do
	! readelf -l "$customer/weather/$name" | grep -q INTERP ||
		fact_failed "$name needs libraries of the host"
done
[ "$(find "$customer" -perm /022 -not -type l)" = '' ] ||
	fact_failed "suexec refuses: $(find "$customer" -perm /022)"
[ "$(stat -c %a "$customer/weather/state")" = 700 ] ||
	fact_failed "the state directory is open to others"
result "the archive has static programs, and nothing that others can write"

# --- hosts --------------------------------------------------------------------

generous=All
# neither CGIPassAuth nor Require
strict='FileInfo Indexes Options'

host "$generous" fcgid cgid
again
serves
has_workers 1 || fact_failed "$(worker_pids | wc -l) workers"
workers_are_the_customer
finds_nothing
for path in /cgi-bin/.htaccess /cgi-bin/other /.htaccess; do
	request GET "$path"
	expect_status 403
done
for path in /weather.conf /weather/weather.conf /weather/state/keys.db; do
	request GET "$path"
	expect_status 404
done
if [ -e "$(public index.html)" ]; then
	request GET /
	expect_status 200
	expect_header_like Content-Security-Policy "default-src 'none'"
fi
result "suexec with mod_fcgid"

host "$strict" fcgid cgid
again
serves
workers_are_the_customer
finds_nothing
result "a host that forbids CGIPassAuth, with mod_fcgid"

sed -i '1i CGIPassAuth On' "$(public cgi-bin/.htaccess)"
get "$READ" /api/reports
expect_status 500
grep -q 'CGIPassAuth not allowed here' "$E2E/log/server.log" ||
	fact_failed "it does not forbid that"
finds check/not-healthy
as_delivered
serves
result "which answers 500 to one who uses it all the same"

host "$strict" cgid
again
serves
eventually no_workers || fact_failed "there are workers"
finds_nothing
result "the same host without mod_fcgid"

host "$generous" cgid
again
serves
finds_nothing
result "suexec with plain CGI"

# --- a header that does not arrive --------------------------------------------

for way in fcgid cgid; do
	if [ "$way" = fcgid ]; then
		host "$strict" fcgid cgid
	else
		host "$strict" cgid
	fi
	without_authorization
	again
	get "$READ" /api/reports
	expect_problem 401 missing-token
	finds check/authorization-stripped
	grep -q 'reason=authorization/missing' "$E2E/log/server.log" ||
		fact_failed "the log does not say why"
	result "$way: a header that is stripped is 401, and the check says why"

	# what the guide says then
	sed -i '1i RewriteEngine On\nRewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]' \
		"$(public cgi-bin/.htaccess)"
	serves
	finds_nothing
	as_delivered
	result "$way: the rule of the guide brings it"
done

host "$strict" fcgid cgid
without_authorization
sed -i 's|^RewriteEngine On|&\nRewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]|' \
	"$(public .htaccess)"
again
serves
as_delivered
host "$generous" fcgid cgid
without_authorization
sed -i '1i CGIPassAuth On' "$(public .htaccess)" "$(public cgi-bin/.htaccess)"
again
serves
finds_nothing
as_delivered
result "so do the rule in public_html, with mod_fcgid, and CGIPassAuth"

# --- mistakes -----------------------------------------------------------------

host "$strict" fcgid cgid
chmod 775 "$(public cgi-bin)"
again
get "$READ" /api/reports
expect_status 500
grep -q 'writable by others' /var/log/apache2/suexec.log ||
	fact_failed "$(tail -n 1 /var/log/apache2/suexec.log)"
# mod_fcgid tries it several times, a second apart
ctl check >"$E2E/check" 2>&1
grep -q "^error: .*the server's log.*(check/not-healthy)\$" \
	"$E2E/check" || fact_failed "$(sed 's/^/# /' "$E2E/check")"
chmod 755 "$(public cgi-bin)"
serves
result "a folder that others can write is refused by suexec"

as_server mv weather public_html/
as_server sed -i 's|^WEATHER_HOME=.*|WEATHER_HOME=../weather|' \
	public_html/cgi-bin/weather.fcgi
WEATHER_PROGRAM=$(public weather/weather.fcgi)
again
get "$READ" /api/reports
expect_problem 500 misconfigured
request GET /weather/weather.conf
expect_status 200
as_server env -i "$(public weather/weatherctl)" check >"$E2E/check" 2>&1
grep -q '^error: strangers can read .*(check/served)$' "$E2E/check" ||
	fact_failed "$(sed 's/^/# /' "$E2E/check")"
stop_server TERM
as_server mv public_html/weather .
as_server cp weather/public_html/cgi-bin/weather.fcgi public_html/cgi-bin/
WEATHER_PROGRAM=$customer/weather/weather.fcgi
again
serves
result "a program that was unpacked into public_html refuses to work there"

# --- keys by cron -------------------------------------------------------------

cat >>"$WEATHER_CONFIG" <<-END
	[issuer club]
	preset = oidc
	issuer = http://127.0.0.1:1/club
	audience = weather-dev
	algorithms = ES256
	allow_insecure_loopback = on
END
club=$(sign_dev '{"iss":"http://127.0.0.1:1/club"}')
again
get "$club" /api/reports
expect_problem 503 keys-unavailable
cron() {
	as_server env -i HOME="$customer" PATH=/usr/bin:/bin sh -c "$1" \
		>"$E2E/cron" 2>&1
}
: >"$customer/nothing"
! cron 'weather/weatherctl keys import club - <~/nothing' ||
	fact_failed "an empty answer is taken"
get "$club" /api/reports
expect_problem 503 keys-unavailable
cron 'weather/weatherctl keys import club - <~/weather/state/dev.jwks.json' ||
	fact_failed "$(cat "$E2E/cron")"
get "$club" /api/reports
expect_status 200
get "$(sign_dev '{"iss":"http://127.0.0.1:1/club","aud":"other"}')" /api/reports
expect_problem 401 invalid-token
result "keys that cron brings serve where nothing can be fetched"

# --- upgrading ----------------------------------------------------------------

old=$(worker_pids)
as_server mkdir new
as_server tar -xzf - -C new \
	<"$(echo "$source_tree"/build/bundle/weather-*.tar.gz)"
as_server new/weather/weatherctl --config weather/weather.conf init \
	>"$E2E/init.out" 2>&1 || fact_failed "$(cat "$E2E/init.out")"
for name in weather.fcgi weatherctl weather-fetch; do
	as_server mv "new/weather/$name" weather/
done
as_server mv new/weather/public_html/cgi-bin/weather.fcgi public_html/cgi-bin/
get "$READ" '/api/reports?limit=1'
expect_status 200
expect_json 'length == 1'
for pid in $(worker_pids); do
	grep -qx "$pid" <<<"$old" ||
		[ "/proc/$pid/exe" -ef "$WEATHER_PROGRAM" ] && new=yes
done
[ -n "${new:-}" ] || fact_failed "no worker of the new program"
result "an upgrade as the guide says starts new workers, and keeps what is there"

stop_server TERM
umount /var/log/apache2
finish
