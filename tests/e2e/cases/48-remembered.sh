# a verified signature is written down after the answer, a forged one never
# (lifetimes that no other token has tell the rows apart)
good=$(sign_dev '{"sub":"remembered"}' --ttl 4321)
forged=$("$WEATHER_BUILD/tools/mint" sign "$tests/keys/p256-other.pem" \
	--alg ES256 --kid "$(jq -r '.keys[0].kid' "$E2E/state/dev.jwks.json")" \
	--claims '{"iss":"urn:weather:dev","aud":"weather-dev","sub":"forger",
		"azp":"client","scope":"weather.read"}' --ttl 5432)

# rows_of TOKEN: the rows that expire with it, which is 60 seconds late
rows_of() {
	local expires
	expires=$(cut -d. -f2 <<<"$1" | tr -- '-_' '+/' |
		base64 -d 2>"$E2E/ignored" | jq .exp)
	as_server sqlite3 "$E2E/state/keys.db" \
		"SELECT count(*) FROM verified WHERE expires = $expires + 60"
}

has_row_of() {
	[ "$(rows_of "$1")" = 1 ]
}

get "$forged" /api/me
expect_problem 401 invalid-token
get "$good" /api/me
expect_status 200
# Workers write it down when nobody asks for a moment, and give way to any
# other writer, so it may take another request.
has_row_soon() {
	local tries=20
	until has_row_of "$good"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.05
	done
}
asks_and_has_row() {
	has_row_soon && return
	curl -s -o "$E2E/ignored" -H "Authorization: Bearer $good" \
		"http://127.0.0.1:$PORT/api/me"
	return 1
}
eventually asks_and_has_row || fact_failed "no row: $(rows_of "$good")"
if has_row_of "$forged"; then
	fact_failed "a forged token has a row"
fi
get "$good" /api/me
expect_status 200
get "$forged" /api/me
expect_problem 401 invalid-token
