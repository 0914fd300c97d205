# a token for reading reads, and a 403 names the scope that is missing
# covers: G16 H4 H5
get "$READ" /api/reports
expect_status 200
post "$READ" /api/reports '{"description":"x","location":{"city":"y"}}'
expect_problem 403 insufficient-scope
expect_header WWW-Authenticate 'Bearer realm="weather", error="insufficient_scope", scope="weather.write"'
post "$READ" /api/weather/Portland '{"temp":1}'
expect_problem 403 insufficient-scope
get "$WRITE" /api/reports
expect_problem 403 insufficient-scope
expect_header WWW-Authenticate 'Bearer realm="weather", error="insufficient_scope", scope="weather.read"'
get "$NOTHING" /api/reports
expect_problem 403 insufficient-scope
