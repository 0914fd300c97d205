# shellcheck shell=bash
# Sourced by the libraries of the tests.

# json_is [arguments of jq] FILTER <JSON: it is true of what is there.  jq 1.6
# by itself takes nothing at all for true.
json_is() {
	local text
	text=$(cat)
	[[ $text == *[![:space:]]* ]] && jq --exit-status "$@" <<<"$text"
}
