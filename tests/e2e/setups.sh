# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names shared with lib.sh
# The web servers with the configurations as shipped: start, stop.
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
		for module in mpm_event authz_core alias dir env \
			headers mime "$@"; do
			echo "LoadModule ${module}_module" \
				"/usr/lib/apache2/modules/mod_$module.so"
		done
		cat <<-END
			TypesConfig /dev/null
			# where it is installed, mod_fcgid wants to be root
			Suexec Off
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
	cp -R "$E2E/web/." "$E2E/home/public_html/"
	sed -i "s|https://login.microsoftonline.com|$WEATHER_SIGN_IN|g" \
		"$E2E/home/public_html/.htaccess"
	write_apache_conf fcgid cgid rewrite setenvif <<-END
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
# apache-htaccess, lighttpd-external, apache-proxy.
use_setup() {
	SETUP=$1
	make_home
	case $SETUP in
	lighttpd-fcgi) write_lighttpd_conf weather-fastcgi.conf ;;
	lighttpd-cgi) write_lighttpd_conf weather-cgi.conf ;;
	lighttpd-external) write_lighttpd_conf weather-external.conf ;;
	apache-proxy)
		write_apache_conf proxy proxy_fcgi \
			<<<"Include $E2E/apache-conf/weather-proxy.conf"
		;;
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
	for name in PORT PROGRAM FOLDER CONFIG SOCKET WEB SIGN_IN PROCS; do
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

# The workers that the server does not start itself: they share one socket,
# as those of systemd do, and log where workers of a server would.
start_pool() {
	exec_as_server env -i WEATHER_CONFIG="$WEATHER_CONFIG" \
		${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} \
		perl -MIO::Socket::UNIX -e '
			my ($path, $program, $count) = @ARGV;
			my $socket = IO::Socket::UNIX->new(Local => $path,
				Listen => 128) or die "$path: $!";
			open STDIN, "<&", $socket or die $!;
			fork or exec $program or die $! for 2 .. $count;
			exec $program or die $!' \
		"$WEATHER_SOCKET" "$WEATHER_PROGRAM" "$WEATHER_PROCS"
}

start_server() {
	case $SETUP in
	*-external | *-proxy)
		start_pool >>"$E2E/log/pool.log" 2>&1 &
		eventually test -S "$WEATHER_SOCKET" ||
			bail_out "no pool of workers"
		;;
	esac
	run_server >>"$E2E/log/stdout.log" 2>>"$E2E/log/stderr.log" &
	SERVER_PID=$!
	eventually answers || {
		tail -n 20 "$E2E"/log/* | sed 's/^/# /' >&2
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
	case $SETUP in
	*-external | *-proxy)
		# shellcheck disable=SC2046 # a list
		kill -TERM $(worker_pids)
		;;
	esac
	eventually no_workers || fact_failed "workers still run"
}

# And whatever else runs here; nobody ends what he has begun.
kill_server() {
	# shellcheck disable=SC2046 # a list
	kill -KILL "$SERVER_PID" $(home_pids) 2>/dev/null
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
