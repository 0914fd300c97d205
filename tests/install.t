#!/usr/bin/env bash
# What make install puts where, that make uninstall takes all of it away but
# the operator's own, and what the programs are linked with.
set -u
: "${WEATHER_BUILD:?run me through make check}"
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-install.XXXXXX")
trap 'rm -rf "$work"' EXIT
count=0 failed=0

result() {
	count=$((count + 1))
	if [ "$2" = 0 ]; then
		echo "ok $count - $1"
	else
		failed=$((failed + 1))
		echo "not ok $count - $1"
		[ -z "${3:-}" ] || sed 's/^/# /' "$3" >&2
	fi
}

# Only the files of this build: nothing is built here.
cities=$work/none
place() {
	env -u MAKEFLAGS -u MAKELEVEL make -s -o all "$1" \
		B="$WEATHER_BUILD" DESTDIR="$work/root" PREFIX=/opt/weather CITIES="$cities" \
		>"$work/make" 2>&1
}

place install
result "make install" $? "$work/make"
(cd "$work/root/opt/weather" && find . -type f -printf '%P %m\n') | sort \
	>"$work/files"
# without the page, which has a case of its own
sed '/^share\/weather\/web\//d' "$work/files" >"$work/programs"
diff - "$work/programs" >"$work/diff" <<'END'
bin/weather-client 755
bin/weatherctl 755
libexec/weather/weather-fetch 755
libexec/weather/weather.fcgi 755
share/bash-completion/completions/weather-client 644
share/man/man1/weather-client.1 644
share/man/man5/weather.conf.5 644
share/man/man8/weather-fetch.8 644
share/man/man8/weather.fcgi.8 644
share/man/man8/weatherctl.8 644
share/weather/apache-conf/weather-cgi.conf 644
share/weather/apache-conf/weather-fcgid.conf 644
share/weather/apache-conf/weather-proxy.conf 644
share/weather/cgi-bin/.htaccess 644
share/weather/cgi-bin/public_html.htaccess 644
share/weather/cgi-bin/weather.cgi 755
share/weather/cgi-bin/weather.fcgi 755
share/weather/lighttpd-conf/weather-cgi.conf 644
share/weather/lighttpd-conf/weather-external.conf 644
share/weather/lighttpd-conf/weather-fastcgi.conf 644
share/weather/weather-client.conf.example 644
share/weather/weather.conf.example 644
share/zsh/site-functions/_weather-client 644
END
result "every file has its place and mode" $? "$work/diff"
grep -rl /usr/local "$work/root/opt/weather/share/man" \
	"$work/root/opt/weather/share/weather" --exclude-dir=web \
	>"$work/elsewhere"
grep -q 'Default: /opt/weather/libexec' \
	"$work/root/opt/weather/share/man/man5/weather.conf.5" &&
	[ ! -s "$work/elsewhere" ]
result "manual, example and configurations name the folder it is in" $? "$work/elsewhere"
# npm puts its libraries beside it; without npm there is none
(cd build/web 2>/dev/null && find . -type f -printf 'share/weather/web/%P 644\n') |
	sort >"$work/page"
sed -n '/^share\/weather\/web\//p' "$work/files" |
	diff "$work/page" - >"$work/diff"
result "so has every file of the page, where it is made" $? "$work/diff"
cities=$work/cities.pbf
echo places >"$cities"
place install && cmp "$cities" "$work/root/opt/weather/share/weather/cities.pbf" \
	>"$work/diff" 2>&1
result "the gazetteer too, where make places fetched it" $? "$work/diff"
mkdir -p "$work/root/etc/weather"
echo mine >"$work/root/etc/weather/weather.conf"
place install && place uninstall
result "make uninstall" $? "$work/make"
(cd "$work/root" && find . -type f) >"$work/files"
[ "$(cat "$work/files")" = ./etc/weather/weather.conf ]
result "takes away what is ours, and that only" $? "$work/files"

# The objects that know where they are installed, compiled for $1.
objects=("$work/b/config/setting.o" "$work/b/programs/weatherctl_places.o")
compile_for() {
	env -u MAKEFLAGS -u MAKELEVEL make -s B="$work/b" PREFIX="$1" \
		"${objects[@]}" >"$work/make" 2>&1
}

compile_for /opt/one && compile_for /opt/two &&
	! grep -l /opt/one/ "${objects[@]}" >"$work/elsewhere" &&
	[ "$(grep -l /opt/two/ "${objects[@]}" | wc -l)" = 2 ]
result "another PREFIX compiles what knows it anew" $? "$work/make"
compile_for /opt/two && touch "$work/later" && compile_for /opt/two &&
	[ -z "$(find "$work/b" -name '*.o' -newer "$work/later")" ]
result "the same one does not" $? "$work/make"

# links PROGRAM LIBRARY: whether one loads the other, itself or by others.
links() {
	ldd "$WEATHER_BUILD/bin/$1" 2>/dev/null | grep -q "$2"
}

links weather.fcgi libcurl || links weather.fcgi libssl
result "the responder opens no connection: neither libcurl nor libssl" \
	$((! $?))
links weather-fetch libcurl
result "weather-fetch does" $?
echo "1..$count"
[ "$failed" = 0 ]
