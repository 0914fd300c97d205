# two credentials are never taken for one
# covers: A6 A7
request GET /api/reports -H "$(bearer "$READ")" -H "$(bearer "$READ")"
expect_problem 400 invalid-request
expect_header WWW-Authenticate \
	'Bearer realm="weather", error="invalid_request"'
request GET /api/reports -H "$(bearer "$READ")" \
	-H 'Authorization: Basic dTpw'
expect_problem 400 invalid-request
request GET /api/reports -H 'Authorization: Basic dTpw' \
	-H "$(bearer "$READ")"
expect_problem 401 missing-token
request GET /api/reports -H "$(bearer "$READ, $READ")"
expect_problem 400 invalid-request
request GET /api/reports -H "$(bearer "$READ $READ")"
expect_problem 400 invalid-request
get "$READ" /api/reports
expect_status 200
