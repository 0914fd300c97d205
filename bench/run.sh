#!/bin/bash
# Runs the sections named, or all of them, and has their samples judged.
#
#   bench/run.sh BUILD OUT [SECTION...]
#
# bench.json is left in OUT; the rest is below $TMPDIR (/tmp), which must not be
# a file system in memory, where writing to disk costs nothing.
set -eu
build=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
shift 2
bench=$(cd "$(dirname "$0")" && pwd)
# where the server's user may go
work=$(mktemp -d "${TMPDIR:-/tmp}/weather-bench.XXXXXX")
chmod 755 "$work"
trap '[ -n "${KEEP:-}" ] || rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# The weather service's folder: an RS256 issuer whose keys are in keys.db, as
# those of Entra ID are, a small database, and tokens of 1.5 kB.
make_folder() {
	local folder=$1
	mkdir -p "$folder"
	"$build/bench/database" "$folder/state" 10000 1000 \
		"$(($(date +%s) - 1800))" >/dev/null
	cat >"$folder/weather.conf" <<-END
		[server]
		state_dir = $folder/state
		public_url = http://127.0.0.1:8080
		fetch_program = $build/bin/weather-fetch
		[issuer school]
		preset = oidc
		issuer = https://id.example
		audience = weather
	END
	"$build/bin/weatherctl" init --config "$folder/weather.conf" >/dev/null
	"$build/tools/mint" keygen RS256 bench-key >"$folder/key.pem"
	"$build/tools/mint" jwks "$folder/key.pem" >"$folder/jwks.json"
	"$build/bin/weatherctl" keys import --config "$folder/weather.conf" \
		school "$folder/jwks.json" >/dev/null
	sign "$folder" reader weather.read >"$folder/read-token"
	sign "$folder" writer weather.write >"$folder/write-token"
}

# The claims of an access token of Entra ID, and as many bytes.
sign() {
	"$build/tools/mint" sign "$1/key.pem" --ttl 86400 --claims "$(
		jq -nc --arg sub "$2" --arg scope "$3" '{
		iss: "https://id.example", aud: "weather",
		acct: 0, acr: "1", aio: ("A" * 88), amr: ["pwd", "mfa"],
		azp: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", azpacr: "0",
		ipaddr: "192.0.2.17", name: "Ada Lovelace", sub: $sub,
		oid: "11111111-2222-3333-4444-555555555555",
		preferred_username: "ada@example.org", rh: ("R" * 60),
		scope: $scope, tid: "66666666-7777-8888-9999-000000000000",
		jti: ("J" * 22), ver: "2.0", xms_tcdt: 1600000000}')"
}

section_worker() {
	make_folder "$work/worker"
	"$build/bench/worker" "$build/bin/weather.fcgi" \
		"$build/bench/trivial" "$work/worker"
}

section_instructions() {
	if ! [ -x /usr/bin/valgrind ]; then
		echo "# no valgrind: instructions are not counted" >&2
		return
	fi
	make_folder "$work/instructions"
	"$build/bench/instructions" "$build/bin/weather.fcgi" \
		"$build/bench/trivial" "$work/instructions"
}

section_token() {
	local folder=$work/token alg
	make_folder "$folder"
	echo "algorithms = RS256 ES256 EdDSA" >>"$folder/weather.conf"
	for alg in RS256 ES256 EdDSA; do
		"$build/tools/mint" keygen "$alg" "$alg" >"$folder/$alg.pem"
	done
	"$build/tools/mint" jwks "$folder"/{RS256,ES256,EdDSA}.pem \
		>"$folder/jwks.json"
	"$build/bin/weatherctl" keys import --config "$folder/weather.conf" \
		school "$folder/jwks.json" >/dev/null
	"$build/bench/token" "$folder"
}

section_post() {
	make_folder "$work/post"
	"$build/bench/post" "$build/bin/weather.fcgi" "$build/bench" \
		"$work/post"
}

section_memory() {
	make_folder "$work/memory"
	"$build/bench/start" memory "$build/bin/weather.fcgi" "$work/memory"
}

section_start() {
	local folder=$work/start i keys=()
	make_folder "$folder"
	for i in {1..19}; do
		"$build/tools/mint" keygen RS256 "key-$i" >"$folder/$i.pem"
		keys+=("$folder/$i.pem")
	done
	"$build/tools/mint" jwks "$folder/key.pem" "${keys[@]}" \
		>"$folder/jwks.json"
	for i in {1..9}; do
		cat >>"$folder/weather.conf" <<-END
			[issuer other$i]
			preset = oidc
			issuer = https://id$i.example
			audience = weather
		END
	done
	for i in school other{1..9}; do
		"$build/bin/weatherctl" keys import "$i" "$folder/jwks.json" \
			--config "$folder/weather.conf" >/dev/null
	done
	"$build/bench/start" first "$build/bin/weather.fcgi" \
		"$build/bench/trivial" "$folder"
}

# No measurement but a picture, and so not among all.
draw_flame() {
	make_folder "$work/flame"
	"$build/bench/flame" "$build/bin/weather.fcgi" "$work/flame" \
		"$work/perf.data"
	perf script -i "$work/perf.data" 2>/dev/null |
		perl "$bench/flame.pl" >"$out/flame.svg"
	echo "$out/flame.svg"
}

# shellcheck source=bench/http.sh
. "$bench/http.sh"
# shellcheck source=bench/others/section.sh
. "$bench/others/section.sh"

all="worker instructions http token post cgi start memory"
if [ "$*" = flame ]; then
	draw_flame
	exit
fi
[ $# -gt 0 ] || eval "set -- $all"
# not among all, since it needs other programs
[ "$*" != others ] || all=others
for section in "$@"; do
	case " $all " in
	*" $section "*) ;;
	*)
		echo "bench: no section $section; there are: $all" >&2
		exit 2
		;;
	esac
	echo "# $section" >&2
	"section_$section" >>"$work/samples"
done
perl "$bench/report.pl" "$out/bench.json" <"$work/samples"
[ ! -e "$work/left-out" ]
