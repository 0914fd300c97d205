#!/usr/bin/env bash
# Tokens of oidc-provider (Node.js), run as tests/idp/oidc-provider.mjs.
# shellcheck source=tests/idp/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2154 # of lib.sh
installed=$source_tree/build/idp
[ -e "$installed/oidc-provider.mjs" ] || bail_out "run me by make test-idp"

use_setup lighttpd-fcgi
REDIRECT=http://127.0.0.1:$(free_port)/callback

coproc IDP {
	cd "$installed" && IDP_AUDIENCE=$AUDIENCE IDP_SECRET=$SECRET \
		IDP_REDIRECT=$REDIRECT IDP_LIFETIME=$LIFETIME \
		exec node_modules/node-*/bin/node oidc-provider.mjs \
		2>"$E2E/log/provider.log"
}
also_kill "$IDP_PID"

# The next line that it prints.
hear() {
	local line
	read -r -t 20 -u "${IDP[0]}" line || {
		sed 's/^/# /' "$E2E/log/provider.log" >&2
		bail_out "the provider does not answer"
	}
	echo "$line"
}

command_provider() {
	echo "$1" >&"${IDP[1]}"
	[ "$(hear)" = "$1" ] || fact_failed "the provider did not $1"
}

rotate() {
	command_provider rotate
}

retire() {
	command_provider retire
}

# Its pages ask who it is, and then for consent; any password will do.
sign_in() {
	local next prompt
	next=$(browse "$@")
	for _ in 1 2 3 4 5 6; do
		case $next in
		"$ISSUER"/interaction/*)
			browse "$next" >"$E2E/answers"
			prompt=$(sed -n 's/.*name="prompt" value="\([a-z]*\)".*/\1/p' \
				"$E2E/page")
			next=$(browse "$next" -d "prompt=$prompt" \
				-d login=ada -d password=any)
			;;
		"$ISSUER"/*) next=$(browse "$next") ;;
		*) break ;;
		esac
	done
	echo "$next"
}

ISSUER=$(hear)
trust RS256 PS256 ES256 EdDSA
run_idp_cases
