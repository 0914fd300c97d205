#!/usr/bin/env bash
# Every function of src/auth, and of what it stores and fetches with, that asks
# for memory has been refused it: the programs tests/unit/torture*_test.c write
# down who was on the stack then.
set -u
cd "$(dirname "$0")/.." || exit 1
: "${WEATHER_BUILD:?run me through make check}"
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-torture.XXXXXX")
trap 'rm -rf "$work"' EXIT

allocators='(malloc|calloc|realloc|(v?as|str)n?(printf|dup))'
allocators="$allocators|arena_(new|alloc|array|copy|str|printf)"
allocators="$allocators|buf_(add|z|str|printf)|json_parse_object"
allocators="$allocators|sqlite3_(open_v2|prepare_v[23]|step|exec)"

# "FILE FUNCTION" for each that calls one of them, as compiled.
for object in "$WEATHER_BUILD"/auth/*.o "$WEATHER_BUILD"/net/fetch*.o \
	"$WEATHER_BUILD"/store/{keys,denylist,verified,statement,db,database}.o; do
	objdump -dr --no-show-raw-insn "$object" | awk -v of="$(basename "$object" .o)" \
		-v allocators="^($allocators)\$" '
		/^[0-9a-f]+ <.*>:$/ {
			name = $2
			gsub(/[<>:]/, "", name)
			sub(/\..*/, "", name)
		}
		# a tail call leaves no frame: its callers are what is seen
		/:\tjmp/ { tail = 1; next }
		/R_[A-Z0-9_]+/ && !tail {
			symbol = $NF
			sub(/[-+]0x.*/, "", symbol)
			if (symbol ~ allocators)
				print of, name
		}
		{ tail = 0 }'
done | sort -u >"$work/ask"

count=0 failed=0
result() { # STATUS NAME
	count=$((count + 1))
	[ "$1" = 0 ] || failed=1
	[ "$1" = 0 ] || printf 'not '
	echo "ok $count - $2"
}

# The same for who was refused, with what was inlined.
for program in "$WEATHER_BUILD"/t/torture*_test; do
	: >"$work/trace"
	TORTURE_TRACE=$work/trace "$program" >"$work/out" 2>&1
	status=$?
	grep -E '^(#|not ok|[^0-9o])' "$work/out" | sed 's/^[^#]/# &/'
	result $status "$(basename "$program")"
	addr2line -f -i -e "$program" <"$work/trace" | awk '
		NR % 2 { name = $0; next }
		{
			sub(/:.*/, "")
			sub(/.*\//, "")
			sub(/\.[ch]$/, "")
			sub(/\..*/, "", name)
			print $0, name
		}' >>"$work/refused"
done

[ "$(wc -l <"$work/ask")" -gt 30 ]
result $? "$(wc -l <"$work/ask") functions ask for memory"
sort -u "$work/refused" | comm -23 "$work/ask" - >"$work/missing"
sed 's/^/# never refused: /' "$work/missing"
[ ! -s "$work/missing" ]
result $? "each of them has been refused it"
echo "1..$count"
[ "$failed" = 0 ]
