#!/usr/bin/env bash
# weather-client with an Entra-shaped provider that misbehaves, and a service
# that does: every refusal has its exit code and a word of advice, nothing is
# believed that should not be, and nothing hangs.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
# shellcheck source=tests/client/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/client/liar.sh
. "$(dirname "$0")/liar.sh"

make_home
make_person
start_liar
SECRET=$(openssl rand -hex 16)
SECRETS=$SECRET
secret_file "$SECRET"
(cd "$C" && "$WEATHER_BUILD/bin/weather-client" cert new app --bits 2048) \
	>"$C/cert.out" 2>&1 || bail_out "$(cat "$C/cert.out")"
for name in app certified person; do
	profile "$name" < <(
		cat <<-END
			api = $LIAR
			authority = $LIAR/$TENANT
			client_id = 66666666-7777-8888-9999-000000000000
		END
		case $name in
		app) echo client_secret_file = secret ;;
		certified) printf '%s\n' 'certificate = app.cert.pem' \
			'key = app.key.pem' ;;
		esac
		case $name in
		person) echo scope = api://1/weather.read ;;
		*) echo scope = api://1/.default ;;
		esac
	)
done

echo '[]' >"$L/api/reports"
grant '' "$T/token"
forget_requests
client --profile app --verbose reports list
expect_exit 0
expect_out "There are no such reports."
expect_err "/v2.0/.well-known/openid-configuration: 200"
grep -q '^grant_type=client_credentials&scope=api%3A%2F%2F1%2F.default&client_id=66666666-7777-8888-9999-000000000000&client_secret='"$SECRET\$" \
	"$L/requests" || fact_failed "$(cat "$L/requests")"
grep -q "^Authorization: Bearer $GRANTED" "$L/requests" ||
	fact_failed "no token was sent"
result "the secret is posted as Entra lists first, the token sent as Bearer"

forget_requests
client --profile certified reports list
expect_exit 0
assertion=$(sed -n 's/.*client_assertion=\([^&]*\).*/\1/p' "$L/requests")
part() {
	# shellcheck disable=SC2016 # a variable of jq
	jq -Rc --argjson n "$1" 'split(".")[$n] | gsub("-"; "+") |
		gsub("_"; "/") | @base64d | fromjson' <<<"$assertion"
}
thumbprint() {
	openssl x509 -in "$C/app.cert.pem" -outform DER |
		openssl dgst "-$1" -binary | base64 -w0 | tr '+/' '-_' |
		tr -d '='
}
part 0 >"$C/header"
part 1 >"$C/claims"
# shellcheck disable=SC2016 # variables of jq
json_is --arg x5t "$(thumbprint sha1)" --arg x5t256 "$(thumbprint sha256)" \
	'. == {alg: "RS256", typ: "JWT", kid: $x5t, x5t: $x5t,
		"x5t#S256": $x5t256}' <"$C/header" >"$C/jq" ||
	fact_failed "header $(cat "$C/header")"
# shellcheck disable=SC2016
json_is --arg aud "$LIAR/$TENANT/oauth2/v2.0/token" '.iss == .sub and
	.aud == $aud and .exp - .nbf == 300 and .iat == .nbf and
	(.jti | length == 36)' <"$C/claims" >"$C/jq" ||
	fact_failed "claims $(cat "$C/claims")"
