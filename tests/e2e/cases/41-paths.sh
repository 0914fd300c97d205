# one path has one meaning, however it is written
# covers: H1
request GET //health
expect_status 200
request GET /api/../health
expect_status 200
request GET /api/%2e%2e/health
expect_status 200
request GET /heal%74h
expect_status 200
request GET /health/
expect_status 200
server_decides request GET /api%2Freports -H "$(bearer "$READ")"
expect_status 404
server_decides request GET /api/weather/a%00b -H "$(bearer "$READ")"
case $SETUP in
apache-*) expect_status 404 ;;
*) expect_status 400 ;;
esac
server_decides request GET /api/weather/a%zz -H "$(bearer "$READ")"
expect_status 400
server_decides request GET /api/weather/%ff -H "$(bearer "$READ")"
expect_status 400
