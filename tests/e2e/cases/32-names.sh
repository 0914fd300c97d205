# names of places are found in any spelling of their letters and slashes
post "$WRITE" '/api/weather/S%C3%A3o%20Paulo?country=BR' '{"temp":25}'
expect_status 201
get "$READ" '/api/weather/sao%20paulo?country=br'
expect_json '.temp == 25'
get "$READ" '/api/weather/-?city=S%c3%a3o+Paulo&country=BR'
expect_json '.temp == 25'
post "$WRITE" '/api/weather/Halle%2FSaale?country=DE' '{"temp":9}'
expect_status 201
get "$READ" '/api/weather/Halle%2fSaale?country=DE'
expect_json '.temp == 9'
get "$READ" '/api/weather/-?city=Halle/Saale&country=DE'
expect_json '.temp == 9'
get "$READ" '/api/weather/Halle/Saale?country=DE'
expect_problem 404 not-found