openssl x509 -in "$C/app.cert.pem" -noout -pubkey >"$C/public.pem"
printf %s "${assertion%.*}" >"$C/signed"
signature=${assertion##*.}
printf %s "$signature==" | head -c $(((${#signature} + 3) / 4 * 4)) |
	tr -- '-_' '+/' | base64 -d >"$C/signature" 2>/dev/null
openssl dgst -sha256 -verify "$C/public.pem" -signature "$C/signature" \
	"$C/signed" >"$C/verified" 2>&1 || fact_failed "$(cat "$C/verified")"
result "an assertion has kid, x5t, x5t#S256, the token endpoint and 5 minutes"

# ERROR NUMBER EXIT ADVICE
while read -r error number code advice; do
	forget
	refuse "$error" "$number" "$T/token"
	client --profile app reports list
	expect_exit "$code"
	expect_err "$error: AADSTS$number: Something is wrong."
	expect_err "$advice"
	! grep -q 'Trace ID' "$C/err" || fact_failed "Trace ID is shown"
	[ "$(cached)" = 0 ] || fact_failed "$number: something was kept"
done <<'END'
invalid_client 7000215 78 put the secret's Value, not its Secret ID
invalid_client 7000222 78 The secret has expired
unauthorized_client 700016 78 There is no application with this client_id
invalid_scope 70011 78 api://API-ID/.default
invalid_request 90002 78 There is no such tenant
invalid_resource 500011 78 is not in this tenant
invalid_grant 65001 67 admin consent
interaction_required 50076 67 second factor
temporarily_unavailable 90033 75 Try again later
unsupported_grant_type 99999999 78 choose another one with grant
access_denied 53003 77 conditional access
END
result "every refusal of Entra has its exit code and says what to do"

# NAME EXIT WORDS: answers that are none
page='<html><body>Sign in to the wireless network</body></html>'
while read -r what code words; do
	forget
	rm -f "$T/token.lie"
	case $what in
	html) printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n%s' \
		"$page" >"$T/token" ;;
	type) answer_json 200 '{"access_token":"a"}' "$T/token" ;;
	dpop) answer_json 200 '{"access_token":"a","token_type":"DPoP"}' \
		"$T/token" ;;
	empty) answer_json 200 '' "$T/token" ;;
	array) answer_json 200 '[]' "$T/token" ;;
	twice) answer_json 200 '{"token_type":"Bearer","access_token":"a","access_token":"b"}' "$T/token" ;;
	split) answer_json 200 '{"token_type":"Bearer","access_token":"a\r\nX-Evil: 1"}' "$T/token" ;;
	silent) printf 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n' \
		>"$T/token" ;;
	redirect) printf 'HTTP/1.1 307 X\r\nLocation: %s/api/stolen\r\nContent-Length: 0\r\n\r\n' \
		"$LIAR" >"$T/token" ;;
	*) printf %s "/$what" >"$T/token.lie" ;;
	esac
	client --profile app reports list
	expect_exit "$code"
	expect_err "$words"
	[ "$(cached)" = 0 ] || fact_failed "$what: something was kept"
