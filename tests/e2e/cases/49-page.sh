# the page is at the root, bound to itself and the identity provider
policy="default-src 'none'; script-src 'self'; style-src 'self'; \
img-src 'self'; connect-src 'self' https://id.example; \
frame-src 'self' https://id.example; base-uri 'none'; form-action 'none'; \
frame-ancestors 'self'; require-trusted-types-for 'script'; \
trusted-types 'none'"
for path in / /index.html /strings.js /style.css /icon.svg /app/main.js; do
	server_decides request GET "$path"
	expect_status 200
	expect_header Content-Security-Policy "$policy"
	expect_header X-Content-Type-Options nosniff
	expect_header Referrer-Policy no-referrer
	case $path in
	*.js) expect_header Content-Type 'text/javascript; charset=utf-8' ;;
	*.css) expect_header Content-Type 'text/css; charset=utf-8' ;;
	*.svg) expect_header Content-Type 'image/svg+xml' ;;
	*) expect_header Content-Type 'text/html; charset=utf-8' ;;
	esac
	case $path in
	*/ | *.html) expect_header Cache-Control no-store ;;
	*)
		expect_header Cache-Control no-cache
		server_decides request GET "$path" \
			-H "If-None-Match: $(header ETag)"
		expect_status 304
		;;
	esac
	name=${path%/}
	cmp -s "$source_tree/web${name:-/index.html}" "$E2E/body" ||
		[ "$STATUS" = 304 ] || fact_failed "$path is another file"
done
for path in /app /app/ /nothing.js /app/views/; do
	server_decides request GET "$path"
	[ "$STATUS" = 403 ] || [ "$STATUS" = 404 ] || [ "$STATUS" = 301 ] ||
		fact_failed "$path: $STATUS"
	! grep -q main.js "$E2E/body" || fact_failed "$path lists files"
done
# and the API stays where it was, with headers of its own
request GET /api/reports
expect_problem 401 missing-token
expect_no_header Content-Security-Policy
