# who is calling is said by the token alone, whatever other headers say
# covers: A11 J5
certificate='-----BEGIN CERTIFICATE-----'
spoofed=(-H 'Remote-User: ada' -H 'REMOTE_USER: ada' -H 'X-Remote-User: ada'
	-H 'X-Forwarded-User: ada' -H 'X_Forwarded_User: ada'
	-H 'X-Forwarded-Access-Token: '"$ADMIN" -H 'Auth-Type: Bearer'
	-H "Authorization_: Bearer $ADMIN" -H "X-Authorization: Bearer $ADMIN"
	-H "Proxy-Authorization: Bearer $ADMIN"
	-H "Ssl-Client-Cert: $certificate" -H 'Ssl-Client-Verify: SUCCESS'
	-H "X-Forwarded-Client-Cert: Cert=$certificate")
server_decides request GET /api/me "${spoofed[@]}"
expect_problem 401 missing-token
server_decides get "$READ" /api/me "${spoofed[@]}"
expect_status 200
expect_json '.permissions == ["read"]'
server_decides post "$READ" /api/reports \
	'{"description":"x","location":{"city":"y"}}' "${spoofed[@]}"
expect_problem 403 insufficient-scope
# a token bound to a certificate is not proven by a header with one
for cnf in '{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}' \
	'{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}' '{}' null; do
	bound=$(sign_dev "{\"cnf\":$cnf}")
	server_decides get "$bound" /api/me "${spoofed[@]}"
	expect_problem 401 invalid-token
	server_decides get "$bound" /api/me
	expect_problem 401 invalid-token
done
server_decides get "$SIGNED" /api/me "${spoofed[@]}"
expect_status 200
