#!/usr/bin/env bash
# The process that HUP starts anew is the same one to the kernel, which went on
# counting what the program before had counted: nobody was the last any more
# who used the semaphores of a state_dir, and they stayed for ever.
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
worker=
trap 'kill -KILL $worker 2>/dev/null; rm -rf "$work"' EXIT
setup ""
token=$(mint --scope weather.write)

# As src/store/turn.c finds it.
key_of() { # DIRECTORY
	local text sum=2166136261 byte
	text="weather $(stat -c %D "$1") $(printf %x "$(stat -c %i "$1")")"
	while [ -n "$text" ]; do
		printf -v byte %d "'${text:0:1}"
		sum=$((((sum ^ byte) * 16777619) & 0xffffffff))
		text=${text:1}
	done
	printf '0x%08x' $((sum & 0x7fffffff))
}

key=$(key_of "$work/state")
there_is_a_queue() {
	ipcs -s | grep -q "^$key "
}

writes() {
	ask_worker "$work/socket" REQUEST_METHOD POST REQUEST_URI /api/reports \
		HTTP_AUTHORIZATION "Bearer $token" \
		CONTENT_TYPE application/json \
		BODY '{"description":"fog","location":{"city":"Bergen","country":"NO"}}' |
		grep -qa 'Status: 201'
}

is_anew() {
	[ "$(grep -c event=dev-issuer-on "$work/log")" -gt "$1" ]
}

"$WEATHER_BUILD/bin/weather.fcgi" --listen "$work/socket" 2>"$work/log" &
worker=$!
eventually test -S "$work/socket"
writes && there_is_a_queue
result "whoever writes makes the queue" $? "$work/log"
for times in 1 2; do
	kill -HUP "$worker"
	eventually is_anew "$times"
	writes && there_is_a_queue
	result "and uses it after HUP number $times" $? "$work/log"
done
kill -TERM "$worker"
wait "$worker"
result "the worker ends when it is told to" $? "$work/log"
! there_is_a_queue
result "and nothing of the queue is left" $? "$work/log"
finish
