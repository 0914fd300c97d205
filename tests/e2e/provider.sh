# shellcheck shell=bash
# An identity provider for tests: lighttpd with static documents, whose access
# log is the count of what was fetched.

PROVIDER_PID='' PROVIDER_PORT=$(free_port)
PROVIDER=http://127.0.0.1:$PROVIDER_PORT

# sign KEY.pem CLAIMS-JSON [options of mint]
# shellcheck disable=SC2154 # tests is of lib.sh
sign() {
	local key=$1 claims=$2
	shift 2
	"$WEATHER_BUILD/tools/mint" sign "$tests/keys/$key" --claims "$claims" \
		"$@" || bail_out "mint sign failed"
}

# key_set [options of mint jwks] KEY.pem[:KID[:ALG]]...
# shellcheck disable=SC2154
key_set() {
	(cd "$tests/keys" && "$WEATHER_BUILD/tools/mint" jwks "$@") ||
		bail_out "mint jwks failed"
}

# publish PATH: the document on standard input, whole or not at all.
publish() {
	mkdir -p "$E2E/provider/$(dirname "$1")"
	cat >"$E2E/provider.new"
	mv "$E2E/provider.new" "$E2E/provider/$1"
}

start_provider() {
	cat >"$E2E/provider.conf" <<-END
		server.bind = "127.0.0.1"
		server.port = $PROVIDER_PORT
		server.document-root = "$E2E/provider"
		server.errorlog = "$E2E/log/provider.log"
		server.modules += ( "mod_accesslog" )
		mimetype.assign = ( "" => "application/json" )
		server.stat-cache-engine = "disable"
		accesslog.filename = "$E2E/log/fetched"
		accesslog.format = "%m %U %s"
	END
	exec_as_server /usr/sbin/lighttpd -D -f "$E2E/provider.conf" &
	PROVIDER_PID=$!
	eventually provider_answers || bail_out "the provider does not answer"
}

provider_answers() {
	curl -s -o "$E2E/answers" --max-time 5 "$PROVIDER/"
}

stop_provider() {
	kill -TERM "$PROVIDER_PID"
	wait "$PROVIDER_PID" 2>/dev/null
	PROVIDER_PID=''
}

# The log is written late and in order: a mark of ours ends what came before.
MARKS=0
flush_log() {
	MARKS=$((MARKS + 1))
	curl -s -o "$E2E/answers" --max-time 5 "$PROVIDER/mark-$MARKS"
	eventually mark_is_written || bail_out "the provider's log stands still"
}

mark_is_written() {
	# makes lighttpd write it out
	kill -HUP "$PROVIDER_PID" || bail_out "the provider has ended"
	grep -q "/mark-$MARKS " "$E2E/log/fetched" 2>/dev/null
}

# fetched WORD: how many requests for a path with WORD so far.
fetched() {
	grep -c "GET .*$1" "$E2E/log/fetched"
}

# expect_fetched METADATA KEYS: since the last call.
SEEN_METADATA=0 SEEN_KEYS=0
expect_fetched() {
	local metadata keys
	flush_log
	metadata=$(fetched openid-configuration)
	keys=$(fetched keys)
	[ "$((metadata - SEEN_METADATA)) $((keys - SEEN_KEYS))" = "$1 $2" ] ||
		fact_failed "fetched $((metadata - SEEN_METADATA)) metadata," \
			"$((keys - SEEN_KEYS)) key sets, not $1 and $2"
	SEEN_METADATA=$metadata SEEN_KEYS=$keys
}
