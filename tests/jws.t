#!/usr/bin/env bash
# weatherctl jws verify: what it prints and what it leaves with.
set -u

# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"

keys=$here/keys
mint=$tools/mint
"$mint" jwks "$keys/rsa.pem:rsa:RS256" "$keys/rsa-other.pem:pss:PS512" \
	"$keys/p256.pem:p256" "$keys/ed25519.pem:ed" >keys.json

# jws KEY KID PAYLOAD [OPTION...]: the next $input.
jws() {
	local key=$1 kid=$2 payload=$3
	shift 3
	"$mint" sign "$keys/$key.pem" --kid "$kid" --raw-claims "$payload" \
		"$@" | tr -d '\n' >jws
	input=jws
}

# verified PAYLOAD OPTION...
verified() {
	local payload=$1
	shift
	run 0 jws verify --jwks keys.json "$@"
	is "$(cat out)" "$payload"
	is "$(cat err)" ''
}

# refused REASON OPTION...
refused() {
	local reason=$1
	shift
	run 1 jws verify --jwks keys.json "$@"
	is "$(cat out)" ''
	is "$(head -n 1 err)" "$reason"
}

jws rsa rsa 'no JSON at all'
verified 'no JSON at all'
jws rsa-other pss '{}' --alg PS512
verified '{}'
jws p256 p256 '{}'
verified '{}'
jws ed25519 ed '{}'
verified '{}'
jws ed25519 ed '{}' --header '{"alg": "Ed25519"}'
verified '{}'
jws rsa rsa ''
verified ''
echo >>jws
verified ''
printf '\r\n' >crlf
"$mint" sign "$keys/rsa.pem" --kid rsa --raw-claims x | tr -d '\n' |
	cat - crlf >jws
verified x
result "what verifies gives its payload, be it empty or no JSON"

jws rsa-other rsa '{}'
refused signature/bad
jws rsa rsa '{}' --alg PS256
refused keys/alg-mismatch
jws rsa none '{}'
refused keys/unknown-kid
jws rsa rsa '{}' --none
refused token/segments
jws rsa rsa '{}' --hmac
refused token/alg
jws rsa rsa '{}' --header '{"crit": ["exp"]}'
refused token/crit
jws rsa rsa '{}' --header '{"b64": false}'
refused token/b64
jws rsa rsa '{}'
printf ' ' >>jws
refused token/base64url
printf '\n\n' >jws
refused token/segments
: >jws
refused token/segments
result "what does not verify gives a reason and no payload"

jws rsa rsa '{}' --header '{"typ": "JOSE+JSON", "cty": "JWT"}'
verified '{}'
jws rsa rsa 'x' --header '{"typ": "dpop+jwt"}'
verified x
result "any kind of JWS is welcome, not only access tokens"

jws rsa rsa '{}'
verified '{}' --alg RS256
verified '{}' --alg ES256 --alg RS256
verified '{}' --alg ES256 RS256
refused token/alg-not-allowed --alg ES256
refused token/alg-not-allowed --alg ES256 --alg PS256 PS512
jws rsa-other pss '{}' --alg PS512
verified '{}' --alg PS512
"$mint" jwks --no-alg "$keys/rsa.pem:rsa" >plain.json
jws rsa rsa '{}' --alg PS256
run 0 jws verify --jwks plain.json --alg PS256
run 1 jws verify --jwks plain.json
is "$(head -n 1 err)" keys/alg-mismatch
result "--alg allows what it names and nothing else"

jws rsa rsa '{}'
for set in '' '[]' '{}' '{"keys": []}' '{"keys": [{"kty": "oct", "k": "AA"}]}'; do
	printf '%s' "$set" >bad.json
	run 1 jws verify --jwks bad.json
	grep -qxE 'keys/(malformed|unusable)' err ||
		fact_failed "no reason about keys for: $set"
done
head -c 600000 /dev/zero >bad.json
run 1 jws verify --jwks bad.json
is "$(head -n 1 err)" file/size
result "a key set without a usable key verifies nothing"

run 2 jws verify
err_has '--jwks FILE is missing'
run 2 jws verify --jwks none.json
err_has none.json
run 2 jws verify --jwks .
run 2 jws verify --jwks -
run 2 jws verify --jwks keys.json --alg HS256
run 2 jws verify --jwks keys.json --alg ES265
err_has 'did you mean ES256?'
run 2 jws verify --jwks keys.json --alg RS256 none
run 2 jws verify --jwks keys.json RS256
run 2 jws verify --jwks keys.json --jwks keys.json
run 2 jws verify --jwk keys.json
err_has 'did you mean --jwks?'
is "$(cat out)" ''
run 64 jws
code=0
# shellcheck disable=SC2094 # nothing writes there
"$ctl" jws verify --jwks keys.json <jws >/dev/full 2>err || code=$?
is "$code" 74
result "misuse is neither yes nor no"

finish
