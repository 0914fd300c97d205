#!/usr/bin/env bash
# docs/logging.md has every field, event and reason that the service can log,
# and no other.
# shellcheck disable=SC2016 # backquotes are Markdown here
set -u
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-log.XXXXXX")
trap 'rm -rf "$work"' EXIT
count=0 failed=0
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

# section NAME: of the page, the names in the first column of its tables.
section() {
	sed -n "/^## $1\$/,/^## /p" docs/logging.md | sed -n 's/^| \(`[^|]*\) |.*/\1/p' |
		grep -oE '`[^`]+`' | tr -d '`' | sort
}

# The service's parts of src/; without weatherctl's import, gazetteer, backup.
service() {
	cat src/{base,config,http,net,weather,store,provider,auth,api}/*.c \
		src/programs/responder*.c
}

service | grep -oE '"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*"' |
	tr -d '"' | sort -u |
	grep -vE '^(m/s|mm/h|ug/m3|(application|text)/.*)$' |
	grep -vE '^(backup|cities|csv|gazetteer|lines|rows)/' >"$work/sources"
section Reasons >"$work/page"
diff "$work/sources" "$work/page" >"$work/diff"
result "every reason is explained, and no other" $? "$work/diff"
[ "$(wc -l <"$work/sources")" -gt 180 ]
result "the comparison sees the reasons" $?
[ -z "$(uniq -d "$work/page")" ]
result "each once" $?

# an event may be one of two
service | tr '\n' ' ' | grep -oE '(log_event|log_err)\([^";]*"[a-z-]+"|log_z\([^,;]*, "event",[^;]*;' |
	sed 's/"event"//' | grep -oE '"[a-z-]+"' | tr -d '"' | sort -u >"$work/sources"
section Events >"$work/page"
diff "$work/sources" "$work/page" >"$work/diff"
result "every event is explained, and no other" $? "$work/diff"

{
	service | tr '\n' ' ' |
		grep -oE 'log_(str|z|int)\([^,;]*, *"[a-z_]+"' |
		grep -oE '"[a-z_]+"' | tr -d '"'
	echo level
} | sort -u >"$work/sources"
section Fields >"$work/page"
sed -n '/^## Fields/,/^## Events/p' docs/logging.md | grep -oE '`[a-z_]+`' |
	tr -d '`' | sort -u >"$work/mentioned"
comm -23 "$work/sources" "$work/mentioned" >"$work/diff"
[ ! -s "$work/diff" ]
result "every field is explained" $? "$work/diff"
comm -13 "$work/sources" "$work/page" >"$work/diff"
[ ! -s "$work/diff" ]
result "and no other" $? "$work/diff"
[ "$(wc -l <"$work/sources")" -gt 15 ]
result "the comparison sees the fields" $?

sed 's/^| `store\/busy`.*//' docs/logging.md >"$work/logging.md"
sed -n '/^## Reasons$/,$p' "$work/logging.md" | grep -c '`store/busy`' \
	>"$work/left"
[ "$(cat "$work/left")" = 0 ] && section Reasons | grep -qx store/busy
result "a line that is missing would be seen" $?

echo "1..$count"
[ "$failed" = 0 ]
