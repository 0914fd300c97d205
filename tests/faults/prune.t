#!/usr/bin/env bash
# weatherctl prune while callers write: nobody who writes is turned away, what
# goes is what was asked for, and what was acknowledged meanwhile stays.  The
# same for a backup that is made meanwhile.
# shellcheck source=tests/faults/lib.sh
. "$(dirname "$0")/lib.sh"

ROWS=${ROWS:-5000}
PROCS=4
fault_home lighttpd-fcgi
perl -MPOSIX -e 'for $w (0, 1) {
		open my $f, ">", "$ARGV[1]/" . qw(o.csv r.csv)[$w] or die $!;
		print $f qw(observed_at,city,temp
			created_date,city,description)[$w], "\n";
		printf $f "%s,Reno,%d\n", strftime("%FT%TZ",
			gmtime(946684800 + 60 * $_)), $_ % 30
			for 0 .. $ARGV[0] - 1;
	}' "$ROWS" "$E2E/out"
chmod 644 "$E2E"/out/?.csv
for what in observations reports; do
	ctl import $what "$E2E/out/${what:0:1}.csv" >"$E2E/out/ctl" 2>&1 ||
		bail_out "$(cat "$E2E/out/ctl")"
done
start_server

begin_load
since=$(wc -l <"$E2E/out/journal.1")
ctl prune --reports-before 3000d --observations-before 2020-01-01 --expired \
	>"$E2E/out/pruned" 2>&1 || fact_failed "$(cat "$E2E/out/pruned")"
for what in reports observations; do
	grep -qE "^$what +$ROWS deleted" "$E2E/out/pruned" ||
		fact_failed "$(cat "$E2E/out/pruned")"
done
meanwhile=$(tail -n "+$since" "$E2E/out/journal.1" | grep -c ' 20[01] ')
echo "# one caller of $CALLERS wrote or read $meanwhile times meanwhile"
[ "$meanwhile" -ge 20 ] || fact_failed "only $meanwhile answers meanwhile"
! grep -hE '^[^ ]+ (5..|0|999) ' "$E2E"/out/journal.* >"$E2E/out/turned" ||
	fact_failed "turned away: $(sort "$E2E/out/turned" | uniq -c)"
result "$((2 * ROWS)) rows are pruned, and nobody who writes is turned away"

acknowledged_now() {
	cat "$E2E"/out/journal.* |
		awk '$1 ~ /^(keyed|plain)$/ && $2 == 201 { print $3 }' |
		sort -u
}
acknowledged_now >"$E2E/out/before-backup"
ctl backup "$E2E/upload/backup" >"$E2E/out/ctl" 2>&1 ||
	fact_failed "$(cat "$E2E/out/ctl")"
acknowledged_now >"$E2E/out/after-backup"
cmp -s "$E2E/out/before-backup" "$E2E/out/after-backup" &&
	fact_failed "nothing was written while the backup was made"
expect_progress
end_load
expect_writes
expect_verdicts
expect_sound_databases
result "every write that was acknowledged is there, and nothing else"

# The backup becomes the state of a service that runs.
ctl restore --replace "$E2E/upload/backup" >"$E2E/out/ctl" 2>&1 ||
	fact_failed "$(cat "$E2E/out/ctl")"
eventually answers || fact_failed "nobody answers"
list_found
comm -23 "$E2E/out/before-backup" <(cut -d' ' -f1 "$E2E/out/found.reports") \
	>"$E2E/out/missing"
expect_none "reports from before the backup missing" "$E2E/out/missing"
list_journal
comm -23 <(cut -d' ' -f1 "$E2E/out/found.reports") "$E2E/out/asked.reports" \
	>"$E2E/out/strange"
expect_none "reports that nobody wrote" "$E2E/out/strange"
expect_sound_databases
result "a backup made meanwhile has every write acknowledged before it began"

as_server sqlite3 -cmd '.timeout 5000' "$E2E/state/weather.db" "
	DELETE FROM report WHERE id = (SELECT min(id) FROM report)"
list_found
comm -23 "$E2E/out/before-backup" <(cut -d' ' -f1 "$E2E/out/found.reports") \
	>"$E2E/out/missing"
[ -s "$E2E/out/missing" ] || fact_failed "not seen"
result "the harness sees a report that the backup lacks"

stop_server TERM
expect_clean_logs
result "the server stops"
finish
