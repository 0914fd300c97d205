# a bad place or unit is named in the answer
get "$READ" '/api/weather/Seattle?units=kelvin'
expect_problem 400 bad-parameter
expect_json 'tostring | contains("kelvin")'
get "$READ" '/api/weather/Seattle?country=USA'
expect_problem 400 bad-parameter
expect_json 'tostring | contains("USA")'
get "$READ" '/api/weather/Seattle?state=Washington'
expect_problem 400 bad-parameter
expect_json 'tostring | contains("Washington")'
post "$WRITE" '/api/weather/Seattle?state=WA' '{"temp":812,"temprature":1}'
expect_problem 422 validation
expect_json '[.errors[].pointer] | sort == ["/temp", "/temprature"]'
post "$WRITE" '/api/weather/Seattle?state=WA' '{}'
expect_problem 422 validation
# a place of its own: another case may have observed Seattle this second
post "$WRITE" '/api/weather/Yakima?state=WA' '{"temp":12}'
expect_status 201
