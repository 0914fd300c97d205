# shellcheck shell=bash
# What the page's tests share: a web server as shipped, with the page as it is
# installed, and measurements of a month.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../e2e/lib.sh"

AUDIENCE=https://weather.example/api

# 30 days, every half hour, of Seattle; one measurement of 5 hours ago.
measurements() {
	awk -v now="$(date +%s)" 'BEGIN {
		print "observed_at,city,state,country,observer,temp,humidity," \
			"pressure_msl,wind_speed,wind_dir,precip,weather_code,interval"
		for (i = 0; i < 30 * 48; i++) {
			t = now - 120 - i * 1800
			printf "%s,Seattle,WA,US,roof,%.2f,%.1f,%.2f,%.2f,%d,%s,61,1800\n",
				strftime("%Y-%m-%dT%H:%M:%SZ", t, 1),
				11.8 + 4 * sin(i / 7.6), 70 + 10 * sin(i / 40),
				1015 + 6 * sin(i / 120), 3 + 2 * sin(i / 15),
				(225 + 3 * i) % 360, i % 17 ? "0" : "0.4"
		}
		printf "%s,Tacoma,WA,US,pier,9.50,88.0,1009.00,,,,,\n",
			strftime("%Y-%m-%dT%H:%M:%SZ", now - 5 * 3600, 1)
	}'
}

# All cases behind one of the set-ups of setups.sh.
run_page_cases() {
	local idp_port
	# shellcheck disable=SC2154 # of lib.sh
	local installed=$source_tree/build/npm/browser
	local pictures=$source_tree/build/page/$1
	[ -e "$installed/run.mjs" ] || bail_out "run me by make test-page"
	use_setup "$1"
	rm -rf "$E2E/web" "$pictures"
	mkdir -p "$pictures"
	cp -R "$source_tree/build/web" "$E2E/web"
	idp_port=$(free_port)
	export WEATHER_SIGN_IN=http://127.0.0.1:$idp_port
	make_state <<-END
		[issuer provider]
		preset = oidc
		issuer = $WEATHER_SIGN_IN
		audience = $AUDIENCE
		allow_insecure_loopback = on
		[page]
		issuer = provider
		client_id = page
	END
	measurements >"$E2E/measured.csv"
	ctl import observations --source demo "$E2E/measured.csv" \
		>"$E2E/import.out" 2>&1 || bail_out "$(cat "$E2E/import.out")"
	start_server
	(cd "$installed" && AUDIENCE=$AUDIENCE IDP_PORT=$idp_port \
		PAGE_URL=http://127.0.0.1:$PORT/ PICTURES=$pictures \
		CTL="$E2E/bin/weatherctl --config $WEATHER_CONFIG" \
		exec ../../idp/node_modules/node-*/bin/node run.mjs \
		2>"$E2E/log/browser.log")
	# its plan is the last line
	exit
}
