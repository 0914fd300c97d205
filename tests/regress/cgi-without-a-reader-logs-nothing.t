#!/usr/bin/env bash
# A CGI whose client was gone died of SIGPIPE at its answer: the request was
# done and left no line in the log.
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
# shellcheck disable=SC2016 # Perl's variables
env -i PATH="$PATH" GATEWAY_INTERFACE=CGI/1.1 \
	${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} \
	WEATHER_CONFIG="$WEATHER_CONFIG" REQUEST_METHOD=GET \
	REQUEST_URI=/health REMOTE_ADDR=192.0.2.1 perl -e '
		pipe(my $out, my $in) or die;
		close $out;
		open STDOUT, ">&", $in or die;
		exec @ARGV' "$WEATHER_BUILD/bin/weather.fcgi" \
	</dev/null 2>"$work/log"
result "the program ends by itself" $?
logged "the log tells the request" "event=request"
logged "and that nobody read the answer" "event=peer-gone"
finish
