# shellcheck shell=bash
# shellcheck disable=SC2154 # names shared with lib.sh
# A clock of the service that tests move, by libfaketime.

# Workers whose clock differs by what $E2E/clock says.  What they start has an
# empty environment, and so the real time.  AddressSanitizer wants to be loaded
# first and works all the same.
use_movable_clock() {
	local library
	library=$(ls /usr/lib/*/faketime/libfaketime.so.1) ||
		bail_out "libfaketime is missing"
	move_clock 0
	mv "$WEATHER_PROGRAM" "$WEATHER_PROGRAM.real"
	cat >"$WEATHER_PROGRAM" <<-END
		#!/bin/sh
		export LD_PRELOAD=$library
		export FAKETIME_TIMESTAMP_FILE=$E2E/clock
		export FAKETIME_NO_CACHE=1
		export FAKETIME_DONT_FAKE_MONOTONIC=1
		export NO_FAKE_STAT=1
		export ASAN_OPTIONS=verify_asan_link_order=0
		exec $WEATHER_PROGRAM.real
	END
	chmod 755 "$WEATHER_PROGRAM"
}

# move_clock SECONDS ahead of the real time; behind it, when negative
move_clock() {
	printf '%+d\n' "$1" >"$E2E/clock.new"
	mv "$E2E/clock.new" "$E2E/clock"
}
