# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names shared with lib.sh
# The cases of cases/: the same list for every set-up, the same answers.

CASE=''
# Runs one file of cases/; its first line is its sentence.
run_case() {
	local file=$1 before
	CASE=$(basename "$file" .sh).out
	before=$(worker_pids)
	RECORDING=yes
	: >"$E2E/out/$CASE"
	# shellcheck disable=SC1090 # one of cases/
	. "$file"
	RECORDING=no
	if [[ $SETUP != *-cgi ]]; then
		expect_same_workers "$before"
	fi
	compare_with_golden
	result "$(sed -n '1s/^# //p' "$file")"
}

# No worker of before has died; a server may have started more.
expect_same_workers() {
	local pid
	for pid in $1; do
		is_running "$pid" || fact_failed "worker $pid has died"
	done
}

compare_with_golden() {
	local golden=$tests/golden/e2e/$CASE
	if [ "${GOLDEN:-}" = write ]; then
		mkdir -p "$(dirname "$golden")"
		cp "$E2E/out/$CASE" "$golden"
	elif ! diff -u "$golden" "$E2E/out/$CASE" >"$E2E/diff" 2>&1; then
		fact_failed "answers differ from $golden"
		sed 's/^/# /' "$E2E/diff" >&2
	fi
}

run_cases() {
	local file
	for file in "$tests"/e2e/cases/*.sh; do
		run_case "$file"
	done
}
