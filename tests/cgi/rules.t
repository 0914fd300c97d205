#!/usr/bin/env bash
# What holds for every request: conditional requests, HEAD, methods, headers
# of answers and errors, bodies that are refused.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup "cors_origins = https://page.example"

write=$(mint --subject alice --scope "weather.read weather.write")
admin=$(mint --subject root --scope "weather.read weather.write" --role Admin)
json=CONTENT_TYPE=application/json
patch=CONTENT_TYPE=application/merge-patch+json

# send METHOD URI BODY [NAME=value …]
send() {
	local method=$1 uri=$2 body=$3
	shift 3
	printf '%b' "$body" >"$work/sent"
	cgi "$method" "$uri" HTTP_AUTHORIZATION="Bearer $write" \
		CONTENT_LENGTH="$(wc -c <"$work/sent")" "$@" <"$work/sent"
}

head_of() {
	tr -d '\r' <"$work/out" | sed '/^$/q' | grep -v '^X-Request-Id'
}

body() {
	tr -d '\r' <"$work/out" | sed '1,/^$/d'
}

send POST /api/reports '{"description":"x","location":{"city":"Bend"}}' $json
report=$(value Location)
send POST /api/weather/Bend '{"temp":1}' $json

# a path for each route with GET
paths() {
	"$WEATHER_BUILD/tools/routes" | sed -n 's/^GET \([^ ]*\) .*/\1/p' |
		sed -e "s|/api/reports/{id}|$report|" -e 's|{city}|Bend|' \
			-e 's|{type}|gone|' -e 's|{id}|1|' \
			-e 's|^/api/places$|&?q=bend|'
}

unequal='' untagged='' again='' count_paths=0
for path in $(paths); do
	send GET "$path" ""
	head_of >"$work/get"
	tag=$(value ETag)
	status=$(value Status)
	[ "$status" != "200 OK" ] || [ -n "$tag" ] || untagged="$untagged $path"
	[ "$status" != "200 OK" ] || count_paths=$((count_paths + 1))
	send HEAD "$path" ""
	head_of >"$work/head"
	cmp -s "$work/get" "$work/head" && [ -z "$(body)" ] ||
		unequal="$unequal $path"
	[ -n "$tag" ] || continue
	for sent in "$tag" "W/$tag" "\"a\", $tag" '*' "${tag%\"}-gzip\"" \
		"\"a,b\" , W/${tag%\"}-br\"" "$tag-gzip"; do
		send GET "$path" "" HTTP_IF_NONE_MATCH="$sent"
		[ "$(value Status)" = "304 Not Modified" ] &&
			[ "$(value ETag)" = "$tag" ] &&
			[ -n "$(value Cache-Control)" ] &&
			[ -z "$(value Content-Type)" ] && [ -z "$(body)" ] ||
			again="$again $path:$sent"
	done
	for sent in '"x"' "${tag#\"}" 'W/' '"' "${tag%\"}x\""; do
		send GET "$path" "" HTTP_IF_NONE_MATCH="$sent"
		[ "$(value Status)" = "200 OK" ] || again="$again $path:$sent"
	done
done
[ "$count_paths" -ge 7 ]; result "there are routes to look at" $?
[ -z "$unequal" ] || echo "# $unequal"
[ -z "$unequal" ]; result "HEAD is GET without its body, everywhere" $?
[ -z "$untagged" ] || echo "# $untagged"
[ -z "$untagged" ]; result "every 200 of a GET has an ETag" $?
[ -z "$again" ] || echo "# $again"
[ -z "$again" ]; result "If-None-Match gives 304 for its tag and for no other" $?

# Each method that a path does not know is 405, with those that it knows.
wrong=''
for path in $(paths); do
	for method in PUT PATCH TRACE FOO OPTIONS; do
		send "$method" "$path" "" $patch
		[[ $(value Status) == 405* && " $(value Allow)," == *" GET, HEAD,"* ]] ||
			[ "$method:$path" = "PATCH:$report" ] ||
			wrong="$wrong $method:$path"
	done
done
[ -z "$wrong" ] || echo "# $wrong"
[ -z "$wrong" ]; result "other methods are 405 with Allow" $?

# refused NAME STATUS TYPE [POINTER CODE]: the last answer is that problem.
refused() {
	local good=0
	[[ $(value Status) == "$2 "* ]] || good=1
	[ "$(value Content-Type)" = application/problem+json ] || good=1
	[ "$(value Cache-Control)" = no-store ] || good=1
	[ "$(value Vary)" = Authorization,Origin ] || good=1
	[ -z "$(value ETag)" ] || good=1
	body | json_is --arg id "urn:uuid:$(value X-Request-Id)" \
		"(keys - [\"errors\"]) == [\"detail\",\"instance\",\"status\",\"title\",\"type\"] and
		.status == $2 and .type == \"/problems/$3\" and .instance == \$id" \
		>/dev/null || good=1
	# shellcheck disable=SC2016 # variables of jq
	[ -z "${4:-}" ] || body | json_is --arg at "${4#.}" --arg code "$5" \
		'[.errors[] | select(.pointer == $at and .code == $code)] | length == 1' \
		>/dev/null || good=1
	result "$1" $good "$work/out"
}

