# the API's page comes under a policy of its own, its files with their types
request GET /docs
expect_status 200
expect_header Content-Type 'text/html; charset=utf-8'
expect_header X-Content-Type-Options nosniff
expect_header Cache-Control no-cache
# the program's alone: two would be joined by a comma
expect_header Content-Security-Policy "default-src 'none'; \
script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; \
form-action 'none'; frame-ancestors 'none'; connect-src 'self'"
for path in /swagger-ui/docs.js /swagger-ui/docs.css; do
	server_decides request GET "$path"
	expect_status 200
	expect_header X-Content-Type-Options nosniff
	expect_header Cache-Control no-cache
	case $path in
	*.js) expect_header Content-Type 'text/javascript; charset=utf-8' ;;
	*) expect_header Content-Type 'text/css; charset=utf-8' ;;
	esac
	server_decides request GET "$path" -H "If-None-Match: $(header ETag)"
	expect_status 304
done
server_decides request GET /swagger-ui/
[ "$STATUS" = 403 ] || [ "$STATUS" = 404 ] || [ "$STATUS" = 301 ] ||
	fact_failed "the folder is shown: $STATUS"
