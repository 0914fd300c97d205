#!/usr/bin/env bash
# The shipped configurations are good in the eyes of the servers themselves,
# with their defaults and inside what Debian ships.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

make_home
touch "$E2E/empty/file"

# good WHAT COMMAND...: the command succeeds.
good() {
	local what=$1
	shift
	"$@" >"$E2E/checked" 2>&1 ||
		fact_failed "$what: $(head -c 400 "$E2E/checked")"
}

bad() {
	local what=$1
	shift
	! "$@" >"$E2E/checked" 2>&1 || fact_failed "$what is accepted"
}

# shellcheck disable=SC2317 # called by good and bad
check_lighttpd() {
	env -i PATH="$PATH" "$@" /usr/sbin/lighttpd -tt -f "$E2E/server.conf"
}

for file in "$E2E"/lighttpd-conf/*.conf; do
	name=$(basename "$file")
	write_lighttpd_conf "$name"
	good "$name" check_lighttpd WEATHER_PORT="$PORT"
	good "$name, all set" check_lighttpd WEATHER_PORT="$PORT" \
		WEATHER_PROGRAM="$E2E/bin/weather.fcgi" WEATHER_PROCS=8 \
		WEATHER_SOCKET="$E2E/run/s" WEATHER_CONFIG="$E2E/weather.conf"
	bad "$name without a port" check_lighttpd
	result "lighttpd accepts lighttpd-conf/$name"

	# as it is but for the paths that only root can write
	sed -e "s|/var/log/lighttpd|$E2E/log|" -e "s|^server.port.*|server.port = $PORT|" \
		/etc/lighttpd/lighttpd.conf >"$E2E/server.conf"
	good "Debian's" check_lighttpd
	echo "include \"$file\"" >>"$E2E/server.conf"
	good "$name" check_lighttpd
	result "Debian's lighttpd.conf accepts lighttpd-conf/$name"
done

# shellcheck disable=SC2317
check_apache() {
	/usr/sbin/apache2 -t -f "$E2E/server.conf"
}

for name in weather-fcgid weather-cgi weather-proxy; do
	case $name in
	*-fcgid) module=fcgid ;;
	*-proxy) module="proxy proxy_fcgi" ;;
	*) module=cgid ;;
	esac
	# shellcheck disable=SC2086 # one or two modules
	write_apache_conf $module <<<"Include $E2E/apache-conf/$name.conf"
	good "$name" check_apache
	write_apache_conf <<<"Include $E2E/apache-conf/$name.conf"
	[ "$module" = cgid ] || bad "$name without mod_fcgid" check_apache
	# shellcheck disable=SC2086
	write_apache_conf $module <<-END
		Include $E2E/apache-conf/$name.conf
		WeatherMood sunny
	END
	bad "an unknown directive" check_apache
	result "Apache accepts apache-conf/$name.conf"
done

# A defined name serves as well as one of the environment.
write_apache_conf fcgid <<-END
	Define WEATHER_PROCS 3
	Include $E2E/apache-conf/weather-fcgid.conf
END
unset WEATHER_PROCS
good "Define" check_apache
result "Apache takes the values from Define, too"

for name in weather.fcgi weather.cgi; do
	[ -x "$source_tree/cgi-bin/$name" ] || fact_failed "$name: not executable"
	good "$name" sh -n "$source_tree/cgi-bin/$name"
done
result "the wrappers are programs"
finish
