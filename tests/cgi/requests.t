#!/usr/bin/env bash
# One recorded answer for each kind of request, through the whole program.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup "cors_origins = https://page.example"

read=$(mint --subject alice --scope weather.read)
write=$(mint --subject alice --scope "weather.read weather.write")
other=$(mint --subject bob --scope "weather.read weather.write")
admin=$(mint --subject root --scope "weather.read weather.write" --role Admin)
none=$(mint --subject carol --scope "")
json=CONTENT_TYPE=application/json

# send TOKEN METHOD URI BODY [NAME=value …]
send() {
	local token=$1 method=$2 uri=$3 body=$4
	shift 4
	printf '%s' "$body" | cgi "$method" "$uri" \
		HTTP_AUTHORIZATION="Bearer $token" \
		CONTENT_LENGTH="$(printf '%s' "$body" | wc -c)" "$@"
}

cgi GET /health </dev/null; expect health
logged "the log says that the dev issuer is on" event=dev-issuer-on
cgi HEAD /health </dev/null; expect health-head
cgi GET /problems/invalid-token </dev/null; expect problem-page
cgi GET /problems/unheard-of </dev/null; expect problem-page-unknown
cgi GET /.well-known/oauth-protected-resource </dev/null; expect resource-metadata
cgi GET /nowhere </dev/null; expect unknown-path
cgi GET /openapi.json </dev/null
sed '1,/^\r*$/d' "$work/out" | json_is '.openapi == "3.1.0" and
	.servers[0].url == "http://localhost:8080"' >/dev/null
result "the OpenAPI document names this service" $? "$work/out"
cgi GET /openapi.json HTTP_IF_NONE_MATCH="$(value ETag)" </dev/null
grep -q '^Status: 304' "$work/out"; result "and is the same until something changes" $?
cgi PUT /api/reports </dev/null; expect method-not-allowed

cgi GET /api/reports </dev/null; expect no-token
logged "no-token is logged with its reason" "reason=authorization/missing"
cgi GET /api/reports HTTP_AUTHORIZATION="Basic dTpw" </dev/null; expect other-scheme
cgi GET /api/reports HTTP_AUTHORIZATION="Bearer a, Bearer b" </dev/null; expect two-credentials
cgi GET /api/reports HTTP_AUTHORIZATION="Bearer $read" \
	REDIRECT_HTTP_AUTHORIZATION="Bearer $write" </dev/null; expect two-different-headers
cgi GET /api/reports HTTP_AUTHORIZATION="" \
	REDIRECT_HTTP_AUTHORIZATION="Bearer $read" </dev/null; expect redirected-header
cgi GET /api/reports HTTP_AUTHORIZATION="Bearer ${read}x" </dev/null; expect bad-token
cgi GET "/api/reports?access_token=$read" </dev/null; expect token-in-query-is-no-token
send "$none" GET /api/reports ""; expect token-without-rights
send "$read" GET /api/reports ""; expect reports-empty
send "$read" POST /api/reports '{"description":"Rain","location":{"city":"Portland"}}' $json
expect write-with-read-token
logged "the log names who was refused" "caller=u_"
logged "and what was missing" 'detail="the route needs write, the token grants read"'

report='{"description":"Misty sunrise today, beautiful!","location":{"city":"Portland","state":"or"}}'
send "$write" POST /api/reports "$report" $json HTTP_IDEMPOTENCY_KEY='"k1"'; expect report-created
id=$(value Location)
send "$write" POST /api/reports "$report" $json HTTP_IDEMPOTENCY_KEY=k1; expect report-replayed
[ "$(value Location)" = "$id" ]; result "the replay names the same report" $?
send "$write" POST /api/reports '{"description":"x","location":{"city":"y"}}' $json \
	HTTP_IDEMPOTENCY_KEY=k1; expect idempotency-key-reused
