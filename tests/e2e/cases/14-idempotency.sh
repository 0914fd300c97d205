# a repeated POST with its key is answered from memory, not done twice
delete "$ADMIN" '/api/reports?confirm=all'
again() {
	post "$1" /api/reports "$2" -H 'Idempotency-Key: "e2e-1"'
}
again "$WRITE" '{"description":"once","location":{"city":"Bend"}}'
expect_status 201
expect_no_header Idempotency-Replayed
first=$(header Location)
again "$WRITE" '{"description":"once","location":{"city":"Bend"}}'
expect_status 201
expect_header Idempotency-Replayed true
expect_header Location "$first"
again "$WRITE" '{"description":"twice","location":{"city":"Bend"}}'
expect_problem 422 idempotency-key-reused
again "$OTHER" '{"description":"once","location":{"city":"Bend"}}'
expect_status 201
expect_no_header Idempotency-Replayed
get "$READ" /api/reports
expect_json 'length == 2'
