#!/usr/bin/env bash
# A parameter that is allowed but very long (a time with two thousand digits of
# a fraction, words among thousands of blanks, a city that the path does not
# ask for) did not fit the address of the next page: the caller got a 500 and
# the operator a line about memory, or about a fault of the service.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
token=$(mint --subject alice --scope "weather.read weather.write")
get() {
	cgi GET "$1" HTTP_AUTHORIZATION="Bearer $token" </dev/null
}
many() { # COUNT TEXT
	printf "%${1}s" '' | sed "s/ /$2/g"
}
# is NAME STATUS [WORD]: of the last answer
is() {
	grep -q "^Status: $2 " "$work/out" && grep -q -- "${3:-}" "$work/out"
	result "$1" $? "$work/out"
}
place='/api/weather/Bend'
for temp in 1 2; do
	cgi POST "$place" HTTP_AUTHORIZATION="Bearer $token" \
		CONTENT_TYPE=application/json <<<"{\"temp\":$temp}"
done
is "there is a second page" 201

times="$place/observations?limit=1&from=2026-01-01T00:00:00"
get "$times.123456789Z"
is "a time may have a fraction" 200 '^Link: '
get "$times.$(many 2000 0)Z"
is "one of 2000 digits is no time" 400 '"code":"bad-time"'
get "/api/reports?from=2026-01-01T00:00:00.$(many 7000 0)Z"
is "nor is it for reports" 400 '"code":"bad-time"'

get "/api/reports?q=$(many 2000 +)fog"
is "blanks around words say nothing" 200
get "/api/reports?q=$(many 2100 +)fog"
is "too many of them are too long" 400 '"code":"too-long"'

get "$place/observations?limit=1&city=$(many 1000 a)"
is "a city beside that of the path is ignored" 200 '^Link: '
get "$place/observations?limit=1&city=$(many 8000 a)"
is "but not repeated at any length" 400 '"code":"too-long"'
get "$place/observations?limit=2&city=$(many 8000 a)"
is "where there is nothing to repeat, it is ignored" 200
finish
