# a place is found by the beginning of its name, and the answer names it
post "$WRITE" '/api/weather/%C3%98rsta?country=NO' '{"temp":3.5}'
expect_status 201
get "$READ" '/api/weather/orsta?country=no'
expect_status 200
expect_header Weather-Place '%"%c3%98rsta";country=NO'
get "$READ" '/api/places?q=%C3%B8RST&country=NO'
expect_status 200
expect_json '.items[0] | .name == "Ørsta" and .country == "NO" and .stations == 1'
expect_header_like ETag '^"'
get "$READ" '/api/places?q=+%E2%80%94'
expect_problem 400 bad-parameter
get "$READ" '/api/places'
expect_problem 400 bad-parameter
expect_json '.errors[0].parameter == "q"'
request GET '/api/places?q=orsta'
expect_problem 401 missing-token
