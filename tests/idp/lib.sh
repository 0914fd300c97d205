# shellcheck shell=bash
# What the tests with real identity providers share: our service behind
# lighttpd with a clock that can be moved, tokens from the provider, and the
# cases that every provider must pass.
#
# A provider's test sets ISSUER and IDP_PID and defines
#	sign_in ARGUMENTS-OF-CURL	a browser opens that address and ada signs
#					in; prints where it is sent in the end
#	rotate				new keys sign, the old ones stay published
#	retire				the old keys are not published any more
# and has the clients app-ALG (client credentials, secret $SECRET, tokens
# signed with ALG) and page (public, authorization code with PKCE).  Tokens
# are good for $LIFETIME seconds.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../e2e/lib.sh"
# shellcheck source=tests/e2e/clock.sh
. "$(dirname "${BASH_SOURCE[0]}")/../e2e/clock.sh"

AUDIENCE=https://weather.example/api
OTHER_AUDIENCE=https://other.example/api
SECRET=$(openssl rand -hex 16)
LIFETIME=900 LEEWAY=60
ISSUER='' IDP_PID='' ALGORITHMS='' TOKEN='' ID_TOKEN=''

# --- our side -----------------------------------------------------------------

# trust ALG...: the running provider, by a service that starts now.
trust() {
	ALGORITHMS=$*
	curl -s --max-time 10 -o "$E2E/metadata" \
		"$ISSUER/.well-known/openid-configuration"
	TOKEN_ENDPOINT=$(jq -r .token_endpoint "$E2E/metadata")
	AUTHORIZATION_ENDPOINT=$(jq -r .authorization_endpoint "$E2E/metadata")
	use_movable_clock
	make_state <<-END
		[issuer provider]
		preset = oidc
		issuer = $ISSUER
		audience = $AUDIENCE
		algorithms = $ALGORITHMS
		allow_insecure_loopback = on
	END
	start_server
}

# --- the provider's side ------------------------------------------------------

idp_answers() {
	curl -s -o "$E2E/answers" --max-time 10 "$ISSUER/"
}

# Sets TOKEN and ID_TOKEN to what the provider grants, empty if it does not.
ask_for_token() {
	curl -s --max-time 10 -o "$E2E/granted" "$@" \
		"$TOKEN_ENDPOINT"
	TOKEN=$(jq -r '.access_token // ""' "$E2E/granted")
	ID_TOKEN=$(jq -r '.id_token // ""' "$E2E/granted")
}

expect_token() {
	[ -n "$TOKEN" ] || {
		sed "s/^/# /" "$E2E/granted" "$E2E"/log/provider.log
		bail_out "the provider grants no token"
	}
}

# application_token ALG SCOPE [AUDIENCE]: by client credentials
application_token() {
	ask_for_token -u "app-$1:$SECRET" -d grant_type=client_credentials \
		--data-urlencode "scope=$2" \
		--data-urlencode "resource=${3:-$AUDIENCE}"
	expect_token
	[ "$(in_header alg)" = "$1" ] ||
		fact_failed "signed with $(in_header alg), not with $1"
}

# A member of the header of TOKEN.
in_header() {
	# shellcheck disable=SC2016 # a variable of jq
	jq -Rr --arg name "$1" 'split(".")[0] | gsub("-"; "+") |
		gsub("_"; "/") | @base64d | fromjson | .[$name]' <<<"$TOKEN"
}

challenge_of() {
	printf %s "$1" | openssl dgst -sha256 -binary | base64 |
		tr '+/' '-_' | tr -d '=\n'
}

