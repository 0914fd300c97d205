#!/usr/bin/env bash
# Documents say what the code does: the endpoint table of README.md is the
# route table, every key of the configuration is explained, .ci/run calls the
# test command, make help lists the targets that README.md names.
# shellcheck disable=SC2016 # backquotes are Markdown here
set -u
cd "$(dirname "$0")/.." || exit 1
: "${WEATHER_BUILD:?run me through make check}"
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-docs.XXXXXX")
trap 'rm -rf "$work"' EXIT
count=0
failed=0
result() {
	count=$((count + 1))
	if [ "$2" = 0 ]; then
		echo "ok $count - $1"
	else
		failed=1
		echo "not ok $count - $1"
		[ -z "${3:-}" ] || sed 's/^/# /' "$3" >&2
	fi
}

"$WEATHER_BUILD/tools/routes" >"$work/routes"
if [ "${GOLDEN:-}" = write ]; then
	cp "$work/routes" tests/golden/routes.txt
fi
diff -u tests/golden/routes.txt "$work/routes" >"$work/diff"
result "the route table is the one that was reviewed" $? "$work/diff"

sed -n 's/^| `\([A-Z]* [^`]*\)` | \([^|]*\) |.*/\1 | \2/p' README.md |
	sort >"$work/readme"
cut -d'|' -f1,2 "$work/routes" | sed 's/ *$//' | sort >"$work/table"
diff -u "$work/table" "$work/readme" >"$work/diff"
result "README.md lists exactly the routes and their needs" $? "$work/diff"
[ "$(wc -l <"$work/readme")" -gt 5 ]
result "the comparison sees the table of README.md" $?

grep -qx '    make test' README.md && grep -qx 'make test' .ci/run
result ".ci/run calls the test command of README.md" $?

# with npm and chromium there, which deps-page sees to, make test runs all
[ "$(grep '^make' .ci/run | tr '\n' ' ')" = 'make deps-page make test ' ]
result ".ci/run leaves identity providers and browser to no chance" $?

make -s help >"$work/help"
grep -o '`make [a-z-]*' README.md | sed 's/`make //' | sort -u |
	while read -r target; do
		grep -q "^  $target " "$work/help" || echo "make $target"
	done >"$work/missing"
[ ! -s "$work/missing" ]
result "every make target of README.md exists" $? "$work/missing"

grep -oE '`(src|sql|tests|cgi-bin|apache-conf|lighttpd-conf)/[A-Za-z_./-]*`' \
	README.md | tr -d '`' | sort -u |
	while read -r path; do
		[ -e "$path" ] || echo "$path"
	done >"$work/missing"
[ ! -s "$work/missing" ]
result "every path that README.md names exists" $? "$work/missing"

"$WEATHER_BUILD/bin/weather.fcgi" --help >"$work/help" 2>&1
grep -o -- '--[a-z]*' "$work/help" | sort -u >"$work/options"
printf '%s\n' --config --help --listen --version |
	diff -u - "$work/options" >"$work/diff"
result "weather.fcgi --help lists its options" $? "$work/diff"

echo "1..$count"
[ "$failed" = 0 ]
