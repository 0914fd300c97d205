#!/usr/bin/env bash
# The manual page, the example, the completion and --help of weather-client say
# the same as its tables.
set -u
: "${WEATHER_BUILD:?run me through make check}"
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-manual.XXXXXX")
trap 'rm -rf "$work"' EXIT
page=docs/weather-client.1
count=0 failed=0
program=$WEATHER_BUILD/bin/weather-client

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
	mandoc -T lint -W warning "$page" >"$work/lint" 2>&1
	result "mandoc finds nothing in the manual page" $? "$work/lint"
else
	result "manual page # SKIP without mandoc" 0
fi

"$program" --help >"$work/help"
sed -n '/^  [a-z]/s/^  \([a-z]* \{0,1\}[a-z]*\)  .*/\1/p' "$work/help" |
	sed 's/ *$//' | sort >"$work/commands"
sed -n 's/^\.It Cm \([a-z]*\( [a-z]*\)\{0,1\}\).*/\1/p' "$page" |
	sed 's/ *$//' | sort >"$work/manual"
diff "$work/commands" "$work/manual" >"$work/diff"
result "it has the commands of --help and no other" $? "$work/diff"
[ "$(wc -l <"$work/commands")" -ge 15 ]
result "the comparison sees the commands" $? "$work/help"

# the options of each command, in its entry
while read -r command; do
	# shellcheck disable=SC2086 # one or two words
	"$program" $command --help | sed '/^Options of every command/,$d' |
		grep -o '^  --[a-z-]*' | sed 's/^  -//' | sort >"$work/options"
	sed -n "s/^\\.It Cm $command\\( .*\\)\\{0,1\\}\$/\\1/p" "$page" |
		grep -o 'Fl -[a-z-]*' | sed 's/Fl //' | sort >"$work/flags"
	diff "$work/options" "$work/flags" | sed "s/^/$command: /"
done <"$work/commands" >"$work/diff"
[ ! -s "$work/diff" ]
result "each with its options" $? "$work/diff"

"$WEATHER_BUILD/tools/client_tables" >"$work/tables"
sed -n 's/^exit \([0-9]*\) /\1 /p' "$work/tables" >"$work/exits"
sed -n '/^\.Sh EXIT STATUS/,/^\.El/p' "$page" |
	sed -n '/^\.It/{s/^\.It //;N;s/\n/ /;p}' | diff "$work/exits" - \
	>"$work/diff"
result "its exit codes are those of the table" $? "$work/diff"
sed -n 's/^key \([a-z_]*\).*/\1/p' "$work/tables" >"$work/keys"
sed -n 's/^\.It Ic //p' "$page" | diff "$work/keys" - >"$work/diff"
result "its keys of profiles are those of the table" $? "$work/diff"

sed -n 's/^\[\(.*\)\]$/\1/p' weather-client.conf.example |
	while read -r name; do
		env -i HOME="$work" "$program" --profile "$name" --config \
			weather-client.conf.example logout 2>&1
	done | grep -v '^Nobody was signed in.$' >"$work/diff"
[ ! -s "$work/diff" ]
result "every profile of the example is understood" $? "$work/diff"

"$program" completion bash >"$work/completion"
cat >"$work/try" <<'END'
. "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_weather_client
printf '%s\n' "${COMPREPLY[@]}" | sort
END
# offered WORD...: what is offered in the place of the last one.
offered() {
	bash "$work/try" "$work/completion" weather-client "$@" | tr '\n' ' '
}
[ "$(offered rep)" = 'reports ' ] &&
	[ "$(offered reports s)" = 'show ' ] &&
	[ "$(offered --profile x token --s)" = '--show ' ] &&
	[ "$(offered weather --units i)" = 'imperial ' ] &&
	[ "$(offered weather --st)" = '--state ' ] &&
	[ "$(offered weather Seattle --cou)" = '--country ' ] &&
	[ "$(offered completion z)" = 'zsh ' ] && [ -z "$(offered xyz | tr -d ' ')" ]
result "bash completes commands, options and values" $? "$work/completion"
while read -r command; do
	# shellcheck disable=SC2086 # one or two words
	offered $command '' >/dev/null
	first=${command%% *}
	[[ " $(offered "${first%?}") " == *" $first "* ]] || echo "$command"
	# shellcheck disable=SC2086 # one or two words
	"$program" $command --help | grep -o '^  --[a-z-]*' | tr -d ' ' |
		while read -r option; do
			[[ " $(offered $command "$option") " == *" $option "* ]] ||
				echo "$command $option"
		done
done <"$work/commands" >"$work/diff"
[ ! -s "$work/diff" ]
result "it offers every command and option of --help" $? "$work/diff"
echo "1..$count"
[ "$failed" = 0 ]
