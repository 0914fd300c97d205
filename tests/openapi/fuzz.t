#!/usr/bin/env bash
# Requests that the OpenAPI document allows and forbids, to the service behind
# lighttpd.  FUZZ_COUNT and FUZZ_SEED change the run.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

# shellcheck disable=SC2154 # of lib.sh
packages=$source_tree/build/npm/openapi
[ -e "$packages/installed" ] || bail_out "run me through make test-openapi"
use_setup lighttpd-fcgi
make_state <<-END
	[issuer demo]
	preset = dev
	[issuer people]
	preset = oidc
	issuer = https://id.example.org
	audience = weather
	[page]
	issuer = people
	client_id = web
END
start_server
TOKEN=$(mint --subject ada --scope "weather.read weather.write" --role Admin)
NOBODY=$(mint --subject eve --scope "")
export TOKEN NOBODY
binary=$(echo "$packages"/node_modules/node-linux-*/bin/node)
(cd "$packages" && exec "$binary" fuzz.mjs "http://127.0.0.1:$PORT" \
	"${FUZZ_COUNT:-4000}" "${FUZZ_SEED:-1}")
