# shellcheck shell=bash
# shellcheck disable=SC2154 # names shared with lib.sh
# SIGKILL of any process at any moment, KILLS times, while callers write and an
# operator works: a worker, weather-fetch, weatherctl, a process of the web
# server, or all of these as an init system ends them.
# shellcheck source=tests/faults/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

: "${KILLS:=20}"
declare -A KILLED=([worker]=0 [fetch]=0 [weatherctl]=0 [server]=0 [all]=0)

# Processes of a program of this home, by a name of at most 15 characters.
pids_of() {
	local pid
	for pid in $(pgrep -x "$1"); do
		[ "$(readlink "/proc/$pid/exe")" != "$E2E/bin/$1" ] ||
			echo "$pid"
	done
}

# Waits for one that lives for milliseconds only.
kill_brief() {
	local kind=$1 program=$2 pids tries=40
	while ((tries--)); do
		((tries % 8)) || keys_age
		mapfile -t pids < <(pids_of "$program")
		[ ${#pids[@]} = 0 ] || break
	done
	kill_one_of "$kind" "${pids[@]}"
}

# kill_one_of KIND PID...: false without one, or when it has ended.
kill_one_of() {
	local kind=$1
	shift
	[ $# -gt 0 ] || return
	{ kill -KILL "${@:RANDOM % $# + 1:1}"; } 2>/dev/null &&
		KILLED[$kind]=$((KILLED[$kind] + 1))
}

kill_server_process() {
	local pids
	mapfile -t pids < <(pgrep -P "$SERVER_PID" | grep -vxFf <(worker_pids))
	[ ${#pids[@]} -gt 0 ] || return 1
	kill_one_of server "${pids[@]}"
}

# The main process dies, and what is left is killed with it until nothing is,
# as an init system does: the others may be about to start somebody.
kill_all() {
	kill -KILL "$SERVER_PID"
	wait "$SERVER_PID" 2>/dev/null
	eventually all_is_killed || fact_failed "workers still run"
	start_server
	KILLED[all]=$((KILLED[all] + 1))
}

all_is_killed() {
	local pids
	pids=$(grep -lsaF "$E2E/server.conf" /proc/[0-9]*/cmdline |
		cut -d/ -f3 && worker_pids)
	# shellcheck disable=SC2086 # a list
	[ -z "$pids" ] || { kill -KILL $pids 2>/dev/null && return 1; }
	no_workers
}

# One process, as the dice fall.
kill_somebody() {
	local pids
	case $((RANDOM % 20)) in
	0) kill_all ;;
	1 | 2) kill_server_process ;;
	3 | 4 | 5) kill_brief fetch weather-fetch ;;
	6 | 7 | 8) kill_brief weatherctl weatherctl ;;
	*)
		mapfile -t pids < <(worker_pids)
		kill_one_of worker "${pids[@]}"
		;;
	esac
}

# --- an operator who is always busy -------------------------------------------

# Each command may die; what it said is true, and what it did not is not there
# by half.
operate() {
	local n code
	for ((n = 0; ; n++)); do
		[ ! -e "$E2E/out/rest" ] || break
		{
			echo 'observed_at,city,temp'
			seq -f '2001-01-01T00:%02g:00Z,Salem,1' 0 59 |
				sed "s/2001-01-01/$((2001 + n / 300))-$((
				n / 25 % 12 + 101))-$((n % 25 + 101))/;
				s/-1\(..\)/-\1/g"
		} >"$E2E/out/import.$n"
		chmod 644 "$E2E/out/import.$n"
		try_ctl import "$n" import observations "$E2E/out/import.$n"
		try_ctl revoke "$n" token revoke --issuer dev --jti "gone-$n"
		try_ctl fetch "$n" keys refresh provider
		try_ctl backup "$n" backup "$E2E/upload/backup.$n"
		if [ "$code" = 0 ]; then
			ctl restore --replace --dry-run \
				"$E2E/upload/backup.$n" \
				>"$E2E/out/dry" 2>&1 || [ $? -gt 128 ] ||
				echo "restore $n: $(cat "$E2E/out/dry")" \
					>>"$E2E/out/operated.bad"
		fi
		rm -f "$E2E/upload/backup.$n"
	done
}

try_ctl() {
	local what=$1 number=$2
	shift 2
	code=0
	ctl "$@" >"$E2E/out/ctl" 2>&1 || code=$?
	echo "$what $number $code" >>"$E2E/out/operated"
	case $code in
	# done; killed; its helper killed; others held the database too long
	0 | 137 | 69 | 75) ;;
	*)
		echo "$what $number $code: $(cat "$E2E/out/ctl")" \
			>>"$E2E/out/operated.bad"
		;;
	esac
}

# Keys are old all the time, so that workers fetch them.
keys_age() {
	as_server sqlite3 -cmd '.timeout 5000' "$E2E/state/keys.db" "
		UPDATE key_set SET fresh_until = 1;
		UPDATE key_refresh SET refresh_next = 0, unknown_next = 0,
			lease_until = 0, failures = 0" 2>"$E2E/out/aging"
}

