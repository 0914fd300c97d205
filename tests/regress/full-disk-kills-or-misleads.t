#!/usr/bin/env bash
# Where the host limits the size of files, SIGXFSZ killed the responder in
# mid-request: no answer, and a FastCGI worker less.  Where the disk was so
# full that SQLite could not make its -shm, the answer was 503 and the log said
# to restore a backup; a full disk is 507, and room is what it needs.
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
token=$(mint --scope "weather.read weather.write" 2>"$work/mint")
report='{"description":"mine","location":{"city":"Oslo","country":"NO"}}'

post() {
	cgi POST /api/reports CONTENT_TYPE=application/json \
		CONTENT_LENGTH=${#report} \
		HTTP_AUTHORIZATION="Bearer $token" <<<"$report"
}

get() {
	cgi GET /api/reports HTTP_AUTHORIZATION="Bearer $token" </dev/null
}

status() {
	[ "$(value Status)" = "$2" ]
	result "$1" $? "$work/out"
}

post
status "a report is stored" "201 Created"
(
	ulimit -f 8
	post
)
status "a report that does not fit is refused" "507 Insufficient Storage"
logged "the log says what the disk needs" "make room on its disk"
(
	ulimit -f 8
	get
)
status "so is reading where SQLite cannot open" "507 Insufficient Storage"
logged "the log says so again" "make room on its disk"
get
status "reading goes on where it can" "200 OK"
[ "$(grep -o mine "$work/out" | wc -l)" = 1 ]
result "what was answered 201 is there, and nothing else" $? "$work/out"
post
status "writing goes on" "201 Created"
finish
