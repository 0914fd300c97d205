# no log and no file holds a token, nor any 16 characters of one
# covers: K1
get "$READ" /api/reports
expect_status 200
get "$UNSIGNED" /api/reports
expect_status 401
# pieces of the parts that differ from token to token
for token in "$READ" "$WRITE" "$OTHER" "$ADMIN" "$NOTHING" "$APP" "$SIGNED" \
	"$EXPIRED" "$OTHER_AUDIENCE" "$OTHER_ISSUER" "$UNSIGNED" "$USELESS"; do
	for part in 1 2 3; do
		cut -d. -f"$part" <<<"$token" | sed 's/^-/./' |
			awk '{ for (i = 1; i + 15 <= length($0); i++)
				print substr($0, i, 16) }'
	done
done | sort -u >"$E2E/pieces"
[ "$(wc -l <"$E2E/pieces")" -gt 500 ] || fact_failed "no pieces"
echo "a log that has $READ in it" >"$E2E/leak"
grep -qaFf "$E2E/pieces" "$E2E/leak" || fact_failed "a leak is not found"
if grep -laFf "$E2E/pieces" -r "$E2E/log" "$E2E/state" "$E2E/run" \
	"$E2E/upload" 2>/dev/null >"$E2E/leaks"; then
	fact_failed "a token is in: $(cat "$E2E/leaks")"
fi
# and no answer tells more of a refusal than its problem
for word in dev.jwks.json keys.db "$E2E" sqlite OpenSSL kid; do
	get "$UNSIGNED" /api/reports
	grep -qF "$word" "$E2E/body" "$E2E/head" &&
		fact_failed "an answer has $word"
done