expect_operated() {
	local what number code rows
	expect_none "answers of weatherctl wrong" "$E2E/out/operated.bad"
	ctl token revoked >"$E2E/out/revoked"
	while read -r what number code; do
		case $what in
		import)
			rows=$(sed -n '2s/:.*//p' "$E2E/out/import.$number")
			rows=$(grep -cxF "$rows" "$E2E/out/imported")
			[ "$rows" = 60 ] || [ "$code$rows" = 1370 ] ||
				[ "$code$rows" = 750 ] ||
				fact_failed "import $number: $code, $rows rows"
			;;
		revoke)
			[ "$code" != 0 ] ||
				grep -q "jti gone-$number\$" "$E2E/out/revoked" ||
				fact_failed "gone-$number is not revoked"
			;;
		esac
	done <"$E2E/out/operated"
	for what in import revoke fetch backup; do
		grep -q "^$what [0-9]* 0\$" "$E2E/out/operated" ||
			fact_failed "no $what ever succeeded"
	done
	echo "# weatherctl: $(cut -d' ' -f1,3 "$E2E/out/operated" | sort |
		uniq -c | tr -s ' \n' ' ;')"
}

list_imported() {
	as_server sqlite3 -cmd '.timeout 5000' "$E2E/state/weather.db" "
		SELECT strftime('%Y-%m-%dT%H', observed_at, 'unixepoch')
		  FROM observation JOIN observer ON observer.id = observer_id
		 WHERE city = 'Salem'" >"$E2E/out/imported"
}

# Those that mod_fcgid's process manager had started when it was killed: they
# have nobody to tell them the end, but the init system.
end_orphans() {
	local pid count=0
	for pid in $(worker_pids); do
		case $(readlink "/proc/$(ps -o ppid= -p "$pid" |
			tr -d ' ')/exe") in
		*/apache2 | */lighttpd) continue ;;
		esac
		kill -TERM "$pid" 2>/dev/null && count=$((count + 1))
		eventually is_gone "$pid" || fact_failed "TERM is not obeyed"
	done
	[ "$count" = 0 ] || echo "# $count workers had lost their parent"
}

# A process of Apache that is killed while it holds a worker's slot takes it
# along, for good: mod_fcgid "can't apply process slot", which it says half a
# minute later.
has_lost_slots() {
	[ "$SETUP" = apache-fcgid ] &&
		grep -q "can't apply process slot" "$E2E/log/server.log"
}

# Two answers in a row, so that it is not one of a server that is about to go.
expect_answers() {
	local tries
	for tries in {1..24}; do
		answers && answers && return
		echo "# no answer, $tries" >>"$E2E/out/silence"
		if [ $((tries % 4)) = 0 ] && has_lost_slots; then
			GRACEFUL=$((GRACEFUL + 1))
			kill -USR1 "$SERVER_PID"
		fi
	done
	fact_failed "nobody answers"
}

GRACEFUL=0

# --- the campaign -------------------------------------------------------------

run_campaign() {
	local start=$EPOCHSECONDS tries=0 operator number
	start_server
	begin_load
	: >"$E2E/out/operated"
	: >"$E2E/out/operated.bad"
	operate &
	operator=$!
	also_kill "$operator"
	for ((number = 0; number < KILLS; tries++)); do
		[ $tries -lt $((KILLS * 3 + 100)) ] || break
		kill_somebody && number=$((number + 1))
		sleep "0.0$((RANDOM % 9))"
		if ((tries % 50 == 49)); then
			expect_answers
			expect_progress
			echo "# $((EPOCHSECONDS - start)) s: $number kills"
		fi
	done
	touch "$E2E/out/rest"
	wait "$operator"
	expect_answers
	end_load
	end_orphans
	[ "$number" = "$KILLS" ] || fact_failed "only $number kills"
	for number in "${!KILLED[@]}"; do
		echo "# killed: $number x ${KILLED[$number]}"
		[ "${KILLED[$number]}" -gt 0 ] || [ "$KILLS" -lt 200 ] ||
			[ "$number$SETUP" = serverlighttpd-fcgi ] ||
			fact_failed "no $number was killed"
	done
	echo "# in $((EPOCHSECONDS - start)) s"
	expect_answers
	[ "$GRACEFUL" = 0 ] || echo "# Apache lost all slots $GRACEFUL times," \
		"and a graceful restart brought them back"
	result "$KILLS processes die while $CALLERS callers write"

	expect_writes
	result "every acknowledged write is there, exactly once"
	expect_verdicts
	result "nothing was accepted that must not be, and nobody was left waiting"
	list_imported
	expect_operated
	result "what weatherctl said is true, and what it did not say not half true"
	expect_sound_databases
	result "the databases and what is derived in them are sound"
	expect_no_leaks
	result "no worker has lost memory or descriptors"
}

# The harness itself is tried: it must see what is done behind its back.
run_controls() {
	local before=$facts_failed
	as_server sqlite3 -cmd '.timeout 5000' "$E2E/state/weather.db" "
		DELETE FROM report WHERE id IN (SELECT id FROM report
			WHERE description LIKE 'keyed-%' LIMIT 1);
		UPDATE observer SET temp_at = temp_at - 1;
		UPDATE principal SET reports = reports + 1"
	expect_writes >"$E2E/out/control" 2>&1
	expect_sound_databases >>"$E2E/out/control" 2>&1
	grep -q '1 acknowledged reports missing' "$E2E/out/control" &&
		grep -q 'faults in the database: counted' "$E2E/out/control"
	control_saw $? "$before" "a report that was deleted behind its back"
	printf '%s\n' 'expired:401 201 evil-0-0 /api/reports/x' \
		'keyed 999 keyed-0-0 ' 'read 401 - ' >>"$E2E/out/journal"
	expect_verdicts >"$E2E/out/control" 2>&1
	grep -q '3 wrong verdicts' "$E2E/out/control"
	control_saw $? "$before" "wrong verdicts"
}

# control_saw CODE FACTS-FAILED WHAT
control_saw() {
	facts_failed=$2
	[ "$1" = 0 ] || fact_failed "not seen: $(cat "$E2E/out/control")"
	result "the harness sees $3"
}
