#!/usr/bin/env bash
# weatherctl prune: what each option deletes, to the second, what it asks for,
# and that nothing goes that was not named.
set -u
# shellcheck source=tests/ctl.sh
. "$(dirname "$0")/ctl.sh"
export WEATHER_CONFIG=$home/weather.conf
configure '[issuer dev]' 'preset = dev'
run 0 init

says() {
	is "$(sqlite3 "state/$1" "$2")" "$3"
}

ago() {
	date -u -d "@$(($(date +%s) - $1))" +%Y-%m-%dT%H:%M:%SZ
}

fill() {
	{
		echo 'observed_at,city,temp'
		echo '2020-01-01T00:00:00Z,Bend,1'
		echo '2020-01-01T00:00:01Z,Bend,2'
		echo "$(ago 90000),Salem,3"
		echo "$(ago 3600),Salem,4"
	} >observations.csv
	{
		echo 'description,city,created_date'
		echo 'one,Bend,2020-01-01T00:00:00Z'
		echo 'two,Bend,2020-01-01T00:00:00.001Z'
		echo "three,Salem,$(ago 90000)"
		echo "four,Salem,$(ago 3600)"
	} >reports.csv
	run 0 import observations observations.csv
	run 0 import reports reports.csv
}

counts() {
	says weather.db "SELECT (SELECT count(*) FROM report) || ' ' ||
		(SELECT count(*) FROM observation) || ' ' ||
		(SELECT count(*) FROM observer) || ' ' ||
		(SELECT count(*) FROM place)" "$1"
}

fill
counts '4 4 2 2'
run 64 prune
err_has 'say what goes: --reports-before WHEN'
err_is_one_line
run 64 prune --dry-run
run 64 prune --reports-before
run 64 prune everything
counts '4 4 2 2'
result "nothing goes that is not named"

for when in '' x 1 400 -400d 0d 1.5d 400m 1000000d 2020-1-1 2020-01-32 \
	2020-01-01T00:00:00 2999-01-01 2020-01-01d '400d ' 99999999999999999999d
do
	run 64 prune --reports-before "$when"
	err_has '--reports-before'
	err_is_one_line
	run 64 prune --observations-before "$when"
	err_has '--observations-before'
done
counts '4 4 2 2'
result "what is no time in the past is refused"

run 0 prune --reports-before 1d --observations-before 1d --dry-run
out_has 'reports        3 would go'
out_has 'observations   3 would go'
counts '4 4 2 2'
result "--dry-run counts and deletes nothing"

run 0 prune --reports-before 2020-01-01
out_has 'reports        0 deleted'
run 0 prune --reports-before 2020-01-01T00:00:00Z
out_has 'reports        0 deleted'
run 0 prune --reports-before 2020-01-01T01:00:01+01:00
out_has 'reports        2 deleted'
out_lacks observations
counts '2 4 2 2'
run 0 prune --observations-before 2020-01-01
out_has 'observations   0 deleted'
run 0 prune --observations-before 2020-01-01T00:00:01Z
out_has 'observations   1 deleted'
counts '2 3 2 2'
result "what is of the very second stays, what is older goes"

run 0 prune --observations-before 2020-01-02
counts '2 2 1 1'
says weather.db "SELECT city FROM observer" Salem
run 0 prune --observations-before 26h
counts '2 2 1 1'
run 0 prune --observations-before 24h --reports-before 24h
counts '1 1 1 1'
says weather.db "SELECT description FROM report" four
run 0 prune --observations-before 24h --reports-before 24h
out_has 'observations   0 deleted'
run 0 check
result "hours and days before now; what has nothing left goes with it"

now=$(date +%s)
sqlite3 state/keys.db "
	INSERT INTO denied VALUES
		('i', 1, 'young', 1, $((now - 86400 * 29))),
		('i', 1, 'old', 1, $((now - 86400 * 31))),
		('i', 2, 'old', $((now - 86400 * 31)), $((now - 86400 * 31))),
		('i', 2, 'of today', $((now - 86400 * 31)), $now),
		('i', 2, 'ever', 9223372036854775807, 1),
		('i', 3, 'ever', 9223372036854775807, 1);
	INSERT INTO verified VALUES (zeroblob(32), $((now - 1)));
	INSERT INTO verified VALUES (randomblob(32), $((now + 3600)))"
sqlite3 state/weather.db "
	INSERT INTO principal (issuer, tenant, identity, created_at)
		VALUES ('i', '', 'p', 1);
	INSERT INTO idempotency (principal_id, key, fingerprint, status,
		headers, content_type, body, expires_at) SELECT max(id), 'old',
		zeroblob(32), 201, '', '', x'', $((now - 1)) FROM principal;
	INSERT INTO idempotency (principal_id, key, fingerprint, status,
		headers, content_type, body, expires_at) SELECT max(id), 'new',
		zeroblob(32), 201, '', '', x'', $((now + 600)) FROM principal;
	INSERT INTO upstream (provider, country, city_key, asked_at) VALUES
		('p', 'US', 'old', $((now - 86400 * 3))),
		('p', 'US', 'new', $now)"
run 0 prune --expired --dry-run
out_has 'answers        1 would go'
out_has 'upstream       1 would go'
out_has 'signatures     1 would go'
out_lacks deny-list
run 0 prune --expired
out_has 'answers        1 deleted'
out_has 'upstream       1 deleted'
out_has 'signatures     1 deleted'
says weather.db "SELECT (SELECT group_concat(key) FROM idempotency) || ' ' ||
	(SELECT group_concat(city_key) FROM upstream)" 'new new'
says keys.db 'SELECT count(*) FROM verified' 1
says keys.db 'SELECT count(*) FROM denied' 6
result "--expired takes what nobody asks for any more, and nothing denied"

for when in 29d 1h "$(ago 60)"; do
	run 64 prune --revoked-before "$when"
	err_has 'at least 30d'
done
says keys.db 'SELECT count(*) FROM denied' 6
run 0 prune --revoked-before 30d
out_has 'deny-list      2 deleted'
says keys.db 'SELECT group_concat(value) FROM denied' 'young,ever,of today,ever'
result "a revoked token stays revoked for thirty days at least"

chmod 500 state
chmod 400 state/weather.db
if [ "$(id -u)" = 0 ]; then
	echo "# root may write everywhere: not tried with a read-only file"
else
	run 74 prune --reports-before 1h
fi
chmod 700 state
chmod 600 state/weather.db
rm state/weather.db*
run 66 prune --reports-before 1h
err_has 'weatherctl init'
out_lacks reports
result "without a database it points to init"
finish
