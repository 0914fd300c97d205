#!/usr/bin/env bash
# Every case of tests/vectors/wycheproof through weatherctl jws verify; the
# README.md there says where another result is expected than the files name.
set -u
cd "$(dirname "$0")/.." || exit 1
: "${WEATHER_BUILD:?run me through make check}"
ctl=$WEATHER_BUILD/bin/weatherctl
vectors=tests/vectors/wycheproof
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-wycheproof.XXXXXX")
trap 'rm -rf "$work"' EXIT
tests=0
failed=0

# A line "keys JWKS" per group, and one per case: "case ID EXPECTED JWS", split
# by tabs.  EXPECTED is valid, invalid, secret (valid, were HMAC not refused) or
# override (valid, but for README.md).
# shellcheck disable=SC2016 # its variables are those of jq
cases='
	.testGroups[]
	| (.public // .private) as $keys
	| (if $keys.keys then $keys else {keys: [$keys]} end) as $set
	| ($set.keys | all(.kty == "oct")) as $secret
	| (["keys", ($set | tojson)] | @tsv),
	  (.tests[] | .tcId as $id | [
		"case", $id,
		(if .result != "valid" then "invalid"
		elif any($overrides[]; . == $id) then "override"
		elif $secret then "secret"
		else "valid" end),
		(.jws | if type == "string" then . else tojson end)
	  ] | @tsv)'

# What was printed is the payload: its second spelling is the second segment.
payload_is_out() {
	[ "$(base64 -w0 <"$work/out" | tr '+/' '-_' | tr -d '=')" = \
		"$(cut -d. -f2 "$work/jws")" ]
}

# verdict_is EXPECTED: of the one case that has just run.
verdict_is() {
	local reason=
	read -r reason <"$work/err"
	if [ "$1" = valid ]; then
		[ "$code" = 0 ] && [ -z "$reason" ] && payload_is_out
	else
		[ "$code" = 1 ] && [ ! -s "$work/out" ] &&
			[[ $reason =~ ^[a-z]+/[a-z0-9-]+$ ]]
	fi
}

# run_file NAME CASES OVERRIDES
run_file() {
	local kind id expected jws code wrong=0
	local -A seen=([valid]=0 [invalid]=0 [secret]=0 [override]=0)

	while IFS=$'\t' read -r kind id expected jws; do
		if [ "$kind" = keys ]; then
			printf '%b' "$id" >"$work/jwks"
			continue
		fi
		printf '%b' "$jws" >"$work/jws"
		code=0
		"$ctl" jws verify --jwks "$work/jwks" <"$work/jws" \
			>"$work/out" 2>"$work/err" || code=$?
		seen[$expected]=$((seen[$expected] + 1))
		if ! verdict_is "$expected"; then
			wrong=$((wrong + 1))
			echo "# case $id is $expected; exit code $code"
			sed 's/^/# /' "$work/err" >&2
		fi
	done < <(jq -r --argjson overrides "$3" "$cases" "$vectors/$1.json")
	tests=$((tests + 1))
	if [ "$wrong" != 0 ] || [ "$((seen[valid] + seen[invalid] +
		seen[secret] + seen[override]))" != "$2" ]; then
		failed=1
		printf 'not '
	fi
	echo "ok $tests - $1, $2 cases: ${seen[valid]} valid and accepted," \
		"${seen[invalid]} invalid and refused, ${seen[secret]}" \
		"refused since HMAC is, ${seen[override]} overridden and refused"
}

run_file json_web_signature_test 401 '[346, 347, 350, 351, 372, 373]'
run_file json_web_key_test 26 '[]'
echo "1..$tests"
[ "$failed" = 0 ]
