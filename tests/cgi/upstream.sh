# shellcheck shell=bash
# shellcheck disable=SC2034,SC2119,SC2154 # names shared with who sources this
# A service that asks a provider, for the tests of this folder; sourced at their
# start, from the root of the tree.

# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
# shellcheck source=tests/provider.sh
. tests/provider.sh
setup "metrics = local"
start_provider
owm=data/2.5/weather
cat >>"$WEATHER_CONFIG" <<END
[upstream]
provider = openweathermap
base_url = $PROVIDER/data/2.5
api_key_file = $work/key
allow_insecure_loopback = on
END
READ=$(mint --subject reader --scope weather.read)
WRITE=$(mint --subject alice --scope weather.write)
facts=0

no() {
	facts=$((facts + 1))
	printf '# %s\n' "$*" >&2
}

told() {
	cat "$work/log" >>"$work/logs"
	cat "$work/out" >>"$work/outs"
}

# case_ends NAME: all its facts as one line.
case_ends() {
	result "$1" "$facts"
	facts=0
}

# ask CITY [STATUS [TYPE]]: with a token for reading.
ask() {
	cgi GET "/api/weather/$1" HTTP_AUTHORIZATION="Bearer $READ" </dev/null
	told
	[ -z "${2:-}" ] || grep -q "^Status: $2 " "$work/out" ||
		no "$1: $(head -n 1 "$work/out"), not $2: $(tail -n 1 "$work/log")"
	[ -z "${3:-}" ] || grep -qF "\"type\":\"/problems/$3\"" "$work/out" ||
		no "$1: not $3: $(tail -n 1 "$work/out")"
}

is() {
	[ "$1" = "$2" ] || no "'$1', not '$2'"
}

# counted RESULT TIMES: so many questions to the provider since the beginning.
counted() {
	local sample="weather_provider_fetches_total{provider=\"openweathermap\""
	cgi GET /metrics REMOTE_ADDR=127.0.0.1 </dev/null
	told
	is "$(tr -d '\r' <"$work/out" | sed -n "s/^$sample,result=\"$1\"} //p")" \
		"$2"
}

was_asked() { # TIMES since the last time
	local now
	now=$(times_asked)
	is "$((now - ${before:-0}))" "$1"
	before=$now
}

body() {
	tail -n 1 "$work/out"
}

on_db() {
	sqlite3 -cmd '.timeout 5000' "$work/state/weather.db" "$1"
}

# As if nothing had been asked.
anew() {
	on_db 'DELETE FROM upstream; DELETE FROM upstream_right'
}

# As if so many seconds had passed for what is stored.
passes() {
	on_db "UPDATE upstream SET fetched_at = fetched_at - $1,
		observed_at = observed_at - $1, not_before = not_before - $1;
		UPDATE upstream_right SET not_before = max(0, not_before - $1)"
}

# The key shows in no log, answer, database or setting.
echo "$KEY" >"$work/leak"
shows_nowhere() {
	"$WEATHER_BUILD/bin/weatherctl" config >"$work/config" 2>&1
	grep -q "^provider = " "$work/config" || no "no [upstream]"
	for file in "$work/leak" "$work/logs" "$work/outs" "$work/config" \
		"$work/state"/* "$work/init.out"; do
		if grep -qaF "$KEY" "$file"; then
			echo "$file"
		fi
	done >"$work/leaks"
	is "$(cat "$work/leaks")" "$work/leak"
}