# ada signs in at the page for SCOPE; sets CODE and VERIFIER.
authorize() {
	local state back
	VERIFIER=$(openssl rand -hex 32)
	state=$(openssl rand -hex 8)
	rm -f "$E2E/cookies"
	back=$(sign_in --get "$AUTHORIZATION_ENDPOINT" \
		-d response_type=code -d client_id=page -d "state=$state" \
		--data-urlencode "redirect_uri=$REDIRECT" \
		--data-urlencode "scope=openid $1" -d nonce=once \
		--data-urlencode "resource=$AUDIENCE" \
		-d code_challenge_method=S256 \
		-d "code_challenge=$(challenge_of "$VERIFIER")")
	[[ "$back&" == "$REDIRECT?"*"state=$state&"* ]] ||
		fact_failed "sent to '$back': $(head -c 400 "$E2E/page")"
	CODE=$(sed -n 's/.*[?&]code=\([^&]*\).*/\1/p' <<<"$back")
}

# Redeems CODE with a verifier.
redeem() {
	ask_for_token -d grant_type=authorization_code -d client_id=page \
		-d "code=$CODE" -d "code_verifier=$1" \
		--data-urlencode "redirect_uri=$REDIRECT" \
		--data-urlencode "resource=$AUDIENCE"
}

# person_token SCOPE: by authorization code with PKCE
person_token() {
	authorize "$1"
	redeem "$VERIFIER"
	expect_token
}

# browse ARGUMENTS-OF-CURL: prints where the answer sends the browser.
browse() {
	curl -s --max-time 10 -b "$E2E/cookies" -c "$E2E/cookies" \
		-o "$E2E/page" -w '%{redirect_url}' "$@"
}

# --- facts --------------------------------------------------------------------

expect_answer() {
	get "$2" /api/reports
	[ "$STATUS" = "$1" ] || fact_failed "$3: $STATUS, not $1"
}

expect_permissions() {
	get "$TOKEN" /api/me
	expect_status 200
	expect_json ".permissions == $1"
}

REPORT='{"description":"Fog",
	"location":{"city":"Seattle","state":"WA","country":"US"}}'

# TOKEN reads and does not write.
expect_reader() {
	expect_answer 200 "$TOKEN" "a token for reading"
	expect_permissions '["read"]'
	post "$TOKEN" /api/reports "$REPORT"
	expect_problem 403 insufficient-scope
	expect_header_like WWW-Authenticate \
		'error="insufficient_scope", scope="weather.write"'
}

# TOKEN writes and does not read.
expect_writer() {
	post "$TOKEN" /api/reports "$REPORT"
	expect_status 201
	expect_permissions '["write"]'
	get "$TOKEN" /api/reports
	expect_problem 403 insufficient-scope
	expect_header_like WWW-Authenticate \
		'error="insufficient_scope", scope="weather.read"'
}

# --- requests that go on meanwhile --------------------------------------------

# Asks with each line "WORD TOKEN" of $E2E/tokens until $E2E/enough exists, in
# two hundred rounds at most; notes "WORD STATUS" for each answer.
load() {
	local round word token
	for round in $(seq 200); do
		[ ! -e "$E2E/enough" ] || break
		while read -r word token; do
			curl -s -o /dev/null --max-time 30 \
				-w "$word %{http_code}\n" -H "$(bearer "$token")" \
				"http://127.0.0.1:$PORT/api/reports" \
				>>"$E2E/answered"
		done <"$E2E/tokens"
	done
}

# offer WORD: one more token of each algorithm, for the load to use.
offer() {
	local algorithm
	cp "$E2E/tokens" "$E2E/tokens.new"
	for algorithm in $ALGORITHMS; do
		application_token "$algorithm" weather.read
		echo "$1 $TOKEN" >>"$E2E/tokens.new"
	done
	mv "$E2E/tokens.new" "$E2E/tokens"
}

offered() {
	sed -n "s/^$1 //p" "$E2E/tokens"
}

answered() {
	[ "$(grep -c "^$1 " "$E2E/answered")" -ge 32 ]
}

key_ids() {
	local TOKEN
	while read -r TOKEN; do
		in_header kid
	done < <(offered "$1") | sort
}

# --- cases --------------------------------------------------------------------

