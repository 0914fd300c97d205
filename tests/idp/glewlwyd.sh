# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names shared with lib.sh
# Glewlwyd, Debian's package, set up through its administration API.

# To be called after use_setup, with REDIRECT set.
find_place() {
	IDP_PORT=$(free_port)
	API=http://127.0.0.1:$IDP_PORT/api
	ISSUER=$API/oidc
}
GENERATION=0 KEY_SET='{"keys":[]}'
USE_ALGORITHMS=(RS256 PS256 ES256 EdDSA)

# api METHOD PATH [JSON]: as its administrator; the answer goes to $E2E/api.
api() {
	curl -sS --fail-with-body --max-time 10 -X "$1" "$API/$2" \
		-b "$E2E/admin" -c "$E2E/admin" -o "$E2E/api" \
		-H 'Content-Type: application/json' \
		${3:+--data-binary "$3"} || {
		sed 's/^/# /' "$E2E/api" "$E2E/log/provider.log" >&2
		bail_out "glewlwyd: $1 $2"
	}
}

# Adds a new private key of each algorithm to KEY_SET, in front.
add_keys() {
	GENERATION=$((GENERATION + 1))
	rnbyc -j -o "$E2E/keys.new" -p "$E2E/keys.public" \
		-g RSA2048 -k "RS256-$GENERATION" -a RS256 \
		-g RSA2048 -k "PS256-$GENERATION" -a PS256 \
		-g EC256 -k "ES256-$GENERATION" -a ES256 \
		-g Ed25519 -k "EdDSA-$GENERATION" -a EdDSA ||
		bail_out "rnbyc makes no keys"
	KEY_SET=$(jq -c --slurpfile new "$E2E/keys.new" \
		'.keys = $new[0].keys + .keys' <<<"$KEY_SET")
}

# The OpenID Connect plugin as it shall be.
plugin() {
	jq -n --arg iss "$ISSUER" --arg keys "$KEY_SET" \
		--arg signer "RS256-$GENERATION" \
		--argjson lifetime "$LIFETIME" \
		--argjson resources "[\"$AUDIENCE\", \"$OTHER_AUDIENCE\"]" '{
		module: "oidc", name: "oidc", display_name: "oidc",
		enabled: true, parameters: {
			iss: $iss,
			"allow-non-oidc": true,
			"jwks-show": true,
			"jwks-private": $keys,
			"default-kid": $signer,
			"client-sign_kid-parameter": "sign_kid",
			"access-token-duration": $lifetime,
			"refresh-token-duration": 3600,
			"code-duration": 60,
			"auth-type-code-enabled": true,
			"auth-type-client-enabled": true,
			"auth-type-token-enabled": false,
			"auth-type-id-token-enabled": true,
			"auth-type-password-enabled": false,
			"auth-type-device-enabled": true,
			"device-authorization-expiration": 600,
			"device-authorization-interval": 1,
			"auth-type-refresh-enabled": true,
			"introspection-revocation-allowed": true,
			"introspection-revocation-allow-target-client": true,
			"request-parameter-allow": true,
			"request-maximum-exp": 3600,
			"client-jwks-parameter": "jwks",
			"client-pubkey-parameter": "pubkey",
			"auth-type-none-enabled": false,
			"pkce-allowed": true,
			"pkce-method-plain-allowed": false,
			"pkce-required-public-client": true,
			"resource-allowed": true,
			"resource-scope": {
				"weather.read": $resources,
				"weather.write": $resources
			},
			"resource-client-property": "resource",
			"resource-scope-and-client-property": false,
			scope: [], "additional-parameters": [], claims: []
		}}'
}

application() {
	jq -n --arg id "app-$1" --arg kid "$1-$GENERATION" \
		--arg secret "$SECRET" '{
		client_id: $id, name: $id, enabled: true,
		confidential: true, client_secret: $secret,
		authorization_type: ["client_credentials"],
		token_endpoint_auth_method: ["client_secret_basic"],
		scope: ["weather.read", "weather.write"],
		sign_kid: $kid}'
}

page() {
	jq -n --arg redirect "$REDIRECT" '{
		client_id: "page", name: "page", enabled: true,
		confidential: false, redirect_uri: [$redirect],
		authorization_type: ["code"],
		token_endpoint_auth_method: ["none"],
		scope: ["openid", "weather.read", "weather.write"]}'
}

start_glewlwyd() {
	sqlite3 "$E2E/glewlwyd.db" \
		</usr/share/dbconfig-common/data/glewlwyd/install/sqlite3 ||
		bail_out "no database for glewlwyd"
	cat >"$E2E/glewlwyd.conf" <<-END
		port = $IDP_PORT
		bind_address = "127.0.0.1"
		external_url = "http://127.0.0.1:$IDP_PORT"
		login_url = "login.html"
		api_prefix = "api"
		log_mode = "file"
		log_level = "WARNING"
		log_file = "$E2E/log/provider.log"
		session_key = "GLEWLWYD2_SESSION_ID"
		session_expiration = 3600
		admin_scope = "g_admin"
		profile_scope = "g_profile"
		user_module_path = "/usr/lib/glewlwyd/user"
		client_module_path = "/usr/lib/glewlwyd/client"
		user_auth_scheme_module_path = "/usr/lib/glewlwyd/scheme"
		plugin_module_path = "/usr/lib/glewlwyd/plugin"
		hash_algorithm = "SHA512"
		database = {
			type = "sqlite3"
			path = "$E2E/glewlwyd.db"
		}
	END
	glewlwyd --config-file="$E2E/glewlwyd.conf" \
		>"$E2E/log/glewlwyd.log" 2>&1 &
	IDP_PID=$!
	also_kill "$IDP_PID"
	eventually idp_answers || {
		sed 's/^/# /' "$E2E"/log/* >&2
		bail_out "glewlwyd does not answer"
	}
}

set_up_glewlwyd() {
	local scope algorithm
	api POST auth/ '{"username": "admin", "password": "password"}'
	for scope in weather.read weather.write; do
		api POST scope/ "{\"name\": \"$scope\",
			\"password_required\": false, \"scheme\": {}}"
	done
	add_keys
	api POST mod/plugin/ "$(plugin)"
	# clients have a sign_kid only where their database says so
	api GET mod/client/database
	api PUT mod/client/database "$(jq <"$E2E/api" \
		'.parameters["data-format"].sign_kid =
			{multiple: false, read: true, write: true}')"
	api PUT mod/client/database/reset
	for algorithm in "${USE_ALGORITHMS[@]}"; do
		api POST client/ "$(application "$algorithm")"
	done
	api POST client/ "$(page)"
	api POST user/ "{\"username\": \"ada\", \"password\": \"$SECRET\",
		\"enabled\": true, \"scope\":
		[\"openid\", \"weather.read\", \"weather.write\"]}"
}

restart_plugin() {
	api PUT mod/plugin/oidc "$(plugin)"
	api PUT mod/plugin/oidc/reset
}

rotate() {
	local algorithm
	add_keys
	restart_plugin
	for algorithm in "${USE_ALGORITHMS[@]}"; do
		api PUT "client/app-$algorithm" "$(application "$algorithm")"
	done
}

retire() {
	KEY_SET=$(jq -c --argjson n "${#USE_ALGORITHMS[@]}" \
		'.keys |= .[:$n]' <<<"$KEY_SET")
	restart_plugin
}
