#!/usr/bin/env bash
# The Debian package as an operator meets it, on a bare Debian 12 that is made
# for this in a folder of its own: installed, set up as docs/deploying.md says,
# served by lighttpd and by Apache, upgraded while it serves, removed, purged.
#
# What systemd would do the test does by the units' own words, since it is not
# process 1 here.  The network of the second half is this test's alone.
set -u
tree=$(cd "$(dirname "$0")/.." && pwd)
: "${MIRROR:=http://deb.debian.org/debian}"

count=0 failed=0 facts_failed=0
fact_failed() {
	facts_failed=$((facts_failed + 1))
	printf '# %s\n' "$*"
}

result() {
	count=$((count + 1))
	[ "$facts_failed" = 0 ] || failed=$((failed + 1))
	[ "$facts_failed" = 0 ] || printf 'not '
	echo "ok $count - $1"
	facts_failed=0
}

bail_out() {
	echo "Bail out! $*"
	exit 1
}

is() {
	[ "$1" = "$2" ] || fact_failed "'$1', not '$2'"
}

# --- outside: the machine -----------------------------------------------------

if [ -z "${CHECK_DEB_ROOT:-}" ]; then
	if [ "$(id -u)" != 0 ] || ! unshare --mount --net true 2>/dev/null; then
		echo "1..0 # SKIP it needs root, and namespaces"
		exit 0
	fi
	deb=$(echo "$tree"/build/deb/weather-fcgi_*.deb)
	[ -f "$deb" ] || bail_out "make deb first"
	root=$(mktemp -d "${TMPDIR:-/tmp}/weather-deb.XXXXXX")
	# nothing of it is mounted where others see it
	trap 'rm -rf --one-file-system "$root"' EXIT
	trap 'exit 1' HUP INT TERM
	chmod 755 "$root"
	debootstrap --variant=minbase --include=ca-certificates bookworm \
		"$root" "$MIRROR" >"$root.log" 2>&1 || {
		tail -n 5 "$root.log" | sed 's/^/# /'
		bail_out "debootstrap"
	}
	mv "$root.log" "$root/debootstrap.log"
	# no server is started by being installed
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
	cp /etc/resolv.conf "$root/etc/" 2>/dev/null
	cp "$deb" "$root/root/first.deb"
	# the same, as it would come with a later version
	dpkg-deb -R "$deb" "$root/root/later"
	sed -i 's/^Version: .*/&+later/' "$root/root/later/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$root/root/later" \
		"$root/root/later.deb" >/dev/null || bail_out "dpkg-deb"
	rm -r "$root/root/later"
	cp "$0" "$root/root/check-deb.t"
	# shellcheck disable=SC2016 # that shell's
	unshare --mount --propagation private sh -c '
		mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" &&
		chroot "$1" env -i PATH="$PATH" DEBIAN_FRONTEND=noninteractive \
			sh -c "cd /root && apt-get update -qq && apt-get install -y \
			-qq --no-install-recommends systemd lighttpd apache2 \
			curl procps iproute2 >apt.log 2>&1 && apt-get install \
			-y -qq --no-install-recommends ./first.deb >first.log \
			2>&1"' - "$root" || {
		tail -n 5 "$root"/root/*.log | sed 's/^/# /'
		bail_out "apt-get"
	}
	# shellcheck disable=SC2016 # that shell's
	unshare --mount --propagation private --net --pid --fork \
		--kill-child sh -c '
		mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" &&
		exec chroot "$1" env -i PATH="$PATH" HOME=/root LC_ALL=C.UTF-8 \
			DEBIAN_FRONTEND=noninteractive CHECK_DEB_ROOT=yes \
			bash /root/check-deb.t' - "$root"
	exit
fi

# --- inside -------------------------------------------------------------------

cd /root || exit 1
ip link set lo up
mkdir -p out

eventually() {
	local tries=200
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

# status TOKEN PATH [arguments of curl]: the answer is in out/body
status() {
	local token=$1 path=$2
	shift 2
	[ -z "$token" ] || set -- -H "Authorization: Bearer $token" "$@"
	curl -s -o out/body -w '%{http_code}' --max-time 10 "$@" \
		"http://127.0.0.1$path"
}

answers() {
	[ "$(status '' /health)" = 200 ]
}

nobody_answers() {
	! curl -s -o out/body --max-time 5 http://127.0.0.1/health
}

pids() {
	pgrep -x weather.fcgi
}

two_workers() {
	[ "$(pids | wc -l)" = 2 ]
}

no_workers() {
	! pids >/dev/null
}

# word UNIT NAME: what a unit says
word() {
	sed -n "s/^$2=//p" "/lib/systemd/system/$1" | head -n 1
}

# As the units say: their socket, user, program and environment.
start_pool() {
	local socket
	socket=$(word weather.socket ListenStream)
	install -d -m "$(word weather.socket DirectoryMode)" "$(dirname "$socket")"
	rm -f "$socket"
	perl -MIO::Socket::UNIX -e '
		my ($path, $mode, $user, $group, $runs_as, @program) = @ARGV;
		my $socket = IO::Socket::UNIX->new(Local => $path,
			Listen => 1024) or die "$path: $!";
		chmod oct $mode, $path;
		chown scalar getpwnam $user, scalar getgrnam $group, $path;
		open STDIN, "<&", $socket or die $!;
		open STDOUT, ">>", "/dev/null";
		open STDERR, ">>", "/root/out/journal";
		umask 077;
		for (1, 2) {
			next if fork;
			exec "setpriv", "--reuid=$runs_as",
				"--regid=$runs_as", "--clear-groups",
				"--no-new-privs", "env", "-i", @program;
		}' "$socket" "$(word weather.socket SocketMode)" \
		"$(word weather.socket SocketUser)" \
		"$(word weather.socket SocketGroup)" "$(word weather@.service User)" \
		"$(word weather@.service Environment)" \
		"$(word weather@.service ExecStart)"
	eventually two_workers || bail_out "$(cat out/journal)"
}

# What the package's scripts tell systemd, as the units say it is done.
become_systemd() {
	rm /usr/sbin/policy-rc.d
	mkdir -p /run/systemd/system
	# apt has a PATH of its own
	rm /usr/bin/systemctl
	cat >/usr/bin/systemctl <<-'END'
		#!/bin/sh
		echo "$*" >>/root/out/systemctl
		case "$*" in
		*weather@*)
			case "$*" in
			*reload*) pkill -HUP -x weather.fcgi ;;
			*stop*) pkill -TERM -x weather.fcgi ;;
			esac
			;;
		*apache2*) apache2ctl graceful ;;
		esac
		exit 0
	END
	chmod 755 /usr/bin/systemctl
}

report='{"description":"Fog","location":{"city":"Seattle","state":"WA","country":"US"}}'

# What a server that is set up right answers, and what it refuses.
serves() {
	eventually answers || fact_failed "no answer: $(tail -n 3 out/*)"
	is "$(status "$read" /api/reports)" 200
	is "$(status '' /api/reports)" 401
	is "$(status "${read}x" /api/reports)" 401
	is "$(status "$read" /api/reports --data "$report" \
		-H 'Content-Type: application/json')" 403
	is "$(status "$write" /api/reports --data "$report" \
		-H 'Content-Type: application/json')" 201
	weatherctl check >out/check 2>&1 || fact_failed "$(cat out/check)"
	grep -q 'passes on the Authorization header' out/check ||
		fact_failed "$(cat out/check)"
	if [ -e /usr/share/weather/web/index.html ]; then
		is "$(status '' /)" 200
	fi
}

reports() {
	weatherctl stats | sed -n 's/^reports[^0-9]*\([0-9]*\).*/\1/p'
}

