# deleting everything needs an administrator and a word that says so
post "$WRITE" /api/reports '{"description":"kept","location":{"city":"Bend"}}'
kept=$(header Location)
delete "$WRITE" '/api/reports?confirm=all'
expect_problem 403 insufficient-scope
delete "$ADMIN_WITHOUT_WRITE" '/api/reports?confirm=all'
expect_problem 403 insufficient-scope
delete "$ADMIN" /api/reports
expect_problem 400 bad-parameter
delete "$ADMIN" '/api/reports?confirm=yes'
expect_problem 400 bad-parameter
delete "$ADMIN" '/api/reports?before=soon'
expect_problem 400 bad-parameter
delete "$ADMIN" '/api/reports?before=-24h'
expect_status 204
get "$READ" "$kept"
expect_status 200
delete "$ADMIN" '/api/reports?confirm=all'
expect_status 204
get "$READ" "$kept"
expect_problem 404 not-found
get "$READ" /api/reports
expect_body '[]'
