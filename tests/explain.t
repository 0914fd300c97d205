#!/usr/bin/env bash
# weatherctl token explain: by which keys it judges, what it leaves with. Every
# diagnosis is in tests/unit/explain*_test.c.
set -u

# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"
export WEATHER_CONFIG=$home/weather.conf
mint=$tools/mint
keys=$here/keys

provider_start
configure '[issuer dev]' 'preset = dev' '[issuer far]' 'preset = oidc' \
	"issuer = http://127.0.0.1:$port" 'audience = weather' \
	'allow_insecure_loopback = on'
run 0 init

# token [OPTION...]: a token of the provider, the next $input.
token() {
	"$mint" sign "$keys/rsa.pem" --kid k1 --claims "{
		\"iss\": \"http://127.0.0.1:$port\", \"aud\": \"weather\",
		\"sub\": \"ada\", \"scope\": \"weather.read\"}" "$@" >jwt
	input=jwt
}

# Nothing that is printed holds a piece of the token.
token_is_not_out() {
	local part
	for part in $(tr . ' ' <jwt); do
		! grep -qF -- "${part:0:12}" out err ||
			fact_failed "the token is printed"
		! grep -qF -- "${part: -12}" out err ||
			fact_failed "the token is printed"
	done
}

"$ctl" token mint --scope weather.read >jwt
input=jwt
run 0 token explain
out_has '  ok           signature'
out_has '  read         granted'
out_has '  write        missing; needs the scope "weather.write"'
out_has 'Accepted.'
is "$(cat err)" ''
token_is_not_out
"$ctl" token mint --scope weather.read | sed 's/^/ bEARER /' >jwt
run 0 token explain
out_has 'Accepted.'
sed -i 's/bEARER/Basic/' jwt
run 1 token explain
out_has 'reason authorization/malformed'
"$ctl" token mint --scope '' >jwt
run 1 token explain
out_has 'Refused with 403'
"$ctl" token mint --scope weather.read >jwt
sed 's/.$/!/' jwt >cut.jwt
input=cut.jwt
run 1 token explain
out_has 'reason token/base64url'
out_has '  not reached  header'
result "it answers as the service would"

input=jwt
run 0 token explain
"$ctl" token revoke --issuer dev --subject dev-user >/dev/null
run 1 token explain
out_has '  ok           binding'
out_has '  refused      deny-list'
out_has 'revoked here'
"$ctl" token unrevoke --issuer dev --subject dev-user >/dev/null
run 0 token explain
result "it looks at the deny-list"

token
before=$(sqlite3 -readonly state/keys.db .dump)
run 1 token explain
out_has '  refused      key '
out_has 'Refused with 503, reason keys/none'
out_has 'weatherctl keys refresh far'
is "$(sqlite3 -readonly state/keys.db .dump)" "$before"
token_is_not_out
run 1 token explain --fetch
out_has 'The keys of [issuer far] could not be fetched'
out_has 'Refused with 503, reason keys/none'
"$mint" jwks "$keys/rsa.pem:k1" >provider/keys
run 1 token explain
run 0 token explain --fetch
out_has 'The keys of [issuer far] were fetched now.'
out_has 'Accepted.'
kill "$provider"
run 0 token explain
out_lacks fetched
token_is_not_out
before=$(sqlite3 -readonly state/keys.db .dump)
token --kid k2
run 1 token explain
out_has 'no key "k2" of [issuer far] is stored here'
is "$(sqlite3 -readonly state/keys.db .dump)" "$before"
run 1 token explain --fetch
out_has 'could not be fetched'
out_has 'no key "k2"'
token --ttl -3600
run 1 token explain --fetch
out_has 'expired 36'
out_lacks 'fetched'
result "it fetches only when told to, and for a token that gets that far"

input=/dev/null
run 2 token explain
err_has 'standard input is empty'
input=jwt
run 2 token explain jwt
run 2 token explain --ftch
err_has 'did you mean --fetch?'
run 78 --config none.conf token explain
mv state/keys.db other
run 66 token explain
err_has 'weatherctl init'
mv other state/keys.db
code=0
"$ctl" token mint --scope weather.read >jwt
# shellcheck disable=SC2094 # nothing writes there
"$ctl" token explain <jwt >/dev/full 2>err || code=$?
is "$code" 74
result "misuse is neither yes nor no"

finish
