# a token of 16 KiB passes the server's limits, a larger one our own
get "$LARGE" /api/reports
expect_status 200
server_decides get "$TOO_LARGE" /api/reports
expect_problem 401 invalid-token
