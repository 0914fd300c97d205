# a report is deleted by its owner or an administrator, by nobody else
post "$WRITE" /api/reports '{"description":"mine","location":{"city":"Bend"}}'
mine=$(header Location)
delete "$OTHER" "$mine"
expect_problem 403 not-owner
expect_no_header WWW-Authenticate
delete "$READ" "$mine"
expect_problem 403 insufficient-scope
get "$READ" "$mine"
expect_status 200
delete "$WRITE" "$mine"
expect_status 204
expect_body ''
get "$READ" "$mine"
expect_problem 404 not-found
delete "$WRITE" "$mine"
expect_problem 404 not-found
post "$WRITE" /api/reports '{"description":"mine","location":{"city":"Bend"}}'
mine=$(header Location)
delete "$ADMIN" "$mine"
expect_status 204
