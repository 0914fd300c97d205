# an unchanged answer is 304, also for a tag that a server has added to
post "$WRITE" /api/reports '{"description":"tag","location":{"city":"Bend"}}'
report=$(header Location)
get "$READ" "$report"
expect_status 200
tag=$(header ETag)
expect_header_like ETag '^"[^"]+"$'
for sent in "$tag" "${tag%\"}-gzip\"" "W/$tag" "\"x\", $tag" '*'; do
	get "$READ" "$report" -H "If-None-Match: $sent"
	expect_status 304
	expect_body ''
	expect_header ETag "$tag"
done
get "$READ" "$report" -H 'If-None-Match: "x"'
expect_status 200
delete "$WRITE" "$report" -H 'If-Match: "x"'
expect_problem 412 version-mismatch
delete "$WRITE" "$report" -H "If-Match: $tag"
expect_status 204
