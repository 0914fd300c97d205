# a body that is not a good one is refused with its reason
post "$WRITE" /api/reports '{"description":"good","location":{"city":"Bend"}}'
expect_status 201
post "$WRITE" /api/reports '{"description":'
expect_problem 400 malformed-json
post "$WRITE" /api/reports '{"description":"a","description":"b"}'
expect_problem 400 malformed-json
post "$WRITE" /api/reports '["a"]'
expect_problem 400 malformed-json
post "$WRITE" /api/reports ''
expect_problem 400 malformed-json
post "$WRITE" /api/reports '{"description":" ","location":{"city":7,"country":"USA"},"more":1}'
expect_problem 422 validation
expect_json '[.errors[].pointer] | sort ==
	["/description", "/location/city", "/location/country", "/more"]'
expect_json '[.errors[] | .code, .detail] | all(length > 0)'
request POST /api/reports -H "$(bearer "$WRITE")" \
	-H 'Content-Type: text/plain' --data-binary '{}'
expect_problem 415 unsupported-media-type
request POST /api/reports -H "$(bearer "$WRITE")" \
	-H 'Content-Type: application/json; charset=utf-8' \
	--data-binary '{"description":"good","location":{"city":"Bend"}}'
expect_status 201
