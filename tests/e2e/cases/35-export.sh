# reports are CSV or NDJSON too, all of them or a page
delete "$ADMIN" '/api/reports?confirm=all'
for text in '=cmd|x' 'say \"x\"' 'plain'; do
	post "$WRITE" /api/reports "{\"description\":\"$text\",\"location\":{\"city\":\"Bend\"}}"
	expect_status 201
done
server_decides get "$READ" '/api/reports?format=csv'
expect_status 200
expect_header_like Content-Type '^text/csv; *charset=utf-8'
expect_header Content-Disposition 'attachment; filename="reports.csv"'
[ "$(cut -d, -f6 <"$E2E/body" | tr -d '\r' | tr '\n' ' ')" = "description plain \"say \"\"x\"\"\" '=cmd|x " ] ||
	fact_failed "$(cat "$E2E/body")"
tag=$(header ETag)
get "$READ" '/api/reports?format=csv' -H "If-None-Match: $tag"
expect_status 304
server_decides get "$READ" '/api/reports?format=ndjson&q=plain'
expect_json -s '[.[].description] == ["plain"] and (.[0].author | startswith("u_"))'
server_decides get "$READ" '/api/reports?format=csv&limit=2'
expect_header_like Link '^</api/reports\?format=csv&limit=2&cursor=[^>]+>; rel="next"$'
[ "$(wc -l <"$E2E/body")" = 3 ] || fact_failed "$(cat "$E2E/body")"
next=$(header Link)
next=${next#<}
server_decides get "$READ" "${next%%>*}"
[ "$(wc -l <"$E2E/body")" = 2 ] || fact_failed "$(cat "$E2E/body")"
expect_no_header Link
server_decides get "$READ" '/api/reports?format=csv&author=u_AAAAAAAAAAAAAAAAAAAAAA'
[ "$(wc -l <"$E2E/body")" = 1 ] || fact_failed "$(cat "$E2E/body")"
get "$READ" '/api/reports?format=xls'
expect_problem 400 bad-parameter
