# the history of a place is JSON pages, CSV or NDJSON, newest first
history='/api/weather/Bend/observations'
for n in 1 2 3; do
	post "$WRITE" '/api/weather/Bend?state=OR' \
		"{\"temp\":$n,\"observed_at\":\"2026-01-0${n}T00:00:00Z\"}"
	expect_status 201
done
post "$OTHER" '/api/weather/Bend?state=OR' \
	'{"temp":-1.5,"wind_speed":3,"observed_at":"2026-01-02T12:00:00+01:00"}'
expect_status 201
get "$READ" "$history"
expect_status 200
expect_json '[.items[].temp] == [3, -1.5, 2, 1] and .next == null'
expect_json '.items[1].observed_at == "2026-01-02T11:00:00Z"'
expect_json '.items[0].wind_speed == null and .units.temp == "°C"'
expect_json '[.items[].observer] | unique | length == 2'
tag=$(header ETag)
get "$READ" "$history" -H "If-None-Match: ${tag%\"}-gzip\""
expect_status 304

# the second page begins where the first one ended
get "$READ" "$history?limit=3&state=or"
expect_json '[.items[].temp] == [3, -1.5, 2]'
expect_header_like Link '^</api/weather/Bend/observations\?[^>]+>; rel="next"$'
next=$(jq -r .next "$E2E/body")
[ "<$next>; rel=\"next\"" = "$(header Link)" ] ||
	fact_failed "Link is not next: $(header Link)"
get "$READ" "$next"
expect_json '[.items[].temp] == [1] and .next == null'
expect_no_header Link
get "$READ" "${next/state=or/state=wa}"
expect_problem 400 bad-parameter
expect_json '.errors[0].code == "cursor-mismatch"'

get "$READ" "$history?from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z&units=imperial"
expect_json '[.items[].temp] == [29.3, 35.6] and .units.temp == "°F"'
get "$READ" "$history?state=WA"
expect_json '.items == []'

server_decides get "$READ" "$history?format=csv"
expect_status 200
expect_header_like Content-Type '^text/csv; *charset=utf-8'
expect_header Content-Disposition 'attachment; filename="observations.csv"'
[ "$(wc -l <"$E2E/body")" = 5 ] || fact_failed "$(cat "$E2E/body")"
server_decides get "$READ" "$history?format=ndjson"
expect_json -s '[.[].temp] == [3, -1.5, 2, 1]'
tag=$(header ETag)
get "$READ" "$history?format=ndjson" -H "If-None-Match: $tag"
expect_status 304
server_decides request HEAD "$history?format=csv" -H "$(bearer "$READ")"
expect_status 200
get "$READ" "$history?format=xml"
expect_problem 400 bad-parameter
get "$NOTHING" "$history"
expect_problem 403 insufficient-scope
