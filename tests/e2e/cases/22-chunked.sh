# a body of unknown length counts as one of known length
post "$WRITE" /api/reports '{"description":"in pieces","location":{"city":"Bend"}}' \
	-H 'Transfer-Encoding: chunked'
expect_status 201
expect_json '.description == "in pieces"'
post "$WRITE" /api/reports '{"description":"in pie' \
	-H 'Transfer-Encoding: chunked'
expect_problem 400 malformed-json
head -c 70000 /dev/zero | tr '\0' ' ' >"$E2E/large"
post "$WRITE" /api/reports "@$E2E/large" -H 'Transfer-Encoding: chunked'
expect_problem 413 too-large
