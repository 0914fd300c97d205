# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names shared with client.sh
# weather-client's cache: when the provider is asked, and who may see tokens.
# How often a new token was fetched, by what --verbose says.
fetched() {
	grep -c "^POST $TOKEN_ENDPOINT: 200" "$C/err"
}

cache_cases() {
	local file first
	forget
	client --profile basic --verbose reports list
	[ "$(fetched)" = 1 ] || fact_failed "first: $(fetched) requests"
	client --profile basic --verbose reports list
	[ "$(fetched)" = 0 ] || fact_failed "second: $(fetched) requests"
	! grep -q openid-configuration "$C/err" ||
		fact_failed "discovery with a token at hand"
	result "the second command asks the cache only"

	file=$(find "$C/state" -name '*.json')
	[ "$(stat -c %a "$file" "$(dirname "$file")" | tr '\n' ' ')" = '600 700 ' ] ||
		fact_failed "modes $(stat -c %a "$file" "$(dirname "$file")")"
	result "the cache is the user's alone: 0600 in a folder of 0700"

	cp "$C/profiles" "$C/profiles.saved"
	sed -i 's/^scope = weather.read$/scope = weather.write/' "$C/profiles"
	client --profile basic --verbose reports list
	[ "$(fetched)" = 1 ] || fact_failed "another scope: $(fetched) requests"
	expect_exit 77
	cp "$C/profiles.saved" "$C/profiles"
	[ "$(cached)" = 2 ] || fact_failed "$(cached) files"
	client --profile basic --verbose reports list
	[ "$(fetched)" = 0 ] || fact_failed "back again: $(fetched) requests"
	result "another scope is another token, and does not replace the first"

	# exp of the entry, not of the token, is what the client looks at
	jq '.expires_at = 1' "$file" >"$file.x" && mv "$file.x" "$file"
	chmod 600 "$file"
	client --profile basic --verbose reports list
	expect_exit 0
	[ "$(fetched)" = 1 ] || fact_failed "expired: $(fetched) requests"
	result "an expired token is replaced before it is refused"

	jq '.access_token = "made.up.token"' "$file" >"$file.x" &&
		mv "$file.x" "$file"
	chmod 600 "$file"
	client --profile basic --verbose reports list
	expect_exit 0
	[ "$(fetched)" = 1 ] || fact_failed "refused: $(fetched) requests"
	result "a token that the service refuses is replaced once"

	echo '{"half' >"$file"
	chmod 600 "$file"
	client --profile basic reports list
	expect_exit 0
	result "a damaged cache is made anew"

	chmod 644 "$file"
	client --profile basic reports list
	expect_exit 77
	rm -f "$file"
	ln -s /etc/passwd "$file"
	client --profile basic reports list
	expect_exit 77
	rm -f "$file"
	result "a file that others can read, or a link, is not taken for the cache"

	mv "$C/state/weather-client" "$C/elsewhere"
	ln -s "$C/elsewhere" "$C/state/weather-client"
	client --profile basic reports list
	expect_exit 77
	[ -z "$(find "$C/elsewhere" -name '*.json' -newer "$C/out")" ] ||
		fact_failed "something was written through the link"
	rm "$C/state/weather-client"
	mv "$C/elsewhere" "$C/state/weather-client"
	result "a link in the place of the folder is refused"
	race_case
}

# Many at once: one asks, the others wait for its answer.
race_case() {
	local n racers=''
	forget
	for n in 1 2 3 4 5 6; do
		mkdir -p "$E2E/racer$n"
		env -i HOME="$C" PATH=/usr/bin:/bin XDG_STATE_HOME="$C/state" \
			WEATHER_CLIENT_CONFIG="$C/profiles" \
			"$WEATHER_BUILD/bin/weather-client" \
			--profile basic --verbose reports list \
			>"$E2E/racer$n/out" 2>"$E2E/racer$n/err" &
		racers="$racers $!"
	done
	for n in $racers; do
		wait "$n" || fact_failed "a racer failed"
	done
	n=$(cat "$E2E"/racer*/err | grep -c "^POST $TOKEN_ENDPOINT: 200")
	[ "$n" = 1 ] || fact_failed "$n requests for one token"
	result "processes that start together share one request for a token"
}
