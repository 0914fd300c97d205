#!/usr/bin/env bash
# Every case of tests/data/attacks.txt has a test that is run and says so:
#
# - a C test by "/* covers: B6 C3; ... */" directly above the test function,
#   which its program RUNs;
# - a shell test by "# covers: A1 A2" directly above the line that ends it;
# - a file of tests/e2e/cases by "# covers: ..." as its second line.
#
# Prints what covers each case; fails for one that is missing or unknown.
set -u
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-attacks.XXXXXX")
trap 'rm -rf "$work"' EXIT
count=0
failed=0

# result NAME FILE: fails and shows the file when it is not empty.
result() {
	count=$((count + 1))
	if [ -s "$2" ]; then
		failed=1
		echo "not ok $count - $1"
		sed 's/^/# /' "$2" >&2
	else
		echo "ok $count - $1"
	fi
}

# collect FILE: "ID FILE TEST" for each id, "! FILE:LINE: ..." for each mark
# that belongs to no test that is run.
collect() {
	awk '
	function wrong(what) {
		printf "! %s:%d: %s\n", FILENAME, FNR, what
	}
	function emit(test,    n, i, list) {
		n = split(ids, list, " ")
		for (i = 1; i <= n; i++)
			print list[i], FILENAME, test
		ids = ""
	}
	NR == FNR {
		if (match($0, /^\tRUN\([a-z0-9_]+\);/))
			run[substr($0, 6, RLENGTH - 7)] = 1
		next
	}
	FNR == 1 {
		is_c = FILENAME ~ /\.c$/
		is_case = FILENAME ~ /\/cases\/[^\/]*\.sh$/
		sentence = substr($0, 3)
	}
	/^(\/\*|#) covers: / {
		if (ids)
			wrong("two marks for one test")
		text = $0
		sub(/^(\/\*|#) covers: /, "", text)
		sub(/ *(;|\*\/).*/, "", text)
		ids = text
		if (text !~ /^[A-K][0-9]+( [A-K][0-9]+)*$/) {
			wrong("ids are wanted, between blanks")
			ids = ""
		} else if (is_case) {
			if (FNR != 2)
				wrong("belongs into line 2")
			emit(sentence)
		}
		next
	}
	ids && is_c && /^[a-z0-9_]+\(/ {
		test = $0
		sub(/\(.*/, "", test)
		if (!(test in run))
			wrong(test " is not run")
		emit(test)
	}
	ids && is_c && /^}/ {
		wrong("a mark without a function")
		ids = ""
	}
	ids && !is_c && !/^#/ {
		test = $0
		if (!match(test, /(^|[;&] *|\t)(result|expect|logged|ends) /))
			wrong("a mark without the end of a test")
		sub(/^.*[;&] */, "", test)
		sub(/^\t*(result|expect|logged|ends) "?/, "", test)
		sub(/"[^"]*$/, "", test)
		emit(test)
	}
	END {
		if (ids)
			wrong("a mark without a test")
	}' "$1" "$1"
}

# compare LIST COLLECTED: what is wrong with one held against the other.
compare() {
	awk '
	NR == FNR {
		if (!/^[A-K][0-9]+ +[a-z]+(\+server)? +[^ ]/) {
			if ($0 != "" && $0 !~ /^#/)
				print "unreadable: " $0
			next
		}
		letter = substr($1, 1, 1)
		if (substr($1, 2) != ++last[letter])
			print $1 " is out of order"
		where[$1] = $2
		next
	}
	/^!/ { print substr($0, 3); next }
	!($1 in where) { print $1 " of " $2 " is no known case"; next }
	where[$1] == "later" { print $1 " is marked as later and has a test" }
	{ seen[$1] = 1 }
	$2 ~ /^tests\/e2e\// { behind_server[$1] = 1 }
	END {
		for (id in where) {
			if (where[id] == "later")
				continue
			if (!(id in seen))
				print id " has no test"
			else if (where[id] ~ /server/ && !(id in behind_server))
				print id " has no test behind real servers"
		}
	}' "$1" "$2" | sort -V
}

# --- the comparison itself ----------------------------------------------------

mkdir -p "$work/tests/e2e/cases"
cat >"$work/list" <<'END'
A1   http+server  one
A2   http         two
B1   later        three
END
cat >"$work/tests/good_test.c" <<'END'
/* covers: A1 A2; both at once */
static void
a_test_that_is_run(void)
{
}
	RUN(a_test_that_is_run);
END
printf '# a case\n# covers: A1\nrequest\n' >"$work/tests/e2e/cases/1.sh"
sed 's/RUN/run/' "$work/tests/good_test.c" >"$work/tests/idle_test.c"
sed 's/A2/A3/' "$work/tests/good_test.c" >"$work/tests/unknown_test.c"
sed 's/A2/B1/' "$work/tests/good_test.c" >"$work/tests/early_test.c"
sed 's/A1 A2/A1, A2/' "$work/tests/good_test.c" >"$work/tests/comma_test.c"
printf '# covers: A2\nis 1 1\n' >"$work/tests/no_end.t"
# shellcheck disable=SC2016 # to be written as it is
printf '# covers: A2\nsend x; expect name\n# covers: A2\nresult "b" $?\n' \
	>"$work/tests/shell.t"

# sample FILE...: the findings for the list above.
sample() {
	(cd "$work" && for file in "$@"; do collect "$file"; done >collected
	compare list collected | sed 's/^[^ ]*:[0-9]*: //')
}

# finds WANT FILE...
finds() {
	local want=$1 got
	shift
	got=$(sample "$@")
	[ "$got" = "$want" ] || echo "$*: '$got', not '$want'"
}

{
	finds '' tests/good_test.c tests/e2e/cases/1.sh
	finds '' tests/shell.t tests/e2e/cases/1.sh
	finds 'A1 has no test behind real servers' tests/good_test.c
	finds 'A2 has no test' tests/e2e/cases/1.sh
	finds 'a_test_that_is_run is not run' tests/idle_test.c \
		tests/e2e/cases/1.sh
	finds 'A2 has no test
A3 of tests/unknown_test.c is no known case' tests/unknown_test.c \
		tests/e2e/cases/1.sh
	finds 'A2 has no test
B1 is marked as later and has a test' tests/early_test.c tests/e2e/cases/1.sh
	finds 'A2 has no test
ids are wanted, between blanks' tests/comma_test.c tests/e2e/cases/1.sh
	finds 'a mark without the end of a test' tests/no_end.t \
		tests/e2e/cases/1.sh
} >"$work/wrong"
result "the comparison finds what is missing, unknown or not run" "$work/wrong"

# --- the suite ----------------------------------------------------------------

for file in tests/unit/*_test.c tests/*.t tests/cgi/*.t tests/regress/*.t \
	tests/e2e/*.t tests/e2e/cases/*.sh; do
	[ "$file" = tests/attacks.t ] || collect "$file"
done >"$work/collected"
compare tests/data/attacks.txt "$work/collected" >"$work/wrong"
result "every known attack has a test, and every test names known ones" \
	"$work/wrong"

grep -v '^!' "$work/collected" | sort -V | awk '
	{ id = $1; $1 = ""; printf "# %-4s%s\n", id, $0 }'
awk '/^[A-K]/ { n++; later += $2 == "later" }
	END { printf "# %d cases, %d of them later\n", n, later }' \
	tests/data/attacks.txt

echo "1..$count"
[ "$failed" = 0 ]
