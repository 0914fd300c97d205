#!/usr/bin/env bash
# Each tests/golden/config/NAME.in comes to NAME.out: what weather.conf is
# understood as, or what is said about it.  What is understood can be read
# again and comes to the same.  GOLDEN=write rewrites the outputs.
set -u
cd "$(dirname "$0")/.." || exit 1
: "${WEATHER_BUILD:?run me through make check}"
print=$WEATHER_BUILD/tools/print_config
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-config.XXXXXX")
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
		sed 's/^/# /' "$work/diff" >&2
	fi
}

for in in tests/golden/config/*.in; do
	name=$(basename "$in" .in)
	golden=${in%.in}.out
	code=0
	# the folder of the installation differs from build to build
	"$print" "$in" >"$work/plain" 2>&1 || code=$?
	sed 's|^fetch_program = .*/libexec/|fetch_program = PREFIX/libexec/|' \
		"$work/plain" >"$work/out"
	[ "${GOLDEN:-}" != write ] || cp "$work/out" "$golden"
	diff -u "$golden" "$work/out" >"$work/diff"
	result "$name comes to $golden" $?
	[ "$code" = 0 ] || continue
	# relative paths were resolved; make those absolute for the way back
	sed "s|= tests/golden|= /tests/golden|" "$work/plain" >"$work/again"
	"$print" "$work/again" >"$work/twice" 2>&1
	diff -u "$work/again" "$work/twice" >"$work/diff"
	result "$name read again from what it came to is the same" $?
done
echo "1..$count"
exit "$failed"
