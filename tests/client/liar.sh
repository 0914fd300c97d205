# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names shared with lib.sh
# An Entra-shaped identity provider of files, which says whatever a test wants.
# Beside lib.sh and tests/e2e/lib.sh.

TENANT=11111111-2222-3333-4444-555555555555

# Sets LIAR, its address, and $L, the folder of its answers.
start_liar() {
	L=$E2E/liar
	mkdir -p "$L/$TENANT/v2.0/.well-known" "$L/$TENANT/oauth2/v2.0" \
		"$L/api" "$L/other/.well-known"
	coproc LIAR_PROCESS {
		exec "$WEATHER_BUILD/tools/lying_server" "$L"
	}
	also_kill "$LIAR_PROCESS_PID"
	read -r -t 10 -u "${LIAR_PROCESS[0]}" LIAR_PORT ||
		bail_out "the lying server does not start"
	LIAR=http://127.0.0.1:$LIAR_PORT
	T=$L/$TENANT/oauth2/v2.0
	tell_metadata .
}

# tell_metadata FILTER-OF-JQ: . changes nothing.
tell_metadata() {
	jq -n --arg at "$LIAR/$TENANT" '{
		issuer: "\($at)/v2.0",
		token_endpoint: "\($at)/oauth2/v2.0/token",
		authorization_endpoint: "\($at)/oauth2/v2.0/authorize",
		device_authorization_endpoint: "\($at)/oauth2/v2.0/devicecode",
		token_endpoint_auth_methods_supported: ["client_secret_post",
			"private_key_jwt", "client_secret_basic"],
		scopes_supported: ["openid", "profile", "email",
			"offline_access"]} | '"$1" \
		>"$L/$TENANT/v2.0/.well-known/openid-configuration"
}

# answer_json STATUS JSON FILE [further head]: a whole answer.
answer_json() {
	printf 'HTTP/1.1 %s X\r\nContent-Type: application/json\r\nContent-Length: %s\r\n%s\r\n%s' \
		"$1" "${#2}" "${4:-}" "$2" >"$3"
}

# A token for an hour; grant [JSON more] FILE
grant() {
	answer_json 200 '{"token_type":"Bearer","expires_in":3599,
		"ext_expires_in":3599,"access_token":"'"$GRANTED"'"'"$1"'}' "$2"
}
GRANTED=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2ln

# refuse ERROR AADSTS-NUMBER FILE: as Entra does.
refuse() {
	answer_json 400 '{"error":"'"$1"'","error_description":"AADSTS'"$2"': Something is wrong.\r\nTrace ID: 0000aaaa-11bb-cccc-dd22-eeeeee333333\r\nCorrelation ID: aaaa0000-bb11-2222-33cc-444444dddddd\r\nTimestamp: 2026-01-09 02:02:12Z","error_codes":['"$2"'],"trace_id":"0000aaaa-11bb-cccc-dd22-eeeeee333333"}' "$3"
}

# How often a path was asked for.
asked() {
	grep -c "^/$TENANT/oauth2/v2.0/$1\$" "$L/count"
}

forget_requests() {
	: >"$L/count"
	: >"$L/requests"
	rm -f "$T"/*.[1-9]* "$L"/api/*.[1-9]*
}
