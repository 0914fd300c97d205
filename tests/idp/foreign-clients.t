#!/usr/bin/env bash
# The libraries with which others write their clients: each gets tokens of an
# application from oidc-provider, or from one in the shape of Entra ID, and
# calls the API.
# shellcheck source=tests/idp/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2154 # of lib.sh
installed=$source_tree/build/idp
[ -e "$installed/foreign-clients.mjs" ] || bail_out "run me by make test-idp"
TENANT=aaaabbbb-0000-cccc-1111-dddd2222eeee
API_ID=00001111-aaaa-2222-bbbb-3333cccc4444
OTHER_API_ID=11112222-bbbb-3333-cccc-4444dddd5555

use_setup lighttpd-fcgi
AUDIENCE=http://127.0.0.1:$PORT

# certificate NAME: $E2E/NAME.pem and $E2E/NAME.key
certificate() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" \
		-addext subjectAltName=IP:127.0.0.1 -out "$E2E/$1.pem" \
		-keyout "$E2E/$1.key" 2>"$E2E/log/$1.log" ||
		bail_out "no certificate: $(cat "$E2E/log/$1.log")"
}

node() {
	(cd "$installed" && exec node_modules/node-*/bin/node "$@")
}

# start_provider NAME VARIABLE=VALUE...: NAME.mjs, until our end closes its
# input; what it prints is in $E2E/NAME.
start_provider() {
	local name=$1 input
	shift
	# shellcheck disable=SC2034 # a file that stays open
	exec {input}> >(cd "$installed" &&
		exec env IDP_SECRET="$SECRET" IDP_CERTIFICATE="$E2E/app.pem" \
			"$@" node_modules/node-*/bin/node "$name.mjs" \
			>"$E2E/$name" 2>"$E2E/log/$name.log")
	also_kill $!
}

# Where the provider NAME is.
place_of() {
	eventually test -s "$E2E/$1" || {
		sed 's/^/# /' "$E2E/log/$1.log" >&2
		bail_out "$1 does not answer"
	}
	cat "$E2E/$1"
}

certificate app
certificate tls
start_provider oidc-provider IDP_AUDIENCE="$AUDIENCE" \
	IDP_REDIRECT=http://127.0.0.1/callback IDP_LIFETIME="$LIFETIME"
start_provider entra IDP_TENANT="$TENANT" IDP_TLS="$E2E/tls"
ISSUER=$(place_of oidc-provider) || exit
ENTRA=$(place_of entra) || exit
make_state <<END
[issuer provider]
preset = oidc
issuer = $ISSUER
audience = $AUDIENCE
allow_insecure_loopback = on
[issuer entra]
preset = entra
authority = $ENTRA
tenant_id = $TENANT
client_id = $API_ID
ca_file = $E2E/tls.pem
END
start_server

export API=$AUDIENCE ISSUER API_ID SECRET AUTHORITY=$ENTRA/$TENANT \
	CERTIFICATE=$E2E/app.pem KEY=$E2E/app.key \
	NODE_EXTRA_CA_CERTS=$E2E/tls.pem REQUESTS_CA_BUNDLE=$E2E/tls.pem \
	OAUTHLIB_INSECURE_TRANSPORT=1 AUTHLIB_INSECURE_TRANSPORT=1

# expect_client LANGUAGE LIBRARY SCOPE WAY...: by each way its user reads and
# writes with a token that may, and sees why with one that may not.
expect_client() {
	local language=$1 library=$2 scope=$3 way
	shift 3
	case $language in
	node) node foreign-clients.mjs "$library" ;;
	python) /usr/bin/python3 "$tests/idp/foreign-clients.py" "$library" ;;
	esac >"$E2E/answered" 2>"$E2E/log/client.log" ||
		fact_failed "$(tail -n 20 "$E2E/log/client.log")"
	for way; do
		echo "$way reads 200"
		echo "$way writes 201"
		echo "$way oversteps 403 Bearer realm=\"weather\"," \
			"error=\"insufficient_scope\", scope=\"$scope\""
		echo "$way strays 401 Bearer realm=\"weather\"," \
			"error=\"invalid_token\""
	done >"$E2E/expected"
	# the name of a scheme has no case
	diff -i "$E2E/expected" "$E2E/answered" >"$E2E/diff" ||
		fact_failed "$(cat "$E2E/diff")"
	result "$library ($language) gets tokens by $*, and its user sees why not"
}

export ELSEWHERE=$OTHER_AUDIENCE
expect_client node openid-client weather.write basic posted certificate
expect_client python requests-oauthlib weather.write basic posted
expect_client python authlib weather.write basic posted certificate
export ELSEWHERE=$OTHER_API_ID
expect_client node msal "api://$API_ID/weather.write" secret sha1 sha256
expect_client python msal "api://$API_ID/weather.write" secret certificate

stop_server TERM
expect_clean_logs
result "everything ends and nothing is left running"
finish
