# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names shared with tests/e2e/lib.sh
# What the tests of faults share: a service with two issuers under load, and
# what must hold after any fault: it answers, every acknowledged write is there
# exactly once, nothing was accepted that must not be, nobody was left waiting,
# no worker has lost memory or descriptors.
#
# SEED=n replays the choices of a run.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../e2e/lib.sh"
# shellcheck source=tests/e2e/provider.sh
. "$(dirname "${BASH_SOURCE[0]}")/../e2e/provider.sh"

SEED=${SEED:-$((EPOCHSECONDS % 32768))}
echo "# SEED=$SEED"
RANDOM=$SEED
CALLERS=${CALLERS:-4} LOAD_PID='' TTL=36000

# --- the service --------------------------------------------------------------

# Starts the test again in a mount namespace of its own, as $0 with its
# environment; without the right to, it is skipped aloud.
in_own_mounts() {
	[ -z "${OWN_MOUNTS:-}" ] || return 0
	unshare -m true 2>/dev/null || {
		echo "1..0 # SKIP: only root may mount a small disk"
		exit 0
	}
	OWN_MOUNTS=1 exec unshare -m --propagation private "$0"
}

# small_disk FOLDER SIZE: mounted over a folder of the home, empty.
small_disk() {
	mount -t tmpfs -o "size=$2,mode=700" tmpfs "$E2E/$1" ||
		bail_out "no tmpfs"
	chown www-data: "$E2E/$1"
	trap 'umount -l "$E2E/state" "$E2E/log" 2>/dev/null; remove_home' EXIT
}

# fault_home SETUP [STATE-SIZE LOG-SIZE]: the dev issuer, and a provider whose
# keys are fetched; on small disks where sizes are given.
fault_home() {
	use_setup "$1"
	[ $# = 1 ] || small_disk state "$2"
	[ $# = 1 ] || small_disk log "$3"
	jq -n --arg at "$PROVIDER" '{issuer: $at, jwks_uri: ($at + "/keys")}' |
		publish .well-known/openid-configuration
	key_set p256.pem:first:ES256 | publish keys
	start_provider
	make_state <<-END
		[issuer dev]
		preset = dev
		[issuer provider]
		preset = oidc
		issuer = $PROVIDER
		audience = weather
		allow_insecure_loopback = on
		algorithms = ES256
	END
	READ=$(mint --subject reader --scope weather.read --expires "$TTL")
	WRITE=$(mint --subject writer --scope weather.write --expires "$TTL")
	make_load_tokens >"$E2E/out/tokens"
	ctl token revoke --issuer dev --jti revoked-1 >"$E2E/out/revoke"
}

# The names of those that must not write end in the only answers that they may
# get from a service that is well.
make_load_tokens() {
	local claims writes='{"scope":"weather.write"}'
	claims=$(jq -n -c --arg iss "$PROVIDER" '{iss: $iss, aud: "weather",
		sub: "foreign", azp: "client", scope: "weather.write"}')
	echo "writer $WRITE"
	echo "writer-0 $(sign p256.pem "$claims" --kid first --ttl "$TTL")"
	echo "reader $READ"
	echo "expired:401 $(sign_dev "$writes" --ttl -3600)"
	echo "audience:401 $(sign_dev '{"scope":"weather.write",
		"aud":"somebody"}')"
	echo "issuer:401 $(sign_dev '{"scope":"weather.write",
		"iss":"urn:weather:other"}')"
	echo "unsigned:401 $(sign_dev "$writes" --none)"
	echo "revoked:401 $(sign_dev '{"scope":"weather.write",
		"jti":"revoked-1"}' --ttl "$TTL")"
	echo "foreign-key:401 $(sign p256-other.pem "$claims" --kid first \
		--ttl "$TTL" --alg ES256)"
	echo "other-scope:403 $(mint --subject carol --scope other.thing \
		--expires "$TTL")"
}

# --- load ---------------------------------------------------------------------

LOADS=0
begin_load() {
	LOADS=$((LOADS + 1))
	"$WEATHER_BUILD/tools/load" "$E2E/out" "$PORT" "$CALLERS" \
		$((SEED * 100 + LOADS)) &
	LOAD_PID=$!
	also_kill "$LOAD_PID"
	eventually load_has_written || fact_failed "no load"
}

load_has_written() {
	cat "$E2E"/out/journal.* 2>/dev/null |
		grep -q "^keyed 201 keyed-$((SEED * 100 + LOADS))-"
}

