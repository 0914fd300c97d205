# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names shared with lib.sh and provider.sh
# Microsoft's recorded documents as the provider of the tests gives them, and
# tokens of the shapes that Entra issues.

api=00001111-aaaa-2222-bbbb-3333cccc4444
console=11112222-bbbb-3333-cccc-4444dddd5555
consumers=9188040d-6c67-4c5b-b112-36a304b66dad

# entra_document VERSION FOLDER TENANT: the discovery document in FOLDER, whose
# issuer has TENANT, or {tenantid} as it is recorded.
entra_document() {
	local at=$2/.well-known/openid-configuration
	[ "$1" = v1 ] || at=$2/v2.0/.well-known/openid-configuration
	sed -e "s|https://login.microsoftonline.com|$PROVIDER|g" \
		-e "s|/common/|/$2/|g" -e "s|{tenantid}|$3|g" \
		"$tests/data/entra/common-$1-discovery.json" | publish "$at"
}

# entra_keys VERSION FOLDER: the key set in FOLDER with our keys in it; `ours`
# is like those of organizations, `personal` like those of personal accounts.
entra_keys() {
	local at=$2/discovery/keys
	key_set --no-alg rsa.pem:ours: >"$E2E/ours"
	key_set --no-alg rsa.pem:personal: >"$E2E/personal"
	if [ "$1" = v2 ]; then
		at=$2/discovery/v2.0/keys
		key_set --no-alg --issuer "$PROVIDER/{tenantid}/v2.0" \
			rsa.pem:ours: >"$E2E/ours"
		key_set --no-alg --issuer "$PROVIDER/$consumers/v2.0" \
			rsa.pem:personal: >"$E2E/personal"
	fi
	jq -s '{keys: map(.keys) | add}' \
		"$tests/data/entra/common-$1-jwks.json" \
		"$E2E/ours" "$E2E/personal" |
		sed "s|https://login.microsoftonline.com|$PROVIDER|g" |
		publish "$at"
}

# entra_claims VERSION TENANT: what both versions of a person's token have.
entra_claims() {
	if [ "$1" = v1 ]; then
		jq -n -c --arg tid "$2" --arg api "$api" --arg app "$console" \
			'{iss: "https://sts.windows.net/\($tid)/",
			aud: "api://\($api)", tid: $tid, ver: "1.0",
			appid: $app, oid: "ada", sub: "ada-here"}'
	else
		jq -n -c --arg tid "$2" --arg api "$api" --arg app "$console" \
			--arg at "$PROVIDER" '{iss: "\($at)/\($tid)/v2.0",
			aud: $api, tid: $tid, ver: "2.0",
			azp: $app, oid: "ada", sub: "ada-here"}'
	fi
}

# with CLAIMS JSON [options of mint]: a token of CLAIMS changed by JSON
with() {
	local claims
	claims=$(jq -c --argjson more "$2" '. + $more' <<<"$1")
	shift 2
	sign rsa.pem "$claims" --alg RS256 --kid ours "$@"
}

accepted() {
	get "$1" /api/reports
	[ "$STATUS" = 200 ] || fact_failed "$2: $STATUS"
}

refused() {
	get "$2" /api/reports
	[ "$STATUS" = "$1" ] || fact_failed "$3: $STATUS, not $1"
}
