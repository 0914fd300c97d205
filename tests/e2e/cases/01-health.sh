# health and HEAD are answered without a token
request GET /health
expect_status 200
expect_header Content-Type application/json
expect_body '"OK"'
expect_header_like X-Request-Id '^[0-9a-f-]{36}$'
request HEAD /health
expect_status 200
expect_header Content-Length 4
expect_body ''
