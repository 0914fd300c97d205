#!/usr/bin/env bash
# Reports: filters, pages, changes and who may make them, through the whole
# program.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""

read=$(mint --subject alice --scope weather.read)
alice=$(mint --subject alice --scope "weather.read weather.write")
bob=$(mint --subject bob --scope "weather.read weather.write")
root=$(mint --subject root --scope "weather.read weather.write" --role Admin)
reader=$(mint --subject root --scope weather.read --role Admin)
json=CONTENT_TYPE=application/json
patch=CONTENT_TYPE=application/merge-patch+json

# send TOKEN METHOD URI BODY [NAME=value …]
send() {
	local token=$1 method=$2 uri=$3 body=$4
	shift 4
	printf '%s' "$body" | cgi "$method" "$uri" \
		HTTP_AUTHORIZATION="Bearer $token" \
		CONTENT_LENGTH="$(printf '%s' "$body" | wc -c)" "$@"
}

# report TOKEN DESCRIPTION CITY STATE COUNTRY: sets $location
report() {
	send "$1" POST /api/reports "{\"description\":\"$2\",\"location\":{\"city\":\"$3\",\"state\":\"$4\",\"country\":\"$5\"}}" $json
	location=$(value Location)
	[ -n "$location" ] || echo "# not stored: $(cat "$work/out")"
}

body() {
	tr -d '\r' <"$work/out" | sed '1,/^$/d'
}

# answers NAME STATUS [FILTER OF JQ THAT IS TRUE]
answers() {
	local good=0
	[[ $(value Status) == "$2 "* ]] || good=1
	[ $good = 1 ] || [ -z "${3:-}" ] || body | json_is "$3" >/dev/null || good=1
	result "$1" $good "$work/out"
}

# lists NAME QUERY DESCRIPTIONS: alice's view of the list
lists() {
	send "$read" GET "/api/reports?$2" ""
	answers "$1" 200 "[.[].description] == $3"
}

# refuses NAME QUERY PARAMETER CODE
refuses() {
	send "$read" GET "/api/reports?$2" ""
	answers "$1" 400 ".type == \"/problems/bad-parameter\" and
		.errors[0].parameter == \"$3\" and .errors[0].code == \"$4\""
}

report "$alice" "Rain and hail" "São Paulo" SP BR
first=$location
report "$bob" "Sun" Portland OR US
bobs=$location
report "$alice" "Hail as big as peas" portland ME US
report "$alice" "Wind" Wien "" AT
newest=$location

lists "all of them, newest first" "" '["Wind","Hail as big as peas","Sun","Rain and hail"]'
lists "mine" author=me '["Wind","Hail as big as peas","Rain and hail"]'
send "$read" GET "$bobs" ""
bobs_id=$(body | jq -r .author)
lists "somebody's" "author=$bobs_id" '["Sun"]'
lists "nobody's" "author=u_AAAAAAAAAAAAAAAAAAAAAA" '[]'
lists "of a city, whatever case and accents" "city=SAO%20paulo" '["Rain and hail"]'
lists "of cities of the same name" "city=Portland" '["Hail as big as peas","Sun"]'
lists "of one of them" "city=Portland&state=or" '["Sun"]'
lists "the name is the whole name" "city=Paulo" '[]'
lists "of a country" "country=us" '["Hail as big as peas","Sun"]'
lists "of a state anywhere" "state=sp" '["Rain and hail"]'
lists "with a word" "q=HAIL" '["Hail as big as peas","Rain and hail"]'
lists "with two words, in text and city" "q=hail+paulo" '["Rain and hail"]'
lists "with a word and an author" "q=sun&author=me" '[]'
lists "with everything at once" "q=peas&author=me&city=PORTLAND&state=me&country=us&from=-1h&to=2100-01-01T00:00:00Z" '["Hail as big as peas"]'
lists "words are whole words" "q=hai" '[]'
lists "words are no syntax" "q=hail%20OR%20NEAR(sun)" '[]'
lists "nor are quotes and stars" "q=%22Rain%22*%20-%20%22hail" '["Rain and hail"]'
lists "nor the names of columns" "q=marks:o1" '[]'
lists "marks are not words" "q=o1" '[]'
lists "accents in a word are folded" "q=sao" '["Rain and hail"]'
lists "before the beginning" "to=1970-01-01T00:00:00Z" '[]'
lists "from tomorrow on" "from=2100-01-01T00:00:00Z" '[]'
lists "of the last hour" "from=-1h" '["Wind","Hail as big as peas","Sun","Rain and hail"]'
lists "an unknown parameter is ignored" "fields=id" '["Wind","Hail as big as peas","Sun","Rain and hail"]'
send "$read" GET "$first" ""
at=$(body | jq -r .created_date)
lists "a time includes its beginning" "from=$at&city=sao+paulo" '["Rain and hail"]'
lists "and excludes its end" "to=$at" '[]'
send "$read" GET "/api/reports?view=full&limit=1" ""
answers "the full view tells of the author" 200 \
	'.[0] | (keys == ["author","created_date","description","id","location","updated_date","version"]) and .version == 1'
