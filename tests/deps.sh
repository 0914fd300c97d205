#!/bin/sh
# Installs the Debian packages named as arguments that are missing: as root
# with apt-get, else it prints the one line to run and fails.
set -eu
missing=
for package in "$@"; do
	dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null |
		grep -q '^install ok installed$' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
	echo "installing:$missing"
	apt-get update -qq
	# shellcheck disable=SC2086 # a list of words
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends $missing >/dev/null
else
	echo "Packages are missing. Run: sudo apt-get install$missing" >&2
	exit 1
fi
