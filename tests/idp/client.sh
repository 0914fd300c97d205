# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names shared with lib.sh
# weather-client with a real identity provider: the cases that every provider
# must pass.  A provider's test defines enter_code CODE confirm|abort and calls
# browser_script with how its pages are gone through.
# shellcheck disable=SC2153 # of lib.sh
SECRETS=$SECRET
# what a provider does not have
CANNOT=''

can() {
	[[ " $CANNOT " != *" $1 "* ]]
}

make_certificate() {
	(cd "$C" && "$WEATHER_BUILD/bin/weather-client" cert new app \
		--bits 2048 >"$C/cert.out") ||
		bail_out "cert new: $(cat "$C/cert.out")"
}

# $C/bin/browser: a program for $BROWSER made of curl, that goes to $1 and
# then does what standard input says with browse() and $next.
browser_script() {
	{
		cat <<-END
			#!/bin/bash
			C=$C ISSUER=$ISSUER SECRET=$SECRET
			tr '\0' '\n' </proc/self/environ >"\$C/browser.env"
			rm -rf "\$C/browser"
			mkdir -p "\$C/browser"
			browse() {
				curl -s --max-time 10 -b "\$C/browser/jar" \
					-c "\$C/browser/jar" \
					-o "\$C/browser/page" \
					-w '%{redirect_url}' "\$@"
			}
			next=\$1
			echo "\$next" >"\$C/browser/first"
		END
		cat
	} >"$C/bin/browser"
	chmod 755 "$C/bin/browser"
}

# The profiles of all applications, the person's last: more may be added to it.
write_profiles() {
	local alg
	service_profile basic app-RS256 <<-END
		client_secret_file = secret
		client_auth = client_secret_basic
		scope = weather.read
	END
	service_profile posted poster <<-END
		client_secret_env = POSTER_SECRET
		client_auth = client_secret_post
		scope = weather.read
	END
	service_profile odd odd:id <<-END
		client_secret_env = ODD_SECRET
		client_auth = client_secret_basic
		scope = weather.read
	END
	for alg in RS256 PS256; do
		service_profile "certified-$alg" "certified-$alg" <<-END
			certificate = app.cert.pem
			key = app.key.pem
			assertion_algorithm = $alg
			scope = weather.read
		END
	done
	service_profile person terminal <<-END
		scope = $TERMINAL_SCOPE
	END
}

# service_profile NAME CLIENT_ID: for our service, more on standard input.
service_profile() {
	profile "$1" < <(
		cat <<-END
			api = http://127.0.0.1:$PORT
			authority = $ISSUER
			client_id = $2
			resource = $AUDIENCE
		END
		cat
	)
}

# shellcheck source=tests/idp/client_cache.sh
. "$(dirname "${BASH_SOURCE[0]}")/client_cache.sh"

# --- cases --------------------------------------------------------------------

# An application gets a token by itself, and with it what that permits.
expect_application() {
	client --profile "$1" reports list
	expect_exit 0
	client --profile "$1" whoami --json
	expect_exit 0
	expect_out_json '.permissions == ["read"]'
	client --profile "$1" reports add Seattle Fog
	expect_exit 77
	expect_err weather.write
}

application_cases() {
	secret_file "$SECRET"
	expect_application basic
	result "client credentials, secret by client_secret_basic"

	CLIENT_WITH=("POSTER_SECRET=$SECRET")
	expect_application posted
	CLIENT_WITH=()
	result "client credentials, secret of the environment by client_secret_post"
	certificate_cases

	forget
	secret_file wrong
	client --profile basic reports list
	expect_exit 78
	expect_err client_id
	[ "$(cached)" = 0 ] || fact_failed "something was kept"
	result "a wrong secret is no token, and the advice says where to look"

	secret_file "$SECRET"
	chmod 640 "$C/secret"
	client --profile basic reports list
	expect_exit 78
	expect_err "chmod 600 $C/secret"
	chmod 600 "$C/secret"
	result "a secret that others can read is refused with the chmod that helps"

	client --profile posted reports list
	expect_exit 78
	expect_err POSTER_SECRET
	result "a variable that is not set is named"

	cache_cases
}

certificate_cases() {
	local alg
	for alg in RS256 PS256; do
		expect_application "certified-$alg"
		result "client credentials, certificate, signed with $alg"
	done
}

odd_secret_case() {
	CLIENT_WITH=("ODD_SECRET=$SECRET +%&=:~*\"")
	client --profile odd reports list
	CLIENT_WITH=()
	expect_exit 0
	result "id and secret with odd letters are encoded as RFC 6749 asks"
}

expect_person() {
	client --profile person whoami --json
	expect_exit 0
	expect_out_json '.permissions == ["read", "write"]'
	client --profile person reports add Seattle "Fog by $1" --state WA --json
	expect_exit 0
	id=$(jq -r .id "$C/out")
	client --profile person reports show "$id"
	expect_out "Fog by $1"
}

