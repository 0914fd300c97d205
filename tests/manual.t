#!/usr/bin/env bash
# The manual pages of the operator's side say the same as the tables of the
# programs.
set -u
: "${WEATHER_BUILD:?run me through make check}"
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-manual.XXXXXX")
trap 'rm -rf "$work"' EXIT
count=0 failed=0

result() {
	count=$((count + 1))
	if [ "$2" = 0 ]; then
		echo "ok $count - $1"
	else
		failed=$((failed + 1))
		echo "not ok $count - $1"
		[ -z "${3:-}" ] || sed 's/^/# /' "$3" >&2
	fi
}

if command -v mandoc >"$work/mandoc"; then
	mandoc -T lint -W warning docs/*.[1-8] >"$work/lint" 2>&1
	result "mandoc finds nothing in the manual pages" $? "$work/lint"
else
	result "manual pages # SKIP without mandoc" 0
fi

ctl=$WEATHER_BUILD/bin/weatherctl
"$ctl" --help | sed -n 's/^  \([a-z][a-z ]*[a-z]\)   *[a-z].*/\1/p' \
	>"$work/commands"
# the words before the first argument
sed -n 's/^\.It Cm \([a-z ]*[a-z]\).*/\1/p' docs/weatherctl.8 >"$work/page"
diff "$work/commands" "$work/page" >"$work/diff"
result "weatherctl.8 has the commands of --help, in their order" $? "$work/diff"
[ "$(wc -l <"$work/commands")" -ge 15 ]
result "the comparison sees the commands" $? "$work/commands"

while read -r command; do
	# shellcheck disable=SC2086 # one or two words
	"$ctl" $command --help | sed '/^Options of every command/,$d' |
		grep -oE '^  --[a-z0-9-]+' | sed 's/^  -//' >"$work/options"
	sed -n "/^\\.It Cm $command\\( Ar.*\\)\\{0,1\\}\$/,/^\\.It Cm/p" \
		docs/weatherctl.8 | sed -n 's/^\.It Fl \(-[a-z0-9-]*\).*/\1/p' \
		>"$work/flags"
	diff "$work/options" "$work/flags" | sed "s/^/$command: /"
done <"$work/commands" >"$work/diff"
[ ! -s "$work/diff" ]
result "each with its options" $? "$work/diff"

sed -n 's/.*{SECTION_[A-Z]*, "\([a-z0-9_]*\)", SETTING_.*/\1/p' \
	src/config/setting.c >"$work/keys"
sed -n 's/^\.It Ic //p' docs/weather.conf.5 >"$work/page"
diff "$work/keys" "$work/page" >"$work/diff"
result "weather.conf.5 has every key, in the order of the table" $? \
	"$work/diff"
[ "$(wc -l <"$work/keys")" -ge 30 ]
result "the comparison sees the keys" $? "$work/keys"

"$WEATHER_BUILD/bin/weather.fcgi" --help | grep -oE '^  --[a-z]+' |
	sed 's/^  -//' | sort >"$work/options"
sed -n 's/^\.It Fl \(.*\)/\1/p' docs/weather.fcgi.8 | tr ',' '\n' |
	grep -oE -- '-[a-z]+' | sort -u >"$work/flags"
diff "$work/options" "$work/flags" >"$work/diff"
result "weather.fcgi.8 has its options" $? "$work/diff"
echo "1..$count"
[ "$failed" = 0 ]
