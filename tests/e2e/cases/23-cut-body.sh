# a body that ends too early changes nothing
delete "$ADMIN" '/api/reports?confirm=all'
json='{"description":"whole","location":{"city":"Bend"}}'
cut_request() {
	exec 9<>"/dev/tcp/127.0.0.1/$PORT"
	printf 'POST /api/reports HTTP/1.1\r\nHost: x\r\n%s\r\n' \
		"$(bearer "$WRITE")" >&9
	printf 'Content-Type: application/json\r\nContent-Length: %d\r\n' \
		"$1" >&9
	printf 'Connection: close\r\n\r\n%s' "$json" >&9
	if [ "$1" = ${#json} ]; then
		cat <&9 >"$E2E/raw"
	fi
	exec 9>&-
}
cut_request $((${#json} + 1))
cut_request ${#json}
grep -q '^HTTP/1.1 201' "$E2E/raw" || fact_failed "the whole one is refused"
get "$READ" /api/reports
expect_json '[.[].description] == ["whole"]'
