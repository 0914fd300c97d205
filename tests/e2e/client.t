#!/usr/bin/env bash
# weather-client and the service behind lighttpd: every command, with tokens of
# the dev issuer that a provider made of files hands out.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/client/lib.sh
. "$(dirname "$0")/../client/lib.sh"
# shellcheck source=tests/client/liar.sh
. "$(dirname "$0")/../client/liar.sh"

use_setup lighttpd-fcgi
make_state <<END
[issuer dev]
preset = dev
END
make_tokens
start_server
make_person
start_liar
SECRET=$(openssl rand -hex 16)
SECRETS=$SECRET
secret_file "$SECRET"

# user NAME TOKEN: a profile whose provider grants that token.
user() {
	users=$((users + 1))
	printf -v TENANT '%08d-2222-3333-4444-555555555555' "$users"
	T=$L/$TENANT/oauth2/v2.0
	mkdir -p "$L/$TENANT/v2.0/.well-known" "$T"
	tell_metadata .
	GRANTED=$2
	grant '' "$T/token"
	profile "$1" <<-END
		api = http://127.0.0.1:$PORT
		authority = $LIAR/$TENANT
		client_id = $1
		client_secret_file = secret
		scope = api://1/.default
	END
}
users=0
user reader "$READ"
user alice "$(mint --subject alice --scope 'weather.read weather.write')"
user bob "$(mint --subject bob --scope 'weather.read weather.write')"
user late "$EXPIRED"

client --profile alice observe Seattle --state WA temp=11.84 humidity=81 \
	pressure=1013.2
expect_exit 0
expect_out "Stored for Seattle, 20"
client --profile reader weather Seattle --state WA
expect_exit 0
expect_out "Temperature 11.8 °C"
expect_out "Humidity 81 %"
client --profile reader weather seattle --units imperial
expect_out "Temperature 53.3 °F"
client --profile reader weather Seattle --json
expect_out_json '.temp == 11.84 and .humidity == 81'
client --profile reader weather Seattle --csv
[ "$(head -n 1 "$C/out")" = temp,feels_like,temp_min,temp_max,humidity,pressure ] ||
	fact_failed "$(cat "$C/out")"
[[ "$(sed -n 2p "$C/out")" == 11.84,* ]] || fact_failed "$(cat "$C/out")"
client --profile reader weather 'São Paulo' --country BR
expect_exit 66
expect_err "weather-client observe"
client --profile alice observe 'A/B' temp=3
expect_exit 0
client --profile reader weather 'a/b'
expect_out "Temperature 3.0 °C"
result "weather is observed and shown, in units, for people and for scripts"

for n in 1 2 3 4 5; do
	client --profile alice observe Bend temp=$n --state OR \
		--at "2026-01-0${n}T12:00:00Z"
done
client --profile reader history Bend --state OR
expect_exit 0
expect_out "observed_at temp °C"
expect_out "2026-01-05T12:00:00Z 5.0"
client --profile reader history Bend --state OR --limit 3 --json
expect_out_json 'map(.temp) == [5, 4, 3]'
expect_err "There are more"
client --profile reader history Bend --from 2026-01-02T00:00:00Z \
	--to 2026-01-04T00:00:00Z --units imperial --json
expect_out_json 'map(.temp) == [37.4, 35.6]'
client --profile reader history Bend --csv
expect_exit 0
[ "$(wc -l <"$C/out")" = 6 ] || fact_failed "$(cat "$C/out")"
head -n 1 "$C/out" | grep -q '^observed_at,' || fact_failed "$(head -n 1 "$C/out")"
client --profile reader history Bend --from tomorrow --csv
expect_exit 65
expect_err "from"
result "history is shown in pages, and as the service's own CSV"

client --profile alice observe Seattle tmp=1
expect_exit 64
expect_err "did you mean temp?"
client --profile alice observe Seattle temp=warm
expect_exit 64
client --profile alice observe Seattle temp=99 humidity=200
expect_exit 65
expect_err "temp: "
expect_err "humidity: "
client --profile alice weather Seattle --units celsius
expect_exit 64
client --profile reader weather Seattle --country USA
expect_exit 65
result "a wrong value is named, with every field at once"

