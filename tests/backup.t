#!/usr/bin/env bash
# weatherctl backup and restore, while others write.
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
ctl=$WEATHER_BUILD/bin/weatherctl
setup ""
write_token=$(mint --scope "weather.write weather.read")

# run NAME WANTED COMMAND …: leaves with WANTED.
run() {
	local name=$1 wanted=$2 got=0
	shift 2
	"$@" >"$work/out" 2>"$work/err" || got=$?
	cat "$work/out" "$work/err" >"$work/both"
	[ "$got" = "$wanted" ] || echo "left with $got" >>"$work/both"
	[ "$got" = "$wanted" ]
	result "$name" $? "$work/both"
}

says() {
	grep -qF -- "$2" "$work/both"
	result "$1" $? "$work/both"
}

# post TEXT: a report; true when it is stored.
post() {
	printf '{"description": "%s", "location": {"city": "Salem"}}' "$1" \
		>"$work/body"
	cgi POST /api/reports HTTP_AUTHORIZATION="Bearer $write_token" \
		CONTENT_TYPE=application/json \
		CONTENT_LENGTH="$(wc -c <"$work/body")" <"$work/body"
	grep -q '^Status: 201' "$work/out"
}

on() {
	sqlite3 -cmd '.timeout 5000' "$work/state/$1" "$2"
}

post "first" && post "second"
result "there are reports" $? "$work/out"
printf 'observed_at,city,temp\n2026-01-01T00:00:00Z,Salem,1.5\n' >"$work/csv"
run "and an observation" 0 "$ctl" import observations "$work/csv"
"$ctl" token revoke --jti early >"$work/out"

run "a backup is made" 0 "$ctl" backup "$work/one"
says "and says what is in it" \
	"2 reports, 1 observations, 1 entries of the deny-list"
[ "$(stat -c %a "$work/one")" = 600 ]
result "only its owner may read it" $?
[ ! -e "$work/state/backup.tmp" ]
result "nothing is left in state_dir" $?
run "an existing file is not overwritten" 73 "$ctl" backup "$work/one"
says "and it says what to do" "name another file"
"$ctl" backup - >"$work/two" 2>/dev/null
[ "$(sqlite3 "$work/two" 'SELECT count(*) FROM report')" = 2 ]
result "standard output will do as well" $?
run "a folder that is not there" 73 "$ctl" backup "$work/none/one"

post "third"
"$ctl" token unrevoke --jti early >"$work/out"
"$ctl" token revoke --jti late >"$work/out"
run "restoring over reports wants a word" 64 "$ctl" restore "$work/one"
says "and says which" "--replace"
[ "$(on weather.db 'SELECT count(*) FROM report')" = 3 ]
result "and changes nothing" $?
mkdir "$work/beside"
sed "s|$work/state|$work/beside|" "$WEATHER_CONFIG" >"$work/beside.conf"
"$ctl" --config "$work/beside.conf" init >"$work/out"
"$ctl" --config "$work/beside.conf" import observations "$work/csv" >"$work/out"
run "observations alone are not replaced unasked either" 64 \
	"$ctl" --config "$work/beside.conf" restore "$work/one"
sqlite3 "$work/beside/weather.db" 'DELETE FROM observation'
printf 'city,description\nSalem,Fog\n' >"$work/beside.csv"
"$ctl" --config "$work/beside.conf" import reports "$work/beside.csv" >"$work/out"
run "nor are reports alone" 64 \
	"$ctl" --config "$work/beside.conf" restore "$work/one"
sqlite3 "$work/beside/weather.db" 'DELETE FROM report'
run "what holds neither is" 0 \
	"$ctl" --config "$work/beside.conf" restore "$work/one"
run "looking at a backup changes nothing" 0 \
	"$ctl" restore --replace --dry-run "$work/one"
[ "$(on weather.db 'SELECT count(*) FROM report')" = 3 ]
result "indeed" $?

# Somebody has it open all the time, and reads before and after.
exec 3> >(sqlite3 "$work/state/weather.db" >"$work/reader")
echo 'SELECT count(*) FROM report;' >&3
eventually grep -q 3 "$work/reader"
run "it is restored while others have it open" 0 \
	"$ctl" restore --replace "$work/one"
echo 'SELECT count(*) FROM report;' >&3
exec 3>&-
eventually grep -q 2 "$work/reader"
result "who see it at once" $? "$work/reader"
[ "$(on weather.db "SELECT group_concat(description) FROM (SELECT description
	FROM report ORDER BY id)")" = "first,second" ]
result "the reports are those of the backup" $?
[ "$(on weather.db 'SELECT temp FROM observation')" = 150 ]
result "so are the observations" $?
[ "$(on weather.db "SELECT count(*) FROM sqlite_schema WHERE name = 'denied'")" \
	= 0 ]
result "the deny-list stays out of weather.db" $?
[ "$(on keys.db 'SELECT group_concat(value) FROM (SELECT value FROM denied
	ORDER BY value)')" = "early,late" ]
result "what was revoked before or since is revoked" $?
[ "$(on weather.db 'PRAGMA journal_mode')" = wal ]
result "the journal is what it was" $?
post "fourth" && [ "$(on weather.db 'SELECT count(*) FROM report')" = 3 ]
result "and the service goes on writing" $? "$work/out"
run "weatherctl check agrees" 0 "$ctl" check

# Nothing that is no sound backup gets in.
: >"$work/empty"
head -c 20000 "$work/one" >"$work/half"
cp "$work/one" "$work/flipped"
printf 'XXXXXXXXXXXXXXXX' |
	dd of="$work/flipped" bs=1 seek=8192 conv=notrunc 2>/dev/null
sqlite3 "$work/foreign" 'CREATE TABLE t (x)'
cp "$work/one" "$work/newer"
sqlite3 "$work/newer" 'PRAGMA user_version = 999'
cp "$work/one" "$work/orphans"
sqlite3 "$work/orphans" 'UPDATE observer SET owner_id = 999'
cp "$work/one" "$work/senseless"
sqlite3 "$work/senseless" "PRAGMA ignore_check_constraints = 1;
	UPDATE report SET version = 0"
for bad in empty half flipped foreign newer csv orphans senseless; do
	run "$bad is refused" 69 "$ctl" restore --replace "$work/$bad"
done
run "a file that is not there is refused" 66 "$ctl" restore "$work/none"
[ "$(on weather.db 'SELECT count(*) FROM report')" = 3 ] &&
	[ ! -e "$work/state/backup.tmp" ]
result "and nothing has changed" $?

# A database that cannot be read is what backups are for.
echo "no database" >"$work/state/weather.db"
rm -f "$work/state/weather.db-wal" "$work/state/weather.db-shm"
run "a damaged database is not backed up" 69 "$ctl" backup "$work/three"
[ ! -e "$work/three" ]
result "and no file looks as if it were" $?
run "a damaged database is restored by hand" 69 \
	"$ctl" restore --replace "$work/one"
says "and it says how" "weatherctl init"
rm "$work/state/weather.db"
"$ctl" init >"$work/out"
run "after that it is restored" 0 "$ctl" restore "$work/one"
run "and well" 0 "$ctl" check

run "stats counts" 0 "$ctl" stats
says "reports" "reports        2, from 2"
says "observations" "observations   1, from 2026-01-01T00:00:00Z"
finish
