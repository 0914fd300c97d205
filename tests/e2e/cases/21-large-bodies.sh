# a body over 64 KiB is refused by the program, a huge one by the server
report() {
	local start='{"description":"good","location":{"city":"Bend"}'
	printf '%s%*s}' "$start" $(($1 - ${#start} - 1)) ''
}
report 65536 >"$E2E/fits"
report 65537 >"$E2E/large"
report 1500000 >"$E2E/huge"
post "$WRITE" /api/reports "@$E2E/fits"
expect_status 201
post "$WRITE" /api/reports "@$E2E/large"
expect_problem 413 too-large
server_decides post "$WRITE" /api/reports "@$E2E/huge"
case $SETUP in
apache-fcgid | apache-htaccess) expect_status 500 ;;
*) expect_status 413 ;;
esac
