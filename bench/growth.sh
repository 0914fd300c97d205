#!/bin/sh
# Makes a small and a large database where they are not there yet, loads the
# gazetteer where it was fetched, and compares how long requests take.
#
#   bench/growth.sh BUILD FOLDER ROWS REPORTS [WORD]
set -eu
build=$1
folder=$2
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

# prepare NAME ROWS REPORTS
prepare() {
	if [ ! -e "$folder/$1/state/weather.db" ]; then
		mkdir -p "$folder/$1"
		"$build/bench/database" "$folder/$1/state" "$2" "$3"
	fi
	cat >"$folder/$1/weather.conf" <<-END
		[server]
		state_dir = $folder/$1/state
		public_url = http://localhost
		log_level = error
		[issuer dev]
		preset = dev
	END
	"$build/bin/weatherctl" init --config "$folder/$1/weather.conf" >/dev/null
	if [ -e build/places/cities.pbf ]; then
		"$build/bin/weatherctl" places import build/places/cities.pbf \
			--config "$folder/$1/weather.conf" >/dev/null
	fi
	"$build/bin/weatherctl" token mint --config "$folder/$1/weather.conf" \
		--subject author-0 --scope weather.read >"$folder/$1/token"
}

prepare small 10000 1000
prepare large "$3" "$4"
exec "$build/bench/growth" "$build/bin/weather.fcgi" \
	"$folder/small" "$folder/large" ${5:+"$5"}
