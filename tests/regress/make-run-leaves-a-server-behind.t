#!/usr/bin/env bash
# TERM to `make run` ended make and the shell of its recipe, but not the
# demo's script below that shell: lighttpd and its workers went on.  The script
# must take the shell's place, so that make's signal reaches it.
set -u
cd "$(dirname "$0")/../.." || exit 1
recipe=$(make -s -n run | grep 'tests/demo/run.sh')
echo "# $recipe"
case $recipe in
*" exec bash tests/demo/run.sh"*) echo "ok 1 - make's signal reaches the demo" ;;
*) echo "not ok 1 - make's signal reaches the demo" ;;
esac
# what exec is for: the same process, with the variables before it
got=$(sh -c 'echo $$; A=b exec sh -c "echo \$\$ \$A"' | tr '\n' ' ')
# shellcheck disable=SC2086 # words
set -- $got
if [ "$1" = "$2" ] && [ "$3" = b ]; then
	echo "ok 2 - a recipe's exec keeps the process and the variables"
else
	echo "not ok 2 - a recipe's exec keeps the process and the variables"
fi
echo "1..2"
