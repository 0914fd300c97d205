# a known path tells which methods it knows, an unknown one is 404
# covers: A18
request PUT /api/reports -H "$(bearer "$WRITE")" --data-binary '{}'
expect_problem 405 method-not-allowed
expect_header_like Allow 'GET'
expect_header_like Allow 'HEAD'
expect_header_like Allow 'POST'
expect_header_like Allow 'DELETE'
request POST /health --data-binary '{}'
expect_problem 405 method-not-allowed
request HEAD /api/reports -H "$(bearer "$READ")"
expect_status 200
expect_body ''
request HEAD /api/reports
expect_status 401
request POST /api/reports -H "$(bearer "$READ")" \
	-H 'X-HTTP-Method-Override: GET' --data-binary '{}'
expect_problem 403 insufficient-scope
get "$READ" /api/nothing
expect_problem 404 not-found
request GET /api
expect_problem 404 not-found
server_decides request GET /apiary
expect_status 404
server_decides request TRACE /api/reports
case $SETUP in
apache-htaccess) expect_status 200 ;;
*) expect_status 405 ;;
esac