# Every caller ends what it has begun.
end_load() {
	kill -TERM "$LOAD_PID"
	wait "$LOAD_PID" || fact_failed "a caller failed"
}

# write_one WHAT: a report of the test itself.
write_one() {
	post "$WRITE" /api/reports "{\"description\":\"$1\",
		\"location\":{\"city\":\"Bend\"}}"
	echo "plain $STATUS $1 $(header Location)" >>"$E2E/out/journal.self"
}

acknowledged() {
	cat "$E2E"/out/journal.* | grep -cE '^(keyed|plain|observed) 20[01] '
}

# acknowledges MORE: at least so many writes more than when $ACKNOWLEDGED was set.
acknowledges() {
	[ "$(acknowledged)" -ge $((ACKNOWLEDGED + $1)) ]
}

expect_progress() {
	ACKNOWLEDGED=$(acknowledged)
	eventually acknowledges 20 ||
		fact_failed "it does not go on: $(tail -qn 1 "$E2E"/out/journal.*)"
}

# --- what must hold afterwards ------------------------------------------------

# One line per report and per observation, as the service shows them.
list_found() {
	request GET "/api/reports?format=ndjson" -H "$(bearer "$READ")"
	expect_status 200
	jq -r '"\(.description) /api/reports/\(.id)"' <"$E2E/body" |
		sort >"$E2E/out/found.reports"
	request GET "/api/weather/Bend/observations?format=ndjson&from=0" \
		-H "$(bearer "$READ")"
	expect_status 200
	jq -r .observed_at <"$E2E/body" | sort >"$E2E/out/found.observations"
}

list_journal() {
	cat "$E2E"/out/journal.* >"$E2E/out/journal"
	awk '$1 ~ /^(keyed|plain)$/ { print $3 }' "$E2E/out/journal" |
		sort -u >"$E2E/out/asked.reports"
	awk '$1 ~ /^(keyed|plain)$/ && $2 == 201 { print $3, $4 }' \
		"$E2E/out/journal" | sort -u >"$E2E/out/stored.reports"
	awk '$1 == "plain" && $2 ~ /^(4..|507)$/ { print $3 }' \
		"$E2E/out/journal" | sort -u >"$E2E/out/refused.reports"
	awk '$1 == "keyed" { s[$3] = s[$3] || $2 == 201 }
		END { for (k in s) if (!s[k]) print k }' \
		"$E2E/out/journal" >"$E2E/out/unanswered"
	awk '$1 == "observed" { print $3 }' "$E2E/out/journal" |
		sort -u >"$E2E/out/asked.observations"
	awk '$1 == "observed" && $2 ~ /^20[01]$/ { print $3 }' \
		"$E2E/out/journal" | sort -u >"$E2E/out/stored.observations"
}

# expect_none WHAT FILE
expect_none() {
	[ ! -s "$2" ] || fact_failed "$(wc -l <"$2") $1: $(head -n 3 "$2")"
}

expect_writes() {
	local what
	list_journal
	list_found
	for what in reports observations; do
		comm -23 "$E2E/out/stored.$what" "$E2E/out/found.$what" \
			>"$E2E/out/missing"
		expect_none "acknowledged $what missing" "$E2E/out/missing"
		cut -d' ' -f1 "$E2E/out/found.$what" | tee "$E2E/out/names" |
			uniq -d >"$E2E/out/twice"
		expect_none "$what there twice" "$E2E/out/twice"
		comm -13 "$E2E/out/asked.$what" "$E2E/out/names" \
			>"$E2E/out/strange"
		expect_none "$what that nobody may write" "$E2E/out/strange"
		[ -s "$E2E/out/stored.$what" ] || fact_failed "no $what at all"
	done
	expect_none "reports never acknowledged" "$E2E/out/unanswered"
	cut -d' ' -f1 "$E2E/out/found.reports" |
		comm -12 - "$E2E/out/refused.reports" >"$E2E/out/strange"
	expect_none "reports that were refused are there" "$E2E/out/strange"
	echo "# $(wc -l <"$E2E/out/journal") answers," \
		"$(cat "$E2E"/out/stored.* | wc -l) writes acknowledged"
}

