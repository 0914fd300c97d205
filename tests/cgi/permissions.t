#!/usr/bin/env bash
# Every route with every kind of token: who is let in is who the table of
# routes says, and nobody else.  What a handler makes of an empty request is of
# no interest here; 401 and 403 are.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""

# kinds: NAME, what the token grants besides being one, and its claims.
declare -A grants=([none]="-" [other]="" [read]="read" [write]="write"
	[admin]="admin" [both]="read write" [root]="write admin") tokens
tokens[other]=$(mint --scope openid)
tokens[read]=$(mint --scope weather.read)
tokens[write]=$(mint --scope weather.write)
tokens[admin]=$(mint --scope openid --role Admin)
tokens[both]=$(mint --scope "weather.read weather.write")
tokens[root]=$(mint --scope weather.write --role Admin)

# wanted NEED KIND: in, 401 or 403
wanted() {
	local word
	[ "$1" != nothing ] || { echo in; return; }
	[ "$2" != none ] || { echo 401; return; }
	for word in ${1//and/}; do
		case $word in
		any | token) ;;
		*) [[ " ${grants[$2]} " == *" $word "* ]] || { echo 403; return; } ;;
		esac
	done
	echo in
}

# given METHOD PATH KIND
given() {
	cgi "$1" "$2" ${tokens[$3]:+HTTP_AUTHORIZATION="Bearer ${tokens[$3]}"} \
		CONTENT_TYPE="$type" CONTENT_LENGTH=2 <<<'{}'
	case $(value Status) in
	401*) echo 401 ;;
	403*) grep -q insufficient-scope "$work/out" && echo 403 ;;
	[245]*) echo in ;;
	*) value Status ;;
	esac
}

routes=0
while IFS='|' read -r route need _; do
	read -r method path <<<"$route"
	read -r need <<<"$need"
	path=$(sed -e 's/{type}/gone/' -e 's/{city}/Bend/' \
		-e 's/{id}/0190a0b0-0000-7000-8000-000000000000/' <<<"$path")
	type=application/json
	[ "$method" != PATCH ] || type=application/merge-patch+json
	wrong=
	for kind in none other read write admin both root; do
		want=$(wanted "$need" "$kind")
		got=$(given "$method" "$path" "$kind")
		[ "$got" = "$want" ] || wrong="$wrong $kind: $got, not $want;"
	done
	[ -z "$wrong" ] || echo "# $wrong"
	[ -z "$wrong" ]
	result "$method $path is for who has: $need" $?
	routes=$((routes + 1))
done < <("$WEATHER_BUILD/tools/routes")
[ "$routes" -ge 18 ]
result "$routes routes were tried" $?

# The table itself, which decides what is expected above.
"$WEATHER_BUILD/tools/routes" | awk -F ' [|] ' '{ print $1 ": " $2 }' |
	sort >"$work/needs"
sort >"$work/promised" <<'END'
GET /health: nothing
GET /problems/{type}: nothing
GET /.well-known/oauth-protected-resource: nothing
GET /docs: nothing
GET /openapi.json: nothing
GET /api/config: nothing
GET /metrics: nothing
GET /api/me: any token
GET /api/weather/{city}: read
GET /api/weather/{city}/observations: read
POST /api/weather/{city}: write
GET /api/places: read
GET /api/reports: read
POST /api/reports: write
DELETE /api/reports: write and admin
GET /api/reports/{id}: read
PATCH /api/reports/{id}: write
DELETE /api/reports/{id}: write
END
diff "$work/promised" "$work/needs" >"$work/diff"
result "the table of routes is what is promised" $? "$work/diff"
finish
