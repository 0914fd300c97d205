# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names shared with lib.sh
# The service's configuration and state, and tokens of its dev issuer.
ctl() {
	as_server "$E2E/bin/weatherctl" --config "$WEATHER_CONFIG" "$@"
}

# Writes weather.conf with the sections on standard input, and both databases.
make_state() {
	{
		cat <<-END
			[server]
			state_dir = $E2E/state
			public_url = http://127.0.0.1:$PORT
			fetch_program = $E2E/bin/weather-fetch
			cors_origins = https://page.example
		END
		cat
	} >"$WEATHER_CONFIG"
	ctl init >"$E2E/init.out" 2>&1 || {
		sed 's/^/# /' "$E2E/init.out" >&2
		bail_out "weatherctl init failed"
	}
}

mint() {
	ctl token mint "$@" || bail_out "weatherctl token mint $* failed"
}

# A token of the dev issuer with any claims: sign_dev JSON [options of mint]
sign_dev() {
	local claims=$1 kid
	shift
	kid=$(jq -r '.keys[0].kid' "$E2E/state/dev.jwks.json")
	"$WEATHER_BUILD/tools/mint" sign "$E2E/state/dev.key.pem" \
		--alg ES256 --kid "$kid" --claims "$(jq -c -n \
			'{iss: "urn:weather:dev", aud: "weather-dev",
			sub: "signer", azp: "client", scope: "weather.read"}
			+ $claims' --argjson claims "$claims")" "$@" ||
		bail_out "mint sign failed"
}

# A token of at most, and nearly, so many bytes.
sign_dev_sized() {
	local empty
	empty=$(sign_dev '{"pad":""}')
	sign_dev "{\"pad\":\"$(printf '%*s' \
		$((($1 - ${#empty}) * 3 / 4 - 1)) '')\"}"
}

# The tokens that the cases use.
# shellcheck disable=SC2034 # by the cases
make_tokens() {
	READ=$(mint --subject reader --scope weather.read)
	WRITE=$(mint --subject alice --scope weather.write)
	OTHER=$(mint --subject bob --scope weather.write)
	ADMIN=$(mint --subject ada --name Ada --role Admin \
		--scope 'weather.read weather.write')
	ADMIN_WITHOUT_WRITE=$(mint --subject ada --role Admin \
		--scope weather.read)
	NOTHING=$(mint --subject carol --scope '')
	APP=$(mint --app --client console --role app.weather.read)
	APP_WRITE=$(mint --app --client console --role app.weather.write)
	USELESS=$(mint --subject carol --scope somebody.elses)
	ROLE_WITHOUT_APP=$(mint --subject dan --role app.weather.read \
		--scope '')
	SIGNED=$(sign_dev '{}')
	EXPIRED=$(sign_dev '{}' --ttl -3600)
	OTHER_AUDIENCE=$(sign_dev '{"aud":"somebody"}')
	OTHER_ISSUER=$(sign_dev '{"iss":"urn:weather:other"}')
	UNSIGNED=$(sign_dev '{}' --none)
	MEDIUM=$(sign_dev_sized 8000)
	LARGE=$(sign_dev_sized 16384)
	TOO_LARGE=$(sign_dev_sized 16600)
}
