# a report is written, shown, listed and stays as it was sent
delete "$ADMIN" '/api/reports?confirm=all'
expect_status 204
post "$WRITE" /api/reports '{"description":"Misty sunrise today, beautiful! ☀","location":{"city":"Portland","state":"OR"}}'
expect_status 201
expect_header Content-Type application/json
expect_header_like Location '^/api/reports/[0-9a-f-]{36}$'
expect_json '.location == {"city":"Portland","state":"OR","country":"US"}'
expect_json '.created_date | test("^20[0-9-]+T[0-9:.]+Z$")'
expect_json --arg at "$(header Location)" '"/api/reports/" + .id == $at'
report=$(header Location)
written=$(jq -S . <"$E2E/body")
get "$READ" "$report"
expect_status 200
[ "$(jq -S 'del(.author, .updated_date, .version)' <"$E2E/body")" = "$written" ] ||
	fact_failed "what was read is not what was written"
expect_json '.version == 1 and .updated_date == .created_date'
post "$OTHER" /api/reports '{"description":"Second","location":{"city":"Bend","country":"us"}}'
expect_status 201
get "$READ" /api/reports
expect_status 200
expect_json '[.[].description] ==
	["Second", "Misty sunrise today, beautiful! ☀"]'
get "$READ" /api/reports/0190a0b0-0000-7000-8000-000000000000
expect_problem 404 not-found
