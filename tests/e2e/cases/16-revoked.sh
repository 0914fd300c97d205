# what an operator revokes every process refuses from its next request on
# covers: J3
revocable=$(mint --subject eve --client gadget --scope weather.read)
sibling=$(mint --subject eve --client gadget --scope weather.read)
jti=$(cut -d. -f2 <<<"$revocable" | tr '_-' '/+' |
	awk '{ while (length($0) % 4) $0 = $0 "="; print }' | base64 -d |
	jq -r .jti)

# enough requests, at once, that each worker gets some
each_worker_says() {
	local token=$1 want=$2 got
	got=$(seq 24 | xargs -P 8 -I{} curl -s -o /dev/null --max-time 30 \
		-w '%{http_code}\n' -H "$(bearer "$token")" \
		"http://127.0.0.1:$PORT/api/reports" | sort | uniq -c |
		tr -s ' ')
	[ "$got" = " 24 $want" ] || fact_failed "$got, not 24 $want"
}

revoke() {
	ctl token "$@" >"$E2E/revoke.out" 2>&1 ||
		fact_failed "token $*: $(cat "$E2E/revoke.out")"
}

each_worker_says "$revocable" 200
revoke revoke --jti "$jti"
each_worker_says "$revocable" 401
each_worker_says "$sibling" 200
get "$revocable" /api/reports
expect_problem 401 invalid-token
expect_header WWW-Authenticate 'Bearer realm="weather", error="invalid_token"'
revoke unrevoke --jti "$jti"
each_worker_says "$revocable" 200
revoke revoke --subject eve --before 2026-01-01T00:00:00Z
each_worker_says "$revocable" 200
revoke revoke --subject eve --before now
each_worker_says "$revocable" 401
each_worker_says "$sibling" 401
get "$READ" /api/reports
expect_status 200
revoke unrevoke --subject eve
revoke revoke --client gadget
each_worker_says "$sibling" 401
get "$READ" /api/reports
expect_status 200
revoke unrevoke --client gadget
each_worker_says "$sibling" 200
