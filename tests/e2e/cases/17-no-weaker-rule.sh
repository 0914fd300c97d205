# no spelling of a path or method that writes asks for less than writing
# covers: H1 H3
json='{"description":"H1","location":{"city":"Bend"}}'
for path in /api/reports //api/reports /api//reports /api/./reports \
	/api/x/../reports /health/../api/reports /api/%2e/reports \
	/%61pi/reports /api/report%73 /api/reports/ '/api/reports?' \
	'/api/reports?x=/health' '/api/reports#/health' '/api/reports;v=1' \
	/api/reports/. /API/reports /api/Reports /api/reports%2f \
	/api/reports%2f.. /api/reports%00 '/api/reports%3f' \
	/api/weather/Bend/../../reports '/problems/../api/reports' \
	/health%2f..%2fapi%2freports '/api/reports\\x' /api/reports%5c \
	/.well-known/../api/reports; do
	server_decides post "$READ" "$path" "$json"
	case $STATUS in
	400 | 403 | 404 | 405) ;;
	*) fact_failed "POST $path with a reading token: $STATUS" ;;
	esac
	server_decides request POST "$path" --data-binary "$json" \
		-H 'Content-Type: application/json'
	case $STATUS in
	400 | 401 | 404 | 405) ;;
	*) fact_failed "POST $path without a token: $STATUS" ;;
	esac
done
post "$WRITE" /api/reports "$json"
expect_status 201
report=$(header Location)
for method in POST PUT PATCH DELETE; do
	for path in /api/reports "$report" /api/weather/Bend \
		'/api/reports?confirm=all'; do
		server_decides request "$method" "$path" \
			-H "$(bearer "$READ")" --data-binary "$json" \
			-H 'Content-Type: application/json'
		[ "$STATUS" = 403 ] || [ "$STATUS" = 405 ] ||
			fact_failed "$method $path: $STATUS"
		[ "$STATUS" = 405 ] || expect_header WWW-Authenticate 'Bearer realm="weather", error="insufficient_scope", scope="weather.write"'
	done
done
get "$READ" "$report"
expect_json '.description == "H1"'
delete "$WRITE" "$report"
expect_status 204