send "$write" POST /api/reports "$report" $json HTTP_IDEMPOTENCY_KEY="k1, k2"
expect idempotency-key-malformed
send "$other" POST /api/reports "$report" $json HTTP_IDEMPOTENCY_KEY=k1
grep -q '^Status: 201' "$work/out"; result "a key belongs to one caller" $?
send "$other" DELETE "$(value Location)" ""; expect report-deleted
send "$read" GET /api/reports ""; expect reports-one
send "$read" GET "$id" ""; expect report-shown
send "$read" GET "$id?fields=id" ""; expect report-unknown-parameter
send "$write" DELETE "$id?dry_run=1" ""
grep -q '^Status: 400' "$work/out"; result "a deletion takes no parameter" $?
send "$read" GET "/api/me?x=%zz" ""
grep -q '^Status: 400' "$work/out"; result "nor does who I am" $?
send "$read" GET "$id" ""
tag=$(value ETag)
send "$read" GET "$id" "" HTTP_IF_NONE_MATCH="$tag"; expect report-not-modified
send "$read" GET "$id" "" HTTP_IF_NONE_MATCH="W/\"x\", ${tag%\"}-gzip\""; expect report-not-modified-gzip
send "$read" GET "$id" "" HTTP_IF_NONE_MATCH='"other"'; expect report-modified
send "$read" GET /api/reports/nothing ""; expect report-unknown
send "$other" DELETE "$id" ""; expect report-of-somebody-else
send "$write" DELETE "$id" "" HTTP_IF_MATCH='"stale"'; expect report-stale
send "$write" DELETE /api/reports ""; expect clear-without-admin
send "$admin" DELETE /api/reports ""; expect clear-without-confirm
send "$admin" DELETE "/api/reports?before=soon" ""; expect clear-bad-time
send "$admin" DELETE "/api/reports?confirm=all&x=1" ""; expect clear-unknown-parameter
send "$admin" DELETE "/api/reports?before=-24h" ""; expect clear-before
send "$read" GET "$id" ""; grep -q '^Status: 200' "$work/out"
result "clearing before yesterday keeps what is new" $?
send "$write" DELETE "$id" "" HTTP_IF_MATCH="$tag"; expect report-deleted
send "$read" GET "$id" ""; expect report-unknown

send "$write" POST /api/reports '{"description":"' $json; expect malformed-json
send "$write" POST /api/reports '{"description":"a","description":"b"}' $json; expect duplicate-member
send "$write" POST /api/reports '{"description":" ","location":{"city":7,"country":"USA","zip":1},"x":1}' $json
expect invalid-fields
send "$write" POST /api/reports "$report" CONTENT_TYPE=text/plain; expect media-type
send "$write" POST /api/reports "$(head -c 65537 /dev/zero | tr '\0' ' ')" $json; expect too-large
printf '{' | cgi POST /api/reports HTTP_AUTHORIZATION="Bearer $write" CONTENT_LENGTH=50 $json; expect body-cut

observed='{"temp":11.84,"humidity":81,"pressure":1017.2,"wind_speed":3.2}'
send "$read" GET /api/weather/Seattle ""; expect weather-no-data
send "$write" POST "/api/weather/Seattle?state=WA" "$observed" $json; expect observation-created
send "$read" GET /api/weather/seattle ""; expect weather-metric
tag=$(value ETag)
send "$read" GET /api/weather/seattle "" HTTP_IF_NONE_MATCH="$tag"; expect weather-not-modified
send "$read" GET "/api/weather/SEATTLE?state=wa&country=us&units=imperial" ""; expect weather-imperial
send "$read" GET "/api/weather/-?city=Seattle&units=standard" ""; expect weather-standard
send "$read" GET "/api/weather/Seattle?view=full" ""
sed -i -E 's/"dt":[0-9]+/"dt":DT/' "$work/out"; expect weather-full
tag=$(value ETag)
send "$read" GET "/api/weather/Seattle?view=full" "" HTTP_IF_NONE_MATCH="$tag"
expect weather-full-not-modified
send "$read" GET "/api/weather/Seattle?view=half" ""; expect weather-bad-view
send "$read" GET "/api/weather/Seattle?units=kelvin" ""; expect weather-bad-units
send "$read" GET "/api/weather/Seattle?country=USA" ""; expect weather-bad-country
send "$read" GET "/api/weather/Seattle?state=Washington" ""; expect weather-bad-state
send "$read" GET "/api/weather/Seattle?state=OR" ""; expect weather-no-data
send "$write" POST "/api/weather/Seattle" '{"temp":812,"temprature":1,"humidity":"81"}' $json; expect observation-invalid
send "$write" POST "/api/weather/S%C3%A3o%20Paulo?country=BR&units=imperial" '{"temp":77}' $json; expect observation-accents
send "$read" GET "/api/weather/sao-paulo?country=br" ""; expect weather-folded

# One observation for an observer, a place and a time.
at='"observed_at":"2020-01-01T00:00:00Z"'
put() {
	send "$1" POST "/api/weather/Oslo?country=NO$2" "{$at,\"temp\":$3}" $json
}
answered() {
	[ "$(value Status)" = "$2" ]
	result "$1" $? "$work/out"
}
put "$write" "" 1; answered "an observation is new" "201 Created"
put "$write" "" 1; answered "the same content again changes nothing" "200 OK"
put "$write" "" 2; expect observation-exists
put "$other" "" 2; answered "another observer has a row of his own" "201 Created"
put "$write" "&on_conflict=replace" 2; answered "replacing is asked for" "200 OK"
put "$write" "" 2; answered "and was done" "200 OK"
put "$write" "" 1; answered "what was replaced is gone" "409 Conflict"
put "$write" "&on_conflict=ignore" 1; answered "nothing else can be asked for" "400 Bad Request"
put "$read" "&on_conflict=replace" 3; answered "reading does not replace" "403 Forbidden"

