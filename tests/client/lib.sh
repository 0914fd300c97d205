# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names shared with tests/e2e/lib.sh
# What the tests of weather-client share: a home of its own, profiles, and what
# is expected of a command's output and exit code.  Beside tests/e2e/lib.sh.

# Makes $C, a person's home below $E2E.
make_person() {
	C=$E2E/person
	mkdir -p "$C/bin" "$C/state"
	chmod 700 "$C"
	: >"$C/profiles"
}

# profile NAME: a section from standard input.
profile() {
	{
		echo "[$1]"
		cat
	} >>"$C/profiles"
}

secret_file() {
	(umask 077 && printf '%s\n' "$1" >"$C/secret")
}

# client WORD...: runs it with nothing of ours in its environment; sets EXIT,
# $C/out and $C/err.  CLIENT_WITH has more of the environment, WRAP what runs
# the program.
CLIENT_WITH=() WRAP=()
client() {
	EXIT=0
	env -i PATH=/usr/bin:/bin HOME="$C" XDG_STATE_HOME="$C/state" \
		WEATHER_CLIENT_CONFIG="$C/profiles" "${CLIENT_WITH[@]}" \
		${CLIENT_VALGRIND:+valgrind -q --error-exitcode=99 \
			--leak-check=full} "${WRAP[@]}" \
		"$WEATHER_BUILD/bin/weather-client" "$@" \
		</dev/null >"$C/out" 2>"$C/err" || EXIT=$?
	check_leaks "$@"
}

# Nothing that a command prints unasked may hold a token or a secret.
check_leaks() {
	local secret
	if grep -qE 'Sanitizer|runtime error|==[0-9]+==' "$C/err"; then
		fact_failed "$*: $(head -c 2000 "$C/err")"
	fi
	case "$*" in *--show*) return ;; esac
	if grep -qE 'eyJ[A-Za-z0-9_-]{10,}\.' "$C/out" "$C/err"; then
		fact_failed "$*: a token is printed"
	fi
	for secret in ${SECRETS:-}; do
		! grep -qF -- "$secret" "$C/out" "$C/err" ||
			fact_failed "$*: a secret is printed"
	done
}

expect_exit() {
	[ "$EXIT" = "$1" ] || fact_failed "exit $EXIT, not $1:" \
		"$(head -c 600 "$C/err" | tr '\n' '|')"
}

# expect_err / expect_out WORDS: they are there, over line ends.
expect_err() {
	tr -s ' \n' ' ' <"$C/err" | grep -qF -- "$1" ||
		fact_failed "not said: '$1' but: $(head -c 600 "$C/err")"
}

expect_out() {
	tr -s ' \n' ' ' <"$C/out" | grep -qF -- "$1" ||
		fact_failed "not printed: '$1' but: $(head -c 600 "$C/out")"
}

# A filter of jq that must be true of the output.
expect_out_json() {
	json_is "$@" <"$C/out" >"$C/jq" 2>&1 ||
		fact_failed "not true: ${*: -1}: $(head -c 400 "$C/out")"
}

cached() {
	find "$C/state" -name '*.json' | wc -l
}

forget() {
	rm -rf "$C/state/weather-client"
}
