# shellcheck shell=bash
# shellcheck disable=SC2154 # names of run.sh and http.sh
# Other stacks doing the same work, each beside ours.

# measured PID ADDRESS: requests per second, and microseconds of processor time
# a request, of that process and its descendants
measured() {
	local before after
	before=$(perl "$bench/others/cpu.pl" "$1")
	wrk -t1 -c8 -d1s -H "Authorization: Bearer $token" "$2" >"$work/wrk"
	after=$(perl "$bench/others/cpu.pl" "$1")
	awk -v ns="$((after - before))" '
		/Non-2xx|Socket errors/ { print; bad = 1 }
		/ requests in / { count = $1 }
		/^Requests\/sec:/ { rate = $2 }
		END { if (!bad) printf "%.1f %.3f\n", rate, ns / 1000 / count }' \
		"$work/wrk"
}

# in_turn ROW OUR-PID OURS THEIR-PID THEIRS
in_turn() {
	local i ours theirs
	# the first pair warms up
	for ((i = 0; i <= ${PAIRS:-10}; i++)); do
		ours=$(measured "$2" "$3")
		theirs=$(measured "$4" "$5")
		case $ours$theirs in
		*[!0-9.\ ]*)
			echo "bench: $1: $ours $theirs" >&2
			exit 2
			;;
		esac
		[ "$i" = 0 ] || echo "$ours $theirs" | awk -v row="$1" '{
			print row "-rate\t" $1 "\t" $3
			print row "-cpu\t" $2 "\t" $4 }'
	done
}

# short_token NAME-STATUS ISSUER AUDIENCE KEY [OPTION...]
short_token() {
	"$build/tools/mint" sign "$4" --claims "$(jq -nc --arg iss "$2" \
		--arg aud "$3" '{$iss, $aud, sub: "reader",
		scope: "weather.read"}')" "${@:5}" >"$folder/$1"
}

# Tokens, and what any server that does this work must say to them.
make_tokens() {
	local iss=https://id.example key=$folder/key.pem now
	now=$(date +%s)
	cp "$folder/read-token" "$folder/good-200"
	short_token short-200 "$iss" weather "$key"
	cp "$folder/write-token" "$folder/permission-40[13]"
	short_token "issuer-40[13]" https://other.example weather "$key"
	short_token "audience-40[13]" "$iss" other "$key"
	short_token expired-401 "$iss" weather "$key" --now $((now - 7200))
	short_token early-401 "$iss" weather "$key" --now $((now + 3600))
	short_token unsigned-401 "$iss" weather "$key" --none
	"$build/tools/mint" keygen RS256 bench-key >"$folder/stranger.pem"
	short_token forged-401 "$iss" weather "$folder/stranger.pem"
	# the signature of another token
	echo "$(cut -d. -f1,2 "$folder/read-token").$(cut -d. -f3 \
		"$folder/write-token")" >"$folder/changed-401"
	echo none >"$folder/garbage-40[01]"
}

# Whoever fails is not measured.  Twice: the second time it may be remembered.
does_the_work() {
	local sent status wanted
	for sent in "$folder"/*-[24]* "$folder"/*-[24]*; do
		status=$(curl -s --max-time 10 -o "$work/said" -w '%{http_code}' \
			-H "Authorization: Bearer $(cat "$sent")" "$1")
		wanted=${sent##*-}
		# shellcheck disable=SC2053 # a pattern
		[[ $status = $wanted ]] || {
			# only less work for it
			[ "$2 ${sent##*/}" != "openidc early-401" ] || {
				echo "# $2 takes a token before its time" >&2
				continue
			}
			echo "# $2 is left out: ${sent##*/} gets $status" >&2
			return 1
		}
		[ "$wanted" != 200 ] ||
			jq -e --slurpfile ours "$folder/body.json" '
			.temp == $ours[0].temp and
			.pressure == $ours[0].pressure and
			.humidity == $ours[0].humidity' "$work/said" \
				>/dev/null || {
			echo "# $2 is left out: $(cat "$work/said")" >&2
			return 1
		}
	done
}

# beside STACK: in a process of its own, so that it has a descriptor 9
beside() (
	pipe=$work/pipe-$1
	mkfifo "$pipe"
	exec 9<>"$pipe"
	# shellcheck disable=SC2034 # for start_behind
	serve=$bench/others/serve.sh
	start_behind "$1" "$build/../others" "$folder"
	pid=$!
	if does_the_work "$url$uri" "$1"; then
		in_turn "others/$1" "${pids[lighttpd-fcgi]}" \
			"${urls[lighttpd-fcgi]}" "$pid" "$url$uri"
		case $1 in
		openidc | oauth2)
			for setup in apache-fcgid apache-proxy; do
				in_turn "others/$1-$setup" "${pids[$setup]}" \
					"${urls[$setup]}" "$pid" "$url$uri"
			done
			;;
		esac
	else
		echo "$1" >>"$work/left-out"
	fi
	exec 9>&-
	wait
)

section_others() {
	local stack setup workers pipe=$work/pipe
	local -A pids urls
	responder=$work/weather.fcgi
	cp "$build/bin/weather.fcgi" "$responder"
	prepare_http others
	sed '1,/^\r*$/d' "$folder/answer" >"$folder/body.json"
	make_tokens
	[ "$(id -u)" != 0 ] || chown -R www-data: "$folder"
	mkfifo "$pipe"
	# our servers end when this is closed
	exec 9<>"$pipe"
	for setup in lighttpd-fcgi apache-fcgid apache-proxy; do
		workers=2
		# a request that finds none free sleeps for a second
		[ "$setup" != apache-fcgid ] || workers=8
		start_behind "$setup" "$responder" "$folder/weather.conf" \
			"$workers"
		pids[$setup]=$! urls[$setup]=$url$uri
		does_the_work "$url$uri" "ours, $setup" || exit 2
	done
	case ${STACKS:-openidc} in
	*openidc* | *oauth2*)
		# mod_fcgid starts workers one by one, after such a second
		wrk -t1 -c24 -d8s -H "Authorization: Bearer $token" \
			"${urls[apache-fcgid]}" >/dev/null
		;;
	esac
	for stack in ${STACKS:-fastapi node node_remember go go_remember njs \
		openidc oauth2}; do
		beside "$stack"
	done
	exec 9>&-
	wait
}
