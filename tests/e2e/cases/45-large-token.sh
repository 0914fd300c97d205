# a token of 16 KiB passes the server's limits, a larger one our own
# covers: A13
get "$MEDIUM" /api/me
expect_status 200
server_decides get "$LARGE" /api/me
case $SETUP in
apache-htaccess) expect_status 400 ;;
# mod_proxy_fcgi leaves out what does not fit into 16 KiB with its name
apache-proxy) expect_problem 401 missing-token ;;
*) expect_status 200 ;;
esac
server_decides get "$TOO_LARGE" /api/me
case $SETUP in
apache-htaccess) expect_status 400 ;;
apache-proxy) expect_problem 401 missing-token ;;
*) expect_problem 401 invalid-token ;;
esac
