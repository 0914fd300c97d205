# shellcheck shell=bash
# What the tests of this folder share: Node.js with its packages as
# tests/targets.mk installs them, and the document of a service for everybody.
: "${WEATHER_BUILD:?run me through make test-openapi}"
tree=$PWD
packages=$tree/build/npm/openapi
[ -e "$packages/installed" ] || {
	echo "Bail out! run me through make test-openapi"
	exit 1
}
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-openapi.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Runs in the folder of the packages, where the scripts were copied to.
node() {
	local binary
	binary=$(echo "$packages"/node_modules/node-linux-*/bin/node)
	(cd "$packages" && "$binary" "$@")
}

# The OpenAPI document, by plain CGI.
document() {
	cat >"$work/document.conf" <<-END
		[server]
		state_dir = $work/state
		public_url = https://weather.example.org
		fetch_program = $WEATHER_BUILD/bin/weather-fetch
		[issuer school]
		preset = entra
		tenant_id = 11111111-2222-3333-4444-555555555555
		client_id = 66666666-7777-8888-9999-aaaaaaaaaaaa
		[issuer club]
		preset = oidc
		issuer = https://id.example.org
		audience = weather
	END
	env -i GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET \
		REQUEST_URI=/openapi.json \
		${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} \
		WEATHER_CONFIG="$work/document.conf" \
		"$WEATHER_BUILD/bin/weather.fcgi" 2>"$work/log" |
		sed '1,/^\r*$/d'
}
