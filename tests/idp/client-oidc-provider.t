#!/usr/bin/env bash
# weather-client with oidc-provider: every grant, the cache, the service.
# shellcheck source=tests/idp/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/client/lib.sh
. "$(dirname "$0")/../client/lib.sh"
# shellcheck source=tests/idp/client.sh
. "$(dirname "$0")/client.sh"

# shellcheck disable=SC2154 # of lib.sh
installed=$source_tree/build/idp
[ -e "$installed/oidc-provider.mjs" ] || bail_out "run me by make test-idp"

use_setup lighttpd-fcgi
REDIRECT=http://127.0.0.1:$(free_port)/callback
make_person
make_certificate

coproc IDP {
	cd "$installed" && IDP_AUDIENCE=$AUDIENCE IDP_SECRET=$SECRET \
		IDP_REDIRECT=$REDIRECT IDP_LIFETIME=$LIFETIME \
		IDP_CERTIFICATE=$C/app.cert.pem \
		exec node_modules/node-*/bin/node oidc-provider.mjs \
		2>"$E2E/log/provider.log"
}
also_kill "$IDP_PID"

read -r -t 20 -u "${IDP[0]}" ISSUER || {
	sed 's/^/# /' "$E2E/log/provider.log" >&2
	bail_out "the provider does not answer"
}

# A browser: its pages ask who it is, and then for consent.
browser_script <<'END'
for _ in 1 2 3 4 5 6 7 8; do
	case $next in
	"$ISSUER"/interaction/*)
		browse "$next" >/dev/null
		prompt=$(sed -n \
			's/.*name="prompt" value="\([a-z]*\)".*/\1/p' \
			"$C/browser/page")
		next=$(browse "$next" -d "prompt=$prompt" \
			-d login=ada -d password=any)
		;;
	"$ISSUER"/*) next=$(browse "$next") ;;
	"") break ;;
	*)
		browse "$next" >/dev/null
		break
		;;
	esac
done
END

# enter_code CODE confirm|abort: somebody does that on another device, and signs
# in.
enter_code() {
	local xsrf page next
	rm -rf "$C/browser"
	mkdir -p "$C/browser"
	device_page() {
		curl -s --max-time 10 -b "$C/browser/jar" -c "$C/browser/jar" \
			-o "$C/browser/page" -w '%{redirect_url}' "$@"
	}
	device_page "$ISSUER/device" >/dev/null
	xsrf=$(sed -n 's/.*name="xsrf" value="\([0-9a-f]*\)".*/\1/p' \
		"$C/browser/page")
	next=$(device_page "$ISSUER/device" -d "xsrf=$xsrf" \
		--data-urlencode "user_code=$1" -d "$2=yes")
	for _ in 1 2 3 4 5 6; do
		case $next in
		"$ISSUER"/interaction/*)
			device_page "$next" >/dev/null
			page=$(sed -n \
				's/.*name="prompt" value="\([a-z]*\)".*/\1/p' \
				"$C/browser/page")
			next=$(device_page "$next" -d "prompt=$page" \
				-d login=ada -d password=any)
			;;
		"$ISSUER"/*) next=$(device_page "$next") ;;
		*) break ;;
		esac
	done
}

trust RS256
TERMINAL_SCOPE='openid offline_access weather.read weather.write'
write_profiles
printf 'prompt = consent\n' >>"$C/profiles"
application_cases
odd_secret_case
person_cases
device_cases
run_out