# --- installing ---------------------------------------------------------------

grep -q 'write /etc/weather/weather.conf' first.log ||
	fact_failed "it does not say what to do next"
is "$(getent passwd weather | cut -d: -f6,7)" /var/lib/weather:/usr/sbin/nologin
is "$(stat -c '%U:%G %a' /var/lib/weather)" 'weather:weather 700'
[ -d /etc/weather ] || fact_failed "there is no /etc/weather"
is "$(find /usr/share/weather /usr/libexec/weather /etc/weather -perm /022 \
	-not -type l)" ''
! grep -rl /usr/local /usr/share/weather /etc/lighttpd /etc/apache2 \
	--include='*weather*' || fact_failed "something names /usr/local"
for page in weather.conf.5 weatherctl.8 weather.fcgi.8 weather-fetch.8 \
	weather-client.1; do
	[ -e "/usr/share/man/man${page##*.}/$page.gz" ] ||
		[ -e /etc/dpkg/dpkg.cfg.d/excludes ] ||
		fact_failed "no manual page $page"
done
result "apt installs it, with user, state directory and manual pages"

systemd-analyze verify --man=no weather.socket weather@1.service \
	weather-prune.timer >out/verify 2>&1 ||
	fact_failed "$(cat out/verify)"
! grep -i weather out/verify || fact_failed "the units have faults"
# the figure of docs/deploying.md
is "$(systemd-analyze security --offline=yes weather@1.service 2>/dev/null |
	sed -n 's/.*: \([0-9.]*\) .*/\1/p' | tail -n 1)" 1.4
systemctl enable weather.socket weather@1 weather@2 >out/enable 2>&1 ||
	fact_failed "$(cat out/enable)"
is "$(ls /etc/systemd/system/sockets.target.wants)" weather.socket
is "$(find /etc/systemd/system/multi-user.target.wants -name 'weather*' \
	-printf '%f\n' | sort)" \
	'weather@1.service
weather@2.service'
result "its units verify, are rated 1.4, and can be enabled"

cat >/etc/weather/weather.conf <<-'END'
	[server]
	state_dir = /var/lib/weather
	public_url = http://127.0.0.1
	[issuer dev]
	preset = dev
END
weatherctl init >out/init 2>&1 || fact_failed "$(cat out/init)"
is "$(stat -c '%U %a' /var/lib/weather/weather.db)" 'weather 600'
weatherctl check >out/check 2>&1 || fact_failed "$(cat out/check)"
read=$(weatherctl token mint --scope weather.read)
write=$(weatherctl token mint --scope weather.write)
start_pool
result "init and check of the guide, as the user of the package"