send "$read" GET "/api/reports?limit=1" ""
answers "the list itself is the course's" 200 \
	'.[0] | keys == ["created_date","description","id","location"]'

refuses "an author is me or an id" author=you author malformed
refuses "an id has its length" author=u_AAAA author malformed
refuses "an empty filter" author= author empty
refuses "an empty city" city=+ city empty
refuses "a city without a letter" city=--- city invalid
refuses "a city that is too long" "city=$(printf 'x%.0s' {1..101})" city too-long
refuses "a state is two letters" state=Oregon state not-two-letters
refuses "a country too" country=1 country not-two-letters
refuses "a time needs an offset" from=2026-01-01T00:00:00 from missing-offset
refuses "and must be one" to=soon to bad-time
refuses "a range that ends before it begins" "from=-1h&to=-2h" from after-to
refuses "words are needed" "q=%22*%22" q no-word
refuses "not only blanks" q=+ q empty
refuses "not too many" "q=$(printf 'x+%.0s' {1..30})" q too-many
refuses "and not too long" "q=$(printf 'x%.0s' {1..201})" q too-long
refuses "a filter counts once" "q=a&q=b" q repeated
refuses "a view that is not there" view=all view not-allowed
refuses "a limit of nothing" limit=0 limit bad-number
refuses "a limit of too much" limit=1001 limit bad-number
refuses "a cursor that was not given out" cursor=AAAA cursor malformed

# The Link of the last answer, as a query.
next_query() {
	value Link | sed -n 's/^<[^?]*?\([^>]*\)>; rel="next"$/\1/p'
}

send "$read" GET "/api/reports?author=me&limit=1&country=at" ""
[ -z "$(value Link)" ]; result "a last page has no Link" $?
seen=
query="city=S%C3%A3o%20Paulo&limit=1"
for n in 1 2 3; do
	report "$alice" "Page $n, 100% 50/50 & more" "São Paulo" SP BR
done
while [ -n "$query" ]; do
	send "$read" GET "/api/reports?$query" ""
	seen=$seen$(body | jq -r '.[].description[0:6]')/
	query=$(next_query)
