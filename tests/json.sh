# shellcheck shell=bash
# Sourced by the libraries of the tests.

# json_is [arguments of jq] FILTER <JSON: it is true of the one value that is
# there.  jq 1.6 by itself takes nothing at all for true.
json_is() {
	jq --slurp --exit-status "${@:1:$#-1}" \
		"length == 1 and (.[0] | ${*: -1})"
}
