# a caller learns what the token grants
get "$READ" /api/me
expect_status 200
expect_json '.permissions == ["read"]'
get "$ADMIN" /api/me
expect_json '.permissions == ["read", "write", "admin"] and .name == "Ada"'
get "$USELESS" /api/me
expect_status 200
expect_json '.permissions == []'
get "$NOTHING" /api/me
expect_problem 403 insufficient-scope
request GET /api/me
expect_problem 401 missing-token
