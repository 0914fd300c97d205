# without a token the answer is 401, a challenge and nothing else
# covers: A1 A2 A8 K4
challenge='Bearer realm="weather", resource_metadata="'
challenge+="http://127.0.0.1:$PORT/.well-known/oauth-protected-resource\""
request GET /api/reports
expect_problem 401 missing-token
expect_header WWW-Authenticate "$challenge"
expect_header Cache-Control no-store
request GET /api/reports -H 'Authorization;'
expect_problem 401 missing-token
request GET /api/reports -H 'Authorization: Basic dTpw'
expect_problem 401 missing-token
expect_header WWW-Authenticate "$challenge"
request GET /api/reports -H "Authorization: Token $READ"
expect_problem 401 missing-token
request GET "/api/reports?access_token=$READ"
expect_problem 401 missing-token
request GET /api/reports -H "Cookie: access_token=$READ"
expect_problem 401 missing-token
request GET /api/reports -H "X-Api-Key: $READ"
expect_problem 401 missing-token
get "$READ" /api/reports
expect_status 200
expect_no_header WWW-Authenticate
