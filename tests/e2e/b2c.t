#!/usr/bin/env bash
# The entra-b2c preset, one process a request: two policies with documents and
# keys of their own, whose tokens name either form of the issuer.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/provider.sh
. "$(dirname "$0")/provider.sh"
# shellcheck source=tests/e2e/microsoft.sh
. "$(dirname "$0")/microsoft.sh"

use_setup lighttpd-cgi
tenant=aaaabbbb-0000-cccc-1111-dddd2222eeee
plain=$PROVIDER/$tenant/v2.0/
sign_in=$PROVIDER/tfp/$tenant/b2c_1_signin/v2.0/
edit=$PROVIDER/tfp/$tenant/b2c_1_edit/v2.0/

# policy NAME ISSUER KEY.pem: its documents; all keys have one kid.
policy() {
	local at=contoso.onmicrosoft.com/$1
	jq -n --arg iss "$2" --arg at "$PROVIDER/$at" '{issuer: $iss,
		jwks_uri: "\($at)/discovery/v2.0/keys",
		token_endpoint: "\($at)/oauth2/v2.0/token",
		id_token_signing_alg_values_supported: ["RS256"]}' |
		publish "$at/v2.0/.well-known/openid-configuration"
	key_set --no-alg "$3:shared:" | publish "$at/discovery/v2.0/keys"
}

policy B2C_1_signIn "$plain" rsa.pem
policy B2C_1_edit "$edit" rsa-other.pem
make_state <<END
[issuer club]
preset = entra-b2c
tenant_id = $tenant
client_id = $api
b2c_domain = contoso
b2c_policies = B2C_1_signIn B2C_1_edit
authority = $PROVIDER
allow_insecure_loopback = on
END

# by KEY.pem ISSUER POLICY [JSON [options of mint]]: Microsoft's example of an
# access token, the nonce of the sign-in included.
by() {
	local key=$1 iss=$2 policy=$3 more=${4:-{\}}
	shift $(($# < 4 ? $# : 4))
	sign "$key" "$(jq -n -c --arg iss "$iss" --arg tfp "$policy" \
		--arg aud $api --arg azp $console --argjson more "$more" '{
		iss: $iss, aud: $aud, azp: $azp, tfp: $tfp, ver: "1.0",
		sub: "ada", oid: "ada", name: "Ada", emails: ["ada@example.org"],
		nonce: "anyRandomValue", scp: "weather.read"} + $more')" \
		--alg RS256 --kid shared "$@"
}

start_provider
start_server

accepted "$(by rsa.pem "$plain" B2C_1_signIn)" "sign-in"
expect_fetched 1 1
accepted "$(by rsa-other.pem "$edit" B2C_1_edit)" "edit"
expect_fetched 1 1
accepted "$(by rsa.pem "$sign_in" B2C_1_signIn)" "sign-in, other issuer"
accepted "$(by rsa-other.pem "$plain" b2c_1_EDIT)" "edit, other issuer"
accepted "$(by rsa.pem "$plain" - '{"acr":"b2c_1_signin"}' --drop tfp)" "acr"
expect_fetched 0 0
result "tokens of each policy are accepted with either issuer"

refused 401 "$(by rsa.pem "$plain" B2C_1_other)" "another policy"
refused 401 "$(by rsa.pem "$plain" - '{}' --drop tfp)" "no policy"
refused 401 "$(by rsa.pem "$plain" B2C_1_other '{"acr":"b2c_1_signin"}')" \
	"tfp of another, acr of ours"
refused 401 "$(by rsa.pem "$sign_in" B2C_1_edit)" "issuer and tfp differ"
refused 401 "$(by rsa-other.pem "$edit" B2C_1_signIn)" "the same"
refused 401 "$(by rsa.pem "$PROVIDER/tfp/$tenant/b2c_1_other/v2.0/" \
	B2C_1_other)" "issuer of another policy"
refused 401 "$(by rsa.pem "${plain%/}" B2C_1_signIn)" "issuer without slash"
refused 401 "$(by rsa.pem "$PROVIDER/tfp/$tenant/B2C_1_signIn/v2.0/" \
	B2C_1_signIn)" "issuer in another case"
accepted "$(by rsa.pem "$sign_in" b2c_1_signin)" "ours"
expect_fetched 0 0
result "G8: the policy must be one of the section, in tfp and issuer alike"

refused 401 "$(by rsa-other.pem "$plain" B2C_1_signIn)" "sign-in, key of edit"
refused 401 "$(by rsa-other.pem "$sign_in" B2C_1_signIn)" "the same"
refused 401 "$(by rsa.pem "$plain" B2C_1_edit)" "edit, key of sign-in"
refused 401 "$(by rsa.pem "$edit" B2C_1_edit)" "the same"
accepted "$(by rsa-other.pem "$plain" B2C_1_edit)" "edit, its own key"
expect_fetched 0 0
result "E6: no policy believes a key of another, whatever its kid"

accepted "$(by rsa.pem "$plain" B2C_1_signIn)" "with nonce"
refused 401 "$(by rsa.pem "$plain" B2C_1_signIn '{}' --drop azp)" "no azp"
refused 401 "$(by rsa.pem "$plain" B2C_1_signIn '{}' --drop scp)" "no scp"
refused 401 "$(by rsa.pem "$plain" B2C_1_signIn '{"at_hash":"x"}')" "at_hash"
refused 401 "$(by rsa.pem "$plain" B2C_1_signIn \
	"{\"aud\":\"api://$api\"}")" "audience"
refused 401 "$(by rsa.pem "$plain" B2C_1_signIn '{"ver":"2.0"}')" "version"
refused 401 "$(by rsa.pem "$plain" B2C_1_signIn '{"sub":
	"Not supported currently. Use oid claim."}')" "everybody's sub"
refused 403 "$(by rsa.pem "$plain" B2C_1_signIn '{"scp":"x"}')" "scope"
expect_header_like WWW-Authenticate \
	"scope=\"https://contoso.onmicrosoft.com/$api/weather.read\""
result "an ID token, another audience, version or scope is refused"

ctl check >"$E2E/check.out" 2>&1
ctl keys list >"$E2E/list.out"
for name in B2C_1_signIn B2C_1_edit; do
	at=$PROVIDER/contoso.onmicrosoft.com/$name/v2.0/.well-known
	grep -qF "[issuer club] $at/openid-configuration: 1 usable" \
		"$E2E/check.out" || fact_failed "check lacks $name"
	grep -qxF "club $at/openid-configuration" "$E2E/list.out" ||
		fact_failed "keys list lacks $name"
done
result "check and keys list name the keys of each policy"

keys=$E2E/provider/contoso.onmicrosoft.com/B2C_1_edit/discovery/v2.0/keys
mv "$keys" "$E2E/hidden"
ctl check >"$E2E/check.out" 2>&1
grep -F B2C_1_edit "$E2E/check.out" | grep -qF 'answered 404' ||
	fact_failed "check does not say whose keys are gone"
! grep -F B2C_1_signIn "$E2E/check.out" | grep -qF 404 ||
	fact_failed "check says that the other keys are gone"
mv "$E2E/hidden" "$keys"
result "check says whose keys cannot be had"

stop_server TERM
stop_provider
expect_clean_logs
result "stopping the server leaves nothing running"
finish
