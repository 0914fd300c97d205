# an observation that is sent again is answered by itself, and not by the
# weather of its place: Apache made a GET of a 200 with Location
repeated='{"temp":7.25,"observed_at":"2026-02-01T00:00:00Z"}'
post "$WRITE" '/api/weather/Burns?state=OR' "$repeated"
expect_status 201
expect_header_like Location '^/api/weather/Burns\?'
post "$WRITE" '/api/weather/Burns?state=OR' "$repeated"
expect_status 200
expect_no_header Location
expect_json '.observed_at == "2026-02-01T00:00:00Z" and .temp == 7.25'
post "$WRITE" '/api/weather/Burns?state=OR&on_conflict=replace' \
	"${repeated/7.25/8}"
expect_status 200
expect_no_header Location
expect_json '.temp == 8'
