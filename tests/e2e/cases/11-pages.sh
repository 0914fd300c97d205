# lists come in pages that follow one another without gaps
delete "$ADMIN" '/api/reports?confirm=all'
for n in 1 2 3; do
	post "$WRITE" /api/reports "{\"description\":\"$n\",\"location\":{\"city\":\"Bend\"}}"
	expect_status 201
done
server_decides get "$READ" '/api/reports?limit=2'
expect_json '[.[].description] == ["3", "2"]'
expect_header_like Link '^</api/reports\?limit=2&cursor=[^>]+>; rel="next"$'
next=$(header Link)
next=${next#<}
server_decides get "$READ" "${next%%>*}"
expect_json '[.[].description] == ["1"]'
expect_no_header Link
get "$READ" '/api/reports?cursor=made-up'
expect_problem 400 bad-parameter
get "$READ" '/api/reports?limit=0'
expect_problem 400 bad-parameter