# post NAME BODY STATUS TYPE [POINTER CODE]; a pointer of . is the whole body
post() {
	send POST /api/reports "$2" $json
	refused "$1" "${@:3}"
}
in_oslo='"location":{"city":"Oslo","country":"no"}'
post "no body" '' 400 malformed-json . malformed
post "an array" '[]' 400 malformed-json . malformed
post "a duplicate" '{"description":"a","description":"b",'"$in_oslo"'}' 400 malformed-json . malformed
post "a duplicate inside" '{"description":"a","location":{"city":"a","city":"b"}}' 400 malformed-json . malformed
post "a duplicate by its escape" '{"description":"a","\\u0064escription":"b",'"$in_oslo"'}' 400 malformed-json . malformed
post "something behind" '{"description":"a",'"$in_oslo"'} x' 400 malformed-json . malformed
post "a byte order mark" '\xef\xbb\xbf{"description":"a",'"$in_oslo"'}' 400 malformed-json . malformed
post "no UTF-8" '{"description":"\xff",'"$in_oslo"'}' 400 malformed-json . malformed
post "a surrogate alone" '{"description":"\\ud800",'"$in_oslo"'}' 400 malformed-json . malformed
post "a NUL" '{"description":"a\\u0000b",'"$in_oslo"'}' 400 malformed-json . malformed
post "a NUL byte" '{"description":"a\0b",'"$in_oslo"'}' 400 malformed-json . malformed
deep=$(printf '[%.0s' {1..32})$(printf ']%.0s' {1..32})
post "33 levels" '{"x":'"$deep"'}' 400 malformed-json . malformed
post "32 levels are read" '{"x":'"${deep:1:62}"'}' 422 validation /x unknown-field
post "an unknown member" '{"description":"a",'"$in_oslo"',"x":null}' 422 validation /x unknown-field
post "its name is escaped" '{"description":"a",'"$in_oslo"',"a/b~c":1}' 422 validation /a~1b~0c unknown-field
post "nothing at all" '{}' 422 validation /location missing
post "and nothing else" '{}' 422 validation /description missing
post "a place without a name" '{"description":"a","location":{}}' 422 validation /location/city missing
post "a number for a word" '{"description":5,'"$in_oslo"'}' 422 validation /description wrong-type
post "a control character" '{"description":"a\\u0007",'"$in_oslo"'}' 422 validation /description control-character
post "another one" '{"description":"a\\u0085b",'"$in_oslo"'}' 422 validation /description control-character
post "nothing to be seen" '{"description":" \\u200b\\ufeff ",'"$in_oslo"'}' 422 validation /description invisible
post "blanks of Unicode" '{"description":"\\u00a0\\u2003",'"$in_oslo"'}' 422 validation /description empty
post "4001 characters" '{"description":"'"$(printf 'x%.0s' {1..4001})"'",'"$in_oslo"'}' 422 validation /description too-long
post "a city of blanks" '{"description":"a","location":{"city":"\\u3000"}}' 422 validation /location/city empty
post "a city without a letter" '{"description":"a","location":{"city":"!?"}}' 422 validation /location/city invalid
post "all that is bad at once" '{"description":"","location":{"city":"","state":"x","country":1},"x":1}' 422 validation /location/state not-two-letters
body | json_is '.errors | map(.pointer) | sort == ["/description","/location/city","/location/country","/location/state","/x"]' >/dev/null
result "is listed" $?
send POST /api/reports '{"description":"\\n é\\t☂ ",'"$in_oslo"'}' $json
body | json_is '.description == "é\t☂"' >/dev/null
result "text is stored as it was sent, but for the blanks around it" $?
send POST /api/reports '{"description":"'"$(printf '☂%.0s' {1..4000})"'",'"$in_oslo"'}' $json
[ "$(value Status)" = "201 Created" ]; result "4000 characters are" $?