client_credentials_case() {
	local algorithm reader
	for algorithm in $ALGORITHMS; do
		application_token "$algorithm" weather.read
		expect_reader
		reader=$TOKEN
		application_token "$algorithm" weather.write
		expect_writer
		expect_answer 401 "${TOKEN%.*}.${reader##*.}" \
			"the signature of another token"
	done
	result "an application's token is good for its scope only: $ALGORITHMS"
}

authorization_code_case() {
	person_token weather.read
	expect_reader
	expect_answer 401 "$ID_TOKEN" "the ID token"
	person_token weather.write
	expect_writer
	result "so is a person's by authorization code with PKCE; not an ID token"

	authorize weather.read
	redeem "$(openssl rand -hex 32)"
	[ -z "$TOKEN$ID_TOKEN" ] || fact_failed "a token for the wrong verifier"
	result "the provider insists on PKCE"
}

audience_case() {
	local algorithm=${ALGORITHMS%% *}
	application_token "$algorithm" weather.read "$OTHER_AUDIENCE"
	expect_answer 401 "$TOKEN" "a token for another service"
	application_token "$algorithm" weather.read
	expect_answer 200 "$TOKEN" "one for us"
	result "a token for another service is refused"
}

rotation_case() {
	local n loads=''
	: >"$E2E/tokens"
	: >"$E2E/answered"
	offer old
	for n in 1 2 3 4; do
		load &
		loads="$loads $!"
		also_kill $!
	done
	eventually answered old || fact_failed "few answers before"
	rotate
	offer new
	eventually answered new || fact_failed "few answers after"
	: >"$E2E/enough"
	# shellcheck disable=SC2086 # a list of process ids
	wait $loads
	[ -z "$(comm -12 <(key_ids old) <(key_ids new))" ] ||
		fact_failed "the provider still signs with an old key"
	sort "$E2E/answered" | uniq -c | sed 's/^/# /'
	! grep -qv ' 200$' "$E2E/answered" || fact_failed "not all are 200"
	result "new keys are followed while requests go on, and none is refused"
}

retirement_case() {
	local token
	retire
	ctl keys refresh >"$E2E/refresh.out" 2>&1 ||
		fact_failed "$(cat "$E2E/refresh.out")"
	for token in $(offered old); do
		expect_answer 401 "$token" "a token of a key that is gone"
	done
	for token in $(offered new); do
		expect_answer 200 "$token" "a token of a key that stays"
	done
	result "tokens of a key that the provider has removed end with it"
}

expiry_case() {
	local algorithm token tokens=''
	if ! ldd "$WEATHER_PROGRAM.real" >"$E2E/answers" 2>&1; then
		result "expiry # SKIP the clock of a static program stands"
		return
	fi
	for algorithm in $ALGORITHMS; do
		application_token "$algorithm" weather.read
		tokens="$tokens $TOKEN"
	done
	person_token weather.read
	tokens="$tokens $TOKEN"
	for token in $tokens; do
		expect_answer 200 "$token" "a fresh token"
	done
	move_clock $((LIFETIME + 1))
	for token in $tokens; do
		expect_answer 200 "$token" "a token within the leeway"
	done
	move_clock $((LIFETIME + LEEWAY + 1))
	for token in $tokens; do
		expect_answer 401 "$token" "a token that has expired"
	done
	grep -q token/expired "$E2E"/log/* ||
		fact_failed "the log has no token/expired"
	move_clock 0
	for token in $tokens; do
		expect_answer 200 "$token" "the same at its own time"
	done
	result "a token that has expired is refused"
}

outage_case() {
	application_token "${ALGORITHMS%% *}" weather.read
	kill -TERM "$IDP_PID"
	wait "$IDP_PID"
	! idp_answers || fact_failed "the provider still answers"
	expect_answer 200 "$TOKEN" "without the provider"
	result "known keys serve while the provider is away"
}

run_idp_cases() {
	client_credentials_case
	authorization_code_case
	audience_case
	rotation_case
	retirement_case
	expiry_case
	outage_case
	stop_server TERM
	expect_clean_logs
	result "everything ends and nothing is left running"
	finish
}
