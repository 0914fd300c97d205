#!/usr/bin/env bash
# Every answer that the recorded requests and the end-to-end cases get is one
# that the OpenAPI document describes: status, headers, content.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/openapi/lib.sh
. tests/openapi/lib.sh
WEATHER_EXCHANGES=$work/exchanges
export WEATHER_EXCHANGES
mkdir "$WEATHER_EXCHANGES"
document >"$work/openapi.json"
# the service of well-known.t is below another path
for test in tests/cgi/*.t tests/e2e/lighttpd-fcgi.t; do
	[ "$test" != tests/cgi/well-known.t ] || continue
	bash "$test" >"$work/tap" 2>&1 || sed 's/^/# /' "$work/tap" >&2
done
node exchanges.mjs "$work/openapi.json" "$WEATHER_EXCHANGES"