client --profile alice reports add Seattle 'Fog over the bay' --state WA
expect_exit 0
expect_out "Thank you."
expect_out "Seattle, WA, US"
id=$(sed -n 's/^Report *//p' "$C/out")
client --profile reader reports show "$id"
expect_out "Fog over the bay"
client --profile alice reports edit "$id" 'Fog has lifted'
expect_exit 0
expect_out "Fog has lifted"
expect_out "Changed "
client --profile alice reports edit "$id" --city Tacoma --state WA
expect_out "Tacoma, WA, US"
client --profile alice reports edit "$id"
expect_exit 64
client --profile bob reports edit "$id" Mine
expect_exit 77
expect_err "Only the owner"
printf 'From a pipe\nin two lines\n' >"$C/text"
env -i HOME="$C" XDG_STATE_HOME="$C/state" "$WEATHER_BUILD/bin/weather-client" \
	--config "$C/profiles" --profile alice reports add Tacoma - --json \
	<"$C/text" >"$C/out" 2>"$C/err" || fact_failed "$(cat "$C/err")"
expect_out_json '.description == "From a pipe\nin two lines"'
client --profile reader reports add Seattle No
expect_exit 77
expect_err 'the permission "weather.write"'
expect_err "Add it to scope"
client --profile bob reports delete "$id"
expect_exit 77
client --profile alice reports delete "$id"
expect_exit 0
client --profile alice reports show "$id"
expect_exit 66
client --profile alice reports show ../weather/Seattle
expect_exit 66
result "reports are written, shown and deleted by who may"

for n in 1 2 3 4 5 6 7; do
	post "$WRITE" /api/reports "{\"description\":\"Number $n\",
		\"location\":{\"city\":\"Yakima\",\"state\":\"WA\"}}"
done
client --profile reader reports list --limit 3
expect_exit 0
expect_out "Number 7"
! grep -q 'Number 4' "$C/out" || fact_failed "more than three"
expect_err "There are more"
client --profile reader reports list --limit 501 --json
expect_out_json 'length == 8'
client --profile reader reports list --all --csv
[ "$(wc -l <"$C/out")" -ge 9 ] || fact_failed "$(cat "$C/out")"
head -n 1 "$C/out" | grep -q '^created_date,city,state,country,id,' ||
	fact_failed "$(head -n 1 "$C/out")"
grep -q '"From a pipe' "$C/out" || fact_failed "no quotes"
client --profile alice reports list --mine --json
expect_out_json 'length == 8'
client --profile bob reports list --mine --json
expect_out_json 'length == 0'
client --profile reader reports list --city yakima --state WA --search 'Number 3' --json
expect_out_json 'map(.description) == ["Number 3"]'
client --profile reader reports list --to -1d
expect_out "There are no such reports."
client --profile reader reports list --from yesterday
expect_exit 65
expect_err "from"
result "lists are as long as wanted, and end where the service's do"

client --profile reader --verbose whoami
expect_exit 0
expect_out "Permissions read"
expect_err "GET http://127.0.0.1:$PORT/api/me: 200"
client --profile reader token
expect_exit 0
expect_out "sub reader"
expect_out "scope weather.read"
client --profile reader token --json
expect_out_json '.claims.sub == "reader"'
client --profile reader token --show
[ "$(cat "$C/out")" = "$READ" ] || fact_failed "not the token"
expect_err "Whoever has this token is you"
result "whoami and token tell who it is; the token itself when asked"

forget_requests
client --profile late reports list
expect_exit 67
expect_err "although it is new"
[ "$(asked token)" = 2 ] || fact_failed "$(asked token) requests"
result "a refused token is renewed once, and then it is over"

# a terminal; script(1) makes one
on_terminal() {
	env -i PATH=/usr/bin:/bin TERM="${TERM_IS:-xterm}" HOME="$C" \
		XDG_STATE_HOME="$C/state" WEATHER_CLIENT_CONFIG="$C/profiles" \
		"${CLIENT_WITH[@]}" script -qefc "$WEATHER_BUILD/bin/weather-client $*" \
		/dev/null </dev/null >"$C/out" 2>"$C/err"
}
evil=$(printf 'Ahoy \\u001b[2J\\u202e \\u009b31m')
client --profile alice reports list --csv
post "$WRITE" /api/reports "{\"description\":\"$evil\",
	\"location\":{\"city\":\"Evil\"}}"
[ "$STATUS" = 422 ] || echo "# the service takes control characters"
# what a service of somebody else might send
printf '[{"description":"Ahoy %s","location":{"city":"X","state":null,"country":"US"},"id":"1","created_date":"2026-11-22T00:00:00Z"}]' \
	'\u001b[2J\u202e\u009b31m' >"$L/api/reports"
