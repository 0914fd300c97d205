#!/bin/sh
# Includes go downward only: which folder of src may include which.
set -eu
cd "$(dirname "$0")/.."

# Prints every include below the folder $1 that is not allowed.
upward()
{
	# shellcheck disable=SC2016 # the $ are awk's
	(cd "$1" && find . -name '*.[ch]' | sort | xargs awk '
	BEGIN {
		may["base"] = "base"
		may["config"] = "config base"
		may["http"] = "http base"
		may["net"] = "net base"
		may["weather"] = "weather base"
		may["store"] = "store weather base"
		may["provider"] = "provider store net config weather base"
		may["auth"] = "auth store net config base"
		may["api"] = "api auth provider store net http config weather base"
		may["cli"] = "cli config store auth provider weather net base"
		may["client"] = "client cli config weather net base"
		may["programs"] = "programs client " may["cli"]
	}
	/^[ \t]*#[ \t]*include[ \t]*"/ {
		split(FILENAME, path, "/")
		from = path[2]
		split($0, quoted, "\"")
		to = quoted[2]
		allowed = " " may[from] " "
		if (FILENAME == "./programs/responder_main.c")
			allowed = allowed "api http "
		if (to == "sql.h")
			good = from == "store"
		else if (to == "aliases.inc")
			good = FILENAME == "./weather/aliases.c"
		else if (to == "pieces.h")
			good = from == "api"
		else
			good = to ~ /^[a-z]+\/[a-z0-9_]+\.h$/ &&
				index(allowed, " " substr(to, 1,
					index(to, "/") - 1) " ")
		if (!good)
			print FILENAME ":" FNR ": " to
	}')
}

tests=0
failed=0
# ok NAME [WHAT SHOULD NOT BE THERE]
ok()
{
	tests=$((tests + 1))
	if [ -z "${2-}" ]; then
		echo "ok $tests - $1"
	else
		failed=1
		echo "not ok $tests - $1"
		echo "$2" | sed 's/^/# /' >&2
	fi
}

ok 'no file of src includes upward or sideways' "$(upward src)"

sample=$(mktemp -d)
trap 'rm -rf "$sample"' EXIT

# FILE INCLUDE VERDICT: the rule applied to one file with one include
while read -r file include verdict; do
	rm -rf "${sample:?}/src"
	mkdir -p "$sample/src/$(dirname "$file")"
	printf '#include "%s"\n' "$include" > "$sample/src/$file"
	found=$(upward "$sample/src")
	if [ "$verdict" = allowed ]; then
		ok "$file may include $include" "$found"
	elif [ -n "$found" ]; then
		ok "$file including $include is noticed"
	else
		ok "$file including $include is noticed" 'not noticed'
	fi
done <<'EOF'
base/a.c base/str.h allowed
base/a.c weather/units.h noticed
base/a.h http/request.h noticed
config/a.c base/str.h allowed
config/a.c auth/issuer.h noticed
http/a.c base/str.h allowed
http/a.c auth/token.h noticed
http/a.c config/config.h noticed
net/a.c base/str.h allowed
net/a.c store/db.h noticed
weather/a.c base/str.h allowed
weather/a.c store/db.h noticed
weather/a.c http/request.h noticed
store/a.c weather/report.h allowed
store/a.c sql.h allowed
weather/aliases.c aliases.inc allowed
weather/places.c aliases.inc noticed
store/a.c auth/token.h noticed
api/a.c sql.h noticed
auth/a.c store/keys.h allowed
auth/a.c config/config.h allowed
auth/a.c http/request.h noticed
auth/a.c api/call.h noticed
auth/a.c weather/report.h noticed
api/a.c http/request.h allowed
api/a.c auth/token.h allowed
api/a.c cli/options.h noticed
api/a.c programs/weatherctl.h noticed
cli/a.c auth/token.h allowed
cli/a.c http/request.h noticed
cli/a.c programs/weatherctl.h noticed
client/a.c cli/options.h allowed
client/a.c weather/units.h allowed
client/a.c auth/token.h noticed
client/a.c store/db.h noticed
client/a.c http/query.h noticed
client/a.c api/call.h noticed
client/a.c programs/weather_client.h noticed
api/a.c client/wire.h noticed
cli/a.c client/wire.h noticed
programs/a.c client/wire.h allowed
programs/a.c cli/options.h allowed
programs/a.c api/serve.h noticed
programs/a.c http/fcgi.h noticed
programs/responder_main.c api/serve.h allowed
programs/responder_main.c http/fcgi.h allowed
elsewhere/a.c base/str.h noticed
base/a.c str.h noticed
base/a.c base/../http/request.h noticed
EOF
echo "1..$tests"
exit $failed
