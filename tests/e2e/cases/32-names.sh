# names of places are found in any spelling of their letters
post "$WRITE" '/api/weather/S%C3%A3o%20Paulo?country=BR' '{"temp":25}'
expect_status 201
get "$READ" '/api/weather/sao%20paulo?country=br'
expect_json '.temp == 25'
get "$READ" '/api/weather/-?city=S%c3%a3o+Paulo&country=BR'
expect_json '.temp == 25'
