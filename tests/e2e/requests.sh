# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names shared with lib.sh
# Requests to the web server, and what is expected of the last answer.

STATUS='' RECORDING=no
# request METHOD TARGET [arguments of curl]: sets STATUS, $E2E/head and body.
request() {
	local method=$1 target=$2
	shift 2
	if [ "$method" = HEAD ]; then
		set -- --head "$@"
	else
		set -- --request "$method" "$@"
	fi
	: >"$E2E/body"
	: >"$E2E/head"
	STATUS=$(curl --silent --show-error --path-as-is --max-time 30 \
		--output "$E2E/body" --dump-header "$E2E/head" \
		--write-out '%{http_code}' "$@" \
		"http://127.0.0.1:$PORT$target" 2>"$E2E/curl.err") ||
		fact_failed "$method $target: $(cat "$E2E/curl.err")"
	# curl shows the headers of an answer to HEAD as its content
	[ "$method" != HEAD ] || : >"$E2E/body"
	read_headers
	[ "$RECORDING" = no ] || record "$method $target"
	[ -z "${WEATHER_EXCHANGES:-}" ] || keep_exchange "$method" "$target"
}

# For tests/openapi: request and answer into a file of $WEATHER_EXCHANGES.
keep_exchange() {
	{
		echo "$1 $2"
		cat "$E2E/head" "$E2E/body"
	} >"$(mktemp "$WEATHER_EXCHANGES/XXXXXXXX")"
}

# Fills HEADERS, by name in small letters; several lines of one name are
# joined as servers may do.
declare -A HEADERS
read_headers() {
	local line name value
	HEADERS=()
	while IFS= read -r line; do
		line=${line%$'\r'}
		case $line in
		HTTP/*) HEADERS=() ;;
		*:*)
			name=${line%%:*}
			name=${name,,}
			value=${line#*:}
			value=${value# }
			HEADERS[$name]=${HEADERS[$name]:+${HEADERS[$name]}, }$value
			;;
		esac
	done <"$E2E/head"
}

# A request whose answer is the web server's own: not compared with others.
server_decides() {
	local saved=$RECORDING
	RECORDING=no
	"$@"
	RECORDING=$saved
}

bearer() {
	printf 'Authorization: Bearer %s' "$1"
}

get() {
	local token=$1 target=$2
	shift 2
	request GET "$target" -H "$(bearer "$token")" "$@"
}

# post TOKEN TARGET JSON [arguments of curl]
post() {
	local token=$1 target=$2 json=$3
	shift 3
	request POST "$target" -H "$(bearer "$token")" \
		-H 'Content-Type: application/json' --data-binary "$json" "$@"
}

delete() {
	local token=$1 target=$2
	shift 2
	request DELETE "$target" -H "$(bearer "$token")" "$@"
}

header() {
	echo "${HEADERS[${1,,}]:-}"
}

# What must be the same behind every server: status, headers, body; with what
# differs from run to run replaced by a word.
record() {
	local name
	{
		echo "> $1"
		echo "$STATUS"
		for name in "${!HEADERS[@]}"; do
			case $name in
			date | server | connection | keep-alive) ;;
			transfer-encoding | accept-ranges) ;;
			*) echo "$name: ${HEADERS[$name]}" ;;
			esac
		done | sort
		cat "$E2E/body"
		echo
	} | mask >>"$E2E/out/$CASE"
}

mask() {
	sed -E \
		-e "s/127\.0\.0\.1:$PORT/HOST/g" \
		-e 's/eyJ[A-Za-z0-9_.-]+/TOKEN/g' \
		-e 's/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/UUID/g' \
		-e 's/20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-9:.]+Z/TIME/g' \
		-e 's/[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20[0-9]{2} [0-9:]{8} GMT/DATE/g' \
		-e 's/^(etag: ).*/\1ETAG/'
}

expect_status() {
	[ "$STATUS" = "$1" ] ||
		fact_failed "status $STATUS, not $1: $(head -c 400 "$E2E/body")"
}

expect_header() {
	local value
	value=${HEADERS[${1,,}]:-}
	[ "$value" = "$2" ] || fact_failed "$1: '$value', not '$2'"
}

expect_header_like() {
	local value
	value=${HEADERS[${1,,}]:-}
	[[ $value =~ $2 ]] || fact_failed "$1: '$value' is not like '$2'"
}

expect_no_header() {
	[ -z "${HEADERS[${1,,}]:-}" ] ||
		fact_failed "$1: ${HEADERS[${1,,}]}, unwanted"
}

expect_body() {
	[ "$(<"$E2E/body")" = "$1" ] ||
		fact_failed "body '$(head -c 400 "$E2E/body")', not '$1'"
}

# A jq filter that must be true.
expect_json() {
	json_is "$@" <"$E2E/body" >"$E2E/jq" 2>&1 ||
		fact_failed "not true: ${*: -1}: $(head -c 400 "$E2E/body")"
}

# No jq here: it takes longer to start than all the rest, and each member is
# compared with what was recorded.
expect_problem() {
	local body
	body=$(<"$E2E/body")
	expect_status "$1"
	expect_header Content-Type application/problem+json
	[[ $body == '{"type":"/problems/'"$2"'",'*'"status":'"$1"','* ]] ||
		fact_failed "not the problem $2: ${body:0:400}"
	[[ $body == *'"instance":"urn:uuid:'"${HEADERS[x-request-id]:-}"'"'* ]] ||
		fact_failed "not the request's id: ${body:0:400}"
}

# The header comes through, and nothing but a good token is good.
serves() {
	local bad report='{"description":"Fog","location":{"city":"Seattle","state":"WA","country":"US"}}'
	get "$READ" '/api/reports?limit=1'
	expect_status 200
	request GET /api/reports
	expect_problem 401 missing-token
	for bad in "$OTHER_AUDIENCE" "$OTHER_ISSUER" "$EXPIRED" "$UNSIGNED"; do
		get "$bad" /api/reports
		expect_problem 401 invalid-token
	done
	get "$WRITE" /api/reports
	expect_problem 403 insufficient-scope
	post "$READ" /api/reports "$report"
	expect_problem 403 insufficient-scope
	post "$WRITE" /api/reports "$report"
	expect_status 201
}
