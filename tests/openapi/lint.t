#!/usr/bin/env bash
# Redocly finds nothing to say about the OpenAPI document.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/openapi/lib.sh
. tests/openapi/lib.sh
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

# lint WHAT [RULE]: $work/openapi.json breaks that rule, or none.
count=0 failed=0
lint() {
	count=$((count + 1))
	if node node_modules/@redocly/cli/bin/cli.js lint \
		--config "$tree/tests/openapi/redocly.yaml" \
		"$work/openapi.json" >"$work/said" 2>&1; then
		broken=0
	else
		broken=1
	fi
	if [ -z "${2:-}" ] && [ "$broken" = 0 ] ||
		{ [ -n "${2:-}" ] && [ "$broken" = 1 ] &&
			grep -q "$2" "$work/said"; }; then
		echo "ok $count - $1"
		return
	fi
	failed=1
	echo "not ok $count - $1"
	sed 's/^/# /' "$work/said" >&2
}

document >"$work/openapi.json"
lint "the document is clean"
sed -i 's/"operationId":"me"/"operationId":"health"/' "$work/openapi.json"
lint "what is wrong would be noticed" operation-operationId-unique
echo "1..$count"
exit "$failed"