# Two readings within a second, of which no time was said, are both kept.
for temp in 1 2 3; do
	send "$write" POST "/api/weather/Bergen?country=NO" "{\"temp\":$temp}" $json
	answered "reading $temp has a second of its own" "201 Created"
done

# The history of a place; that of Seattle has one observation.
history=/api/weather/seattle/observations
send "$read" GET $history ""; expect history-json
tag=$(value ETag)
send "$read" GET $history "" HTTP_IF_NONE_MATCH="$tag"; expect history-not-modified
send "$read" GET "$history?limit=1" "" HTTP_IF_NONE_MATCH="$tag"
answered "another page has another tag" "200 OK"
send "$read" GET "$history?format=csv" ""; expect history-csv
send "$read" GET "$history?format=ndjson&units=imperial" ""; expect history-ndjson
send "$read" GET "$history?format=xml" ""; expect history-bad-format
send "$read" GET "$history?from=-24h&to=-48h" ""; expect history-bad-range
send "$read" GET "$history?cursor=AAAA" ""; expect history-bad-cursor
send "$read" GET /api/weather/Nowhere/observations ""; expect history-empty

# Nothing is decided by a header that names another method.
send "$write" POST /api/reports "$report" $json; answered "there is a report" "201 Created"
send "$admin" GET "/api/reports?confirm=all" "" HTTP_X_HTTP_METHOD_OVERRIDE=DELETE \
	HTTP_X_HTTP_METHOD=DELETE HTTP_X_METHOD_OVERRIDE=DELETE
answered "a GET stays a GET" "200 OK"
send "$read" GET /api/reports ""
grep -q '"id"' "$work/out"; result "and deletes nothing" $?

# Another writer holds the database.
coproc sqlite3 "$work/state/weather.db"
echo 'BEGIN IMMEDIATE; SELECT 1;' >&"${COPROC[1]}"
read -r _ <&"${COPROC[0]}"
send "$write" POST /api/reports "$report" $json; expect database-busy
send "$read" GET /api/reports ""; answered "reading goes on meanwhile" "200 OK"
echo 'ROLLBACK; SELECT 1;' >&"${COPROC[1]}"
read -r _ <&"${COPROC[0]}"
send "$write" POST /api/reports "$report" $json; answered "and writing after it" "201 Created"

send "$write" GET /api/me ""; expect me
send "$none" GET /api/me ""; expect me-without-rights

cgi OPTIONS /api/reports HTTP_ORIGIN=https://page.example \
	HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST </dev/null; expect preflight
cgi OPTIONS /api/reports HTTP_ORIGIN=https://evil.example \
	HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST </dev/null; expect preflight-other-origin
send "$read" GET /api/weather/seattle "" HTTP_ORIGIN=https://page.example; expect cors-allowed
send "$read" GET /api/weather/seattle "" HTTP_ORIGIN=https://evil.example; expect cors-other-origin

cgi GET /api/reports%00 </dev/null; expect bad-path
cgi GET /api/../../health </dev/null; expect dots-stay-inside
cgi GET //api///reports/ </dev/null; expect empty-segments

# The arguments of a CGI program come from strangers (RFC 3875 4.4).
env -i GATEWAY_INTERFACE=CGI/1.1 WEATHER_CONFIG="$WEATHER_CONFIG" \
	REQUEST_METHOD=GET REQUEST_URI='/health?--config+x' \
	"$WEATHER_BUILD/bin/weather.fcgi" --config x --help \
	>"$work/out" 2>"$work/log" </dev/null
expect arguments-are-ignored

cgi GET /health DOCUMENT_ROOT="$work/root" </dev/null; expect health
cgi GET /health DOCUMENT_ROOT="$work" </dev/null; expect state-below-document-root
logged "the log says what lies below the document root" "$work"
cgi GET /health CONTEXT_DOCUMENT_ROOT="$work" </dev/null; expect state-below-document-root
cgi GET /health WEATHER_CONFIG="$work/none.conf" </dev/null; expect no-configuration
logged "the log names the missing configuration" "none.conf"

! grep -rqF -- "${read##*.}" "$work/log" "$work/state"
result "no token was written anywhere" $?
finish