# No bad token was good for anything, no good one was called bad, and both were
# seen; whoever asked was answered or cut off.
expect_verdicts() {
	awk '
	{ seen[$1, $2]++; kinds[$1] }
	$2 == 999 { print $1 " waited for ever" }
	$1 ~ /^(keyed|plain|observed|read)$/ {
		if ($2 ~ /^4/) print "a good " $1 " was answered " $2
		next
	}
	$2 ~ /^2/ { print $1 " was answered " $2 ": ACCEPTED" }
	{
		right = substr($1, index($1, ":") + 1)
		if ($1 == "reader") right = 403
		if ($1 == "forged") right = 401
		if ($2 == right) refused[$1]++
		else if ($2 ~ /^4/) print $1 " was answered " $2
		bad[$1]
	}
	END {
		for (kind in bad)
			if (!refused[kind]) print kind " was never refused"
		if (length(bad) < (NR > 1000 ? 9 : 4))
			print "only " length(bad) " bad kinds"
		if (!seen["keyed", 201] || !seen["read", 200])
			print "no good token was good"
	}' "$E2E/out/journal" | sort | uniq -c >"$E2E/out/verdicts"
	expect_none "wrong verdicts" "$E2E/out/verdicts"
	awk '{ n[$2]++ } END { for (s in n) printf " %s x %d", s, n[s] }' \
		"$E2E/out/journal" | sed 's/^/# answers:/'
	echo
}

# Both databases, the index of words, what is counted and what is newest.
expect_sound_databases() {
	ctl check >"$E2E/out/check" 2>&1 || fact_failed "$(cat "$E2E/out/check")"
	as_server sqlite3 -bail -cmd '.timeout 5000' "$E2E/state/weather.db" "
		INSERT INTO report_fts (report_fts) VALUES ('integrity-check');
		SELECT 'counted: ' || id FROM principal WHERE reports <>
			(SELECT count(*) FROM report WHERE owner_id = principal.id
				AND id <= (SELECT value FROM revision
					WHERE topic = 'indexed'));
		SELECT 'newest: ' || id FROM observer WHERE newest_at IS NOT
			(SELECT max(observed_at) FROM observation
				WHERE observer_id = observer.id);
		SELECT 'newest temp: ' || observer_id
			FROM observation JOIN observer ON id = observer_id
			WHERE temp IS NOT NULL AND NOT flagged & 1
				AND (temp_at IS NULL OR temp_at < observed_at)
			LIMIT 1" \
		>"$E2E/out/check" 2>&1 || echo "failed" >>"$E2E/out/check"
	expect_none "faults in the database" "$E2E/out/check"
}

# --- leaks --------------------------------------------------------------------

# A line per worker: its pid, descriptors, and KiB of its own memory.
measure_workers() {
	local pid
	for pid in $(worker_pids); do
		echo "$pid $(find "/proc/$pid/fd" -type l | wc -l)" \
			"$(awk '/^Private_Dirty/ { print $2 }' \
				"/proc/$pid/smaps_rollup")"
	done | sort
}

# Good, bad, and large requests, many of each.
exercise() {
	local target
	for target in '/api/reports?limit=[1-100]' '/health?[1-50]' \
		'/api/weather/Bend/observations?limit=[1-50]' '/api/no[1-50]'
	do
		curl --silent --parallel --parallel-max 4 --output "$E2E/load" \
			-H "$(bearer "$READ")" "http://127.0.0.1:$PORT$target" \
			2>/dev/null
	done
	curl --silent --parallel --parallel-max 4 --output "$E2E/load" \
		-X POST -H "$(bearer "$READ")" -H 'Content-Type: text/plain' \
		--data-binary @"$source_tree/README.md" \
		"http://127.0.0.1:$PORT/api/reports?[1-50]" 2>/dev/null
}

# After some rounds a worker has what it needs, and wants no more of anything.
# A sanitizer keeps what is freed; then descriptors alone count.
expect_no_leaks() {
	local limit=48 round
	[[ $WEATHER_BUILD != *san* ]] || limit=1000000
	exercise
	for ((round = 0; round < 25; round++)); do
		measure_workers >"$E2E/out/before"
		exercise
		measure_workers >"$E2E/out/after"
		join "$E2E/out/before" "$E2E/out/after" | awk -v limit="$limit" '
			$4 > $2 { print $1 ": " $4 - $2 " descriptors more" }
			$5 - $3 > limit { print $1 ": " $5 - $3 " KiB more" }' \
			>"$E2E/out/leaks"
		[ -s "$E2E/out/leaks" ] || break
	done
	expect_none "leaks" "$E2E/out/leaks"
	[ "$(join "$E2E/out/before" "$E2E/out/after" | wc -l)" -ge 1 ] ||
		fact_failed "no worker stayed"
	echo "# workers: pid, descriptors, KiB: $(tr '\n' ';' <"$E2E/out/after")"
}
