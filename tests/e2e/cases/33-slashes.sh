# a slash in a name is written %2F or, where a host refuses that, as ?city=
post "$WRITE" '/api/weather/-?city=Halle/Saale&country=DE' '{"temp":9}'
expect_status 201
expect_header Location '/api/weather/Halle%2FSaale?country=DE'
get "$READ" '/api/weather/-?city=Halle%2FSaale&country=DE'
expect_json '.temp == 9'
get "$READ" '/api/weather/Halle/Saale?country=DE'
expect_problem 404 not-found
server_decides get "$READ" '/api/weather/Halle%2fSaale?country=DE'
case $SETUP in
apache-htaccess) expect_status 404 ;;
*) expect_json '.temp == 9' ;;
esac