person_cases() {
	local id
	forget
	client --profile person reports list
	expect_exit 67
	expect_err "weather-client login"
	result "without a sign-in and without a person: 67, and what to run"

	# script(1) is a terminal with somebody at it
	env -i PATH=/usr/bin:/bin TERM=xterm HOME="$C" \
		XDG_STATE_HOME="$C/state" WEATHER_CLIENT_CONFIG="$C/profiles" \
		BROWSER="$C/bin/browser" script -qefc \
		"$WEATHER_BUILD/bin/weather-client --profile person reports list" \
		/dev/null </dev/null >"$C/out" 2>"$C/err" ||
		fact_failed "$(cat "$C/out" "$C/err")"
	expect_out "A browser opens"
	expect_out "There are no such reports."
	result "at a terminal the sign-in begins by itself"

	forget
	CLIENT_WITH=("BROWSER=$C/bin/browser")
	client --profile person login
	expect_exit 0
	grep -q 'code_challenge_method=S256' "$C/browser/first" ||
		fact_failed "no PKCE: $(cat "$C/browser/first")"
	expect_person browser
	result "a person signs in by browser, with PKCE, and writes a report"

	client --profile person whoami
	expect_out "Signed in at"
	client --profile person token
	expect_out "its refresh token"
	result "whoami and token tell of it"

	refresh_case
	denied_case
	logout_case
}

refresh_case() {
	local file
	file=$(find "$C/state" -name 'person-*.json')
	jq '.expires_at = 1' "$file" >"$file.x" && mv "$file.x" "$file"
	chmod 600 "$file"
	CLIENT_WITH=()
	client --profile person --verbose reports list
	expect_exit 0
	[ "$(fetched)" = 1 ] || fact_failed "$(fetched) requests"
	json_is '.expires_at > 1 and .refresh_token != null and .sub != null' \
		<"$file" >"$C/jq" || fact_failed "$(jq 'keys' "$file")"
	result "a token that has expired is renewed without a person"

	jq '.expires_at = 1 | .refresh_token = "made-up"' "$file" \
		>"$file.x" && mv "$file.x" "$file"
	chmod 600 "$file"
	client --profile person reports list
	expect_exit 67
	expect_err "weather-client login"
	result "a refresh token that is refused asks for a sign-in"
}

# The answer in the browser must be the one that was asked for.
denied_case() {
	CLIENT_WITH=("BROWSER=$C/bin/forger")
	cat >"$C/bin/forger" <<-'END'
		#!/bin/bash
		back=$(sed -n 's/.*redirect_uri=\([^&]*\).*/\1/p' <<<"$1" |
			sed 's/%3A/:/g; s/%2F/\//g')
		state=$(sed -n 's/.*[?&]state=\([^&]*\).*/\1/p' <<<"$1")
		get() {
			curl -s --max-time 5 -o /dev/null -w '%{http_code}\n' "$@" \
				>>"$HOME/forged"
		}
		get "${back%/*}/favicon.ico"
		get "$back?code=stolen&state=guessed"
		get "$back?code=stolen"
		get "$back?code=a&code=b&state=$state"
		get -X POST "$back?code=a&state=$state"
		get "$back?error=access_denied&error_description=no&state=$state"
	END
	chmod 755 "$C/bin/forger"
	rm -f "$C/forged"
	client --profile person login
	# an answer without iss is another provider's where iss is promised
	expect_exit 67
	[ "$(tr '\n' ' ' <"$C/forged")" = '404 400 400 400 404 200 ' ] ||
		fact_failed "answers: $(tr '\n' ' ' <"$C/forged")"
	result "forged answers are not believed; a refusal ends the sign-in"
}

logout_case() {
	local file token
	CLIENT_WITH=("BROWSER=$C/bin/browser")
	client --profile person login
	expect_exit 0
	file=$(find "$C/state" -name 'person-*.json')
	token=$(jq -r .refresh_token "$file")
	CLIENT_WITH=()
	client --profile person --verbose logout
	expect_exit 0
	expect_out "Signed out."
	! can end-session || expect_err "end the session"
	[ -z "$(find "$C/state" -name 'person-*.json')" ] ||
		fact_failed "something is left"
	if can revoke; then
		ask_for_token -d grant_type=refresh_token \
			-d client_id=terminal -d "refresh_token=$token"
		[ -z "$TOKEN" ] || fact_failed "the refresh token still works"
	else
		expect_err "could not be revoked"
	fi
	client --profile person logout
	expect_exit 0
	expect_out "Nobody was signed in."
	result "logout removes and revokes what was kept"
}

# run_device confirm|abort: signs in by a code; sets EXIT.
run_device() {
	local pid
	: >"$C/err"
	(client --profile person login --device && exit "$EXIT") &
	pid=$!
	eventually grep -q 'enter the code' "$C/err"
	enter_code "$(sed -n 's/.*enter the code //p' "$C/err")" "$1"
	EXIT=0
	wait "$pid" || EXIT=$?
}

device_cases() {
	forget
	run_device confirm
	expect_exit 0
	expect_person device
	result "a person signs in by device code"

	can decline || return
	forget
	run_device abort
	expect_exit 67
	expect_err "weather-client login"
	[ "$(cached)" = 0 ] || fact_failed "something was kept"
	result "a sign-in that is declined on the other device is none"
}

run_out() {
	stop_server TERM
	expect_clean_logs
	result "everything ends and nothing is left running"
	finish
}