# --- serving ------------------------------------------------------------------

lighttpd-enable-mod weather >out/enable 2>&1 || fact_failed "$(cat out/enable)"
lighttpd -tt -f /etc/lighttpd/lighttpd.conf >out/test 2>&1 ||
	fact_failed "$(cat out/test)"
install -d -o www-data /run/lighttpd
lighttpd -f /etc/lighttpd/lighttpd.conf
serves
result "lighttpd serves it by the package's own file"

pkill -x lighttpd
eventually nobody_answers || fact_failed "lighttpd goes on"
a2enmod -q proxy_fcgi headers >out/enable 2>&1
a2dissite -q 000-default >>out/enable 2>&1
a2ensite -q weather >>out/enable 2>&1 || fact_failed "$(cat out/enable)"
apache2ctl start >out/start 2>&1 || fact_failed "$(cat out/start)"
serves
result "so does Apache"

# --- upgrading ----------------------------------------------------------------

become_systemd
# shellcheck disable=SC2016 # the unit's
is "$(word weather@.service ExecReload)" '/bin/kill -HUP $MAINPID'
before=$(reports)
old=$(pids | sort)
program=$(stat -c %i /usr/libexec/weather/weather.fcgi)
: >out/loop
(
	# not the file that the other requests use
	until [ -e out/enough ]; do
		curl -s -o /dev/null -w '%{http_code}\n' --max-time 10 \
			-H "Authorization: Bearer $read" \
			'http://127.0.0.1/api/reports?limit=1' >>out/loop
	done
) &
loop=$!
eventually test -s out/loop
dpkg -i later.deb >out/dpkg 2>&1 || fact_failed "$(tail -n 5 out/dpkg)"
grep -qx 'reload weather@\*.service' out/systemctl ||
	fact_failed "the workers were not told"
lines=$(wc -l <out/loop)
more() {
	[ "$(wc -l <out/loop)" -gt $((lines + 50)) ]
}
eventually more || fact_failed "the loop stands still"
touch out/enough
wait "$loop"
is "$(sort -u out/loop)" 200
printf '# %s requests during the upgrade\n' "$(wc -l <out/loop)"
is "$(pids | sort)" "$old"
[ "$(stat -c %i /usr/libexec/weather/weather.fcgi)" != "$program" ] ||
	fact_failed "the program is the old one"
for pid in $(pids); do
	[ "/proc/$pid/exe" -ef /usr/libexec/weather/weather.fcgi ] ||
		fact_failed "$pid runs the old program"
done
is "$(reports)" "$before"
[ "$before" -ge 2 ] || fact_failed "there is nothing to keep"
is "$(dpkg-query -W -f '${Version}' weather-fcgi | grep -c later)" 1
serves
result "an upgrade while it serves: no request fails, everything is there"

# --- removing -----------------------------------------------------------------

apt-get remove -y -qq weather-fcgi >out/apt 2>&1 ||
	fact_failed "$(tail -n 5 out/apt)"
eventually no_workers || fact_failed "the workers go on: $(tail -n 5 out/systemctl)"
nobody=$(status '' /health)
is "$nobody" 404
for path in /usr/libexec/weather /usr/share/weather /usr/bin/weatherctl; do
	[ ! -e "$path" ] || fact_failed "$path is left"
done
for path in /var/lib/weather/weather.db /etc/weather/weather.conf; do
	[ -s "$path" ] || fact_failed "$path is gone"
done
apache2ctl configtest >out/test 2>&1 || fact_failed "Apache: $(cat out/test)"
lighttpd -tt -f /etc/lighttpd/lighttpd.conf >out/test 2>&1 ||
	fact_failed "lighttpd: $(cat out/test)"
result "removing keeps data and settings, and both servers can start"

apt-get install -y -qq --no-install-recommends ./later.deb >out/apt 2>&1 ||
	fact_failed "$(tail -n 5 out/apt)"
a2ensite -q weather >out/enable 2>&1
start_pool
apache2ctl graceful >out/start 2>&1
serves
is "$(($(reports) > before))" 1
result "installed again, it goes on with what was there"

apt-get purge -y -qq weather-fcgi >out/apt 2>&1 ||
	fact_failed "$(tail -n 5 out/apt)"
grep -q 'are kept in' out/apt || fact_failed "it does not say what is left"
eventually no_workers || fact_failed "the workers go on: $(tail -n 5 out/systemctl)"
[ -s /var/lib/weather/weather.db ] || fact_failed "the data is gone"
is "$(find / -xdev -path /proc -prune -o -path /root -prune -o \
	\( -name '*weather*' -not -path '/var/lib/weather*' \) -print |
	grep -v -e ^/var/lib/systemd -e ^/run -e ^/var/cache)" ''
apache2ctl configtest >out/test 2>&1 || fact_failed "Apache: $(cat out/test)"
result "purging takes settings and all but the data"
apache2ctl stop >/dev/null 2>&1
echo "1..$count"
[ "$failed" = 0 ]
