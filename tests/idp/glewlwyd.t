#!/usr/bin/env bash
# Tokens of Glewlwyd.
# shellcheck source=tests/idp/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/idp/glewlwyd.sh
. "$(dirname "$0")/glewlwyd.sh"

use_setup lighttpd-fcgi
REDIRECT=http://127.0.0.1:$(free_port)/callback
find_place
# What its pages do with the API: a session, a grant to the client, and back
# to where the sign-in began.
sign_in() {
	curl -s -c "$E2E/cookies" -H 'Content-Type: application/json' -d \
		"{\"username\": \"ada\", \"password\": \"$SECRET\"}" "$API/auth/"
	curl -s -b "$E2E/cookies" -X PUT -H 'Content-Type: application/json' \
		-d '{"scope": "openid weather.read weather.write"}' \
		"$API/auth/grant/page"
	browse "$@" -d g_continue=yes
}

start_glewlwyd
set_up_glewlwyd
trust "${USE_ALGORITHMS[@]}"
run_idp_cases
