#!/usr/bin/env bash
# The metadata of the resource where public_url has a path: RFC 9728 3.1 puts
# that path behind the well-known part, and a refusal names that address.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ''
sed -i 's|^public_url = .*|public_url = http://localhost:8080/club/weather|' \
	"$work/weather.conf"
well_known=/.well-known/oauth-protected-resource

# status NUMBER NAME
status() {
	[ "$(value Status | cut -c 1-3)" = "$1" ]
	result "$2" $? "$work/out"
}

names_the_resource() {
	grep -qF '"resource":"http://localhost:8080/club/weather"' "$work/out"
	result "$1" $? "$work/out"
}

cgi GET /club/weather/api/reports </dev/null
[ "$(value WWW-Authenticate)" = "Bearer realm=\"weather\", \
resource_metadata=\"http://localhost:8080$well_known/club/weather\"" ]
result "a refusal names the address between host and path" $? "$work/out"

cgi GET "$well_known/club/weather" </dev/null
names_the_resource "which has the metadata"
cgi GET "/club/weather$well_known" </dev/null
names_the_resource "as has the address below the path"
for path in "$well_known" "$well_known/club" "$well_known/club/weather/x" \
	"$well_known/club/other" "$well_known/club%2Fweather"; do
	cgi GET "$path" </dev/null
	status 404 "$path is somebody else's"
done
cgi POST "$well_known/club/weather" </dev/null
status 405 "it is read and nothing else"
finish
