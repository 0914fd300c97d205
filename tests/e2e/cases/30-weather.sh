# an observation becomes the weather of its place, in every unit
post "$WRITE" '/api/weather/Seattle?state=WA' '{"temp":11.84,"humidity":81,"pressure":1017.2,"wind_speed":3.2}'
expect_status 201
expect_header_like Location '^/api/weather/'
get "$READ" /api/weather/Seattle
expect_status 200
expect_json 'keys_unsorted == ["temp", "feels_like", "temp_min", "temp_max", "pressure", "humidity"]'
expect_json '.temp == 11.84 and .humidity == 81'
get "$READ" '/api/weather/Seattle?units=imperial'
expect_json '.temp == 53.31'
get "$READ" '/api/weather/Seattle?units=standard'
expect_json '.temp == 284.99'
get "$READ" '/api/weather/SEATTLE?state=wa&country=us'
expect_json '.temp == 11.84'
get "$APP" '/api/weather/-?city=Seattle'
expect_json '.temp == 11.84'
get "$READ" '/api/weather/Seattle?state=OR'
expect_problem 404 no-data