done
[ "$seen" = "Page 3/Page 2/Page 1/Rain a/" ]
result "pages of a filter follow one another by their Links" $?
send "$read" GET "/api/reports?q=page+100%25&limit=2&from=-2h&view=full" ""
link=$(next_query)
[[ $link == "from=-2h&q=page%20100%25&view=full&limit=2&cursor="* ]]
result "a Link carries the filters" $?
send "$read" GET "/api/reports?$link" ""
answers "and leads on" 200 'length == 1 and .[0].version == 1'
cursor=${link##*cursor=}
refuses "a cursor of other filters" "q=page&limit=2&from=-2h&cursor=$cursor" cursor cursor-mismatch
refuses "or of none" "cursor=$cursor" cursor cursor-mismatch
send "$read" GET "/api/reports?cursor=$cursor&limit=7&q=page+100%25&from=-2h" ""
answers "the order and the limit do not matter" 200 'length == 1'

# change TOKEN LOCATION BODY [NAME=value …]
change() {
	local token=$1 where=$2 json=$3
	shift 3
	send "$token" PATCH "$where" "$json" "$patch" "$@"
}
send "$read" GET "$newest" ""
tag=$(value ETag)
change "$alice" "$newest" '{"description":"Storm"}' HTTP_IF_MATCH="$tag"
expect report-changed
changed=$(value ETag)
[ "$changed" != "$tag" ]; result "a change has a tag of its own" $?
send "$read" GET "$newest" ""
[ "$(value ETag)" = "$changed" ]; result "which is that of the report" $?
answers "the report is changed" 200 '.description == "Storm" and .location.city == "Wien" and .version == 2 and .updated_date > .created_date'
change "$alice" "$newest" '{"description":"Calm"}' HTTP_IF_MATCH="$tag"
answers "a stale tag is refused" 412 '.type == "/problems/version-mismatch"'
change "$alice" "$newest" '{"description":"Calm"}' HTTP_IF_NONE_MATCH="$changed"
answers "and one that must not be there" 412
send "$read" GET "$newest" ""
answers "nothing was changed" 200 '.version == 2'
change "$alice" "$newest" '{"description":"Storm"}' HTTP_IF_MATCH='*'
answers "what changes nothing is no change" 200 '.version == 2'
change "$alice" "$newest" '{"location":{"city":"Graz","state":"st"}}'
answers "a location is merged" 200 '.location == {"city":"Graz","state":"ST","country":"AT"} and .version == 3'
change "$alice" "$newest" '{"location":{"state":null,"country":null}}'
answers "null is as if it was not said" 200 '.location == {"city":"Graz","state":null,"country":"US"}'
lists "what was changed is found by what it is" "city=graz&q=storm&country=us" '["Storm"]'
lists "and no more by what it was" "city=wien" '[]'
lists "nor by its words" "q=wind" '[]'

# invalid NAME BODY POINTER CODE
invalid() {
	change "$alice" "$newest" "$2"
	answers "$1" 422 ".type == \"/problems/validation\" and
		.errors[0].pointer == \"$3\" and .errors[0].code == \"$4\""
}
invalid "a description cannot be removed" '{"description":null}' /description missing
invalid "nor a location" '{"location":null}' /location missing
invalid "nor a city" '{"location":{"city":null}}' /location/city missing
invalid "a location is an object" '{"location":"Graz"}' /location wrong-type
invalid "an id cannot be changed" '{"id":"0193514e-7c1a-7b7e-9a55-0d5be6a3a1c2"}' /id read-only-field
invalid "nor the time" '{"created_date":null}' /created_date read-only-field
invalid "nor the author" '{"author":"u_AAAAAAAAAAAAAAAAAAAAAA"}' /author read-only-field
invalid "unknown members" '{"x":null}' /x unknown-field
invalid "a change is checked as a new report" '{"description":"  "}' /description empty
invalid "text must be seen" '{"description":"\u200b\u2060"}' /description invisible
invalid "white space of Unicode is trimmed" '{"description":"\u00a0\u3000\u2028"}' /description empty
invalid "what is there is checked with it" '{"location":{"country":"USA"}}' /location/country not-two-letters
change "$alice" "$newest" '[]'
answers "a patch is an object" 400 '.type == "/problems/malformed-json"'
send "$alice" PATCH "$newest" '{"description":"x"}' $json
answers "and a merge patch" 415
change "$alice" "$newest?x=1" '{}'
answers "without parameters" 400
send "$read" GET "$newest" ""
answers "nothing of it was stored" 200 '.version == 4'

change "$bob" "$newest" '{"description":"mine"}'
answers "others may not change it" 403 '.type == "/problems/not-owner"'
change "$read" "$newest" '{"description":"mine"}'
answers "nor its author without the permission" 403 '.type == "/problems/insufficient-scope"'
change "$reader" "$newest" '{"description":"mine"}'
answers "nor an administrator without it" 403 '.type == "/problems/insufficient-scope"'
change "$root" "$newest" '{"description":"Moderated"}'
answers "an administrator may" 200 '.description == "Moderated"'
send "$read" GET "$newest" ""
answers "it stays its author's" 200 ".author != \"$bobs_id\""
lists "found as such" "author=me&q=moderated" '["Moderated"]'
change "$root" /api/reports/0190a0b0-0000-7000-8000-000000000000 '{}'
answers "what is not there cannot be changed" 404
change "$alice" "$newest" '{"description":"k"}' HTTP_IDEMPOTENCY_KEY='"a b"'
answers "a change has no Idempotency-Key" 200

# What is deleted is gone, the answer to its POST too.
secret='{"description":"zebra in the snow","location":{"city":"Bend"}}'
send "$alice" POST /api/reports "$secret" $json HTTP_IDEMPOTENCY_KEY=gone
location=$(value Location)
lists "a report is there" q=zebra '["zebra in the snow"]'
send "$bob" DELETE "$location" ""
answers "others may not delete it" 403 '.type == "/problems/not-owner"'
send "$alice" DELETE "$location" "" HTTP_IF_MATCH='"x"'
answers "nor its author what has changed" 412
send "$alice" DELETE "$location" ""
answers "its author may" 204
send "$alice" DELETE "$location" ""
answers "once" 404
lists "it is not found" q=zebra '[]'
sqlite3 -readonly "$work/state/weather.db" \
	"SELECT group_concat(CAST(body AS TEXT)) FROM idempotency" |
	grep -q zebra
[ $? = 1 ]; result "no stored answer tells of it" $?
send "$alice" POST /api/reports "$secret" $json HTTP_IDEMPOTENCY_KEY=gone
answers "a late repeat does not make it anew" 410 '.type == "/problems/gone"'
lists "it stays away" q=zebra '[]'
send "$alice" POST /api/reports '{"description":"x","location":{"city":"y"}}' $json HTTP_IDEMPOTENCY_KEY=gone
answers "nor is its key free" 422 '.type == "/problems/idempotency-key-reused"'
send "$root" DELETE "/api/reports?confirm=all" ""
answers "all are deleted" 204
lists "and none is found" country=us '[]'
finish
