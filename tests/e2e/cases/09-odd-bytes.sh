# bytes that no credential has are refused, by the server or by the program
# covers: A14
# say VALUE: the header as printf writes it, and the status of the answer
say() {
	exec 9<>"/dev/tcp/127.0.0.1/$PORT"
	# shellcheck disable=SC2059 # escapes are wanted
	printf "GET /api/reports HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: $1\r\n\r\n" >&9
	cat <&9 >"$E2E/raw"
	exec 9>&-
	STATUS=$(sed -n '1s/^HTTP\/1\.[01] \([0-9]*\).*/\1/p' "$E2E/raw")
}
say "Bearer $READ"
expect_status 200
for odd in '\0' '\01' '\010' '\037' '\177' '\200' '\377' '\303\244'; do
	say "Bearer $READ$odd"
	expect_status 400
	say "Bearer ${READ%?????}$odd${READ: -5}"
	expect_status 400
	say "Bearer$odd$READ"
	[ "$STATUS" = 400 ] || [ "$STATUS" = 401 ] || expect_status 400
done
# a tab parts no credential; a line that goes on is folded or refused
say "Bearer\t$READ"
expect_status 400
say "Bearer\r\n $READ"
[ "$STATUS" = 200 ] || expect_status 400
say "Bearer $READ\r\n x"
expect_status 400
say "Bearer $READ\rX: y"
expect_status 400
say "Bearer $READ"
expect_status 200
