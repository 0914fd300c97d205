# every token that is refused looks the same from outside
# covers: K3 K5
challenge='Bearer realm="weather", error="invalid_token"'
request GET /api/reports -H 'Authorization: Bearer garbage'
expect_problem 401 invalid-token
expect_header WWW-Authenticate "$challenge"
first=$(jq -S 'del(.instance)' <"$E2E/body")
for token in "$EXPIRED" "${READ}A" "${READ%.*}." "$OTHER_AUDIENCE" \
	"$OTHER_ISSUER" "$UNSIGNED"; do
	get "$token" /api/reports
	expect_problem 401 invalid-token
	expect_header WWW-Authenticate "$challenge"
	[ "$(jq -S 'del(.instance)' <"$E2E/body")" = "$first" ] ||
		fact_failed "the refusals differ"
done
get "$SIGNED" /api/reports
expect_status 200