good='{"description":"a",'"$in_oslo"'}'
send POST /api/reports "$good"
refused "a body without a type" 415 unsupported-media-type
[ "$(value Accept)" = application/json ]; result "the answer says which" $?
send POST /api/reports "$good" $patch
refused "a body of another type" 415 unsupported-media-type
send PATCH "$report" '{}' $json
refused "a patch of another type" 415 unsupported-media-type
[ "$(value Accept-Patch)" = application/merge-patch+json ]
result "the answer says which that is" $?
body | json_is '.detail | contains("merge-patch")' >/dev/null
result "in words, too" $?
send POST /api/reports "$good" CONTENT_TYPE='Application/JSON; charset=utf-8'
[ "$(value Status)" = "201 Created" ]; result "a type has any case and parameters" $?
send PATCH "$report" "$(printf ' %.0s' {1..65537})" $patch
refused "a patch that is too large" 413 too-large
send GET "/api/me?x=1" ""
refused "an unknown parameter" 400 bad-parameter

# An Idempotency-Key is for POST.
key=HTTP_IDEMPOTENCY_KEY
for bad in '""' 'a b' '"a' "$(printf 'k%.0s' {1..256})" '"é"'; do
	send POST /api/reports "$good" $json "$key=$bad"
	refused "a key must not be ${bad:0:9}" 400 invalid-request
done
send PATCH "$report" '{"description":"k"}' $patch $key=once
[ "$(value Status)" = "200 OK" ]; result "PATCH has none" $?
send PATCH "$report" '{"description":"l"}' $patch $key=once
body | json_is '.description == "l"' >/dev/null; result "and is done each time" $?
send POST /api/reports "$good" $json $key="$(printf 'k%.0s' {1..255})"
[ "$(value Status)" = "201 Created" ]; result "255 characters are a key" $?
send POST /api/reports '{' $json $key=refused
refused "a refusal" 400 malformed-json
send POST /api/reports "$good" $json $key=refused
[ "$(value Status)" = "201 Created" ]; result "is not kept under its key" $?
send POST "/api/weather/Oslo?country=NO" '{"temp":1}' $json $key=refused
refused "a key is for one path" 422 idempotency-key-reused
warm='{"temp":1}'
send POST "/api/weather/Oslo?country=NO" "$warm" $json $key=warm
[ "$(value Status)" = "201 Created" ]; result "a key that stands for something" $?
for other in "/api/weather/Oslo?country=SE" "/api/weather/Oslo" \
	"/api/weather/Rome?country=NO"; do
	send POST "$other" "$warm" $json $key=warm
	refused "is not for the same body at $other" 422 idempotency-key-reused
done
send POST "/api/weather/Oslo?country=NO" "$warm" $json $key=warm
[ "$(value Idempotency-Replayed)" = true ]; result "and still is for its own" $?

# Every change of a single report honours what it is conditional on.
for method in PATCH DELETE; do
	send "$method" "$report" '{"description":"m"}' $patch HTTP_IF_MATCH='"x", W/"y"'
	refused "$method with a stale If-Match" 412 version-mismatch
	send "$method" "$report" '{"description":"m"}' $patch HTTP_IF_NONE_MATCH='*'
	refused "$method with an If-None-Match that matches" 412 version-mismatch
done
send GET "$report" ""
tag=$(value ETag)
send PATCH "$report" '{"description":"m"}' $patch HTTP_IF_MATCH="\"x\", ${tag%\"}-gzip\""
[ "$(value Status)" = "200 OK" ]; result "If-Match takes a list, and what servers add" $?

# CORS: exact origins only, preflights without a token.
cgi OPTIONS "$report" HTTP_ORIGIN=https://page.example \
	HTTP_ACCESS_CONTROL_REQUEST_METHOD=PATCH </dev/null
[[ $(value Status) == 204* && $(value Access-Control-Allow-Methods) == *PATCH* &&
	$(value Access-Control-Allow-Headers) == *If-Match* ]]
result "a page may be told that it may send PATCH" $?
cgi OPTIONS "$report" HTTP_ORIGIN=https://page.example.evil \
	HTTP_ACCESS_CONTROL_REQUEST_METHOD=PATCH </dev/null
[[ $(value Status) == 405* ]] && ! grep -qi '^Access-Control-' "$work/out"
result "any other page is not" $? "$work/out"
for origin in https://page.example.evil http://page.example null \
	https://PAGE.example ''; do
	send GET "$report" "" HTTP_ORIGIN="$origin"
	[ -z "$(value Access-Control-Allow-Origin)" ]
	result "no page of '$origin'" $?
done
cgi GET "$report" HTTP_ORIGIN=https://page.example </dev/null
[[ $(value Access-Control-Allow-Origin) == https://page.example &&
	$(value Access-Control-Expose-Headers) == *WWW-Authenticate* ]]
result "a refusal can be read by its page" $?

cgi DELETE "/api/reports?confirm=all" HTTP_AUTHORIZATION="Bearer $admin" </dev/null
[ "$(value Status)" = "204 No Content" ] && [ -z "$(value Content-Type)" ] && [ -z "$(body)" ]
result "a 204 has neither type nor body" $?
finish