user evil "$READ"
sed -i "s|^api = .*|&|; /^\[evil\]/,\$ s|^api = .*|api = $LIAR|" "$C/profiles"
on_terminal --profile evil reports list
# shellcheck disable=SC1003 # backslashes are printed
grep -qF '\x1b[2J\u{202E}\x9b31m' "$C/out" || fact_failed "$(cat -v "$C/out")"
! tr -d '\n' <"$C/out" | sed 's/\x1b\[1m//g; s/\x1b\[0m//g' |
	grep -q $'\x1b' || fact_failed "escapes reach the terminal"
on_terminal --profile evil reports list --json
grep -qiF '\u001b[2J\u202e\u009b31m' "$C/out" || fact_failed "$(cat -v "$C/out")"
on_terminal --profile evil reports list --csv
! grep -q $'\x1b' "$C/out" || fact_failed "CSV on a terminal: escapes"
on_terminal --profile evil reports list
grep -q $'\x1b\\[1mcreated' "$C/out" || fact_failed "no color on a terminal"
CLIENT_WITH=(NO_COLOR=1)
on_terminal --profile evil reports list
! grep -q $'\x1b' "$C/out" || fact_failed "color in spite of NO_COLOR"
CLIENT_WITH=()
client --profile evil reports list
! grep -q $'\x1b' "$C/out" || fact_failed "color in a pipe"
result "nothing that a service sends moves the terminal; color only there"

# a link to elsewhere is not followed with a token
one='[{"description":"a","location":{"city":"X"},"id":"1","created_date":"t"}]'
for host in "$LIAR" "http://127.0.0.1:$PORT"; do
	forget_requests
	printf 'HTTP/1.1 200 X\r\nLink: <%s/api/reports?cursor=x>; rel="next"\r\nContent-Length: %s\r\n\r\n%s' \
		"$host" "${#one}" "$one" >"$L/api/reports.1"
	client --profile evil reports list --all --json
	expect_exit 0
	pages=$(grep -c '^/api/reports$' "$L/count")
	case $host in
	"$LIAR") [ "$pages" = 2 ] || fact_failed "its own: $pages pages" ;;
	*) [ "$pages" = 1 ] || fact_failed "another's: $pages pages" ;;
	esac
done
result "a page that links to another host ends the list"

# an answer that is lost on its way is asked for again under the same key
forget_requests
printf '{"id":"1","description":"d","location":{"city":"X"}}' \
	>"$L/api/reports"
: >"$L/api/reports.1"
printf 'HTTP/1.1 200 X\r\nContent-Length: 99\r\n\r\n{' >"$L/api/reports.1"
client --profile evil reports add X once
expect_exit 0
[ "$(grep -ic '^Idempotency-Key: ' "$L/requests")" = 2 ] ||
	fact_failed "$(grep -ic '^Idempotency-Key: ' "$L/requests") keys"
[ "$(grep -i '^Idempotency-Key: ' "$L/requests" | sort -u | wc -l)" = 1 ] ||
	fact_failed "two different keys"
result "a lost answer to a POST is asked for again under the same key"

# nor twice what may have been done, or is half printed
rm -f "$L/api/reports"
mkdir -p "$L/api/reports" "$L/api/weather/X"
printf 'HTTP/1.1 200 X\r\nContent-Length: 99\r\n\r\nhalf' >"$L/api/reports/1"
cp "$L/api/reports/1" "$L/api/weather/X/observations"
forget_requests
client --profile evil reports delete 1
expect_exit 69
[ "$(wc -l <"$L/count")" = 1 ] || fact_failed "deleted: $(cat "$L/count")"
forget_requests
client --profile evil history X --csv
expect_exit 69
[ "$(wc -l <"$L/count")" = 1 ] || fact_failed "printed: $(cat "$L/count")"
[ "$(grep -c half "$C/out")" -le 1 ] || fact_failed "twice: $(cat "$C/out")"
forget_requests
client --profile evil reports show 1
expect_exit 69
[ "$(wc -l <"$L/count")" = 3 ] || fact_failed "shown: $(cat "$L/count")"
result "but nothing that may have been done, or is half printed"

# a change is bound to what was seen, however long the tag of that is
tag=$(printf '"%0400d"' 0)
one='{"id":"1","description":"d","location":{"city":"X"}}'
answer_json 200 "$one" "$L/api/reports/1" "ETag: $tag"$'\r\n'
forget_requests
client --profile evil reports edit 1 Again
expect_exit 0
[ "$(grep -c "^PATCH " "$L/requests")" = 1 ] || fact_failed "no change"
tr -d '\r' <"$L/requests" | grep -qix "If-Match: $tag" ||
	fact_failed "unconditional: $(cat "$L/requests")"
result "a change is bound to the version that was seen"

stop_server TERM
expect_clean_logs
result "the server ends and leaves nothing running"
finish