done <<'END'
html 69 with text/html instead of JSON
type 69 a token of no type
dpop 69 the type "DPoP"
empty 69 its JSON
array 69 its JSON does not start with {
twice 69 duplicate member
split 69 without a proper access_token
silent 78 does not say why
redirect 69 redirects to another address
large 69 more than 256 KiB
endless 69 more than 256 KiB
endless-headers 69 more than
cut 69 transfer closed
garbage 69 127.0.0.1
nothing 69 127.0.0.1
END
rm -f "$T/token.lie"
! grep -q '^/api/stolen' "$L/count" || fact_failed "the redirect was followed"
result "pages, floods, cuts and nonsense are told and not believed"

# FILTER EXIT WORDS: documents of another provider
grant '' "$T/token"
while IFS=@ read -r filter words; do
	forget
	forget_requests
	tell_metadata "$filter"
	client --profile app reports list
	expect_exit 78
	expect_err "$words"
	[ "$(asked token)" = 0 ] || fact_failed "$filter: the secret was sent"
done <<'END'
.issuer = "https://login.example"@calls itself "https://login.example"
.issuer |= sub("1111"; "9999")@calls itself
del(.issuer)@calls itself ""
del(.token_endpoint)@names no token_endpoint
.token_endpoint = "http://login.example/token"@not https://
END
tell_metadata .
rm -rf "${L:?}/$TENANT/v2.0.away"
mv "$L/$TENANT/v2.0" "$L/$TENANT/v2.0.away"
client --profile app reports list
expect_exit 78
expect_err "answers 404"
mv "$L/$TENANT/v2.0.away" "$L/$TENANT/v2.0"
result "a provider that names another one never gets the secret"

# waits as told, twice at most
busy() {
	printf 'HTTP/1.1 %s X\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n' \
		"$1" "$2" >"$3"
}
forget
forget_requests
busy 503 0 "$T/token.1"
busy 429 1 "$T/token.2"
client --profile app reports list
expect_exit 0
[ "$(asked token)" = 3 ] || fact_failed "$(asked token) requests"
expect_err "asks to wait 1 s."
forget
forget_requests
for n in 1 2 3 4; do busy 503 0 "$T/token.$n"; done
client --profile app reports list
expect_exit 75
[ "$(asked token)" = 3 ] || fact_failed "$(asked token) requests"
forget
forget_requests
busy 503 86400 "$T/token.1"
client --profile app reports list
expect_exit 75
[ "$(asked token)" = 1 ] || fact_failed "$(asked token) requests"
forget_requests
client --profile app reports list
forget_requests
for n in 1 2; do busy 503 0 "$L/api/reports.$n"; done
client --profile app reports list
expect_exit 0
for n in 1 2 3; do busy 429 0 "$L/api/reports.$n"; done
client --profile app reports list
expect_exit 75
result "busy providers and services are waited for as told, twice at most"

# a device code: pending, slower, and how it ends
device() {
	answer_json 200 '{"user_code":"ABCD-EFGH","device_code":"d1","verification_uri":"'"$LIAR"'/device","expires_in":'"${1:-900}"',"interval":1,"message":"\u001b[2Jgo to evil"}' "$T/devicecode"
}
forget
forget_requests
device
refuse authorization_pending 70016 "$T/token.1"
grant ',"refresh_token":"0.r1"' "$T/token.2"
client --profile person login --device
expect_exit 0
expect_err "enter the code ABCD-EFGH"
! grep -q evil "$C/err" || fact_failed "the provider's message is printed"
[ "$(asked token)" = 2 ] || fact_failed "$(asked token) polls"
grep -q 'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d1' \
	"$L/requests" || fact_failed "$(cat "$L/requests")"
grep -q 'scope=openid+profile+offline_access+api%3A%2F%2F1%2Fweather.read' \
	"$L/requests" || fact_failed "$(cat "$L/requests")"
result "a device code is asked for until somebody has entered it"

for error in expired_token access_denied authorization_declined \
	bad_verification_code; do
	forget
	forget_requests
	refuse "$error" 99999999 "$T/token.1"
	client --profile person login --device
	expect_exit 67
	expect_err "weather-client login"
	[ "$(asked token)" = 1 ] || fact_failed "$error: $(asked token) polls"
done
forget_requests
device 1
refuse authorization_pending 70016 "$T/token.1"
client --profile person login --device
expect_exit 67
expect_err "in time"
[ "$(asked token)" -le 1 ] || fact_failed "polled after its end"
result "and not any longer when it was refused or has expired"

# the signed-in one meets interaction_required
forget
forget_requests
device
grant ',"refresh_token":"0.r1"' "$T/token.1"
client --profile person login --device
file=$(find "$C/state" -name 'person-*.json')
jq '.expires_at = 1' "$file" >"$file.x" && mv "$file.x" "$file"
chmod 600 "$file"
refuse interaction_required 50076 "$T/token.1"
client --profile person reports list
expect_exit 67
expect_err "second factor"
grant ',"refresh_token":"0.r2"' "$T/token.1"
client --profile person reports list
expect_exit 0
json_is '.refresh_token == "0.r2"' <"$file" >"$C/jq" ||
	fact_failed "the new refresh token was not kept"
grant '' "$T/token.1"
jq '.expires_at = 1' "$file" >"$file.x" && mv "$file.x" "$file"
chmod 600 "$file"
client --profile person reports list
json_is '.refresh_token == "0.r2"' <"$file" >"$C/jq" ||
	fact_failed "the old refresh token was lost"
result "a refresh that needs a person says so; a new refresh token replaces"

# nobody sees secrets of running processes
processes_case() {
	forget
	forget_requests
	printf %s /mute >"$T/token.lie"
	(client --profile app reports list) 2>/dev/null &
	waiting=$!
	also_kill "$waiting"
	eventually grep -q token "$L/count" || fact_failed "no request"
	cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' >"$E2E/cmdlines"
	! grep -qF "$SECRET" "$E2E/cmdlines" || fact_failed "the secret is an argument"
	pid=$(pgrep -P "$waiting")
	if [ -n "$pid" ]; then
		[ "$(awk '/^Max core/ {print $5, $6}' "/proc/$pid/limits")" = '0 0' ] ||
			fact_failed "it may leave a core file"
		# the kernel gives a process that cannot be dumped to root
		[ "$(stat -c %U "/proc/$pid/mem")" = root ] ||
			fact_failed "others can read its memory"
		kill "$pid"
	else
		fact_failed "its process was not found"
	fi
	rm -f "$T/token.lie"
	wait "$waiting" 2>/dev/null
	result "no secret is in /proc/*/cmdline, and no core file can hold one"
}
# valgrind is another program, with files and limits of its own
[ -n "${CLIENT_VALGRIND:-}" ] || processes_case
finish
