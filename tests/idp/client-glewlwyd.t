#!/usr/bin/env bash
# weather-client with Glewlwyd: every grant, the cache, the service.
# shellcheck source=tests/idp/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/idp/glewlwyd.sh
. "$(dirname "$0")/glewlwyd.sh"
# shellcheck source=tests/client/lib.sh
. "$(dirname "$0")/../client/lib.sh"
# shellcheck source=tests/idp/client.sh
. "$(dirname "$0")/client.sh"

use_setup lighttpd-fcgi
REDIRECT_PORT=$(free_port)
REDIRECT=http://127.0.0.1:$REDIRECT_PORT/callback
find_place
make_person
make_certificate
start_glewlwyd
set_up_glewlwyd

# It finds an assertion's key by its kid in the client's key set.
certified() {
	local kid
	kid=$(openssl x509 -in "$C/app.cert.pem" -outform DER |
		openssl dgst -sha1 -binary | base64 | tr '+/' '-_' | tr -d '=')
	jq -n --arg id "certified-$1" --arg alg "$1" --arg kid "$kid" \
		--arg n "$(openssl x509 -in "$C/app.cert.pem" -noout -modulus |
			cut -d= -f2 | perl -ne 'print pack "H*", $_ =~ s/\s//r' | base64 -w0 |
			tr '+/' '-_' | tr -d '=')" '{
		client_id: $id, name: $id, enabled: true, confidential: true,
		authorization_type: ["client_credentials"],
		token_endpoint_auth_method: ["private_key_jwt"],
		scope: ["weather.read", "weather.write"],
		jwks: {keys: [{kty: "RSA", e: "AQAB", n: $n, kid: $kid,
			use: "sig", alg: $alg}]}}'
}

terminal() {
	jq -n --arg redirect "$REDIRECT" '{
		client_id: "terminal", name: "terminal", enabled: true,
		confidential: false, redirect_uri: [$redirect],
		authorization_type: ["code", "refresh_token",
			"device_authorization"],
		token_endpoint_auth_method: ["none"],
		scope: ["openid", "weather.read", "weather.write"]}'
}

poster() {
	application RS256 | jq '.client_id = "poster" | .name = "poster" |
		.token_endpoint_auth_method = ["client_secret_post"]'
}

api POST client/ "$(poster)"
api POST client/ "$(terminal)"
api POST client/ "$(certified RS256)"
api POST client/ "$(certified PS256)"

grant_terminal() {
	curl -s -c "$1" -H 'Content-Type: application/json' -d \
		"{\"username\": \"ada\", \"password\": \"$SECRET\"}" "$API/auth/"
	curl -s -b "$1" -X PUT -H 'Content-Type: application/json' \
		-d '{"scope": "openid weather.read weather.write"}' \
		"$API/auth/grant/terminal"
}

# What its pages do with the API: a session, a grant to the client, and on.
browser_script <<END
curl -s -c "\$C/browser/jar" -H 'Content-Type: application/json' -d \
	"{\"username\": \"ada\", \"password\": \"\$SECRET\"}" "$API/auth/"
curl -s -b "\$C/browser/jar" -X PUT -H 'Content-Type: application/json' \
	-d '{"scope": "openid weather.read weather.write"}' \
	"$API/auth/grant/terminal"
next=\$(browse "\$next&g_continue=yes")
browse "\$next"
END

# enter_code CODE confirm|abort
# shellcheck disable=SC2317 # called by client.sh
enter_code() {
	grant_terminal "$E2E/person.jar"
	curl -s -b "$E2E/person.jar" -o "$E2E/device" --max-time 10 \
		"$ISSUER/device?code=$1&g_continue=yes"
}

# a public client's tokens cannot be revoked by itself
CANNOT='revoke end-session decline'

trust RS256
TERMINAL_SCOPE='openid weather.read weather.write'
write_profiles
printf 'redirect_port = %s\n' "$REDIRECT_PORT" >>"$C/profiles"
application_cases
person_cases
device_cases
run_out
