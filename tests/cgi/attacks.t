#!/usr/bin/env bash
# Attacks on the request around the token, as the program itself sees them,
# without a server that might stop them first.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup "cors_origins = https://page.example"

read=$(mint --subject alice --scope weather.read)
write=$(mint --subject alice --scope "weather.read weather.write")
forged=${write%.*}.$(cut -d. -f3 <<<"$read")
form=CONTENT_TYPE=application/x-www-form-urlencoded
json=CONTENT_TYPE=application/json
report='{"description":"Rain","location":{"city":"Portland"}}'
: >"$work/wrong"

status() {
	sed -n 's/^Status: \([0-9]*\).*/\1/p' "$work/out"
}

# try STATUS WHAT TOKEN METHOD URI BODY [NAME=value …]: "-" for no token
try() {
	local want=$1 what=$2 token=$3 method=$4 uri=$5 body=$6
	shift 6
	[ "$token" = - ] || set -- "$@" HTTP_AUTHORIZATION="Bearer $token"
	printf '%s' "$body" | cgi "$method" "$uri" \
		CONTENT_LENGTH="${LENGTH:-$(printf '%s' "$body" | wc -c)}" "$@"
	cat "$work/log" >>"$work/logs"
	[ "$(status)" = "$want" ] ||
		echo "$what: $(status), not $want" >>"$work/wrong"
}

# Ends a test: all its tries as one line.
ends() {
	[ ! -s "$work/wrong" ]
	result "$1" $? "$work/wrong"
	: >"$work/wrong"
}

try 200 "in the header" "$read" GET /api/reports ""
try 401 "in the query" - GET "/api/reports?access_token=$read" ""
try 401 "in a form" - POST /api/reports "access_token=$write" $form
try 401 "in JSON" - POST /api/reports "{\"access_token\":\"$write\"}" $json
try 401 "in a cookie" - GET /api/reports "" HTTP_COOKIE="access_token=$read"
for name in HTTP_X_AUTHORIZATION HTTP_PROXY_AUTHORIZATION \
	HTTP_X_FORWARDED_ACCESS_TOKEN HTTP_AUTHORIZATION_ AUTHORIZATION \
	HTTP_DPOP REMOTE_USER HTTP_REMOTE_USER; do
	try 401 "in $name" - GET /api/reports "" "$name=Bearer $read"
done
# with one in the header, the other one is not seen at all
try 200 "in both" "$read" GET "/api/reports?access_token=$forged" ""
try 403 "a better one in the query" "$read" POST \
	"/api/reports?access_token=$write" "$report" $json
try 401 "a bad one in the header" "$forged" GET \
	"/api/reports?access_token=$read" ""
try 415 "a form beside the header" "$write" POST /api/reports \
	"access_token=$write" $form
# covers: A8
ends "a token is read from the header and from nowhere else"

redirected() {
	cgi GET /api/reports "HTTP_AUTHORIZATION=$1" \
		"REDIRECT_HTTP_AUTHORIZATION=$2" </dev/null
	[ "$(status)" = "$3" ] ||
		echo "'$1' and '$2': $(status), not $3" >>"$work/wrong"
}
redirected "Bearer $read" "Bearer $read" 200
redirected "" "Bearer $read" 200
redirected "Bearer $read" "" 200
redirected "Bearer $read" "Bearer $write" 400
redirected "Bearer $read" "Basic dTpw" 400
redirected "Basic dTpw" "Bearer $read" 400
redirected "Bearer $read" "bearer $read" 400
redirected "Bearer $read" " " 400
# covers: A10
ends "two variables with one credential are one, with two they are none"

# The verdict comes before the body: what would be refused for its size, type
# or end, had the token been good, is not even looked at.
large=$(head -c 70000 /dev/zero | tr '\0' ' ')
try 201 "good" "$write" POST /api/reports "$report" $json
try 413 "good token, large body" "$write" POST /api/reports "$large" $json
try 415 "good token, another type" "$write" POST /api/reports x CONTENT_TYPE=x
try 400 "good token, no JSON" "$write" POST /api/reports '{' $json
LENGTH=99 try 400 "good token, cut body" "$write" POST /api/reports '{' $json
for token in "$forged" garbage; do
	try 401 "bad token, large body" "$token" POST /api/reports "$large" $json
	try 401 "bad token, another type" "$token" POST /api/reports x CONTENT_TYPE=x
	try 401 "bad token, no JSON" "$token" POST /api/reports '{' $json
	LENGTH=99 try 401 "bad token, cut body" "$token" POST /api/reports '{' $json
	LENGTH=99999999999 try 401 "bad token, endless length" "$token" POST \
		/api/reports '{' $json
done
try 403 "reading token, large body" "$read" POST /api/reports "$large" $json
# covers: A16
ends "a token is judged before the body that came with it"

