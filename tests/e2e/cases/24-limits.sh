# within the limits of the server the program answers, beyond them the server
# padded BYTES: so many letters
padded() {
	printf '%*s' "$1" '' | tr ' ' x
}

# answers_with WHAT STATUS TARGET [arguments of curl]
answers_with() {
	local what=$1 status=$2 target=$3
	shift 3
	server_decides get "$READ" "$target" "$@"
	[ "$STATUS" = "$status" ] || fact_failed "$what: $STATUS, not $status"
}

# headers COUNT BYTES: sets HEADERS_SENT.
headers() {
	local n
	HEADERS_SENT=()
	for ((n = 0; n < $1; n++)); do
		HEADERS_SENT+=(-H "X-Pad-$n: $(padded "$2")")
	done
}

# the request line: 400 is the program's, of a cursor that is none
answers_with 'a line of 8 KB' 400 "/api/reports?cursor=$(padded 7900)"
grep -q /problems/bad-parameter "$E2E/body" || fact_failed "not the program"
case $SETUP in
apache-*) answers_with 'a longer one' 414 "/api/reports?cursor=$(padded 8300)" ;;
*) answers_with '16 KB' 400 "/api/reports?cursor=$(padded 16000)" ;;
esac

# one header
case $SETUP in
apache-htaccess)
	answers_with 'a header of 8 KB' 200 /api/me -H "X-Pad: $(padded 8000)"
	answers_with 'a longer one' 400 /api/me -H "X-Pad: $(padded 8300)"
	;;
lighttpd-*)
	answers_with '30 KB' 200 /api/me -H "X-Pad: $(padded 30000)"
	answers_with 'a longer one' 431 /api/me -H "X-Pad: $(padded 33000)"
	;;
*)
	answers_with '30 KB' 200 /api/me -H "X-Pad: $(padded 30000)"
	answers_with 'a longer one' 400 /api/me -H "X-Pad: $(padded 33000)"
	;;
esac

# all headers together, 64 KiB and more
headers 10 7000
case $SETUP in
lighttpd-*) answers_with '70 KB of headers' 431 /api/me "${HEADERS_SENT[@]}" ;;
apache-fcgid | apache-htaccess)
	answers_with '70 KB of headers' 500 /api/me "${HEADERS_SENT[@]}"
	headers 8 7000
	answers_with '56 KB' 200 /api/me "${HEADERS_SENT[@]}"
	;;
*) answers_with '70 KB of headers' 200 /api/me "${HEADERS_SENT[@]}" ;;
esac
headers 4 7000
answers_with '28 KB of headers' 200 /api/me "${HEADERS_SENT[@]}"

# their number
headers 90 1
answers_with '90 headers' 200 /api/me "${HEADERS_SENT[@]}"
headers 120 1
case $SETUP in
apache-*) answers_with '120 headers' 400 /api/me "${HEADERS_SENT[@]}" ;;
*) answers_with '120 headers' 200 /api/me "${HEADERS_SENT[@]}" ;;
esac
get "$READ" /api/me
expect_status 200
