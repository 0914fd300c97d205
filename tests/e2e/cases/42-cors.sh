# a page of a configured origin may call, another one gets no permission
# covers: A15
preflight() {
	request OPTIONS /api/reports -H "Origin: $1" \
		-H 'Access-Control-Request-Method: POST' \
		-H 'Access-Control-Request-Headers: authorization'
}
preflight https://page.example
expect_status 204
expect_header Access-Control-Allow-Origin https://page.example
expect_header_like Access-Control-Allow-Methods POST
expect_header_like Access-Control-Allow-Headers '[Aa]uthorization'
preflight https://evil.example
expect_no_header Access-Control-Allow-Origin
expect_no_header Access-Control-Allow-Methods
get "$READ" /api/reports -H 'Origin: https://page.example'
expect_header Access-Control-Allow-Origin https://page.example
expect_header_like Vary Origin
get "$READ" /api/reports -H 'Origin: https://evil.example'
expect_status 200
expect_no_header Access-Control-Allow-Origin
request GET /api/reports -H 'Origin: https://page.example'
expect_status 401
expect_header Access-Control-Allow-Origin https://page.example