# cached WORD STATUS WHAT …: try, then Cache-Control must be so.
cached() {
	local want=$1
	shift
	try "$@"
	[ "$(value Cache-Control)" = "$want" ] ||
		echo "$2: Cache-Control: $(value Cache-Control)" >>"$work/wrong"
	value Vary | grep -q Authorization ||
		echo "$2: Vary: $(value Vary)" >>"$work/wrong"
}
cached 'private, max-age=5' 200 "a list" "$read" GET /api/reports ""
cached 'private, max-age=5' 200 "the caller" "$read" GET /api/me ""
cached no-store 401 "no token" - GET /api/reports ""
cached no-store 401 "a forged token" "$forged" GET /api/reports ""
cached no-store 400 "two tokens" "$read, $read" GET /api/reports ""
cached no-store 403 "too little" "$read" POST /api/reports "$report" $json
cached no-store 404 "nothing there" "$read" GET /api/reports/none ""
cached no-store 405 "another method" - PUT /api/reports ""
# covers: A17
ends "no shared cache may keep what one caller got"

# Signed well, with texts made to break out of a header or a line.
odd=$(mint --subject $'"eve",\r\nSet-Cookie: x=1' --client $'a\e[31m"\n' \
	--name $'"\r\n' --scope $'weather.read" error="x')
try 403 "odd words" "$odd" GET /api/reports ""
grep -v '^detail' "$work/out" | grep -qiE 'eve|set-cookie|error="x' &&
	echo "the answer has text of the token" >>"$work/wrong"
[ "$(value WWW-Authenticate)" = 'Bearer realm="weather", error="insufficient_scope", scope="weather.read"' ] ||
	echo "challenge: $(value WWW-Authenticate)" >>"$work/wrong"
[ "$(grep -c . "$work/log")" = "$(grep -cE '^[^ ]*(event|level|time)=' "$work/log")" ] ||
	echo "a line of the log is forged" >>"$work/wrong"
grep -qP '[\x00-\x08\x0b-\x1f\x7f]' "$work/log" &&
	echo "the log has control bytes" >>"$work/wrong"
try 200 "plain words" "$read" GET /api/reports ""
# covers: H6 K2
ends "no text of a token gets into a header or forges a line of the log"

# Behind each cause the same answer, but for its id.
plain() {
	sed -E 's/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]*/ID/g' "$work/out"
}
try 401 garbage garbage GET /api/reports ""
plain >"$work/first"
none=$(printf '{"alg":"none"}' | base64 | tr -d '=\n' | tr '/+' '_-')
kid=$(printf '{"alg":"ES256","kid":"../../keys.db"}' | base64 -w0 |
	tr -d '=' | tr '/+' '_-')
for token in "$forged" "${read%.*}." "$none.$(cut -d. -f2- <<<"$read")" \
	"$kid.$(cut -d. -f2- <<<"$read")" "${read}A" "a.b.c" \
	"$(mint --scope weather.read --expires 1 | sed 's/.$/#/')"; do
	try 401 "$token" "$token" GET /api/reports ""
	plain | cmp -s - "$work/first" ||
		echo "another answer for $token" >>"$work/wrong"
	grep -q 'reason=' "$work/log" || echo "no reason logged" >>"$work/wrong"
done
value WWW-Authenticate | grep -qx 'Bearer realm="weather", error="invalid_token"' ||
	echo "challenge: $(value WWW-Authenticate)" >>"$work/wrong"
try 200 good "$read" GET /api/reports ""
# covers: K3 K4 K5
ends "every refused token gets the same answer, and the log its reason"

# The web server hands a stranger's Proxy header over as HTTP_PROXY; the
# program that fetches keys is not told of it.
cat >"$work/fetch" <<END
#!/bin/sh
env >"$work/state/environment"
exec "$WEATHER_BUILD/bin/weather-fetch"
END
chmod 755 "$work/fetch"
sed "s|^fetch_program.*|fetch_program = $work/fetch|" "$WEATHER_CONFIG" \
	>"$work/far.conf"
cat >>"$work/far.conf" <<END
[issuer far]
preset = oidc
issuer = http://127.0.0.1:1
audience = weather
algorithms = ES256
allow_insecure_loopback = on
END
far=$("$WEATHER_BUILD/tools/mint" sign "$work/state/dev.key.pem" --alg ES256 \
	--kid x --claims '{"iss":"http://127.0.0.1:1","aud":"weather","sub":"u"}')
WEATHER_CONFIG=$work/far.conf try 503 "no keys" "$far" GET /api/reports "" \
	HTTP_PROXY=http://127.0.0.1:9 http_proxy=http://127.0.0.1:9 \
	ALL_PROXY=http://127.0.0.1:9
[ -e "$work/state/environment" ] || echo "nothing was fetched" >>"$work/wrong"
grep -qi 'proxy' "$work/state/environment" &&
	echo "the fetch knows of the proxy" >>"$work/wrong"
WEATHER_CONFIG=$work/far.conf try 200 good "$read" GET /api/reports "" \
	HTTP_PROXY=http://127.0.0.1:9
# covers: A12 I7
ends "a Proxy header reaches nothing that fetches"

grep -raF -e "${read##*.}" -e "${write##*.}" -e "${odd##*.}" "$work/logs" \
	"$work/state" >"$work/wrong"
grep -q 'status=200' "$work/logs" || echo "no log" >>"$work/wrong"
# covers: K1
ends "no token was written anywhere"
finish
